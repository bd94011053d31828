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
    BacklogCarryover as BacklogCarryover,
    Blend as Blend,
    Chat as Chat,
    Deterministic as Deterministic,
    Empirical as Empirical,
    Engset as Engset,
    EquivalentRandom as EquivalentRandom,
    ErlangA as ErlangA,
    ErlangB as ErlangB,
    ErlangC as ErlangC,
    ErlangService as ErlangService,
    ErlangX as ErlangX,
    Exponential as Exponential,
    ExtendedErlangB as ExtendedErlangB,
    HandleTimes as HandleTimes,
    HeavyTraffic as HeavyTraffic,
    Hyperexponential as Hyperexponential,
    HyperexponentialService as HyperexponentialService,
    Leaving as Leaving,
    LoadCourse as LoadCourse,
    Lognormal as Lognormal,
    MDn as MDn,
    MGn as MGn,
    Measures as Measures,
    NDesign as NDesign,
    Overflow as Overflow,
    Priorities as Priorities,
    RandomRate as RandomRate,
    RateAverage as RateAverage,
    RedialOrbit as RedialOrbit,
    ServiceLevel as ServiceLevel,
    Transient as Transient,
    TransientState as TransientState,
    Uniform as Uniform,
    WaitApproximation as WaitApproximation,
    WaitOf as WaitOf,
    Weibull as Weibull,
    all_busy_probability as all_busy_probability,
    backlog_carryover as backlog_carryover,
    equivalent_random as equivalent_random,
    garnett as garnett,
    halfin_whitt as halfin_whitt,
    hayward_blocking as hayward_blocking,
    max_load as max_load,
    modified_offered_load as modified_offered_load,
    overflow as overflow,
    required_servers as required_servers,
    sinusoidal_load as sinusoidal_load,
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
