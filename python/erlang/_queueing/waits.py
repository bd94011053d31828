"""The measures of queues in which customers wait, for models with a kernel per measure."""

from __future__ import annotations

from typing import Any

from erlang import _arrays
from erlang._queueing.definitions import ServiceLevel, WaitOf, position
from erlang._queueing.loss import level_arguments
from erlang._queueing.model import Argument, Model, count, duration


class WaitsModel(Model):
    """Measures by the kernels `_kernel`_*, all of which take the model's rows first and `_options` last."""

    __slots__ = ()
    _kernel: str

    def _options(self) -> tuple[Any, ...]:
        """What every kernel takes after its columns and enumerators."""
        return ()

    def _ask(self, measure: str, arguments: dict[str, Argument] | None = None, *options: int) -> Any:
        return self._evaluate(f"{self._kernel}_{measure}", measure, arguments, *options, *self._options())

    def wait_probability(self) -> Any:
        """Share of offered that waits, in [0, 1]."""
        return self._ask("wait_probability")

    def no_wait_probability(self) -> Any:
        """Share of offered that is answered at once, computed directly."""
        return self._ask("no_wait_probability")

    def abandonment(self) -> Any:
        """Share of offered that leaves before an answer, in [0, 1]."""
        return self._ask("abandonment")

    def blocking(self) -> Any:
        """0: nobody is turned away."""
        return self._ask("blocking")

    def occupancy(self) -> Any:
        """Share of the agents' time spent busy, in [0, 1]."""
        return self._ask("occupancy")

    def queue_length(self) -> Any:
        """Mean number waiting."""
        return self._ask("queue_length")

    def service_level(
        self,
        *,
        answer_within: Any,
        definition: ServiceLevel | str = ServiceLevel.answered_of_offered,
        short_abandon: Any = None,
    ) -> Any:
        """Service level in the definition named, in [0, 1].

        Parameters
        ----------
        answer_within : the T in "80 % within 20 s", >= 0 s; 0 is answered at once
        definition : one of `ServiceLevel`
        short_abandon : the t of ``abandons_excluded`` and ``abandons_counted``, >= 0 s; ``answer_within`` if None
        """
        at = position(ServiceLevel, definition, function="service_level", argument="definition")
        return self._ask("service_level", level_arguments(answer_within, short_abandon), at)

    def wait_exceeds(self, time: Any, *, of: WaitOf | str = WaitOf.all) -> Any:
        """Share of offered that waits longer than ``time``: the small side of the service levels.

        Of all, until answer or leaving (the default); of those answered after it; in virtual wait.
        """
        at = position(WaitOf, of, function="wait_exceeds", argument="of")
        return self._ask("wait_exceeds", {"time": duration(time)}, at)

    def asa(self, *, of: WaitOf | str = WaitOf.answered) -> Any:
        """Average speed of answer in seconds: mean wait of those answered, of all, or virtual."""
        return self._ask("asa", None, position(WaitOf, of, function="asa", argument="of"))

    def wait_percentile(self, p: Any) -> Any:
        """The wait in seconds, until answer or leaving, that a share p in (0, 1) does not exceed."""
        return self._ask("wait_percentile", {"p": count(p, _arrays.OPEN_FRACTION)})

    def wait_deviation(self) -> Any:
        """Standard deviation in seconds of the wait of all, until answer or leaving."""
        return self._ask("wait_deviation")
