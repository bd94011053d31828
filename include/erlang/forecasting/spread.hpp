#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <erlang/forecasting/backtest.hpp>
#include <erlang/forecasting/day_profile.hpp>
#include <erlang/forecasting/grid.hpp>
#include <vector>

/// How far the forecast was off in the backtest, and so how far it may be off now.
namespace erlang::forecasting {

inline constexpr std::array<double, 5> quantile_levels{0.025, 0.1, 0.5, 0.9, 0.975};

/// A count is Poisson around mean · exp(day factor) · (1 + curve): one factor per day, correlated from day to day,
/// and one curve of deviations within the day.
struct Spread {
  std::vector<double> day;        ///< standard deviation of the log day factor, per day of lead from 1 on
  double correlation = 0.5;       ///< of the day factors of consecutive open days
  double within = 0.0;            ///< standard deviation of the curve, as a fraction of the mean
  std::vector<double> day_error;  ///< day errors of the backtest in units of their standard deviation, sorted
  Table curves;                   ///< curves of past days to draw from, days x slots
  std::array<double, 2> edge{};   ///< volumes that part small, middle and large intervals
  /// Half widths of the 80 and 95 % intervals in standard deviations of the square root, by volume.
  std::array<std::array<double, 2>, 3> interval{};

  [[nodiscard]] std::size_t group(double mean) const { return mean < edge[0] ? 0 : mean < edge[1] ? 1 : 2; }
};

/// The value at fraction p of sorted values, linear between (i − 1/2) / n.
inline double quantile_of(const std::vector<double>& sorted, double p) {
  const double at =
      std::clamp(p * static_cast<double>(sorted.size()) - 0.5, 0.0, static_cast<double>(sorted.size() - 1));
  const auto low = static_cast<std::size_t>(at);
  const auto high = std::min(low + 1, sorted.size() - 1);
  return sorted[low] + (at - static_cast<double>(low)) * (sorted[high] - sorted[low]);
}

namespace detail {

inline constexpr std::array<double, 2> normal_reach{1.2815515655446004, 1.959963984540054};

/// Square root that makes the noise of a count even (Anscombe 1948), and its inverse.
inline double root(double value) {
  return std::sqrt(value + 0.375);
}
inline double back(double value) {
  return value > 0.0 ? std::max(0.0, value * value - 0.375) : 0.0;
}

inline constexpr std::array<int, 5> lead_edges{1, 3, 7, 14, 1 << 30};

inline std::size_t lead_bucket(int lead) {
  std::size_t bucket = 0;
  while (lead > lead_edges[bucket]) ++bucket;
  return bucket;
}

/// One day of one trial.
struct DayError {
  int day = 0;
  int lead = 0;
  double error = 0.0;  ///< log of actual over forecast
  double noise = 0.0;  ///< its Poisson variance
};

/// Means made non-decreasing by pooling neighbours (weights > 0).
inline void pool_increasing(std::array<double, 5>& value, const std::array<double, 5>& weight) {
  for (std::size_t i = 1; i < value.size(); ++i) {
    for (std::size_t j = i; j > 0 && value[j] < value[j - 1]; --j) {
      double sum = 0.0;
      double mass = 0.0;
      const double level = value[j - 1];
      std::size_t begin = j - 1;
      while (begin > 0 && value[begin - 1] == level) --begin;
      for (std::size_t k = begin; k <= i; ++k) {
        sum += weight[k] * value[k];
        mass += weight[k];
      }
      for (std::size_t k = begin; k <= i; ++k) value[k] = sum / mass;
    }
  }
}

}  // namespace detail

/// Past days that the normal shape counts for beside the errors found.
inline constexpr double held_days = 20.0;

/// Learns the spread of the chosen combination from the trials; `fit` gives what stands in where there are few.
inline Spread learn_spread(const Grid& grid, const std::vector<Trial>& trials, const std::vector<double>& weight,
                           const DayProfile& fit, int horizon, double smoothing = 1.5) {
  Spread spread;
  std::vector<detail::DayError> errors;
  std::vector<std::vector<detail::DayError>> by_trial;
  std::vector<Table> means;
  std::vector<int> curve_lead(static_cast<std::size_t>(grid.history()), 1 << 30);
  Table curve = Table::Zero(grid.history(), grid.slots());
  Table scaled = Table::Zero(grid.history(), grid.slots());
  double excess = 0.0;
  double mass = 0.0;
  for (const Trial& trial : trials) {
    means.push_back(combine(trial, weight));
    by_trial.emplace_back();
    const Table& mean = means.back();
    for (int h = 0; h < trial.horizon; ++h) {
      const int day = trial.origin + h;
      if (!scored(grid, day)) continue;
      double actual = 0.0;
      double expected = 0.0;
      for (int slot = 0; slot < grid.slots(); ++slot) {
        if (!observed(grid, day, slot) || std::isnan(mean(h, slot))) continue;
        actual += grid.volume(day, slot);
        expected += mean(h, slot);
      }
      if (!(expected > 0.0)) continue;
      const detail::DayError error{day, h + 1, detail::log_residual(actual, expected), 1.0 / expected};
      errors.push_back(error);
      by_trial.back().push_back(error);
      const bool newest = h + 1 < curve_lead[static_cast<std::size_t>(day)];
      if (newest) curve_lead[static_cast<std::size_t>(day)] = h + 1;
      for (int slot = 0; slot < grid.slots(); ++slot) {
        if (!observed(grid, day, slot) || std::isnan(mean(h, slot))) continue;
        const double m = mean(h, slot) * actual / expected;
        const double e = grid.volume(day, slot) - m;
        excess += std::min(e * e, 25.0 * (m + 0.02 * m * m)) - m;
        mass += m * m;
        if (newest) {
          curve(day, slot) = m > 0.0 ? std::clamp(e / m, -1.0, 3.0) : 0.0;
          scaled(day, slot) = m;
        }
      }
    }
  }
  spread.within = mass > 0.0 ? std::sqrt(std::max(0.0, excess / mass)) : fit.spread;

  // Day factors: variance by lead, held towards their common size, which the fit gives where trials are few.
  double common = 0.0;
  for (const auto& e : errors) common += std::min(e.error * e.error, 1.0) - e.noise;
  constexpr double prior_days = 5.0;
  const double fitted = fit.day.size() >= 10 ? 1.5 * fit.scale * fit.scale : 0.015;
  const auto n = static_cast<double>(errors.size());
  common = std::max((common + prior_days * fitted) / (n + prior_days), 1e-5);
  std::array<double, 5> variance{};
  std::array<double, 5> count{};
  variance.fill(prior_days * common);
  count.fill(prior_days);
  for (const auto& e : errors) {
    variance[detail::lead_bucket(e.lead)] += std::min(e.error * e.error, 1.0) - e.noise;
    count[detail::lead_bucket(e.lead)] += 1.0;
  }
  for (std::size_t b = 0; b < variance.size(); ++b) variance[b] = std::max(variance[b] / count[b], 1e-6);
  detail::pool_increasing(variance, count);
  for (int lead = 1; lead <= horizon; ++lead) spread.day.push_back(std::sqrt(variance[detail::lead_bucket(lead)]));

  const auto deviation = [&](const detail::DayError& e) {
    return std::sqrt(variance[detail::lead_bucket(e.lead)] + e.noise);
  };
  double product = 0.0;
  double square = 0.0;
  for (const auto& days : by_trial) {
    for (std::size_t i = 0; i < days.size(); ++i) {
      const double here = std::clamp(days[i].error / deviation(days[i]), -3.0, 3.0);
      square += here * here;
      if (i > 0) product += here * std::clamp(days[i - 1].error / deviation(days[i - 1]), -3.0, 3.0);
    }
  }
  spread.correlation = errors.size() >= 20 && square > 0.0 ? std::clamp(product / square, 0.0, 0.95) : 0.5;
  // Both signs of each error, so that a bias of the last weeks is not taken for a law; a little of a normal beside.
  if (errors.size() >= 30) {
    for (const auto& e : errors) {
      spread.day_error.push_back(e.error / deviation(e));
      spread.day_error.push_back(-e.error / deviation(e));
    }
    std::sort(spread.day_error.begin(), spread.day_error.end());
  }

  // Curves: smooth over slots, then set to the size found beyond Poisson noise.
  std::vector<int> curve_days;
  double size = 0.0;
  double volume = 0.0;
  for (int day = 0; day < grid.history(); ++day) {
    if (curve_lead[static_cast<std::size_t>(day)] == 1 << 30) continue;
    const Eigen::ArrayXd weight_of = scaled.row(day).transpose();
    Eigen::ArrayXd smooth = smooth_slots(curve.row(day).transpose(), weight_of, smoothing);
    // What a quiet slot shows is noise.
    const double strength = 2.0 * smoothing * spread.within * spread.within;
    smooth *= (strength * weight_of / (1.0 + strength * weight_of)).sqrt();
    smooth -= (smooth * weight_of).sum() / std::max(weight_of.sum(), 1e-300);
    curve.row(day) = smooth.transpose();
    size += (smooth.square() * weight_of.square()).sum();
    volume += weight_of.square().sum();
    curve_days.push_back(day);
  }
  const double factor = size > 0.0 ? std::min(spread.within * std::sqrt(volume / size), 3.0) : 0.0;
  spread.curves = Table::Zero(std::max<Eigen::Index>(1, static_cast<Eigen::Index>(curve_days.size())), grid.slots());
  for (std::size_t i = 0; i < curve_days.size(); ++i) {
    spread.curves.row(static_cast<Eigen::Index>(i)) = (factor * curve.row(curve_days[i])).max(-0.9);
  }

  // Size of the interval errors on the square-root scale, by volume; held towards that of a normal.
  std::vector<double> level;
  std::vector<double> standard;
  for (std::size_t t = 0; t < trials.size(); ++t) {
    for (int h = 0; h < trials[t].horizon; ++h) {
      const int day = trials[t].origin + h;
      if (!scored(grid, day)) continue;
      for (int slot = 0; slot < grid.slots(); ++slot) {
        const double m = means[t](h, slot);
        if (!observed(grid, day, slot) || std::isnan(m)) continue;
        const double relative = variance[detail::lead_bucket(h + 1)] + spread.within * spread.within;
        const double error = detail::root(grid.volume(day, slot)) - detail::root(m);
        level.push_back(m);
        standard.push_back(std::fabs(error) / (0.5 * std::sqrt(1.0 + relative * m)));
      }
    }
  }
  spread.interval.fill({detail::normal_reach[0], detail::normal_reach[1]});
  if (standard.empty()) return spread;
  std::vector<double> sorted = level;
  std::sort(sorted.begin(), sorted.end());
  spread.edge = {quantile_of(sorted, 1.0 / 3.0), quantile_of(sorted, 2.0 / 3.0)};
  std::array<std::vector<double>, 3> group;
  for (std::size_t i = 0; i < standard.size(); ++i) group[spread.group(level[i])].push_back(standard[i]);
  const auto days = static_cast<double>(curve_days.size());
  for (std::size_t g = 0; g < group.size(); ++g) {
    if (group[g].size() < 50) continue;
    std::sort(group[g].begin(), group[g].end());
    for (std::size_t q = 0; q < 2; ++q) {
      const double found = quantile_of(group[g], q == 0 ? 0.80 : 0.95);
      spread.interval[g][q] = (days * found + held_days * detail::normal_reach[q]) / (days + held_days);
    }
  }
  return spread;
}

/// Quantiles of the count in every cell of a forecast, one table per level of quantile_levels; never negative.
inline std::array<Table, 5> interval_quantiles(const Spread& spread, const Table& mean) {
  std::array<Table, 5> result;
  for (auto& table : result) table = Table::Constant(mean.rows(), mean.cols(), missing);
  for (Eigen::Index h = 0; h < mean.rows(); ++h) {
    for (Eigen::Index slot = 0; slot < mean.cols(); ++slot) {
      const double m = mean(h, slot);
      if (std::isnan(m)) continue;
      const auto lead = std::min(static_cast<std::size_t>(h), spread.day.size() - 1);
      const double relative = spread.day[lead] * spread.day[lead] + spread.within * spread.within;
      const double deviation = 0.5 * std::sqrt(1.0 + relative * m);
      const auto& reach = spread.interval[spread.group(m)];
      result[0](h, slot) = detail::back(detail::root(m) - reach[1] * deviation);
      result[1](h, slot) = detail::back(detail::root(m) - reach[0] * deviation);
      result[2](h, slot) = m;
      result[3](h, slot) = detail::back(detail::root(m) + reach[0] * deviation);
      result[4](h, slot) = detail::back(detail::root(m) + reach[1] * deviation);
    }
  }
  return result;
}

}  // namespace erlang::forecasting
