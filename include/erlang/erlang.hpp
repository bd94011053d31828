#pragma once

#include <erlang/errors.hpp>
#include <erlang/forecasting.hpp>
#include <erlang/planning.hpp>
#include <erlang/queueing.hpp>
#include <erlang/scheduling.hpp>
#include <erlang/simulation.hpp>
#include <erlang/staffing.hpp>
#include <erlang/units.hpp>
#include <erlang/version.hpp>
