#pragma once

#include <erlang/detail/bracket.hpp>
#include <erlang/detail/check.hpp>
#include <erlang/detail/deterministic_queue.hpp>
#include <erlang/queueing/engset.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace erlang {

/// M/D/n: Poisson arrivals, every handle time the same, endless patience, first come first served. Exact.
///
/// Limits are values, as for ErlangC: load 0: every service level 1, all else 0. Load >= agents: wait probability 1,
/// waits and queue infinite, service level 0, occupancy 1.
///
/// Accuracy: 1e-12 relative, at loads up to 0.9999 of the agents and from 1 to thousands of agents. Cost: at most some
/// hundred kernels for wait probability and mean wait; service level and percentile first make the distribution of the
/// number waiting, from microseconds for ten agents to milliseconds for thousands.
/// Reference: Crommelin, Post Office Electrical Engineers' Journal 25 (1932) 41; Franx, Operations Research Letters 29
/// (2001) 221, for the distribution of the wait; Spitzer (1956) for what is summed here.
///
///     asa(erlang::MDn{erlang::Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14});   // about half Erlang C's
class MDn {
 public:
  /// @param traffic  what is offered
  /// @param agents  number of agents, a whole number in [0, 1e6]
  /// @throws std::domain_error  where a number is outside its domain
  MDn(Traffic traffic, Count agents) : traffic_(traffic), agents_(agents), load_(offered_load(traffic)) {
    detail::check_offered("MDn", traffic_);
    detail::check_whole("MDn", "agents", agents_, 1e6, "a whole number in [0, 1e6]");
    spare_ = detail::spare_agents(traffic_, agents_);
  }

  [[nodiscard]] const Traffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  /// Offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }
  /// Whether the load is at least the agents, so that the queue grows without end.
  [[nodiscard]] bool overloaded() const noexcept { return load_ > 0.0 && (load_ >= agents_ || !(spare_ > 0.0)); }
  /// Whether there is a queue to solve: some load, below the agents. Loads under 1e-100 count as none.
  [[nodiscard]] bool stable() const noexcept { return load_ > 1e-100 && !overloaded(); }
  /// The queue in units of the handle time; for a stable one.
  [[nodiscard]] detail::DeterministicQueue solved() const { return {agents_, load_, spare_}; }

  friend bool operator==(const MDn& a, const MDn& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_;
  }

 private:
  Traffic traffic_;
  double agents_;
  double load_;
  double spare_ = 0.0;
};

/// Share of offered that waits, in [0, 1].
inline double wait_probability(const MDn& queue) {
  if (!queue.stable()) return queue.overloaded() ? 1.0 : 0.0;
  return -std::expm1(-queue.solved().log_no_wait());
}

/// Share of offered that is answered at once, computed directly.
inline double no_wait_probability(const MDn& queue) {
  if (!queue.stable()) return queue.overloaded() ? 0.0 : 1.0;
  return std::exp(-queue.solved().log_no_wait());
}

/// Share of the agents' time spent busy, in [0, 1].
inline double occupancy(const MDn& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.overloaded() ? 1.0 : queue.load() / queue.agents();
}

/// Nobody hangs up and nobody is turned away.
inline double abandonment(const MDn&) noexcept {
  return 0.0;
}
inline double blocking(const MDn&) noexcept {
  return 0.0;
}

/// Mean number of busy agents.
inline double carried_load(const MDn& queue) noexcept {
  return queue.overloaded() ? queue.agents() : queue.load();
}

/// Average speed of answer: mean wait over all, waits of 0 included. Infinite in overload.
inline Seconds asa(const MDn& queue, WaitOf /*of*/ = WaitOf::answered) {
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (!queue.stable()) return Seconds{0.0};
  return queue.offered().aht * queue.solved().mean_wait();
}

/// Standard deviation of the wait; infinite in overload.
inline Seconds wait_deviation(const MDn& queue) {
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (!queue.stable()) return Seconds{0.0};
  return queue.offered().aht * std::sqrt(queue.solved().wait_variance());
}

/// Mean number waiting; infinite in overload.
inline double queue_length(const MDn& queue) {
  return queue.load() == 0.0 ? 0.0 : queue.load() * (asa(queue) / queue.offered().aht);
}

/// P(all agents are busy and at least `waiting` wait), waiting a whole number >= 0.
inline double queue_at_least(const MDn& queue, Count waiting) {
  detail::check_whole("queue_at_least", "waiting", waiting, 1e15, "a whole number >= 0");
  if (!queue.stable()) return queue.overloaded() ? 1.0 : 0.0;
  return waiting == 0.0 ? wait_probability(queue) : detail::DeterministicStates(queue.solved()).at_least(waiting);
}

/// P(all agents are busy and exactly `waiting` wait), waiting a whole number >= 0; 0 in overload.
inline double queue_exactly(const MDn& queue, Count waiting) {
  detail::check_whole("queue_exactly", "waiting", waiting, 1e15, "a whole number >= 0");
  if (!queue.stable()) return 0.0;
  const detail::DeterministicStates states(queue.solved());
  return waiting == 0.0 ? states.just_full() : states.exactly(waiting);
}

/// Share of offered that waits longer than `time`: the small side of the service level.
inline double wait_exceeds(const MDn& queue, Seconds time, WaitOf /*of*/ = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  if (!queue.stable()) return queue.overloaded() ? 1.0 : 0.0;
  return std::fmin(1.0, detail::DeterministicStates(queue.solved()).wait_exceeds(t / queue.offered().aht.count()));
}

/// Share of offered that is answered within `answer_within`, in [0, 1]. The definitions agree: nobody hangs up.
inline double service_level(const MDn& queue, Seconds answer_within,
                            ServiceLevel /*definition*/ = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  if (!queue.stable()) return queue.overloaded() ? 0.0 : 1.0;
  return std::fmin(1.0, detail::DeterministicStates(queue.solved()).wait_within(t / queue.offered().aht.count()));
}

/// The wait that a share p of callers does not exceed; 0 where p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const MDn& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (!queue.stable() || p <= no_wait_probability(queue)) return Seconds{0.0};
  const detail::DeterministicStates states(queue.solved());
  const auto miss = [&](double x) { return std::log(states.wait_exceeds(x) / (1.0 - p)); };
  detail::Bracket in{0.0, miss(0.0), 0.0, 0.0};
  if (!(in.at_low > 0.0)) return Seconds{0.0};
  for (double step = 0.125;; step *= 2.0) {
    in.high = in.low + step;
    in.at_high = miss(in.high);
    if (!(in.at_high > 0.0)) break;
    in.low = in.high;
    in.at_low = in.at_high;
  }
  return queue.offered().aht * detail::root_in("wait_percentile", in, 1e-15, miss);
}

}  // namespace erlang
