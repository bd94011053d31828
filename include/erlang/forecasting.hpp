#pragma once

// Umbrella of the room: interval history to interval forecast with its uncertainty.
#include <erlang/forecasting/automatic.hpp>
#include <erlang/forecasting/backtest.hpp>
#include <erlang/forecasting/day_profile.hpp>
#include <erlang/forecasting/day_totals.hpp>
#include <erlang/forecasting/design.hpp>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/handle_time.hpp>
#include <erlang/forecasting/level.hpp>
#include <erlang/forecasting/models.hpp>
#include <erlang/forecasting/paths.hpp>
#include <erlang/forecasting/profile.hpp>
#include <erlang/forecasting/spread.hpp>
#include <erlang/forecasting/weeks.hpp>
