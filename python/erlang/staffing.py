"""Targets to agents: the inverse of the queue models, shrinkage and rounding, for intervals and tables of them."""

from __future__ import annotations

from erlang._staffing.blended import BlendRequirement, max_outbound, required_blend_agents
from erlang._staffing.channels import PriorityRequirement, required_chat_agents, required_priority_agents
from erlang._staffing.contact_flow import ContactFlow, FlowStaffing, FlowVolumes, Tier
from erlang._staffing.course import evaluate_exactly, repair
from erlang._staffing.day_levels import day_service_levels
from erlang._staffing.deferred import deferred_totals, evaluate_deferred, staff_deferred
from erlang._staffing.explain import explain
from erlang._staffing.explanation import Explanation, Step
from erlang._staffing.inverses import (
    PatienceRange,
    max_aht,
    max_volume,
    min_answer_within,
    patience_range,
    required_lines,
)
from erlang._staffing.patience import (
    PatienceEstimate,
    PatienceSurvival,
    estimate_patience,
    patience_from_counts,
    patience_survival,
)
from erlang._staffing.requirement import Requirement
from erlang._staffing.shrinkage import Shrinkage
from erlang._staffing.solve import required_agents
from erlang._staffing.table import evaluate, staff
from erlang._staffing.targets import Targets
from erlang._staffing.totals import totals
from erlang._staffing.two_groups import NDesignRequirement, required_n_design_agents
from erlang._staffing.what_if import costs, neighbours, scenarios, sensitivity
from erlang._staffing.words import (
    Average,
    Binding,
    Combine,
    Initial,
    Method,
    Model,
    Over,
    Overdue,
    PlanFor,
    RateKind,
    RepairStatus,
    Rounding,
    Spread,
    Status,
)

__all__ = [
    "Average",
    "Binding",
    "BlendRequirement",
    "Combine",
    "ContactFlow",
    "Explanation",
    "FlowStaffing",
    "FlowVolumes",
    "Initial",
    "Method",
    "Model",
    "NDesignRequirement",
    "Over",
    "Overdue",
    "PatienceEstimate",
    "PatienceRange",
    "PatienceSurvival",
    "PlanFor",
    "PriorityRequirement",
    "RateKind",
    "RepairStatus",
    "Requirement",
    "Rounding",
    "Shrinkage",
    "Spread",
    "Status",
    "Step",
    "Targets",
    "Tier",
    "costs",
    "day_service_levels",
    "deferred_totals",
    "estimate_patience",
    "evaluate",
    "evaluate_deferred",
    "evaluate_exactly",
    "explain",
    "max_aht",
    "max_outbound",
    "max_volume",
    "min_answer_within",
    "neighbours",
    "patience_from_counts",
    "patience_range",
    "patience_survival",
    "repair",
    "required_agents",
    "required_blend_agents",
    "required_chat_agents",
    "required_lines",
    "required_n_design_agents",
    "required_priority_agents",
    "scenarios",
    "sensitivity",
    "staff",
    "staff_deferred",
    "totals",
]
