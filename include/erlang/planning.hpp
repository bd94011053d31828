#pragma once

// The pipeline on grids: what is expected, what it needs, the shifts to cover it, and the centre that tries them.
#include <erlang/planning/demand.hpp>
#include <erlang/planning/steps.hpp>
