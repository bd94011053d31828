#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace erlang {

/// M/M/n, Erlang's delay system: Poisson arrivals, exponential handle times, endless patience, first come first
/// served. Agents may be fractional. ErlangA is the better choice wherever callers hang up.
///
/// Limits are values, the first that applies: load 0: every service level 1, all else 0. Load >= agents: wait
/// probability 1, waits and queue infinite, service level 0, occupancy 1.
///
/// Accuracy: 1e-13 relative for loads up to 1e7 and beyond, but for what the inputs' rounding does near saturation,
/// where measures hang on agents - load. Cost: one kernel at construction, independent of the number of agents from
/// 24 on. Reference: Erlang (1917); Halfin and Whitt, Operations Research 29 (1981) 567.
///
///     const erlang::ErlangC queue{erlang::Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14};
///     service_level(queue, 20s);   // 0.8884
template <Offered From>
class ErlangC {
 public:
  /// @param offered  a Traffic or a Load; measures in seconds exist for a Traffic only
  /// @param agents  number of agents, >= 0, real-valued
  /// @throws std::domain_error  where a number is outside its domain
  ErlangC(From offered, Count agents) : offered_(offered), agents_(agents), load_(offered_load(offered)) {
    detail::check_offered("ErlangC", offered_);
    detail::check_non_negative("ErlangC", "agents", agents_);
    spare_ = detail::spare_agents(offered_, agents_);
    if (load_ == 0.0) {
      odds_ = std::numeric_limits<double>::infinity();
    } else if (overloaded()) {
      odds_ = 0.0;
    } else {
      odds_ = spare_ / agents_ * detail::served_odds(agents_, load_, spare_);
    }
  }

  [[nodiscard]] const From& offered() const noexcept { return offered_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  /// Offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }
  /// agents - load.
  [[nodiscard]] double spare() const noexcept { return spare_; }
  /// Whether the load is at least the agents, so that the queue grows without end.
  [[nodiscard]] bool overloaded() const noexcept { return load_ > 0.0 && (load_ >= agents_ || !(spare_ > 0.0)); }
  /// Odds of being answered at once, (1 - wait probability) / wait probability.
  [[nodiscard]] double no_wait_odds() const noexcept { return odds_; }

  friend bool operator==(const ErlangC& a, const ErlangC& b) noexcept {
    return a.offered_ == b.offered_ && a.agents_ == b.agents_;
  }

 private:
  From offered_;
  double agents_;
  double load_;
  double spare_ = 0.0;
  double odds_ = 0.0;
};

/// Share of offered that waits, in [0, 1].
template <Offered From>
double wait_probability(const ErlangC<From>& queue) noexcept {
  return 1.0 / (1.0 + queue.no_wait_odds());
}

/// Share of offered that is answered at once, 1 - wait_probability, computed directly.
template <Offered From>
double no_wait_probability(const ErlangC<From>& queue) noexcept {
  return 1.0 / (1.0 + 1.0 / queue.no_wait_odds());
}

/// Share of the agents' time spent busy, in [0, 1].
template <Offered From>
double occupancy(const ErlangC<From>& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.overloaded() ? 1.0 : queue.load() / queue.agents();
}

/// Nobody hangs up and nobody is turned away.
template <Offered From>
double abandonment(const ErlangC<From>&) noexcept {
  return 0.0;
}
template <Offered From>
double blocking(const ErlangC<From>&) noexcept {
  return 0.0;
}

/// Mean number of busy agents.
template <Offered From>
double carried_load(const ErlangC<From>& queue) noexcept {
  return queue.overloaded() ? queue.agents() : queue.load();
}

/// Mean number waiting; infinite in overload.
template <Offered From>
double queue_length(const ErlangC<From>& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  if (queue.overloaded()) return std::numeric_limits<double>::infinity();
  return wait_probability(queue) * queue.load() / queue.spare();
}

/// P(all agents are busy and at least `waiting` wait), waiting >= 0.
template <Offered From>
double queue_at_least(const ErlangC<From>& queue, Count waiting) {
  detail::check_non_negative("queue_at_least", "waiting", waiting);
  if (queue.load() == 0.0) return 0.0;
  if (queue.overloaded()) return 1.0;
  return wait_probability(queue) * std::exp(waiting * std::log1p(-queue.spare() / queue.agents()));
}

/// P(all agents are busy and exactly `waiting` wait), waiting >= 0; 0 in overload.
template <Offered From>
double queue_exactly(const ErlangC<From>& queue, Count waiting) {
  detail::check_non_negative("queue_exactly", "waiting", waiting);
  if (queue.load() == 0.0 || queue.overloaded()) return 0.0;
  return queue_at_least(queue, waiting) * (queue.spare() / queue.agents());
}

namespace detail {

/// The rate, per second, at which a queue of waiting calls is served beyond what arrives.
inline double drain_rate(const ErlangC<Traffic>& queue) noexcept {
  return queue.spare() / queue.offered().aht.count();
}

}  // namespace detail

/// Share of offered that waits longer than `time`: the small side of the service level.
/// @throws std::domain_error  for a negative or infinite time
inline double wait_exceeds(const ErlangC<Traffic>& queue, Seconds time, WaitOf /*of*/ = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  if (queue.load() == 0.0) return 0.0;
  if (queue.overloaded()) return 1.0;
  return wait_probability(queue) * std::exp(-detail::drain_rate(queue) * t);
}

/// Share of offered that is answered within `answer_within`, in [0, 1]. The definitions agree: nobody hangs up.
/// @param answer_within  >= 0 s; 0 s is answered at once
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const ErlangC<Traffic>& queue, Seconds answer_within,
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
inline Seconds asa(const ErlangC<Traffic>& queue, WaitOf /*of*/ = WaitOf::answered) noexcept {
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  return Seconds{wait_probability(queue) / detail::drain_rate(queue)};
}

/// Standard deviation of the wait; infinite in overload.
inline Seconds wait_deviation(const ErlangC<Traffic>& queue) noexcept {
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  const double wait = wait_probability(queue);
  return Seconds{std::sqrt(wait * (1.0 + no_wait_probability(queue))) / detail::drain_rate(queue)};
}

/// The wait that a share p of callers does not exceed; 0 where p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const ErlangC<Traffic>& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  if (queue.load() == 0.0) return Seconds{0.0};
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (p <= no_wait_probability(queue)) return Seconds{0.0};
  return Seconds{std::fmax(0.0, std::log(wait_probability(queue) / (1.0 - p))) / detail::drain_rate(queue)};
}

}  // namespace erlang
