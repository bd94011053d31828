#pragma once

#include <cmath>
#include <erlang/detail/random.hpp>
#include <erlang/forecasting.hpp>
#include <functional>
#include <numbers>

/// Grids with a known truth.
namespace made_up {

namespace fc = erlang::forecasting;

/// A calendar that begins on a Monday, the 1st of a month of 30 days; weekends are closed.
inline fc::Grid calendar(int days, int history, int slots) {
  fc::Grid grid;
  grid.volume = fc::Table::Constant(history, slots, fc::missing);
  grid.open = fc::Mask::Constant(days, slots, true);
  for (int day = 0; day < days; ++day) {
    grid.weekday.push_back(day % 7);
    grid.special.push_back(0);
    grid.day_of_month.push_back(day % 30 + 1);
    grid.days_in_month.push_back(30);
    grid.day_of_year.push_back(day % 365 + 1);
    if (day % 7 >= 5) grid.open.row(day).setConstant(false);
  }
  return grid;
}

/// Contacts of a weekday and slot that repeat every week.
inline double weekly(int weekday, int slot, int slots) {
  return 40.0 * (1.2 - 0.1 * weekday) * (1.0 + 0.5 * std::sin(std::numbers::pi * slot / slots));
}

/// Poisson counts around weekly(), times `factor(day)`.
inline fc::Grid counts(int days, int history, int slots, const std::function<double(int)>& factor,
                       std::uint64_t seed = 1) {
  fc::Grid grid = calendar(days, history, slots);
  erlang::detail::RandomStream random(seed);
  for (int day = 0; day < history; ++day) {
    for (int slot = 0; slot < slots; ++slot) {
      const double mean = weekly(day % 7, slot, slots) * factor(day);
      if (grid.open(day, slot)) grid.volume(day, slot) = erlang::detail::poisson(random, mean);
    }
  }
  return grid;
}

inline double steady(int) {
  return 1.0;
}

/// Σ|forecast − truth| / Σ truth over the open cells.
inline double distance(const fc::Grid& grid, const fc::Table& forecast, int origin,
                       const std::function<double(int)>& factor) {
  double error = 0.0;
  double sum = 0.0;
  for (int h = 0; h < forecast.rows(); ++h) {
    for (int slot = 0; slot < grid.slots(); ++slot) {
      if (!grid.open(origin + h, slot)) continue;
      const double truth = weekly((origin + h) % 7, slot, grid.slots()) * factor(origin + h);
      error += std::fabs(forecast(h, slot) - truth);
      sum += truth;
    }
  }
  return error / sum;
}

}  // namespace made_up
