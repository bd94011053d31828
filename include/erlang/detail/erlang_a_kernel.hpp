#pragma once

#include <erlang/detail/erlang_a_series.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/quadrature.hpp>

#include <algorithm>
#include <cmath>

namespace erlang::detail {

/// M/M/n+M solved for one set of inputs; 0 < load, 0 < agents, 0 < patience < infinity. Times z are in units of the
/// mean patience. With x = agents * patience / aht, y = load * patience / aht, rho = y / x:
///
///     e(z) = exp(y (1 - e^-z) - x z)     proportional to the density of V, the wait of one who never hangs up
///     P(V > z)              = rho e(z) growth(x, y e^-z) / den
///     P(V > z, answered)    = e(z) (growth(x, y e^-z) - 1) / den
///     den                   = 1/B(agents - 1, load) + rho growth(x, y)
///
/// Where growth(x, y) overflows (deep overload) everything is divided by it, which leaves regularised gammas.
/// Reference: Mandelbaum and Zeltyn, "The Palm/Erlang-A queue" (2005), rearranged for stability.
class ErlangAKernel {
 public:
  ErlangAKernel() = default;

  /// @param spare  agents - load
  /// @param patience  in units of the handle time
  ErlangAKernel(double agents, double load, double spare, double patience) noexcept
      : ErlangAKernel(agents, load, spare, patience, served_odds(agents, load, spare)) {}

  /// The same queue above other states below: `idle_odds` is P(an agent is free) / P(all are busy, nobody waits).
  ErlangAKernel(double agents, double load, double spare, double patience, double idle_odds) noexcept
      : x_(agents * patience), y_(load * patience), spare_(spare * patience), rho_(load / agents) {
    const Growth grown = growth_with_moment(x_, y_, spare_);
    excess_ = grown.excess;
    growth_ = 1.0 + grown.excess;
    moment_ = grown.moment;
    flooded_ = !(moment_ < 1e280 && growth_ < 1e280);
    if (flooded_) {
      wait_ = 1.0;
      no_wait_ = 0.0;
      answered_ = 1.0 / rho_;
      abandonment_ = -spare / load;
      return;
    }
    idle_ = idle_odds * rho_;
    if (std::isinf(idle_)) {  // load so light that nobody waits
      wait_ = abandonment_ = 0.0;
      no_wait_ = answered_ = 1.0;
      weight_ = 0.0;
      return;
    }
    weight_ = 1.0 / (idle_ + rho_ * growth_);
    wait_ = rho_ * growth_ * weight_;
    no_wait_ = idle_ * weight_;
    answered_ = (idle_ + excess_) * weight_;
    abandonment_ = wait_ * abandonment_given_wait(y_, spare_, growth_);
  }

  [[nodiscard]] double wait() const noexcept { return wait_; }
  [[nodiscard]] double no_wait() const noexcept { return no_wait_; }
  [[nodiscard]] double answered() const noexcept { return answered_; }
  [[nodiscard]] double abandonment() const noexcept { return abandonment_; }

  /// P(V > z): share of offered that would wait longer.
  [[nodiscard]] double virtual_exceeds(double z) const noexcept {
    const double y = remaining(z);
    if (flooded_) return lower_share(x_, y, spare_at(z));
    return rho_ * std::exp(exponent(z)) * growth(x_, y, spare_at(z)) * weight_;
  }

  /// P(min(V, patience) > z).
  [[nodiscard]] double exceeds(double z) const noexcept { return std::exp(-z) * virtual_exceeds(z); }

  /// Share of offered that is answered, later than z.
  [[nodiscard]] double answered_after(double z) const noexcept {
    const double y = remaining(z);
    if (flooded_) return lower_share(x_, y, spare_at(z), true) / rho_;
    return std::exp(exponent(z)) * growth_excess(x_, y, spare_at(z)) * weight_;
  }

