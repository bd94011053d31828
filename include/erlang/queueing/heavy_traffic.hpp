#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <numbers>

/// Large systems: what Erlang C and A tend to when agents = load + beta sqrt(load) and the load grows.
namespace erlang {

namespace detail {

/// The hazard of the normal distribution, density / upper tail, for every real u.
inline double normal_hazard(double u) noexcept {
  constexpr double root_half_pi = 1.2533141373155002512;
  const double scaled = std::fabs(u) / std::numbers::sqrt2;
  if (u >= 0.0) return 1.0 / (root_half_pi * scaled_erfc(scaled));
  const double square = u * u;
  const double rest = std::fma(u, u, -square);
  const double twice = 2.0 * std::exp(0.5 * square) * (1.0 + 0.5 * rest);
  return 1.0 / (root_half_pi * (twice - scaled_erfc(scaled)));
}

/// normal_hazard(u) - u > 0.
inline double normal_hazard_excess(double u) noexcept {
  if (u < 4.0) return normal_hazard(u) - u;
  double rest = 0.0;  // 1/(u + 2/(u + 3/(u + ...)))
  for (int k = 60; k >= 1; --k) rest = k / (u + rest);
  return rest;
}

/// (1 - wait probability) / wait probability of the Halfin-Whitt limit.
inline double halfin_whitt_odds(double beta) noexcept {
  return beta > 0.0 ? beta / normal_hazard(-beta) : 0.0;
}
/// Its mean wait, scaled.
inline double halfin_whitt_wait(double beta) noexcept {
  return beta > 0.0 ? 1.0 / (beta * (1.0 + halfin_whitt_odds(beta))) : std::numeric_limits<double>::infinity();
}

}  // namespace detail

/// The Halfin-Whitt limit of Erlang C: agents = load + beta sqrt(load), load to infinity.
///
/// beta <= 0: everybody waits, without end. Accuracy: 1e-13 relative. For a given number of agents ErlangC is exact and
/// as cheap; the limit shows how load, agents and waits scale.
/// Reference: Halfin and Whitt, Operations Research 29 (1981) 567, theorem 1.
///
///     wait_probability(erlang::HalfinWhitt{1});   // 0.2233
class HalfinWhitt {
 public:
  /// @param beta  spare agents in square roots of the load, finite
  /// @throws std::domain_error  for any other beta
  explicit HalfinWhitt(Count beta) : beta_(beta) {
    if (!std::isfinite(beta_)) detail::fail_domain("halfin_whitt", "beta", "finite", beta_);
    odds_ = detail::halfin_whitt_odds(beta_);
  }

  [[nodiscard]] double beta() const noexcept { return beta_; }
  /// (1 - wait probability) / wait probability.
  [[nodiscard]] double no_wait_odds() const noexcept { return odds_; }

  friend bool operator==(const HalfinWhitt& a, const HalfinWhitt& b) noexcept { return a.beta_ == b.beta_; }

 private:
  double beta_;
  double odds_;
};

/// The Garnett limit of Erlang A: agents = load + beta sqrt(load), load to infinity, patience in fixed proportion to
/// the handle time.
///
/// Patience 0: a loss system; endless patience: HalfinWhitt. Accuracy: 1e-13 relative.
/// Reference: Garnett, Mandelbaum and Reiman, MSOM 4 (2002) 208, theorem 4.
///
///     wait_probability(erlang::Garnett{0, 1});   // 0.5
class Garnett {
 public:
  /// @param beta  spare agents in square roots of the load, finite
  /// @param patience_ratio  mean patience / mean handle time, >= 0, may be infinite
  /// @throws std::domain_error  where a number is outside its domain
  Garnett(Count beta, Count patience_ratio) : beta_(beta), patience_ratio_(patience_ratio) {
    if (!std::isfinite(beta_)) detail::fail_domain("garnett", "beta", "finite", beta_);
    if (!(patience_ratio_ >= 0.0)) detail::fail_domain("garnett", "patience_ratio", ">= 0", patience_ratio_);
  }

  [[nodiscard]] double beta() const noexcept { return beta_; }
  [[nodiscard]] double patience_ratio() const noexcept { return patience_ratio_; }
  /// (1 - wait probability) / wait probability.
  [[nodiscard]] double no_wait_odds() const noexcept {
    const double root = std::sqrt(patience_ratio_);
    if (std::isinf(root)) return detail::halfin_whitt_odds(beta_);
    if (root == 0.0) return std::numeric_limits<double>::infinity();
    return detail::normal_hazard(beta_ * root) / (root * detail::normal_hazard(-beta_));
  }

  friend bool operator==(const Garnett&, const Garnett&) = default;

 private:
  double beta_;
  double patience_ratio_;
};

/// Limit of the share that waits, in [0, 1].
inline double wait_probability(const HalfinWhitt& limit) noexcept {
  return 1.0 / (1.0 + limit.no_wait_odds());
}
inline double wait_probability(const Garnett& limit) noexcept {
  return 1.0 / (1.0 + limit.no_wait_odds());
}

/// Limit of the share answered at once, computed directly.
inline double no_wait_probability(const HalfinWhitt& limit) noexcept {
  return 1.0 / (1.0 + 1.0 / limit.no_wait_odds());
}
inline double no_wait_probability(const Garnett& limit) noexcept {
  return 1.0 / (1.0 + 1.0 / limit.no_wait_odds());
}

/// Limit of sqrt(load) times the mean wait in handle times: mean wait of all is about aht / sqrt(load) times this.
/// Infinite for beta <= 0.
inline double scaled_wait(const HalfinWhitt& limit) noexcept {
  return detail::halfin_whitt_wait(limit.beta());
}

/// Limit of sqrt(load) times the abandonment: the share that hangs up is about this / sqrt(load).
inline double scaled_abandonment(const HalfinWhitt&) noexcept {
  return 0.0;
}
inline double scaled_abandonment(const Garnett& limit) noexcept {
  const double root = std::sqrt(limit.patience_ratio());
  if (std::isinf(root)) return std::fmax(0.0, -limit.beta());
  if (root == 0.0) return detail::normal_hazard(-limit.beta());
  return wait_probability(limit) * detail::normal_hazard_excess(limit.beta() * root) / root;
}

/// Limit of sqrt(load) times the mean wait of all, in handle times.
inline double scaled_wait(const Garnett& limit) noexcept {
  if (std::isinf(limit.patience_ratio())) return detail::halfin_whitt_wait(limit.beta());
  return limit.patience_ratio() == 0.0 ? 0.0 : limit.patience_ratio() * scaled_abandonment(limit);
}

}  // namespace erlang
