#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/queueing/random_rate.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <numeric>
#include <variant>
#include <vector>

/// Quantiles and chances of a random arrival rate.
namespace erlang {

namespace detail {

/// Below this the rate is taken for its mean.
inline constexpr double certain_cv = 1e-9;

[[nodiscard]] inline double rate_cv(const GammaRate& rate) noexcept {
  return rate.cv;
}
[[nodiscard]] inline double rate_cv(const LognormalRate& rate) noexcept {
  return rate.cv;
}

/// P(X <= e^t) of the factor X with mean 1.
[[nodiscard]] inline double factor_share(const GammaRate& rate, double t) noexcept {
  const double shape = 1.0 / (rate.cv * rate.cv);
  return lower_share(shape, shape * std::exp(t), -shape * std::expm1(t));
}
[[nodiscard]] inline double factor_share(const LognormalRate& rate, double t) noexcept {
  const double variance = std::log1p(rate.cv * rate.cv);
  return 0.5 * std::erfc(-(t + 0.5 * variance) / std::sqrt(2.0 * variance));
}

}  // namespace detail

/// P(volume <= x) where the volume is `mean` times a random factor with mean 1.
template <class Rate>
[[nodiscard]] double rate_share(double mean, const Rate& rate, double x) noexcept {
  if (!(x < std::numeric_limits<double>::infinity())) return 1.0;
  if (mean == 0.0 || detail::rate_cv(rate) < detail::certain_cv) return x >= mean ? 1.0 : 0.0;
  return x > 0.0 ? detail::factor_share(rate, std::log(x / mean)) : 0.0;
}

/// The same of a few cases: the weight of those up to x.
[[nodiscard]] inline double rate_share(const DiscreteRate& rate, double x) noexcept {
  double below = 0.0;
  double all = 0.0;
  for (std::size_t i = 0; i < rate.volumes.size(); ++i) {
    all += rate.weights[i];
    if (rate.volumes[i] <= x) below += rate.weights[i];
  }
  return below / all;
}

/// The volume that is not exceeded with probability p in (0, 1), for a GammaRate or LognormalRate about `mean`, to
/// 1e-14 relative. Bisection of the logarithm, some sixty steps.
/// @throws std::domain_error  for any other p
template <class Rate>
[[nodiscard]] double rate_quantile(double mean, const Rate& rate, double p) {
  detail::check_open_fraction("rate_quantile", "p", p);
  if (mean == 0.0 || detail::rate_cv(rate) < detail::certain_cv) return mean;
  double low = -1.0;
  double high = 1.0;
  while (low > -700.0 && detail::factor_share(rate, low) >= p) low *= 2.0;
  while (high < 700.0 && detail::factor_share(rate, high) < p) high *= 2.0;
  while (high - low > 1e-15 * std::fmax(1.0, std::fabs(high))) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (detail::factor_share(rate, middle) >= p ? high : low) = middle;
  }
  return mean * std::exp(high);
}

/// The least of the volumes that with those below it has at least the share p of the weight.
/// @throws std::domain_error  for p outside (0, 1)
[[nodiscard]] inline double rate_quantile(const DiscreteRate& rate, double p) {
  detail::check_open_fraction("rate_quantile", "p", p);
  std::vector<std::size_t> order(rate.volumes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rate.volumes[a] < rate.volumes[b]; });
  const double all = std::accumulate(rate.weights.begin(), rate.weights.end(), 0.0);
  double sum = 0.0;
  double last = 0.0;
  for (const std::size_t i : order) {
    if (rate.weights[i] == 0.0) continue;
    sum += rate.weights[i];
    last = rate.volumes[i];
    if (sum >= p * all * (1.0 - 1e-12)) break;
  }
  return last;
}

}  // namespace erlang
