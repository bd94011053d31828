#pragma once

#include <Eigen/Core>
#include <cmath>
#include <erlang/forecasting/grid.hpp>
#include <numbers>

/// The regressors of the day model: what the calendar says about a day.
namespace erlang::forecasting {

/// How strongly each group of terms is held towards 0, in units of one observation.
struct Ridge {
  double weekday = 0.1;
  double month = 1.0;  ///< times the square of the harmonic
  double after = 0.7;
  double year = 3.0;  ///< times the square of the harmonic
};

/// One row per day of the grid; the columns come in the groups of the components.
struct Design {
  Eigen::MatrixXd columns;
  Eigen::VectorXd ridge;
  int calendar_begin = 0;  ///< day of month, day after a closure or special day, time of year
};

/// Whether the last normally open day before `day` was closed (1) or special (2), else 0.
inline int day_before(const Grid& grid, const std::vector<bool>& normally_open, int day) {
  for (int before = day - 1; before >= 0 && before > day - weekdays; --before) {
    const auto at = static_cast<std::size_t>(before);
    if (!normally_open[static_cast<std::size_t>(grid.weekday[at])]) continue;
    if (!grid.is_open(before)) return 1;
    return grid.special[at] != 0 ? 2 : 0;
  }
  return 0;
}

inline Design make_design(const Grid& grid, int origin, int month_harmonics, int year_harmonics, bool after,
                          const Ridge& ridge = {}) {
  const int days = grid.days();
  const int calendar = 2 * month_harmonics + 2 * year_harmonics + (after ? 2 : 0);
  Design design;
  design.calendar_begin = weekdays;
  design.columns = Eigen::MatrixXd::Zero(days, weekdays + calendar);
  design.ridge = Eigen::VectorXd::Constant(design.columns.cols(), ridge.weekday);

  std::vector<bool> normally_open(weekdays, false);
  for (int day = 0; day < origin; ++day) {
    if (grid.is_open(day)) normally_open[static_cast<std::size_t>(grid.weekday[static_cast<std::size_t>(day)])] = true;
  }
  constexpr double turn = 2.0 * std::numbers::pi;
  for (int day = 0; day < days; ++day) {
    const auto at = static_cast<std::size_t>(day);
    auto row = design.columns.row(day);
    row(grid.weekday[at]) = 1.0;
    int column = design.calendar_begin;
    const double month = turn * (grid.day_of_month[at] - 0.5) / grid.days_in_month[at];
    for (int j = 1; j <= month_harmonics; ++j) {
      row(column++) = std::cos(j * month);
      row(column++) = std::sin(j * month);
    }
    const double year = turn * grid.day_of_year[at] / 365.25;
    for (int j = 1; j <= year_harmonics; ++j) {
      row(column++) = std::cos(j * year);
      row(column++) = std::sin(j * year);
    }
    if (after && grid.special[at] == 0 && grid.is_open(day)) {
      const int before = day_before(grid, normally_open, day);
      if (before != 0) row(column + before - 1) = 1.0;
    }
  }
  int column = design.calendar_begin;
  for (int j = 1; j <= month_harmonics; ++j, column += 2)
    design.ridge.segment(column, 2).setConstant(ridge.month * j * j);
  for (int j = 1; j <= year_harmonics; ++j, column += 2)
    design.ridge.segment(column, 2).setConstant(ridge.year * j * j);
  if (after) design.ridge.segment(column, 2).setConstant(ridge.after);
  return design;
}

}  // namespace erlang::forecasting
