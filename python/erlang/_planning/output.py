"""Writing files so that they are whole or not there, and never over something by accident."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import tempfile
import threading
from collections.abc import Callable, Iterator
from pathlib import Path


class OutputError(ValueError):
    """Files cannot be written where asked."""


def _reason(error: OSError) -> str:
    return error.strerror or type(error).__name__


def _make_parents(folder: Path) -> list[Path]:
    """Make a folder and those above it; the ones that were made, innermost first."""
    missing = []
    probe = folder
    while not probe.exists():
        missing.append(probe)
        if probe.parent == probe:
            break
        probe = probe.parent
    made: list[Path] = []
    try:
        for path in reversed(missing):
            path.mkdir()
            made.insert(0, path)
    except OSError:
        _remove_empty(made)
        raise
    return made


def _remove_empty(folders: list[Path]) -> None:
    with contextlib.suppress(OSError):
        for folder in folders:
            folder.rmdir()


def refuse_existing(folder: Path, force: bool) -> None:
    """Refuse a folder that already holds something, unless forced; and what is no folder at all."""
    if folder.exists() and not folder.is_dir():
        raise OutputError(f"--out {folder}: is a file, expected a folder")
    if force or not folder.is_dir():
        return
    try:
        names = sorted(os.listdir(folder))
    except OSError as error:
        raise OutputError(f"--out {folder}: cannot be read: {_reason(error)}") from None
    if names:
        what = "already holds a plan" if {"report.html", "plan.toml"} & set(names) else "is not empty"
        raise OutputError(f"--out {folder}: {what}; nothing is overwritten without --force")


@contextlib.contextmanager
def uninterrupted(committed: Callable[[], object] | None = None) -> Iterator[None]:
    """Ctrl-C inside the block counts at its end: a few renames are either done or not begun.

    Where the block succeeds, `committed` is called before anything can interrupt again, and Ctrl-C is too late: whoever
    gives it wants to end as what was done. Without it, Ctrl-C is raised once the block is through.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        if committed is not None:
            committed()
        return
    came: list[int] = []
    former = signal.signal(signal.SIGINT, lambda number, frame: came.append(number))
    try:
        yield
        if committed is not None:
            committed()
            came.clear()
    finally:
        signal.signal(signal.SIGINT, former)
    if came:
        raise KeyboardInterrupt


@contextlib.contextmanager
def whole_folder(folder: Path, *, force: bool = False, committed: Callable[[], object] | None = None) -> Iterator[Path]:
    """A temporary folder beside `folder`, which takes its place when the block ends without an error.

    With `force`, files already in `folder` that the new one does not have are kept. On any error, interruption
    included, nothing is left behind and `folder` is as it was. `committed`: see `uninterrupted`.
    """
    refuse_existing(folder, force)
    folder = folder.absolute()
    made: list[Path] = []
    staging: Path | None = None
    try:
        try:
            with uninterrupted():
                made = _make_parents(folder.parent)
                staging = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".part", dir=folder.parent))
        except OSError as error:
            raise OutputError(f"--out {folder}: cannot be written: {_reason(error)}") from None
        umask = os.umask(0)
        os.umask(umask)
        staging.chmod(0o777 & ~umask)
        yield staging
        with uninterrupted(committed):
            _take_place(staging, folder, force)
    except BaseException:
        with uninterrupted():  # a second Ctrl-C must not leave the rest of it
            if staging is not None:
                shutil.rmtree(staging, ignore_errors=True)
            _remove_empty(made)
        raise


def _take_place(staging: Path, folder: Path, force: bool) -> None:
    refuse_existing(folder, force)
    if not folder.exists():
        staging.rename(folder)
        return
    former = Path(tempfile.mkdtemp(prefix=f".{folder.name}.", suffix=".old", dir=folder.parent))
    former.rmdir()
    folder.rename(former)
    try:
        staging.rename(folder)
    except BaseException:
        former.rename(folder)
        raise
    for kept in former.iterdir():
        if not (folder / kept.name).exists():
            kept.rename(folder / kept.name)
    shutil.rmtree(former, ignore_errors=True)


def whole_files(
    writers: dict[Path, Callable[[Path], object]],
    *,
    force: bool = False,
    committed: Callable[[], object] | None = None,
) -> None:
    """Write several files beside where they belong, and rename them when all are whole.

    `committed`: see `uninterrupted`.
    """
    refuse_files(list(writers), force)
    staged: list[tuple[Path, Path]] = []
    made: list[Path] = []
    try:
        for path, write in writers.items():
            with uninterrupted():
                made = [*_make_parents(path.absolute().parent), *made]
                handle, name = tempfile.mkstemp(
                    prefix=f".{path.stem}.", suffix=f".part{path.suffix}", dir=path.absolute().parent
                )
                os.close(handle)
                staged.append((Path(name), path))
            umask = os.umask(0)
            os.umask(umask)
            os.chmod(name, 0o666 & ~umask)
            write(Path(name))
        with uninterrupted(committed):
            for part, path in staged:
                part.replace(path)
    except BaseException as error:
        with uninterrupted():
            for part, _ in staged:
                part.unlink(missing_ok=True)
            _remove_empty(made)
        if isinstance(error, OSError):
            raise OutputError(f"--out {next(iter(writers)).parent}: cannot be written: {_reason(error)}") from None
        raise


def refuse_files(paths: list[Path], force: bool) -> None:
    """Refuse files that are already there, unless forced."""
    for path in paths:
        if path.is_dir():
            raise OutputError(f"--out {path}: is a folder, expected a file")
        if path.exists() and not force:
            raise OutputError(f"--out {path}: already exists; nothing is overwritten without --force")
