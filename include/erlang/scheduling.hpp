#pragma once

// Umbrella of the room. `solve` needs the component `solver`; everything else is header-only.
#include <erlang/scheduling/blocks.hpp>
#include <erlang/scheduling/breaks.hpp>
#include <erlang/scheduling/check.hpp>
#include <erlang/scheduling/decode.hpp>
#include <erlang/scheduling/encode.hpp>
#include <erlang/scheduling/greedy.hpp>
#include <erlang/scheduling/model.hpp>
#include <erlang/scheduling/problem.hpp>
#include <erlang/scheduling/program.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <erlang/scheduling/shift.hpp>
#include <erlang/scheduling/solve.hpp>
