#pragma once

#include <erlang/detail/quadrature.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace erlang::detail {

/// The wait, given that all agents are busy, of one class under non-preemptive priorities with a common handle time.
/// In units of aht / agents, with r and b the shares of the agents that the classes above, and these together with the
/// class itself, keep busy: the wait is the sum of q + 1 busy periods of M/M/1 with arrivals r, P(q) = (1 - b) b^q.
///
/// Its transform (1 - b) e/(1 - b e), e the transform of the busy period, has a branch cut between (1 - sqrt r)^2 and
/// (1 + sqrt r)^2 on the negative axis, and a pole before it where b^2 > r. Inverted along both,
///
///     P(W > t) = max(0, (b^2 - r)/(b (b - r))) exp(-(1 - b)(b - r) t/b)
///              + 2 (1 - b) r/pi * integral over [0, pi] of sin^2(p) exp(-x t)/(x D) dp
///     x = (1 - sqrt r)^2 + 4 sqrt r sin^2(p/2),   D = (b - sqrt r)^2 + 4 b sqrt r sin^2(p/2),
///
/// a mixture of exponentials with positive weights, so that both tails keep their relative accuracy.
class PriorityWait {
 public:
  /// @param above  r, below 1
  /// @param own  b - r
  /// @param spare_above  1 - r, > 0
  /// @param spare  1 - b, > 0
  PriorityWait(double above, double own, double spare_above, double spare) noexcept
      : r_(above), b_(above + own), spare_above_(spare_above), spare_(spare) {
    if (r_ == 0.0) return;
    const double root = std::sqrt(r_);
    nearest_ = spare_above_ / (1.0 + root);  // 1 - sqrt r
    nearest_ *= nearest_;
    const double over = own - b_ * spare_;  // b^2 - r
    const double off = over / (b_ + root);  // b - sqrt r
    apart_ = off * off;
    scale_ = 2.0 * spare_ * r_ / std::numbers::pi;
    wide_ = 4.0 * root;
    if (over > 0.0) {
      weight_ = over / (b_ * own);
      rate_ = spare_ * own / b_;
    }
    feature_ = std::min({1.0, std::sqrt(nearest_ / root), std::sqrt(apart_ / (b_ * root))});
  }

  /// P(W > t).
  [[nodiscard]] double exceeds(double t) const noexcept {
    if (r_ == 0.0) return std::exp(-spare_ * t);
    const double cut = along_cut(t, true, [t](double x) { return std::exp(-x * t) / x; });
    return std::min(1.0, weight_ * std::exp(-rate_ * t) + cut);
  }

  /// P(W <= t).
  [[nodiscard]] double within(double t) const noexcept {
    if (r_ == 0.0) return -std::expm1(-spare_ * t);
    const double cut = along_cut(t, false, [t](double x) { return -std::expm1(-x * t) / x; });
    return std::min(1.0, -weight_ * std::expm1(-rate_ * t) + cut);
  }

  /// The t with P(W > t) = tail, 0 < tail < 1.
  [[nodiscard]] double quantile(double tail) const noexcept {
    if (r_ == 0.0) return -std::log(tail) / spare_;
    // ln P(W > t) is decreasing and convex: Newton climbs to the root from the left.
    double t = 0.0;
    for (int i = 0; i < 200; ++i) {
      const double here = exceeds(t);
      const double density =
          weight_ * rate_ * std::exp(-rate_ * t) + along_cut(t, true, [t](double x) { return std::exp(-x * t); });
      const double step = std::log(here / tail) * here / density;
      const double next = t + step;
      if (!(step > 1e-15 * t) || next == t) return std::max(0.0, next);
      t = next;
    }
    return t;
  }

 private:
  /// scale * integral of sin^2(p) kernel(x)/D; with `decaying` kernel falls like exp(-x t) and its far part is left
  /// out.
  template <class Kernel>
  [[nodiscard]] double along_cut(double t, bool decaying, Kernel&& kernel) const noexcept {
    double sum = 0.0;
    const auto visit = [&](double p, double weight) {
      const double half = std::sin(0.5 * p);
      const double square = half * half;
      const double x = nearest_ + wide_ * square;
      const double d = apart_ + b_ * wide_ * square;
      sum += weight * 4.0 * square * (1.0 - square) * kernel(x) / d;
    };
    // Panels shrink towards 0 until they are short against the poles beside the origin and against exp(-x t).
    double to = std::numbers::pi;
    for (int panel = 0; panel < 160; ++panel) {
      const double fall = 0.25 * wide_ * to * to * t;
      if (to <= 0.5 * feature_ && !(fall > 4.0)) break;
      const bool steep = decaying && fall > 4.0;
      const double from = to * (steep ? std::numbers::sqrt2 / 2.0 : 0.5);
      if (!steep || 0.25 * wide_ * from * from * t < 125.0) visit_panel(from, to, visit);
      to = from;
    }
    visit_panel(0.0, to, visit);
    return scale_ * sum;
  }

  double r_;
  double b_;
  double spare_above_;
  double spare_;
  double nearest_ = 0.0;  // (1 - sqrt r)^2
  double apart_ = 0.0;    // (b - sqrt r)^2
  double wide_ = 0.0;     // 4 sqrt r
  double scale_ = 0.0;
  double feature_ = 1.0;
  double weight_ = 0.0;  // of the pole
  double rate_ = 0.0;
};

}  // namespace erlang::detail
