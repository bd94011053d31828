#pragma once

#include <erlang/forecasting/grid.hpp>
#include <vector>

/// Day totals, with missing slots made up for from the usual shape of the weekday.
namespace erlang::forecasting {

struct DayTotals {
  std::vector<int> day;       ///< the days that have a total, oldest first
  std::vector<double> total;  ///< contacts of the whole day
};

/// Totals of the days before `origin`. A day whose observed slots usually carry less than `least_share` of the
/// day has no total. The repeated or dropped hour of a switch of clocks counts as a missing slot.
inline DayTotals day_totals(const Grid& grid, int origin, double least_share = 0.5) {
  const int slots = grid.slots();
  Table sum = Table::Zero(weekdays, slots);
  Table count = Table::Zero(weekdays, slots);
  for (int day = 0; day < origin; ++day) {
    const int weekday = grid.weekday[static_cast<std::size_t>(day)];
    for (int slot = 0; slot < slots; ++slot) {
      if (!observed(grid, day, slot)) continue;
      sum(weekday, slot) += grid.volume(day, slot);
      count(weekday, slot) += 1.0;
    }
  }
  const Table usual = (count > 0.0).select(sum / count.max(1.0), 0.0);
  const Eigen::ArrayXd usual_total = usual.rowwise().sum();
  const auto known = (count > 0.0).rowwise().count().eval();

  DayTotals result;
  for (int day = 0; day < origin; ++day) {
    const int weekday = grid.weekday[static_cast<std::size_t>(day)];
    double total = 0.0;
    double carried = 0.0;
    int seen = 0;
    for (int slot = 0; slot < slots; ++slot) {
      if (!observed(grid, day, slot)) continue;
      total += grid.volume(day, slot);
      carried += usual(weekday, slot);
      ++seen;
    }
    if (seen == 0) continue;
    const double share = usual_total(weekday) > 0.0 ? carried / usual_total(weekday)
                                                    : static_cast<double>(seen) / static_cast<double>(known(weekday));
    if (share < least_share) continue;
    result.day.push_back(day);
    result.total.push_back(total / share);
  }
  return result;
}

}  // namespace erlang::forecasting
