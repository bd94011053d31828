#pragma once

#include <Eigen/Cholesky>
#include <Eigen/Core>
#include <algorithm>
#include <cmath>
#include <erlang/forecasting/day_totals.hpp>
#include <erlang/forecasting/design.hpp>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/level.hpp>
#include <erlang/forecasting/profile.hpp>
#include <vector>

/// Day x profile: the total of a day from the calendar and a level that moves, times the shape of its weekday.
namespace erlang::forecasting {

struct DayProfileOptions {
  double half_life = 120.0;      ///< days after which an old day counts half in the regression
  double level_half_life = 8.0;  ///< days over which the level is averaged
  double level_prior = 1.0;      ///< observations that hold the level at the regression
  double huber = 2.0;            ///< standard deviations beyond which a day loses weight
  int month_harmonics = 5;       ///< day-of-month terms, fewer with less than twelve weeks, none below eight
  int year_harmonics = 2;        ///< time-of-year terms, from 400 days on
  bool calendar = true;          ///< false: weekday, level and special days alone
  double special_prior = 0.3;    ///< observations that hold the effect of a special type at none
  Ridge ridge = {};
  ProfileOptions profile = {};
};

struct DayProfile {
  Design design;
  Eigen::VectorXd coefficients;
  std::vector<double> special;  ///< log effect of each special type
  double mean = 0.0;            ///< log of the usual total of a day
  double level = 0.0;           ///< log level at the end of the history, beyond the regression
  double residual = 0.0;        ///< log residual of the last day
  double carry = 0.0;           ///< share of the residual that is left one open day later
  double scale = 0.0;           ///< robust standard deviation of a day's log residual
  double spread = 0.0;          ///< the same for a count's rate within its day, as a fraction
  std::vector<int> day;         ///< days fitted
  std::vector<double> total;    ///< their totals
  std::vector<double> fitted;   ///< their expected totals, level included
  std::vector<double> error;    ///< their log residuals
  Profiles profiles;
};

/// Parts of the expected log total of one day.
struct DayParts {
  double level = 0.0;  ///< usual day and level at the end of the history
  double weekday = 0.0;
  double calendar = 0.0;
  double special = 0.0;
  double carried = 0.0;  ///< what is left of the last residual
};

namespace detail {

/// Residual of a total against its expectation on the log scale; linear for small counts, where logs mislead.
inline double log_residual(double total, double expected) {
  constexpr double small = 30.0;
  return expected >= small ? std::log(std::max(total, 0.5) / expected) : (total - expected) / expected;
}

inline int month_terms(const DayProfileOptions& options, int days) {
  if (!options.calendar || days < 56) return 0;
  return days < 84 ? std::min(options.month_harmonics, 3) : options.month_harmonics;
}

/// Mean log effect of each special type, held towards none by `prior` observations. It does not age: a day may come
/// once a year.
inline std::vector<double> special_effects(const Grid& grid, const std::vector<int>& day,
                                           const std::vector<double>& left, const std::vector<double>& level,
                                           double prior) {
  std::vector<double> effect(static_cast<std::size_t>(grid.special_types()), 0.0);
  std::vector<double> count(effect.size(), prior);
  for (std::size_t k = 0; k < day.size(); ++k) {
    const int type = grid.special[static_cast<std::size_t>(day[k])];
    if (type == 0) continue;
    effect[static_cast<std::size_t>(type - 1)] += left[k] - level[k];
    count[static_cast<std::size_t>(type - 1)] += 1.0;
  }
  for (std::size_t type = 0; type < effect.size(); ++type) effect[type] /= count[type];
  return effect;
}

/// Standard deviation of single counts around level x profile beyond Poisson noise, as a fraction of the mean.
inline double count_spread(const Grid& grid, const std::vector<int>& day, const std::vector<double>& total,
                           const Profiles& profiles) {
  double excess = 0.0;
  double mass = 0.0;
  for (std::size_t i = 0; i < day.size(); ++i) {
    const auto at = static_cast<std::size_t>(day[i]);
    if (grid.special[at] != 0) continue;
    for (int slot = 0; slot < grid.slots(); ++slot) {
      if (!observed(grid, day[i], slot)) continue;
      const double expected = total[i] * profiles.weekday(grid.weekday[at], slot);
      const double error = grid.volume(day[i], slot) - expected;
      excess += std::min(error * error, 9.0 * std::max(expected, 1.0) + 0.09 * expected * expected) - expected;
      mass += expected * expected;
    }
  }
  return mass > 0.0 && excess > 0.0 ? std::sqrt(excess / mass) : 0.0;
}

}  // namespace detail

/// Fits the model to the days before `origin`.
///
/// Regression of the log day total on weekday, day of month, day after a closure or special day and time of year,
/// with weights that halve every `half_life` days and Huber weights against odd days, ridge on every term; then a
/// level of its residuals, first-order carry-over, and the mean residual of each special type. Days of small volume
/// weigh in proportion to it. Cost: days x (slots + terms²).
inline DayProfile fit_day_profile(const Grid& grid, int origin, const DayProfileOptions& options = {}) {
  check_span(grid, origin, 1);
  DayProfile fit;
  const DayTotals totals = day_totals(grid, origin);
  fit.day = totals.day;
  fit.total = totals.total;
  const auto n = fit.day.size();
  if (n == 0) throw std::invalid_argument("fit_day_profile: no day before the origin has observed volume");

  const int known = origin - fit.day.front();
  fit.design =
      make_design(grid, origin, detail::month_terms(options, known),
                  options.calendar && known >= 400 ? options.year_harmonics : 0, options.calendar, options.ridge);
  const auto terms = fit.design.columns.cols();
  const auto rows = static_cast<Eigen::Index>(n);
  Eigen::MatrixXd x(rows, terms);
  Eigen::VectorXd age(rows);
  double sum = 0.0;
  double mass = 0.0;
  for (Eigen::Index i = 0; i < rows; ++i) {
    const auto k = static_cast<std::size_t>(i);
    x.row(i) = fit.design.columns.row(fit.day[k]);
    const bool usual = grid.special[static_cast<std::size_t>(fit.day[k])] == 0;
    age(i) = usual ? std::exp2((fit.day[k] - origin + 1) / options.half_life) : 0.0;
    sum += age(i) * fit.total[k];
    mass += age(i);
  }
  fit.mean = std::log(std::max(mass > 0.0 ? sum / mass : fit.total.back(), 0.5 / static_cast<double>(n)));
  fit.coefficients = Eigen::VectorXd::Zero(terms);

  std::vector<double> level(n, 0.0);
  std::vector<double> robust(n, 1.0);
  std::vector<double> left(n, 0.0);
  fit.error.assign(n, 0.0);
  double variance = 0.02;  // of a busy day's log residual; found again in each round
  Eigen::VectorXd target(rows);
  Eigen::VectorXd weight(rows);
  for (int round = 0; round < 6; ++round) {
    for (Eigen::Index i = 0; i < rows; ++i) {
      const auto k = static_cast<std::size_t>(i);
      const double linear = x.row(i).dot(fit.coefficients);
      const double expected = std::exp(fit.mean + linear + level[k]);
      target(i) = std::clamp(detail::log_residual(fit.total[k], expected), -3.0, 3.0) + linear;
      weight(i) = age(i) * robust[k] * variance / (variance + 1.0 / expected);
    }
    const Eigen::MatrixXd weighted = weight.cwiseSqrt().asDiagonal() * x;
    Eigen::MatrixXd normal = fit.design.ridge.asDiagonal();
    normal.selfadjointView<Eigen::Lower>().rankUpdate(weighted.transpose());
    fit.coefficients = normal.ldlt().solve(x.transpose() * weight.cwiseProduct(target));
    std::vector<double> level_weight(n);
    std::vector<double> steady(n);
    for (Eigen::Index i = 0; i < rows; ++i) {
      const auto k = static_cast<std::size_t>(i);
      left[k] = target(i) - x.row(i).dot(fit.coefficients) + level[k];
      const bool usual = grid.special[static_cast<std::size_t>(fit.day[k])] == 0;
      level_weight[k] = usual ? weight(i) / (age(i) * robust[k]) : 0.0;
      steady[k] = usual ? left[k] : level[k];
    }
    // Not by the robust weights: they would keep a level that has moved for good where it was.
    const double reach = options.huber * (round > 0 ? fit.scale : robust_scale(steady));
    level = smooth_level(fit.day, without_spikes(steady, reach), level_weight, options.level_half_life,
                         options.level_prior);
    fit.special = detail::special_effects(grid, fit.day, left, level, options.special_prior);
    double relative = 0.0;
    for (std::size_t k = 0; k < n; ++k) {
      const int type = grid.special[static_cast<std::size_t>(fit.day[k])];
      fit.error[k] = left[k] - level[k] - (type > 0 ? fit.special[static_cast<std::size_t>(type - 1)] : 0.0);
      relative += 1.0 / std::exp(fit.mean + x.row(static_cast<Eigen::Index>(k)).dot(fit.coefficients) + level[k]);
    }
    fit.scale = robust_scale(fit.error);
    variance = std::max(fit.scale * fit.scale - relative / static_cast<double>(n), 1e-4);
    for (std::size_t k = 0; k < n; ++k) {
      const double size = std::fabs(fit.error[k]);
      robust[k] = size > options.huber * fit.scale ? options.huber * fit.scale / size : 1.0;
    }
  }

  fit.fitted.resize(n);
  std::vector<double> held(n);
  std::vector<double> by_age(n);
  for (std::size_t k = 0; k < n; ++k) {
    const auto i = static_cast<Eigen::Index>(k);
    const int type = grid.special[static_cast<std::size_t>(fit.day[k])];
    const double effect = type > 0 ? fit.special[static_cast<std::size_t>(type - 1)] : 0.0;
    fit.fitted[k] = std::exp(fit.mean + x.row(i).dot(fit.coefficients) + level[k] + effect);
    const double reach = 2.0 * options.huber * fit.scale;
    held[k] = type == 0 ? std::clamp(fit.error[k], -reach, reach) : 0.0;
    by_age[k] = age(i);
  }
  fit.carry = carry_over(fit.day, held, by_age, fit.scale);
  fit.level = level.back();
  fit.residual = held.back();

  fit.profiles = make_profiles(grid, origin, fit.day, fit.fitted, robust, 0.0, options.profile);
  fit.spread = detail::count_spread(grid, fit.day, fit.total, fit.profiles);
  const Profiles first = fit.profiles;
  fit.profiles =
      make_profiles(grid, origin, fit.day, fit.fitted, robust, fit.spread + fit.scale, options.profile, &first);
  add_special_profiles(fit.profiles, grid, fit.day, fit.total, options.profile);
  return fit;
}

/// The parts of the log total of the days origin … origin + horizon − 1.
inline std::vector<DayParts> day_parts(const DayProfile& fit, const Grid& grid, int origin, int horizon) {
  std::vector<DayParts> parts(static_cast<std::size_t>(horizon));
  const auto& b = fit.coefficients;
  double carried = fit.residual;
  for (int day = fit.day.back() + 1; day < origin + horizon; ++day) {
    if (grid.is_open(day)) carried *= fit.carry;
    if (day < origin) continue;
    const auto row = fit.design.columns.row(day);
    const auto part = [&](int begin, int end) {
      return row.segment(begin, end - begin).dot(b.segment(begin, end - begin));
    };
    auto& out = parts[static_cast<std::size_t>(day - origin)];
    out.level = fit.mean + fit.level;
    out.weekday = part(0, fit.design.calendar_begin);
    out.calendar = part(fit.design.calendar_begin, static_cast<int>(b.size()));
    const int type = grid.special[static_cast<std::size_t>(day)];
    out.special = type > 0 ? fit.special[static_cast<std::size_t>(type - 1)] : 0.0;
    out.carried = carried;
  }
  return parts;
}

/// Expected contacts per slot for the days origin … origin + horizon − 1; NaN where closed.
inline Table predict(const DayProfile& fit, const Grid& grid, int origin, int horizon) {
  check_span(grid, origin, horizon);
  const auto parts = day_parts(fit, grid, origin, horizon);
  Table result = Table::Constant(horizon, grid.slots(), missing);
  for (int h = 0; h < horizon; ++h) {
    const auto at = static_cast<std::size_t>(origin + h);
    const auto& p = parts[static_cast<std::size_t>(h)];
    const double total = std::exp(p.level + p.weekday + p.calendar + p.special + p.carried);
    Eigen::ArrayXd shape = fit.profiles.weekday.row(grid.weekday[at]).transpose();
    if (grid.special[at] != 0) {
      const double before = shape.sum();
      shape *= fit.profiles.special.row(grid.special[at] - 1).transpose();
      if (shape.sum() > 0.0) shape *= before / shape.sum();
    }
    for (int slot = 0; slot < grid.slots(); ++slot) {
      if (grid.open(origin + h, slot)) result(h, slot) = total * shape(slot);
    }
  }
  return result;
}

}  // namespace erlang::forecasting