  /// Share of offered that is answered within z.
  [[nodiscard]] double answered_within(double z) const noexcept {
    const double y = remaining(z);
    if (flooded_) return upper_share(x_, y, spare_at(z), true) / rho_;
    const double late = answered_after(z);
    if (late < 0.9 * answered_) return answered_ - late;
    const double e = exponent(z);
    if (smooth_until(z, e)) {
      return (idle_ + y_ * integrate_panel(0.0, z, [this](double s) { return std::exp(exponent(s) - s); })) * weight_;
    }
    const double odds = served_odds(x_, y, spare_at(z));
    if (std::isinf(odds)) return answered_ - late;
    return (idle_ + std::exp(e) * (1.0 + odds) - 1.0 - served_odds(x_, y_, spare_)) * weight_;
  }

  /// P(V <= z).
  [[nodiscard]] double virtual_within(double z) const noexcept {
    const double y = remaining(z);
    if (flooded_) return upper_share(x_, y, spare_at(z));
    const double late = virtual_exceeds(z);
    if (late < 0.9) return 1.0 - late;
    const double e = exponent(z);
    if (smooth_until(z, e)) {
      return (idle_ + y_ * integrate_panel(0.0, z, [this](double s) { return std::exp(exponent(s)); })) * weight_;
    }
    const double odds = served_odds(x_, y, spare_at(z));
    if (std::isinf(odds)) return 1.0 - late;
    return (idle_ + rho_ * (std::exp(e) * odds - served_odds(x_, y_, spare_))) * weight_;
  }

  /// Share of offered that hangs up within z.
  [[nodiscard]] double abandoned_within(double z) const noexcept {
    if (weight_ == 0.0) return 0.0;
    const double y = remaining(z);
    if (y == 0.0) return abandonment_;
    const double after = exceeds(z) * abandonment_given_wait(y, spare_at(z), growth(x_, y, spare_at(z)));
    if (after < 0.99 * abandonment_) return abandonment_ - after;
    return integrate_panel(0.0, z, [this](double s) { return exceeds(s); });
  }

  /// Quantile of min(V, patience) at 1 - tail, 0 < tail < wait().
  [[nodiscard]] double quantile(double tail) const noexcept {
    // ln P(min(V, patience) > z) is decreasing and concave: Newton from 0 steps over the root once, then falls on it.
    const double goal = std::log(tail);
    double z = 0.0;
    for (int i = 0; i < 200; ++i) {
      const auto [value, slope] = log_exceeds(z);
      const double next = std::max(0.0, z - (value - goal) / slope);
      if (next == z || (i > 0 && next > z)) return next;
      z = next;
    }
    return z;
  }

  /// E[V; answered] in units of patience: the integral of P(V > z, answered), where growth - 1 falls with x.
  [[nodiscard]] double answered_wait() const noexcept {
    return flooded_ ? log_density_slope(x_, y_, spare_) / rho_ : moment_ * weight_;
  }

  /// E[V] in units of patience.
  [[nodiscard]] double virtual_wait() const noexcept { return wait_ / x_ + rho_ * answered_wait(); }

  /// E[patience; abandoned] in units of patience. By quadrature: the difference of the other means cancels.
  [[nodiscard]] double abandoned_wait() const noexcept;

  /// growth(x + k, y)-weighted state probabilities: P(N = agents + k), or P(N >= agents + k).
  [[nodiscard]] double state(double k, bool or_more) const noexcept {
    if (weight_ == 0.0) return 0.0;
    const double here = log_density(x_, y_, spare_);
    const double there = log_density(x_ + k, y_, spare_ + k);
    const double ratio = std::exp(there - here);
    const double more = or_more ? growth(x_ + k, y_, spare_ + k) : 1.0;
    if (!flooded_) return rho_ * weight_ * ratio * more;
    return or_more ? lower_share(x_ + k, y_, spare_ + k) : std::exp(there);
  }

 private:
  [[nodiscard]] double remaining(double z) const noexcept { return y_ * std::exp(-z); }
  [[nodiscard]] double spare_at(double z) const noexcept { return spare_ - y_ * std::expm1(-z); }

