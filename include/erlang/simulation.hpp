#pragma once

// Simulation of a centre: Poisson arrivals that vary over the day, people who come and go, callers who hang up.
#include <erlang/simulation/centre.hpp>
#include <erlang/simulation/counts.hpp>
#include <erlang/simulation/simulate.hpp>
#include <erlang/simulation/statistics.hpp>
