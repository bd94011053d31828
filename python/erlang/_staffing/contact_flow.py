"""Tiers and repeats: from first contacts through self-service and tiers of agents to agents and cost."""

from __future__ import annotations

import dataclasses
import math
import numbers
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from erlang import _core
from erlang._staffing.door import distribution_of
from erlang._staffing.requirement import Requirement
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.targets import Targets
from erlang._staffing.values import named, number, one_duration, one_number, shown_index
from erlang._units import real

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Tier:
    """One tier of agents in a :class:`ContactFlow`.

    Parameters
    ----------
    name : str
    aht : duration
        Handle time of a contact here, > 0.
    resolution : float
        Share of contacts resolved here, in [0, 1].
    escalation : float
        Share passed to the next tier, in [0, 1]; resolution + escalation <= 1, and 0 at the last tier.
    repeat : float
        Further contacts per contact neither resolved nor escalated, >= 0; above 1 where people try several times.
    repeat_to : str
        The tier at which those come in; at self-service where not given.
    wage : float
        Per scheduled hour, >= 0.
    patience, shrinkage, targets
        As of :func:`erlang.required_agents`, for this tier; what is not given is taken from the call.

    Examples
    --------
    >>> Tier(name="front", aht="4m", resolution=0.7, escalation=0.2, repeat=0.5).aht
    240.0
    """

    name: str
    aht: Any
    resolution: float
    escalation: float = 0.0
    repeat: float = 0.0
    repeat_to: str | None = None
    wage: float = 0.0
    patience: Any = None
    shrinkage: float | Shrinkage | None = None
    targets: Targets | None = None

    def __post_init__(self) -> None:
        if not isinstance(self.name, str) or not self.name:
            raise TypeError(f"Tier: name must be a text, got {self.name!r}")
        aht = one_duration(self.aht, function="Tier", argument="aht")
        if not 0 < aht < math.inf:
            raise ValueError(f"Tier: aht must be > 0 s, got {aht:g}")
        object.__setattr__(self, "aht", aht)
        for name in ("resolution", "escalation"):
            _check(getattr(self, name), "Tier", name, 1.0)
        for name in ("repeat", "wage"):
            _check(getattr(self, name), "Tier", name, math.inf)
        if self.resolution + self.escalation > 1 + 1e-12:
            raise ValueError(
                f"Tier: resolution and escalation must add up to 1 or less, got {self.resolution + self.escalation:g}"
            )
        if self.repeat_to is not None and not isinstance(self.repeat_to, str):
            raise TypeError(f"Tier: repeat_to must be a text, got {type(self.repeat_to).__name__}")
        self._check_staffing()
        if self.targets is not None and not isinstance(self.targets, Targets):
            raise TypeError(f"Tier: targets must be Targets, got {type(self.targets).__name__}")

    def _check_staffing(self) -> None:
        """Patience and shrinkage, of one tier."""
        if self.patience is not None and distribution_of(self.patience) is None:
            patience = one_duration(self.patience, function="Tier", argument="patience")
            if not patience >= 0:
                raise ValueError(f"Tier: patience must be >= 0 s, got {patience:g}")
        if self.shrinkage is not None and not isinstance(self.shrinkage, Shrinkage):
            share = one_number(self.shrinkage, function="Tier", argument="shrinkage")
            if not 0 <= share < 1:
                raise ValueError(f"Tier: shrinkage must be in [0, 1), got {share:g}")


@dataclass(frozen=True, kw_only=True)
class FlowVolumes:
    """What a flow makes of first contacts; numbers, or arrays where the volume was one.

    Attributes
    ----------
    first_contacts, self_service, deflected, given_up, repeats
        Contacts: coming for the first time; at self-service, repeats included; kept from agents for good; unresolved
        without a further contact; further ones. first_contacts = deflected + sum of resolved + given_up, where no
        ``repeat`` is above 1.
    offered, first, resolved : dict by tier
        Contacts at the tier, those among them on their first way through, and those it resolves.
    loop_gain : float
        Further contacts that one contact gives rise to in the long run, below 1.
    """

    first_contacts: Any
    self_service: Any
    deflected: Any
    offered: dict[str, Any]
    first: dict[str, Any]
    resolved: dict[str, Any]
    given_up: Any
    repeats: Any
    loop_gain: float