  /// ln e(z) = -(x - y) z - y (z - 1 + e^-z).
  [[nodiscard]] double exponent(double z) const noexcept { return exponent(z, -std::expm1(-z)); }

  /// The same, given 1 - e^-z.
  [[nodiscard]] double exponent(double z, double gone) const noexcept {
    const double bent = z < bend_below ? bend(z) : z - gone;
    return -spare_ * z - y_ * bent;
  }

  [[nodiscard]] static bool smooth_until(double z, double exponent_there) noexcept {
    return std::fabs(exponent_there) < 30.0 && z < 6.0;
  }

  /// P(abandoned | W > z) where the load is y = load e^-z: what P(abandoned | W > 0) is for it.
  [[nodiscard]] double abandonment_given_wait(double y, double spare, double grown) const noexcept {
    if (spare > 0.0 && spare * spare > light_from * y) return light_abandonment(spare, y);
    return (x_ / grown - spare) / y;
  }

  struct LogTail {
    double value;
    double slope;
  };
  [[nodiscard]] LogTail log_exceeds(double z) const noexcept {
    const double y = remaining(z);
    const double spare = spare_at(z);
    const double grown = growth(x_, y, spare);
    const double slope = -1.0 - x_ / grown;
    if (!flooded_) return {-z + exponent(z) + std::log(rho_ * grown * weight_), slope};
    if (!(grown < 1e280)) return {-z, slope};
    return {-z + log_density(x_, y, spare) + std::log(grown), slope};
  }

  double x_ = 0.0;
  double y_ = 0.0;
  double spare_ = 0.0;
  double rho_ = 0.0;
  double growth_ = 1.0;
  double excess_ = 0.0;  // growth - 1
  double moment_ = 0.0;  // the fall of growth with x
  double idle_ = 0.0;    // 1/B(agents - 1, load)
  double weight_ = 1.0;  // 1/den
  double wait_ = 0.0;
  double no_wait_ = 1.0;
  double answered_ = 1.0;
  double abandonment_ = 0.0;
  bool flooded_ = false;
};

inline double ErlangAKernel::abandoned_wait() const noexcept {
  // e(z) is log-concave: panels outward from its mode, each over a few units of ln e, until e^-50 of the top.
  const double mode = spare_ < 0.0 ? std::log1p(-spare_ / x_) : 0.0;
  const double top = exponent(mode);
  double whole = 0.0;
  double abandoned = 0.0;
  const auto visit = [&](double z, double weight) {
    const double gone = -std::expm1(-z);
    const double e = weight * std::exp(exponent(z, gone) - top);
    double lost = gone - z * (1.0 - gone);  // 1 - e^-z (1 + z) = E[patience; patience < z]
    if (z < 0.1) {                          // = sum over k >= 2 of (-1)^k (k - 1) z^k / k!
      double term = 0.5 * z * z;
      lost = 0.0;
      for (int k = 2; k < 12; ++k) {
        lost += term * (k - 1);
        term *= -z / (k + 1);
      }
    }
    whole += e;
    abandoned += e * lost;
  };
  constexpr double drop = 14.0;  // in ln e(z) over one panel: what 20 points integrate to the last digit
  const auto width = [&](double z) {
    const double slope = std::fabs(spare_at(z));
    const double curvature = remaining(z);
    return 2.0 * drop /
           (slope + std::sqrt(slope * slope + 2.0 * drop * curvature));  // slope w + curvature w^2 / 2 = drop
  };
  for (double z = mode; top - exponent(z) < 50.0;) {
    const double next = z + std::min(width(z), std::max(4.0, z - mode));
    visit_panel(z, next, visit);
    z = next;
  }
  for (double z = mode; z > 0.0 && top - exponent(z) < 50.0;) {
    const double next = std::max(0.0, z - std::min(width(z), 0.5));
    visit_panel(next, z, visit);
    z = next;
  }
  return wait_ * abandoned / whole;
}

}  // namespace erlang::detail
