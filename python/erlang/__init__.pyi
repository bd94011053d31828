"""The public names, as type checkers see them; `__init__.py` loads each on first use."""

from erlang._core import (
    ConvergenceError as ConvergenceError,
)
from erlang._warnings import (
    PlanningWarning as PlanningWarning,
)
from erlang.forecasting import (
    Forecast as Forecast,
    History as History,
    Issue as Issue,
    SpecialDay as SpecialDay,
    forecast as forecast,
    read_history as read_history,
)
from erlang.planning import (
    Figure as Figure,
    Plan as Plan,
    Settings as Settings,
    Verdict as Verdict,
    plan as plan,
    read_settings as read_settings,
)
from erlang.queueing import (
    Blend as Blend,
    Chat as Chat,
    ErlangA as ErlangA,
    ErlangB as ErlangB,
    ErlangC as ErlangC,
    ExtendedErlangB as ExtendedErlangB,
    Measures as Measures,
    Priorities as Priorities,
    ServiceLevel as ServiceLevel,
    WaitOf as WaitOf,
    max_load as max_load,
    required_servers as required_servers,
)
from erlang.scheduling import (
    Break as Break,
    Schedule as Schedule,
    Shift as Shift,
    check_schedule as check_schedule,
    schedule as schedule,
)
from erlang.simulation import (
    Centre as Centre,
    Group as Group,
    Queue as Queue,
    SimulationResult as SimulationResult,
    simulate as simulate,
)
from erlang.staffing import (
    Requirement as Requirement,
    Shrinkage as Shrinkage,
    Targets as Targets,
    evaluate as evaluate,
    explain as explain,
    required_agents as required_agents,
    staff as staff,
    totals as totals,
)

__version__: str
__all__: list[str]