@dataclass(frozen=True, kw_only=True)
class FlowStaffing:
    """A staffed flow in one interval: what each tier needs, and the cost.

    Attributes
    ----------
    volumes : FlowVolumes
    requirements : dict of Requirement by tier
    agents, scheduled : float
        Sums over the tiers; NaN where a tier is unreachable.
    cost : float
        Of the interval: wages of those scheduled and what self-service costs.
    cost_per_problem : float
        cost / first contacts; NaN without any.
    """

    volumes: FlowVolumes
    requirements: dict[str, Requirement]
    agents: float
    scheduled: float
    cost: float
    cost_per_problem: float

    def to_frame(self) -> pd.DataFrame:
        """A pandas table, a row per tier."""
        import pandas as pd

        rows: list[dict[str, Any]] = [
            {
                "tier": name,
                "offered": self.volumes.offered[name],
                "repeats": self.volumes.offered[name] - self.volumes.first[name],
                "agents": need.agents,
                "scheduled": need.scheduled,
                "service_level": need.service_level,
                "occupancy": need.occupancy,
                "status": str(need.status),
            }
            for name, need in self.requirements.items()
        ]
        table: pd.DataFrame = pd.DataFrame(rows)
        return table

    def _explain_steps(self, row: int | None) -> Any:
        from erlang._staffing.explain_flow import flow_steps

        return flow_steps(self)


