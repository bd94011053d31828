#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>

namespace erlang {

/// Inbound calls blended with outbound work by a threshold: M/M/n whose agents start an outbound contact at once
/// whenever fewer than `threshold` of them are busy, so that agents - threshold stay free for inbound calls. Outbound
/// work never runs dry and takes as long as an inbound call; nobody hangs up, nobody is interrupted.
///
/// Threshold 0 is Erlang C; with threshold = agents everybody is always busy and every call waits. Agents may be
/// fractional as long as agents - threshold is whole.
///
/// Limits are values, the first that applies: load 0: every service level 1, waits and wait probability 0, outbound
/// threshold * interval / aht, occupancy threshold / agents. Load >= agents: wait probability 1, waits and queue
/// infinite, service level 0, occupancy 1, outbound 0.
///
/// Accuracy: 1e-13 relative, but for what the inputs' rounding does near saturation. Cost: proportional to the number
/// of states between threshold and agents, at most some multiples of sqrt(load). Reference: Bhulai and Koole, IEEE
/// Transactions on Automatic Control 48 (2003) 1434; the balance equations are those of a cut between neighbours.
///
///     const erlang::Blend queue{erlang::Traffic{.volume = 720, .interval = 1h, .aht = 200s}, 50, 46};
///     service_level(queue, 20s);   // 0.8438
class Blend {
 public:
  /// @param traffic  what is offered inbound; its aht is that of outbound contacts too
  /// @param agents  number of agents, >= 0, real-valued
  /// @param threshold  outbound starts while fewer agents are busy: from 0 to agents, a whole number below them
  /// @throws std::domain_error  where a number is outside its domain
  Blend(Traffic traffic, Count agents, Count threshold)
      : traffic_(traffic), agents_(agents), threshold_(threshold), load_(offered_load(traffic)) {
    detail::check_offered("Blend", traffic_);
    detail::check_non_negative("Blend", "agents", agents_);
    const double reserve = agents_ - threshold_;
    if (!(threshold_ >= 0.0 && reserve >= 0.0 && reserve == std::floor(reserve)))
      detail::fail_domain("Blend", "threshold", "from 0 to agents, a whole number below them", threshold_);
    spare_ = detail::spare_agents(traffic_, agents_);
    if (load_ > 0.0 && !overloaded()) solve();
  }

  [[nodiscard]] const Traffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] double threshold() const noexcept { return threshold_; }
  /// Agents kept free for inbound calls, agents - threshold.
  [[nodiscard]] double idle_reserve() const noexcept { return agents_ - threshold_; }
  /// Offered inbound load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }
  /// agents - load.
  [[nodiscard]] double spare() const noexcept { return spare_; }
  /// Whether the inbound load is at least the agents.
  [[nodiscard]] bool overloaded() const noexcept { return load_ > 0.0 && (load_ >= agents_ || !(spare_ > 0.0)); }
  /// Odds of being answered at once, (1 - wait probability) / wait probability.
  [[nodiscard]] double no_wait_odds() const noexcept { return odds_; }
  /// P(exactly `threshold` agents are busy): where the end of a contact starts an outbound one.
  [[nodiscard]] double at_threshold() const noexcept { return at_threshold_; }

  friend bool operator==(const Blend& a, const Blend& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.threshold_ == b.threshold_;
  }

 private:
  void solve() noexcept {
    // P(i busy), i = threshold, threshold + 1, ..., falls or grows by load / i. From below, relative to the state
    // at hand: R(i + 1) = (i + 1)/load (1 + R(i)). What lies 12 deviations below the load is forgotten on the way.
    const double steps = idle_reserve();
    const double forgotten = std::floor(std::fmax(0.0, load_ - 12.0 * std::sqrt(load_) - 40.0 - threshold_));
    double below = 0.0;
    for (double step = std::fmin(forgotten, steps) + 1.0; step <= steps && !std::isinf(below); step += 1.0)
      below = (threshold_ + step) / load_ * (1.0 + below);
    odds_ = spare_ / agents_ * below;
    // And relative to the lowest state: 1 + load/(threshold + 1) + ...
    double term = 1.0;
    double whole = 0.0;
    for (double step = 1.0; step <= steps; step += 1.0) {
      whole += term;
      term *= load_ / (threshold_ + step);
      if (std::isinf(whole) || (term < 1e-18 * whole * (spare_ / agents_) && threshold_ + step > load_)) break;
    }
    at_threshold_ = 1.0 / (whole + term * (agents_ / spare_));
  }

