"""Where the steps read and write: a folder with a table per step, or single files."""

from __future__ import annotations

from pathlib import Path

from erlang._planning.output import OutputError

DEFAULT = Path("plan")


def table_of(path: Path, name: str) -> Path:
    """The table of a step: the file itself, or the file of that name in a folder."""
    if path.is_dir() or not path.suffix:
        return path / f"{name}.csv"
    return path


def folder_of(path: Path) -> Path:
    """The folder of a table or of a plan."""
    return path if path.is_dir() or not path.suffix else path.parent


def output_of(out: Path | None, beside: Path, name: str) -> Path:
    """Where a step writes: a file that was named, a folder that was, else beside what it read."""
    if out is None:
        return folder_of(beside) / f"{name}.csv"
    if out.suffix == ".csv" and not out.is_dir():
        return out
    if out.exists() and not out.is_dir():
        raise OutputError(f"--out {out}: is a file, expected a folder or a name ending in .csv")
    return out / f"{name}.csv"
