#pragma once

#include <algorithm>
#include <cmath>
#include <erlang/staffing/guess.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/situation.hpp>
#include <numbers>

namespace erlang::detail {

/// Φ(−c)/φ(c), the normal Mills ratio; infinite far to the left.
[[nodiscard]] inline double mills_ratio(double c) noexcept {
  if (c > 25.0) return 1.0 / c;
  return 0.5 * std::erfc(c / std::numbers::sqrt2) * std::exp(0.5 * c * c) * std::sqrt(2.0 * std::numbers::pi);
}

/// Erlang A in the many-server limit, for guessing only: the gamma ratios of the exact formulas by their Gaussian
/// limits. Garnett, Mandelbaum, Reiman, MSOM 4 (2002) 208.
class RoughErlangA {
 public:
  RoughErlangA(const Situation& situation, double n) noexcept
      : load_(situation.load()),
        agents_(n),
        hang_up_(situation.traffic.aht / situation.patience),
        aht_(situation.traffic.aht.count()) {
    waiting_ = load_ / n * tail(0.0);
    const double idle = std::sqrt(load_) * mills_ratio((load_ - n) / std::sqrt(load_));
    wait_ = std::isfinite(waiting_) ? waiting_ / (idle + waiting_) : 1.0;
    abandonment_ = wait_ * std::clamp(1.0 / waiting_ + 1.0 - n / load_, 0.0, 1.0);
  }

  [[nodiscard]] double wait_probability() const noexcept { return wait_; }
  [[nodiscard]] double abandonment() const noexcept { return abandonment_; }
  [[nodiscard]] double occupancy() const noexcept { return load_ / agents_ * (1.0 - abandonment_); }
  [[nodiscard]] Seconds asa() const noexcept { return Seconds{abandonment_ * aht_ / hang_up_}; }

  /// P(V > t) for one who never hangs up.
  [[nodiscard]] double later(Seconds time) const noexcept {
    if (!std::isfinite(waiting_)) return 1.0;
    const double t = time.count() / aht_;  // in handle times
    const double z = hang_up_ * t;
    const double left = -(agents_ - load_) * t - load_ / hang_up_ * (z + std::expm1(-z));
    return std::min(1.0, wait_ * std::exp(left) * tail(t) / tail(0.0));
  }

  /// P(V > t and answered).
  [[nodiscard]] double answered_later(Seconds time) const noexcept {
    const double rest = tail(time.count() / aht_);
    return later(time) * std::max(0.0, 1.0 - 1.0 / rest) * agents_ / load_;
  }

 private:
  /// ₁F₁(1; x + 1; y) at x = nμ/θ, y = λe^{−θt}/θ.
  [[nodiscard]] double tail(double t) const noexcept {
    const double y = load_ / hang_up_ * std::exp(-hang_up_ * t);
    return std::sqrt(y) * mills_ratio((agents_ / hang_up_ - y) / std::sqrt(y));
  }

  double load_;
  double agents_;
  double hang_up_;  // θ/μ
  double aht_;
  double waiting_ = 0.0;
  double wait_ = 0.0;
  double abandonment_ = 0.0;
};

/// Whether the targets hold with n agents, roughly.
[[nodiscard]] inline bool roughly_hold(const Situation& situation, double n) noexcept {
  const Targets& targets = situation.targets;
  const RoughErlangA queue(situation, n);
  if (targets.service_level && targets.answer_within) {
    const Seconds within = *targets.answer_within;
    const double waited = queue.later(within) * std::exp(-within / situation.patience);  // min(V, patience) > T
    const double answered = 1.0 - queue.abandonment() - queue.answered_later(within);
    double level = answered;
    switch (targets.definition.value_or(ServiceLevel::answered_of_offered)) {
      case ServiceLevel::answered_of_offered:
        break;
      case ServiceLevel::answered_of_answered:
        level = answered / (1.0 - queue.abandonment());
        break;
      case ServiceLevel::abandons_excluded:
        level = answered / (waited + answered);
        break;
      case ServiceLevel::abandons_counted:
        level = 1.0 - waited;
        break;
      case ServiceLevel::virtual_wait:
        level = 1.0 - queue.later(within);
        break;
    }
    if (level < *targets.service_level) return false;
  }
  if (targets.max_asa && queue.asa() > *targets.max_asa) return false;
  if (targets.max_abandonment && queue.abandonment() > *targets.max_abandonment) return false;
  if (targets.max_occupancy && queue.occupancy() > *targets.max_occupancy) return false;
  if (targets.max_wait_probability && queue.wait_probability() > *targets.max_wait_probability) return false;
  return !targets.max_wait || !targets.max_wait_percentile ||
         queue.later(*targets.max_wait) * std::exp(-*targets.max_wait / situation.patience) <=
             1.0 - *targets.max_wait_percentile;
}

/// Where to start the search, in [first, last].
[[nodiscard]] inline double guess_first(const Situation& situation, double first, double last) noexcept {
  const double patient = guess_agents(situation);
  if (!situation.abandons() || situation.patience.count() == 0.0) return patient;
  const auto holds = [&](double n) noexcept { return roughly_hold(situation, n); };
  const double found = first_whole(first, last, patient, 0.25 * std::sqrt(situation.load()), holds);
  return std::isnan(found) ? patient : found;
}

}  // namespace erlang::detail