@dataclass(frozen=True, kw_only=True)
class ContactFlow:
    """The way of contacts through a centre: self-service first, then tiers of agents, and repeats of what stays open.

    A steady state: with v the contacts at every place, f the first ones and P the shares that go from place to place,
    v = f + Pᵀ v. Further contacts are taken to come at the same volume at which they arise.

    Parameters
    ----------
    tiers : sequence of Tier
        In the order of escalation, names different.
    deflection : float
        Share of contacts that self-service keeps from agents, in [0, 1].
    bounce : float
        Share of those that come to the first tier after all, in [0, 1].
    self_service_cost : float
        Per contact at self-service, >= 0.

    Raises
    ------
    ValueError
        A number outside its range, or a loop gain of 1 or more: the volume would have no end.

    Examples
    --------
    What if deflection goes from 20 to 30 %?

    >>> flow = ContactFlow(deflection=0.20, tiers=(
    ...     Tier(name="front", aht=240, resolution=0.70, escalation=0.20, repeat=0.5, wage=24),
    ...     Tier(name="expert", aht=600, resolution=0.90, repeat=0.4, wage=36)))
    >>> flow.what_if({"deflection 30 %": {"deflection": 0.30}}, volume=200, interval="30m", service_level=0.8,
    ...              answer_within=20, shrinkage=0.3)[["scenario", "agents", "scheduled", "cost"]].round(2)
              scenario  agents  scheduled    cost
    0            as is    42.0      60.00  848.57
    1  deflection 30 %    38.0      54.29  771.43
    """

    tiers: Sequence[Tier]
    deflection: float = 0.0
    bounce: float = 0.0
    self_service_cost: float = 0.0
    _per_contact: Any = field(init=False, repr=False, compare=False, default=None)

    def __post_init__(self) -> None:
        if isinstance(self.tiers, Tier) or not isinstance(self.tiers, Sequence):
            raise TypeError(f"ContactFlow: tiers must be a sequence of Tier, got {type(self.tiers).__name__}")
        object.__setattr__(self, "tiers", tuple(self.tiers))
        for tier in self.tiers:
            if not isinstance(tier, Tier):
                raise TypeError(f"ContactFlow: tiers must hold Tier, got {type(tier).__name__}")
        names = [tier.name for tier in self.tiers]
        if not names:
            raise ValueError("ContactFlow: tiers must hold at least one Tier, got none")
        if len(set(names)) < len(names):
            raise ValueError(f"ContactFlow: tiers must have different names, got {names}")
        for name, most in (("deflection", 1.0), ("bounce", 1.0), ("self_service_cost", math.inf)):
            _check(getattr(self, name), "ContactFlow", name, most)
        for tier in self.tiers:
            if tier.repeat_to is not None and tier.repeat_to not in names:
                raise ValueError(f"ContactFlow: repeat_to of {tier.name!r} must be a tier, got {tier.repeat_to!r}")
        rows = [
            (
                float(tier.resolution),
                float(tier.escalation),
                float(tier.repeat),
                -1 if tier.repeat_to is None else names.index(tier.repeat_to),
            )
            for tier in self.tiers
        ]
        try:
            found = _core.staffing.flow_volumes(float(self.deflection), float(self.bounce), rows)
        except ValueError as error:
            raise ValueError(str(error).replace("flow_volumes:", "ContactFlow:", 1)) from None
        object.__setattr__(self, "_per_contact", found)

    def volumes(self, *, volume: Any) -> FlowVolumes:
        """What each tier sees of ``volume`` first contacts, a number or an array.

        Examples
        --------
        >>> flow = ContactFlow(tiers=[Tier(name="desk", aht=300, resolution=0.75, repeat=0.8)])
        >>> seen = flow.volumes(volume=100)                                # 100 / (1 - 0.25 * 0.8)
        >>> round(seen.offered["desk"], 6), round(seen.repeats, 6), round(seen.loop_gain, 6)
        (125.0, 25.0, 0.2)
        """
        return self._volumes(volume, "volumes")

    def _volumes(self, volume: Any, function: str) -> FlowVolumes:
        import numpy as np

        first = number(volume, function=function, argument="volume")
        wrong = np.argwhere(~((np.asarray(first) >= 0) & np.isfinite(first)))
        if len(wrong):
            at = "" if np.ndim(first) == 0 else f" at index {shown_index(tuple(wrong[0]))}"
            shown = np.asarray(first)[tuple(wrong[0])]
            raise ValueError(f"{function}: volume must be >= 0, got {shown:g}{at}")
        (self_service, deflected, given_up, repeats, gain), offered, once, resolved = self._per_contact
        names = [tier.name for tier in self.tiers]
        return FlowVolumes(
            first_contacts=first,
            self_service=first * self_service,
            deflected=first * deflected,
            offered={name: first * share for name, share in zip(names, offered)},
            first={name: first * share for name, share in zip(names, once)},
            resolved={name: first * share for name, share in zip(names, resolved)},
            given_up=first * given_up,
            repeats=first * repeats,
            loop_gain=gain,
        )

    def staff(self, *, volume: float, interval: Any, **staffing: Any) -> FlowStaffing:
        """The agents of every tier and the cost of one interval.

        Parameters
        ----------
        volume : float
            First contacts in the interval.
        interval : duration
        **staffing
            Of :func:`erlang.required_agents`, for the tiers that do not say otherwise: ``service_level``,
            ``answer_within``, ``patience``, ``shrinkage``, …

        Examples
        --------
        >>> flow = ContactFlow(deflection=0.2, tiers=[Tier(name="desk", aht=300, resolution=0.75, wage=25)])
        >>> done = flow.staff(volume=100, interval="30m", service_level=0.8, answer_within=20)
        >>> done.agents, done.cost
        (18.0, 225.0)
        """
        from erlang._staffing.solve import required_agents

        function = "staff"
        length = one_duration(interval, function=function, argument="interval")
        seen = self._volumes(one_number(volume, function=function, argument="volume"), function)
        with named(function):
            requirements = {
                tier.name: required_agents(
                    volume=seen.offered[tier.name], interval=length, aht=tier.aht, **_merged(tier, staffing)
                )
                for tier in self.tiers
            }
        hours = length / 3600.0
        agents = math.fsum(float(need.agents) for need in requirements.values())
        scheduled = math.fsum(float(need.scheduled) for need in requirements.values())
        wages = math.fsum(float(requirements[tier.name].scheduled) * tier.wage * hours for tier in self.tiers)
        cost = wages + seen.self_service * self.self_service_cost
        first = seen.first_contacts
        return FlowStaffing(
            volumes=seen,
            requirements=requirements,
            agents=agents,
            scheduled=scheduled,
            cost=cost,
            cost_per_problem=cost / first if first > 0 else math.nan,
        )

    def staff_table(
        self, df: Any, *, interval: Any = None, columns: Mapping[str, str] | None = None, **staffing: Any
    ) -> Any:
        """A table of first contacts, staffed: a row per tier and interval.

        Parameters
        ----------
        df : pandas, polars or pyarrow table
            ``offered`` (first contacts) and, where there, ``interval_start`` and ``queue``.
        interval, columns
            As of :func:`erlang.staff`.
        **staffing
            As of :meth:`staff`, and ``method``, ``initial``, of :func:`erlang.staff`.

        Returns
        -------
        The same kind of table: ``queue`` is the tier (``queue/tier`` where df has a queue), ``interval_start``,
        ``offered``, ``repeats`` (of those offered), ``aht``, the fields of a requirement, and ``cost``, the wages of
        those scheduled; what self-service costs is not in it.

        Examples
        --------
        >>> import pandas as pd
        >>> flow = ContactFlow(deflection=0.2, tiers=[Tier(name="desk", aht=300, resolution=0.75, wage=25)])
        >>> day = pd.DataFrame({"offered": [100, 50]})
        >>> staffed = flow.staff_table(day, interval="30m", service_level=0.8, answer_within=20)
        >>> staffed[["queue", "offered", "agents", "cost"]]
          queue  offered  agents   cost
        0  desk     80.0      18  225.0
        1  desk     40.0      10  125.0
        """
        import pandas as pd

        from erlang._columns import recognise
        from erlang._frames import like, to_pandas
        from erlang._interval import infer_interval
        from erlang._staffing.inputs import _cells
        from erlang._staffing.table import staff

        function = "staff_table"
        frame, kind = to_pandas(df, function=function)
        frame = frame.reset_index(drop=True).set_axis([str(name) for name in frame.columns], axis="columns")
        found = recognise(list(frame.columns), columns, function=function)
        if "offered" not in found:
            raise ValueError(f"{function}: no column of contacts offered was found")
        named = frame.rename(columns={found[name]: name for name in ("interval_start", "queue") if name in found})
        if "interval_start" in found:
            from erlang._staffing.stamps import stamps_of

            named["interval_start"] = stamps_of(named["interval_start"], found["interval_start"], function)
        length = infer_interval(named, interval=interval, function=function)
        first = _cells(frame[found["offered"]], "offered", found["offered"], 1.0, function)
        parts = []
        for tier, share, once in zip(self.tiers, self._per_contact[1], self._per_contact[2]):
            table = pd.DataFrame({"queue": [tier.name] * len(named)})
            if "queue" in found:
                table["queue"] = [f"{queue}/{tier.name}" for queue in named["queue"]]
            if "interval_start" in found:
                table["interval_start"] = named["interval_start"]
            table["offered"] = first * share
            table["repeats"] = first * (share - once)
            table["aht"] = tier.aht
            staffed = staff(table, interval=length, **_merged(tier, staffing))
            staffed["cost"] = staffed["scheduled"] * (tier.wage * length / 3600.0)
            parts.append(staffed)
        return like(pd.concat(parts, ignore_index=True), kind)

    def replace(self, **changes: Any) -> ContactFlow:
        """The same flow with some numbers changed: of its own, or of a tier by its name.

        Examples
        --------
        >>> flow = ContactFlow(deflection=0.2, tiers=[Tier(name="desk", aht=300, resolution=0.75)])
        >>> flow.replace(deflection=0.3, desk={"aht": 280}).tiers[0].aht
        280.0
        """
        tiers = list(self.tiers)
        own: dict[str, Any] = {}
        names = [tier.name for tier in tiers]
        for name, value in changes.items():
            if name in names:
                if not isinstance(value, Mapping):
                    raise TypeError(f"replace: {name} must be a mapping of what changes, got {type(value).__name__}")
                place = names.index(name)
                unknown = [key for key in value if key not in {part.name for part in dataclasses.fields(Tier)}]
                if unknown:
                    raise ValueError(f"replace: a tier has no {unknown[0]!r}")
                tiers[place] = dataclasses.replace(tiers[place], **value)
            elif name in ("tiers", "deflection", "bounce", "self_service_cost"):
                own[name] = value
            else:
                raise ValueError(f"replace: a flow has no {name!r}, and no tier of that name")
        return ContactFlow(
            **{
                "tiers": tuple(tiers),
                "deflection": self.deflection,
                "bounce": self.bounce,
                "self_service_cost": self.self_service_cost,
                **own,
            }
        )

    def what_if(
        self, scenarios: Mapping[str, Mapping[str, Any]], *, volume: float, interval: Any, **staffing: Any
    ) -> pd.DataFrame:
        """The flow as it is and changed, staffed: a row per scenario with contacts, agents and cost.

        Parameters
        ----------
        scenarios : mapping
            Name -> what changes, as of :meth:`replace`: ``{"more deflection": {"deflection": 0.3}}``.
        volume, interval, **staffing
            As of :meth:`staff`.

        Returns
        -------
        pandas.DataFrame
            ``scenario``, ``contacts`` (at all tiers), ``repeats``, ``deflected``, ``agents``, ``scheduled``, ``cost``
            of the interval, ``cost_per_problem``, and ``agents of …`` per tier.
        """
        import pandas as pd

        if not isinstance(scenarios, Mapping):
            raise TypeError(f"what_if: scenarios must be a mapping, got {type(scenarios).__name__}")
        rows = []
        for name, changes in {"as is": {}, **scenarios}.items():
            if not isinstance(changes, Mapping):
                raise TypeError(f"what_if: {name!r} must be a mapping of what changes, got {type(changes).__name__}")
            with named("what_if"):
                done = self.replace(**changes).staff(volume=volume, interval=interval, **staffing)
            rows.append(
                {
                    "scenario": name,
                    "contacts": math.fsum(done.volumes.offered.values()),
                    "repeats": done.volumes.repeats,
                    "deflected": done.volumes.deflected,
                    "agents": done.agents,
                    "scheduled": done.scheduled,
                    "cost": done.cost,
                    "cost_per_problem": done.cost_per_problem,
                    **{f"agents of {tier}": float(need.agents) for tier, need in done.requirements.items()},
                }
            )
        table: pd.DataFrame = pd.DataFrame(rows)
        return table


def _merged(tier: Tier, staffing: Mapping[str, Any]) -> dict[str, Any]:
    """What the call says, and over it what the tier says."""
    from erlang._staffing.targets import NAMES

    merged = dict(staffing)
    if tier.targets is not None:
        merged = {name: value for name, value in merged.items() if name not in NAMES}
        merged["targets"] = tier.targets
    for name in ("patience", "shrinkage"):
        if getattr(tier, name) is not None:
            merged[name] = getattr(tier, name)
    return merged


def _check(value: Any, function: str, name: str, most: float) -> None:
    if not isinstance(value, numbers.Real) or isinstance(value, bool):
        raise TypeError(f"{function}: {name} must be a number, got {type(value).__name__}")
    given = real(value)
    if not 0 <= given <= most or math.isinf(given):
        rule = "in [0, 1]" if most == 1 else ">= 0"
        raise ValueError(f"{function}: {name} must be {rule}, got {given:g}")
