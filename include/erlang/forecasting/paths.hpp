#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <erlang/detail/random.hpp>
#include <erlang/forecasting/grid.hpp>
#include <erlang/forecasting/spread.hpp>
#include <numbers>
#include <vector>

/// Sample paths: whole futures that keep the days together.
namespace erlang::forecasting {

/// Rates of `samples` futures, each horizon x slots, one after another; NaN where the forecast is closed.
///
/// Per future: a normal chain over the open days, mapped to the day errors of the backtest and scaled by lead, and
/// per day one curve of a past day, taken whole. Future number i is the same whatever the number of futures; `stream`
/// parts the queues. Poisson noise is not in it: see poisson_counts.
inline std::vector<double> sample_rates(const Table& mean, const Spread& spread, int samples, std::uint64_t seed,
                                        std::uint64_t stream = 0) {
  if (samples < 0) throw std::domain_error("samples: n must be >= 0, got " + std::to_string(samples));
  const auto horizon = mean.rows();
  const auto slots = mean.cols();
  std::vector<double> rates(static_cast<std::size_t>(samples) * static_cast<std::size_t>(horizon * slots));
  std::vector<bool> is_open(static_cast<std::size_t>(horizon));
  for (Eigen::Index h = 0; h < horizon; ++h) is_open[static_cast<std::size_t>(h)] = !mean.row(h).isNaN().all();
  const double rest = std::sqrt(1.0 - spread.correlation * spread.correlation);
  const auto past = static_cast<double>(spread.curves.rows());
  const double found = past / (past + held_days);
  auto out = rates.begin();
  for (int sample = 0; sample < samples; ++sample) {
    erlang::detail::RandomStream random(seed, static_cast<std::uint64_t>(sample), stream, 0xF0);
    double chain = erlang::detail::normal(random);
    for (Eigen::Index h = 0; h < horizon; ++h) {
      if (is_open[static_cast<std::size_t>(h)]) {
        chain = spread.correlation * chain + rest * erlang::detail::normal(random);
      }
      const double share = 0.5 * std::erfc(-chain / std::numbers::sqrt2);
      const double standard =
          spread.day_error.empty() ? chain : found * quantile_of(spread.day_error, share) + (1.0 - found) * chain;
      const auto at = std::min(static_cast<std::size_t>(h), spread.day.size() - 1);
      const double factor = std::exp(spread.day[at] * standard);
      const auto curve = static_cast<Eigen::Index>(random.uniform() * static_cast<double>(spread.curves.rows()));
      // A curve moves contacts within the day: on this day's own shape it must leave the total alone.
      double kept = 0.0;
      double total = 0.0;
      for (Eigen::Index slot = 0; slot < slots; ++slot) {
        if (std::isnan(mean(h, slot))) continue;
        kept += mean(h, slot) * (1.0 + spread.curves(curve, slot));
        total += mean(h, slot);
      }
      const double scale = kept > 0.0 ? factor * total / kept : factor;
      for (Eigen::Index slot = 0; slot < slots; ++slot) {
        *out++ = mean(h, slot) * scale * (1.0 + spread.curves(curve, slot));
      }
    }
  }
  return rates;
}

/// Poisson counts around rates, by inversion; NaN stays NaN.
inline void poisson_counts(double* value, std::size_t size, std::uint64_t seed, std::uint64_t stream = 0) {
  erlang::detail::RandomStream random(seed, 0, stream, 0xF1);
  for (std::size_t i = 0; i < size; ++i) {
    const double u = random.uniform();
    if (!std::isnan(value[i])) value[i] = erlang::detail::poisson_at(u, value[i]);
  }
}

}  // namespace erlang::forecasting
