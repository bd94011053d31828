#pragma once

#include <algorithm>
#include <erlang/forecasting/grid.hpp>
#include <vector>

/// The trade's own forecasts: the same slot of the last weeks.
namespace erlang::forecasting {

enum class Centre { mean, median };

/// The values of one slot on the last `weeks` usual open days of a weekday before `origin`, newest first.
inline std::vector<double> same_slot(const Grid& grid, int origin, int weekday, int slot, int weeks) {
  std::vector<double> values;
  int days = 0;
  for (int day = origin - 1; day >= 0 && days < weeks; --day) {
    const auto at = static_cast<std::size_t>(day);
    if (grid.weekday[at] != weekday || grid.special[at] != 0 || !grid.is_open(day)) continue;
    ++days;
    if (observed(grid, day, slot)) values.push_back(grid.volume(day, slot));
  }
  return values;
}

/// Mean or median of the values; where the median is 0 their mean, but at least 0.5 / weeks.
inline double centre_of(std::vector<double> values, Centre centre) {
  if (values.empty()) return missing;
  const auto n = values.size();
  double sum = 0.0;
  for (const double value : values) sum += value;
  const double least = 0.5 / static_cast<double>(n);
  const double mean = std::max(sum / static_cast<double>(n), least);
  if (centre == Centre::mean) return mean;
  std::sort(values.begin(), values.end());
  const double median = n % 2 == 1 ? values[n / 2] : 0.5 * (values[n / 2 - 1] + values[n / 2]);
  return median > 0.0 ? median : mean;
}

/// Forecast of the days origin … origin + horizon − 1, each slot from the same slot of the last `weeks` open days of
/// its weekday. Special days are left out of the past and get no effect. Closed cells, and cells never seen, are NaN.
///
/// Cost: horizon weekdays x slots x weeks.
inline Table same_slot_of_weeks(const Grid& grid, int origin, int horizon, int weeks, Centre centre) {
  check_span(grid, origin, horizon);
  if (weeks < 1) throw std::domain_error("same_slot_of_weeks: weeks must be >= 1, got " + std::to_string(weeks));
  Table past = Table::Constant(weekdays, grid.slots(), missing);
  std::vector<bool> done(weekdays, false);
  Table result = Table::Constant(horizon, grid.slots(), missing);
  for (int h = 0; h < horizon; ++h) {
    const int weekday = grid.weekday[static_cast<std::size_t>(origin + h)];
    if (!done[static_cast<std::size_t>(weekday)]) {
      done[static_cast<std::size_t>(weekday)] = true;
      for (int slot = 0; slot < grid.slots(); ++slot) {
        past(weekday, slot) = centre_of(same_slot(grid, origin, weekday, slot, weeks), centre);
      }
    }
    for (int slot = 0; slot < grid.slots(); ++slot) {
      if (grid.open(origin + h, slot)) result(h, slot) = past(weekday, slot);
    }
  }
  return result;
}

/// The benchmark that is always shown: the median of six weeks.
inline Table median_of_weeks(const Grid& grid, int origin, int horizon, int weeks = 6) {
  return same_slot_of_weeks(grid, origin, horizon, weeks, Centre::median);
}

/// The mean of eight weeks.
inline Table mean_of_weeks(const Grid& grid, int origin, int horizon, int weeks = 8) {
  return same_slot_of_weeks(grid, origin, horizon, weeks, Centre::mean);
}

}  // namespace erlang::forecasting
