"""explain of a staffed contact flow: what each tier sees, what it needs, and the sums."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any

from erlang._staffing.explanation import Step


def flow_steps(staffing: Any) -> Iterator[Step]:
    """The steps of a ``FlowStaffing``: contacts, then every tier as its own requirement, then the sums."""
    from erlang._staffing.explain import requirement_steps

    volumes = staffing.volumes
    notes = {
        "first_contacts": "that come for the first time",
        "self_service": "at self-service, repeats included",
        "deflected": "kept from agents for good",
        "repeats": "further contacts about what stayed open",
        "given_up": "unresolved, without a further contact",
    }
    for name, note in notes.items():
        yield Step(section="Contacts", name=name, value=float(getattr(volumes, name)), unit="contacts", note=note)
    for tier, offered in volumes.offered.items():
        first = float(volumes.first[tier])
        yield Step(section="Contacts", name=f"offered to {tier}", value=float(offered), unit="contacts",
                   formula="first + repeats", inputs={"first": first, "repeats": float(offered) - first},
                   note=f"of which it resolves {float(volumes.resolved[tier]):.6g}")  # fmt: skip
    for tier, need in staffing.requirements.items():
        for step in requirement_steps(need):
            yield dataclasses.replace(step, section=f"{tier}: {step.section}")
    for name in ("agents", "scheduled"):
        needs = enumerate(staffing.requirements.values(), 1)
        parts = {f"{name}_{place}": float(getattr(need, name)) for place, need in needs}
        unit = "agents" if name == "agents" else "people"
        yield Step(section="Together", name=name, value=getattr(staffing, name), unit=unit, formula=" + ".join(parts),
                   inputs=parts)  # fmt: skip
    yield Step(section="Together", name="cost", value=staffing.cost, note="wages of those scheduled, and self-service")
    if volumes.first_contacts > 0:
        yield Step(section="Together", name="cost_per_problem", value=staffing.cost_per_problem,
                   formula="cost / first_contacts",
                   inputs={"cost": staffing.cost, "first_contacts": float(volumes.first_contacts)})  # fmt: skip


__all__ = ["flow_steps"]