  Traffic traffic_;
  double agents_;
  double threshold_;
  double load_;
  double spare_ = 0.0;
  double odds_ = 0.0;
  double at_threshold_ = 0.0;
};

/// Share of offered that waits, in [0, 1].
inline double wait_probability(const Blend& queue) noexcept {
  return queue.load() == 0.0 ? 0.0 : 1.0 / (1.0 + queue.no_wait_odds());
}

/// Share of offered that is answered at once, computed directly.
inline double no_wait_probability(const Blend& queue) noexcept {
  return queue.load() == 0.0 ? 1.0 : 1.0 / (1.0 + 1.0 / queue.no_wait_odds());
}

/// Mean number of agents busy with outbound contacts.
inline double outbound_load(const Blend& queue) noexcept {
  if (queue.load() == 0.0) return queue.threshold();
  return queue.threshold() * queue.at_threshold();
}

/// Outbound contacts made per interval.
inline double outbound_volume(const Blend& queue) noexcept {
  return outbound_load(queue) * (queue.offered().interval / queue.offered().aht);
}

/// Mean number of agents busy, inbound and outbound together.
inline double carried_load(const Blend& queue) noexcept {
  if (queue.overloaded()) return queue.agents();
  return std::fmin(queue.agents(), queue.load() + outbound_load(queue));
}

/// Share of the agents' time spent busy, inbound and outbound, in [0, 1].
inline double occupancy(const Blend& queue) noexcept {
  if (queue.agents() == 0.0) return queue.load() == 0.0 ? 0.0 : 1.0;
  return carried_load(queue) / queue.agents();
}

/// Nobody hangs up and nobody is turned away.
inline double abandonment(const Blend&) noexcept {
  return 0.0;
}
inline double blocking(const Blend&) noexcept {
  return 0.0;
}

/// Mean number waiting; infinite in overload.
inline double queue_length(const Blend& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  if (queue.overloaded()) return std::numeric_limits<double>::infinity();
  return wait_probability(queue) * queue.load() / queue.spare();
}

namespace detail {

inline double drain_rate(const Blend& queue) noexcept {
  return queue.spare() / queue.offered().aht.count();
}

}  // namespace detail

/// Share of offered that waits longer than `time`: the small side of the service level.
/// @throws std::domain_error  for a negative or infinite time
inline double wait_exceeds(const Blend& queue, Seconds time, WaitOf /*of*/ = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  if (queue.load() == 0.0) return 0.0;
  if (queue.overloaded()) return 1.0;
  return wait_probability(queue) * std::exp(-detail::drain_rate(queue) * t);
}

/// Share of offered that is answered within `answer_within`, in [0, 1]. The definitions agree: nobody hangs up.
/// @param answer_within  >= 0 s; 0 s is answered at once
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const Blend& queue, Seconds answer_within,
                            ServiceLevel /*definition*/ = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  if (queue.load() == 0.0) return 1.0;
  if (queue.overloaded()) return 0.0;
  const double odds = queue.no_wait_odds();
  if (std::isinf(odds)) return 1.0;
  return (odds - std::expm1(-detail::drain_rate(queue) * t)) / (1.0 + odds);
}

/// Average speed of answer: mean wait over all who are answered, waits of 0 included. Infinite in overload.
inline Seconds asa(const Blend& queue, WaitOf /*of*/ = WaitOf::answered) noexcept {
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  return Seconds{wait_probability(queue) / detail::drain_rate(queue)};
}

/// Standard deviation of the wait; infinite in overload.
inline Seconds wait_deviation(const Blend& queue) noexcept {
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  const double wait = wait_probability(queue);
  return Seconds{std::sqrt(wait * (1.0 + no_wait_probability(queue))) / detail::drain_rate(queue)};
}

/// The wait that a share p of callers does not exceed; 0 where p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const Blend& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (p <= no_wait_probability(queue)) return Seconds{0.0};
  return Seconds{std::fmax(0.0, std::log(wait_probability(queue) / (1.0 - p))) / detail::drain_rate(queue)};
}

}  // namespace erlang
