#pragma once

#include <Eigen/Core>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

/// The grid a forecast is made from: days x slots, with the calendar as plain indices. No names, no time zones:
/// who fills the grid has put every row at its local slot.
namespace erlang::forecasting {

/// Days x slots, row by row.
using Table = Eigen::Array<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Mask = Eigen::Array<bool, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

inline constexpr double missing = std::numeric_limits<double>::quiet_NaN();
inline constexpr int weekdays = 7;

/// One queue. The calendar covers history and horizon; `volume` covers the history only.
struct Grid {
  Table volume;                    ///< history days x slots, contacts; NaN where missing or closed
  Mask open;                       ///< all days x slots; false is closed, or a local time that does not exist
  std::vector<int> weekday;        ///< 0 … 6 per day
  std::vector<int> special;        ///< 0 for a usual day, else 1, 2, … for the type of special day
  std::vector<int> day_of_month;   ///< 1 … 31
  std::vector<int> days_in_month;  ///< 28 … 31
  std::vector<int> day_of_year;    ///< 1 … 366

  [[nodiscard]] int days() const { return static_cast<int>(open.rows()); }
  [[nodiscard]] int slots() const { return static_cast<int>(open.cols()); }
  [[nodiscard]] int history() const { return static_cast<int>(volume.rows()); }
  [[nodiscard]] bool is_open(int day) const { return open.row(day).any(); }
  /// The number of types of special days named in the calendar.
  [[nodiscard]] int special_types() const {
    int types = 0;
    for (const int type : special) types = type > types ? type : types;
    return types;
  }
};

/// Throws std::invalid_argument where sizes contradict each other, std::domain_error where a value is no volume.
inline void check(const Grid& grid) {
  const auto days = static_cast<std::size_t>(grid.days());
  for (const auto* column :
       {&grid.weekday, &grid.special, &grid.day_of_month, &grid.days_in_month, &grid.day_of_year}) {
    if (column->size() != days) throw std::invalid_argument("forecast: every calendar column needs one value per day");
  }
  if (grid.history() > grid.days() || grid.volume.cols() != grid.open.cols() || grid.slots() == 0) {
    throw std::invalid_argument("forecast: volume and open must have the same slots, and a day in open for each day");
  }
  for (std::size_t day = 0; day < days; ++day) {
    if (grid.weekday[day] < 0 || grid.weekday[day] >= weekdays) {
      throw std::domain_error("forecast: weekday must be in 0 … 6, at day " + std::to_string(day));
    }
    if (grid.special[day] < 0) throw std::domain_error("forecast: special must be >= 0, at day " + std::to_string(day));
    if (grid.days_in_month[day] < 28 || grid.day_of_month[day] < 1) {
      throw std::domain_error("forecast: not a day of a month, at day " + std::to_string(day));
    }
  }
  for (Eigen::Index i = 0; i < grid.volume.size(); ++i) {
    const double value = grid.volume.data()[i];
    if (value < 0.0 || std::isinf(value)) {
      throw std::domain_error("forecast: volume must be >= 0 and finite, or NaN where missing, at day " +
                              std::to_string(i / grid.volume.cols()) + ", slot " +
                              std::to_string(i % grid.volume.cols()));
    }
  }
}

/// Checks that a forecast from `origin` (the first day not known) over `horizon` days stays within the grid.
inline void check_span(const Grid& grid, int origin, int horizon) {
  if (origin < 1 || origin > grid.history() || horizon < 1 || origin + horizon > grid.days()) {
    throw std::invalid_argument(
        "forecast: origin must be in 1 … history days, and the calendar must cover the horizon");
  }
}

/// Whether a count was observed in a cell.
inline bool observed(const Grid& grid, int day, int slot) {
  return grid.open(day, slot) && !std::isnan(grid.volume(day, slot));
}

}  // namespace erlang::forecasting
