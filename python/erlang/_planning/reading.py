"""Settings and histories from where a user keeps them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from erlang._settings import Settings, read_settings

if TYPE_CHECKING:
    from erlang._reading import History


READING = ("timezone", "interval", "date_format", "decimal", "sheet", "columns")


def reading_words(settings: Settings) -> dict[str, Any]:
    """What the settings say about reading, as the arguments of `read_history`.

    One queue in the settings names the queue of a table that has no column for it.
    """
    words = {name: settings.value(name) for name in READING if settings.value(name) is not None}
    if str(words.get("sheet", "")).isdigit():
        words["sheet"] = int(words["sheet"])
    queues = settings.value("queues")
    if queues is not None and len(queues) == 1:
        words["queue"] = queues[0]
    return words


def load_settings(file: Path | None, given: dict[str, Any], shifts: Path | None = None) -> Settings:
    """The settings of a file, those of options winning; shifts from a file of their own where one is given."""
    settings = read_settings(file) if file is not None else Settings()
    if shifts is not None:
        found = read_settings(shifts)
        if not found.shift:
            raise ValueError(f"{shifts}: holds no [[shift]] section")
        given = {**given, "shifts": found.shift}
    return settings.replace(**given) if given else settings


def load_history(settings: Settings) -> History:
    """The history the settings name, read as they say, with the queues they ask for."""
    from erlang._reading import read_history

    if settings.history.file is None:
        raise ValueError("no history: give a FILE, or `file` in [history] of the settings")
    return only_queues(read_history(settings.history.file, **reading_words(settings)), settings)


def only_queues(history: History, settings: Settings) -> History:
    """The history with the queues that are to be planned; ``ValueError`` for one that it does not have."""
    import dataclasses

    wanted = settings.value("queues")
    unknown = [name for name in (*(wanted or ()), *settings.queue) if name not in history.queues]
    if unknown:
        raise ValueError(
            f"{history.source}: no queue {unknown[0]!r}; its queues are "
            + ", ".join(repr(name) for name in history.queues)
        )
    if not wanted or set(wanted) == set(history.queues):
        return history
    table = history.table[history.table["queue"].isin(wanted)].reset_index(drop=True)
    issues = tuple(issue for issue in history.issues if issue.queue is None or issue.queue in wanted)
    queues = tuple(name for name in history.queues if name in wanted)
    return dataclasses.replace(history, table=table, issues=issues, queues=queues)
