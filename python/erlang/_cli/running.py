"""How a command is run: what comes out on which stream, and with which exit code."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import tempfile
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path
from types import FrameType, TracebackType
from typing import Any, TextIO

from erlang._cli import BAD_INPUT, INTERNAL, INTERRUPTED, OK
from erlang._warnings import PlanningWarning

_HERE = str(Path(__file__).resolve().parent.parent)


class _Interrupt:
    """Remembers Ctrl-C, since an import or a callback that is interrupted may turn it into another exception."""

    came = False
    too_late = False

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if not self.too_late:
            self.came = True
            raise KeyboardInterrupt


_interrupt = _Interrupt()


def _again(unraisable: Any) -> None:
    """An interrupt within a callback of the interpreter goes nowhere: it comes again a moment later."""
    if issubclass(unraisable.exc_type, KeyboardInterrupt):
        import threading

        again = threading.Timer(0.01, os.kill, (os.getpid(), signal.SIGINT))
        again.daemon = True
        again.start()
    else:
        sys.__unraisablehook__(unraisable)


def committed() -> None:
    """The output of a command stands in its place: nothing interrupts what is left, which is to say so."""
    _interrupt.too_late = True


def run(arguments: list[str], *, leaving: bool = False) -> int:
    """Run a command line and return its exit code; every failure is told on stderr.

    `leaving`: the process ends with it, and an interrupt would only break the interpreter off on its way out.
    """
    global _interrupt
    _interrupt = _Interrupt()
    former = None
    with contextlib.suppress(ValueError):  # not in the main thread
        former = signal.signal(signal.SIGINT, _interrupt)
    hook = sys.unraisablehook
    sys.unraisablehook = _again
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("always", PlanningWarning)
            warnings.showwarning = _show_warning
            code = _guarded(arguments)
        sys.stdout.flush()
        committed()
        return code
    except KeyboardInterrupt:
        committed()
        return _interrupted()
    except BrokenPipeError:  # the reader has gone, as in `erlang ... | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return OK
    finally:
        sys.unraisablehook = hook
        if former is not None:
            signal.signal(signal.SIGINT, signal.SIG_IGN if leaving else former)


@contextlib.contextmanager
def hushed(quiet: bool) -> Iterator[None]:
    """Without warnings where ``--quiet`` is said."""
    with warnings.catch_warnings():
        if quiet:
            warnings.simplefilter("ignore", PlanningWarning)
        yield


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    """A warning as one sentence; those of other libraries are not for the user of a command."""
    if issubclass(category, PlanningWarning):
        print(f"erlang: warning: {message}", file=sys.stderr)


def _interrupted() -> int:
    print("erlang: interrupted", file=sys.stderr)
    return INTERRUPTED


def _guarded(arguments: list[str]) -> int:
    try:
        if arguments[:1] == ["agents"]:
            from erlang._cli.quick import quick

            code = quick(arguments[1:])
            if code is not None:
                return code
        from erlang._cli.commands import invoke

        return invoke(arguments)
    except KeyboardInterrupt:
        return _interrupted()
    except BrokenPipeError:
        raise
    except Exception as error:
        if _interrupt.came:
            return _interrupted()
        if hasattr(error, "format_message"):  # a usage error of typer's
            print(f"erlang: {error.format_message()}", file=sys.stderr)
            return BAD_INPUT
        if _is_bad_input(error):
            print(f"erlang: {_sentence(error)}", file=sys.stderr)
            return BAD_INPUT
        return _internal(error)


def _is_bad_input(error: Exception) -> bool:
    """Whether an exception was raised by this package about its input, and is no mistake inside."""
    if isinstance(error, OSError) and error.filename is not None:
        return True
    if not isinstance(error, (ValueError, TypeError)):
        return False
    frame: TracebackType | None = error.__traceback__
    last = None
    while frame is not None:
        last, frame = frame, frame.tb_next
    if last is None:
        return False
    code = last.tb_frame.f_code
    if not os.path.realpath(code.co_filename).startswith(_HERE):
        return False
    return isinstance(error, ValueError) or f"{error}".partition(":")[0].isidentifier()


def _sentence(error: Exception) -> str:
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {(error.strerror or 'cannot be used').lower()}"
    return str(error)


def _internal(error: Exception) -> int:
    """Write the traceback to a file and say where it is."""
    text = "".join(traceback.format_exception(error))
    for folder in (Path.cwd(), Path(tempfile.gettempdir())):
        try:
            handle, name = tempfile.mkstemp(prefix="erlang-error-", suffix=".txt", dir=folder)
        except OSError:
            continue
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
        print(
            f"erlang: internal error: {type(error).__name__}: {error}; nothing was written but the traceback, {name}",
            file=sys.stderr,
        )
        return INTERNAL
    print(text, file=sys.stderr)
    return INTERNAL
