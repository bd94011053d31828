"""The enums of the room: text that compares equal to plain strings."""

from __future__ import annotations

from enum import Enum
from functools import cache


class _Name(str, Enum):
    """A string enum whose str and repr are the plain text."""

    def __str__(self) -> str:
        return str(self.value)

    def __repr__(self) -> str:
        return repr(self.value)


class ServiceLevel(_Name):
    """The five definitions of service level in use.

    With A = answered within T, S = answered, Ab(t) = abandoned within t and V = the wait of one who enters and never
    hangs up, all as fractions of offered:

    ======================== =======================================================
    ``answered_of_offered``  A, the default
    ``answered_of_answered`` A / S
    ``abandons_excluded``    A / (1 - Ab(t)), t = ``short_abandon``, T when not given
    ``abandons_counted``     A + Ab(t), likewise
    ``virtual_wait``         P(enters, V <= T)
    ======================== =======================================================

    >>> ServiceLevel("abandons_counted") == "abandons_counted"
    True
    """

    answered_of_offered = "answered_of_offered"
    answered_of_answered = "answered_of_answered"
    abandons_excluded = "abandons_excluded"
    abandons_counted = "abandons_counted"
    virtual_wait = "virtual_wait"


class WaitOf(_Name):
    """Whose wait: of those ``answered``, of ``all`` who enter (until answer or hanging up), or the ``virtual_wait``
    of one who never hangs up.

    >>> WaitOf.all
    'all'
    """

    answered = "answered"
    all = "all"
    virtual_wait = "virtual_wait"


class RateAverage(_Name):
    """What an average over a random arrival rate is taken over: ``calls``, as a report that sums calls has it, or
    ``intervals``, each counting the same.

    >>> RateAverage.calls
    'calls'
    """

    calls = "calls"
    intervals = "intervals"


class WaitApproximation(_Name):
    """Named approximations of the mean wait in M/G/n, see `MGn`.

    >>> WaitApproximation("kimura")
    'kimura'
    """

    allen_cunneen = "allen_cunneen"
    kimura = "kimura"
    cosmetatos = "cosmetatos"


@cache
def _names(kind: type[Enum]) -> dict[str, int]:
    return {member.value: at for at, member in enumerate(kind)}


def position(kind: type[Enum], value: object, *, function: str, argument: str) -> int:
    """The position of an enum's member, given as a member or its name: what the kernels take."""
    if not isinstance(value, str):
        raise TypeError(f"{function}: {argument} must be a name, got {type(value).__name__}")
    names = _names(kind)
    at = names.get(str(value))
    if at is not None:
        return at
    listed = ", ".join(repr(name) for name in names)
    raise ValueError(f"{function}: {argument} must be one of {listed}, got {str(value)!r}")
