#pragma once

#include <erlang/detail/band_chain.hpp>
#include <erlang/detail/check.hpp>
#include <erlang/detail/tagged_wait.hpp>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <optional>
#include <stdexcept>
#include <vector>

namespace erlang {

/// Who redials: a share of those who hang up calls again after an exponential delay.
struct Redial {
  double share;        ///< of those who hang up, in [0, 1)
  GivenSeconds delay;  ///< mean time until they call again, > 0

  friend bool operator==(const Redial&, const Redial&) = default;
};

/// M/M/n+M with redials: Erlang A in which a share of those who hang up calls again after an exponential delay, as
/// often as it takes. Solved exactly as a chain of those in the system and those in the orbit, who are about to call
/// again. With share 0 this is Erlang A. Repeated calls come when it is busy, so that they wait more often than first
/// ones; a model that takes all attempts as Poisson misses that, and is what remains for large systems.
///
/// Shares are per attempt, first calls and repeated ones; `volume` is first calls.
///
/// Limits: load 0: every service level 1, all else 0. Refused: patience 0 or infinite (a loss system with redials;
/// Erlang C, where nobody redials), and systems whose chain takes more than 2e10 operations, some ten seconds: about 70
/// agents at redial delays of some handle times.
///
/// Accuracy: 1e-12 relative. The chain is cut where the probability of its last states is below 1e-18 of that of a
/// queue, and of an orbit, at all. Cost: states times the square of the narrower side of the chain. Reference: Aguir,
/// Karaesmen, Aksin and Chauvet, OR Spectrum 26 (2004) 353.
///
///     const erlang::RedialOrbit queue{erlang::Traffic{.volume = 3, .interval = 1s, .aht = 1s}, 3, 1s, {0.5, 5s}};
class RedialOrbit {
 public:
  /// @param traffic  what is offered in first calls
  /// @param agents  number of agents, a whole number >= 0
  /// @param patience  mean time until a waiting caller hangs up, > 0 s, finite
  /// @param redial  who redials
  /// @throws std::domain_error  where a number is outside its domain
  /// @throws std::invalid_argument  where the chain is too large to solve
  RedialOrbit(Traffic traffic, Count agents, GivenSeconds patience, Redial redial)
      : traffic_(traffic), agents_(agents), patience_(patience), redial_(redial) {
    detail::check_offered("RedialOrbit", traffic_);
    if (!(agents_ >= 0.0) || !std::isfinite(agents_) || agents_ != std::floor(agents_))
      detail::fail_domain("RedialOrbit", "agents", "a whole number >= 0", agents_);
    detail::check_positive("RedialOrbit", "patience", patience_.count(), "> 0 s and finite");
    detail::check_fraction_below_one("RedialOrbit", "redial", redial_.share);
    detail::check_positive("RedialOrbit", "redial_delay", redial_.delay.count(), "> 0 s");
    if (load() > 0.0) solve();
  }

  [[nodiscard]] const Traffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] Seconds patience() const noexcept { return patience_; }
  [[nodiscard]] const Redial& redial() const noexcept { return redial_; }
  /// Offered load of first calls in erlangs.
  [[nodiscard]] double load() const noexcept { return offered_load(traffic_); }

  /// P(in the system = i, in the orbit = m) of the chain, and shares of attempts that meet all agents busy.
  struct Solution {
    std::size_t waiting = 0;    ///< most callers who wait
    std::size_t orbit = 0;      ///< most callers in the orbit
    double all_busy = 0.0;      ///< P(all agents are busy)
    double busy = 0.0;          ///< mean number of busy agents
    double queue = 0.0;         ///< mean number waiting
    double in_orbit = 0.0;      ///< mean number in the orbit
    std::vector<double> meets;  ///< attempts per second that find m = 0, 1, ... waiting and all agents busy
    double meets_free = 0.0;    ///< attempts per second that find an agent free
  };
  [[nodiscard]] const Solution& solution() const noexcept { return solution_; }

  friend bool operator==(const RedialOrbit& a, const RedialOrbit& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.patience_ == b.patience_ && a.redial_ == b.redial_;
  }

 private:
  static constexpr double cut = 1e-18;

  [[nodiscard]] double arrivals() const noexcept { return traffic_.volume / traffic_.interval.count(); }

  void solve() {
    // A first guess from Poisson attempts; then each side grows until its last states are as good as never met.
    double attempts = arrivals();
    double lost = 0.0;
    for (int i = 0; i < 60; ++i) {
      lost = abandonment(ErlangA{Traffic{.volume = attempts, .interval = Seconds{1.0}, .aht = traffic_.aht}, agents_,
                                 patience_}) *
             attempts;
      attempts = arrivals() + redial_.share * lost;
    }
    const auto reach = [](double mean) { return std::ceil(mean + 8.0 * std::sqrt(mean) + 12.0); };
    double waiting = reach(lost * patience_.count());
    double orbit = redial_.share > 0.0 ? reach(redial_.share * lost * redial_.delay.count()) : 0.0;
    for (;;) {
      const double states = (agents_ + waiting + 1.0) * (orbit + 1.0);
      const double band = std::min(agents_ + waiting + 1.0, orbit + 1.0) + 1.0;
      const double size = detail::BandChain::size(states, band);
      if (!(size <= detail::BandChain::most)) {
        throw std::invalid_argument(fmt::format(
            "RedialOrbit: the chain must keep at most {:g} numbers, got {:g}: {:g} states in the system times "
            "{:g} in the orbit; take all attempts as Poisson in a system this large",
            detail::BandChain::most, size, agents_ + waiting + 1.0, orbit + 1.0));
      }
      const auto [queue_open, orbit_open] = attempt(static_cast<std::size_t>(waiting), static_cast<std::size_t>(orbit));
      if (!queue_open && !orbit_open) return;
      if (queue_open) waiting = std::ceil(1.35 * waiting);
      if (orbit_open) orbit = std::ceil(1.35 * orbit);
    }
  }

  struct Open {
    bool queue;
    bool orbit;
  };

  /// Solves the chain cut at so many; says on which sides it is cut too short.
  Open attempt(std::size_t waiting, std::size_t orbit) {
    const auto agents = static_cast<std::size_t>(agents_);
    const std::size_t in_system = agents + waiting + 1;
    const std::size_t in_orbit = orbit + 1;
    const bool by_orbit = in_system <= in_orbit;  // the narrower side is the inner one
    const std::size_t inner = by_orbit ? in_system : in_orbit;
    const auto index = [&](std::size_t i, std::size_t m) { return by_orbit ? m * inner + i : i * inner + m; };
    detail::BandChain chain(in_system * in_orbit, inner + 1);
    const double leaving = 1.0 / patience_.count();
    const double again = 1.0 / redial_.delay.count();
    for (std::size_t i = 0; i < in_system; ++i) {
      const double served = static_cast<double>(std::min(i, agents)) / traffic_.aht.count();
      const double hung_up = i > agents ? static_cast<double>(i - agents) * leaving : 0.0;
      for (std::size_t m = 0; m < in_orbit; ++m) {
        const std::size_t here = index(i, m);
        if (i + 1 < in_system) {
          chain.add(here, index(i + 1, m), arrivals());
          if (m > 0) chain.add(here, index(i + 1, m - 1), static_cast<double>(m) * again);
        }
        if (i == 0) continue;
        chain.add(here, index(i - 1, m), served + (1.0 - redial_.share) * hung_up);
        if (m + 1 < in_orbit && hung_up > 0.0) chain.add(here, index(i - 1, m + 1), redial_.share * hung_up);
      }
    }
    const std::vector<double> shares = chain.solve();
    Solution found{.waiting = waiting, .orbit = orbit, .meets = std::vector<double>(waiting + 1, 0.0)};
    double queued = 0.0;
    double orbiting = 0.0;
    double last_queue = 0.0;
    double last_orbit = 0.0;
    for (std::size_t i = 0; i < in_system; ++i) {
      for (std::size_t m = 0; m < in_orbit; ++m) {
        const double share = shares[index(i, m)];
        const double arriving = share * (arrivals() + static_cast<double>(m) * again);
        found.busy += share * static_cast<double>(std::min(i, agents));
        found.in_orbit += share * static_cast<double>(m);
        if (i >= agents) {
          found.all_busy += share;
          found.queue += share * static_cast<double>(i - agents);
          found.meets[i - agents] += arriving;
        } else {
          found.meets_free += arriving;
        }
        if (i > agents) queued += share;
        if (m > 0) orbiting += share;
        if (i + 1 == in_system) last_queue += share;
        if (m + 1 == in_orbit && m > 0) last_orbit += share;
      }
    }
    solution_ = std::move(found);
    return {.queue = last_queue > cut * queued, .orbit = last_orbit > cut * orbiting};
  }

  Traffic traffic_;
  double agents_;
  GivenSeconds patience_;
  Redial redial_;
  Solution solution_;
};

/// Attempts per interval, first calls and repeated ones.
inline double attempted_volume(const RedialOrbit& queue) noexcept {
  const auto& traffic = queue.offered();
  return traffic.volume + queue.solution().in_orbit * (traffic.interval / queue.redial().delay);
}

/// Mean number of attempts per first call, >= 1.
inline double attempts(const RedialOrbit& queue) noexcept {
  return queue.load() == 0.0 ? 1.0 : attempted_volume(queue) / queue.offered().volume;
}

/// Share of attempts that waits, in [0, 1].
inline double wait_probability(const RedialOrbit& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  double waits = 0.0;
  for (const double meets : queue.solution().meets) waits += meets;
  return waits / (waits + queue.solution().meets_free);
}

/// Share of attempts that is answered at once, computed directly.
inline double no_wait_probability(const RedialOrbit& queue) noexcept {
  if (queue.load() == 0.0) return 1.0;
  double waits = 0.0;
  for (const double meets : queue.solution().meets) waits += meets;
  return queue.solution().meets_free / (waits + queue.solution().meets_free);
}

/// P(all agents are busy): the share of time, not of attempts.
inline double all_busy(const RedialOrbit& queue) noexcept {
  return queue.solution().all_busy;
}

/// Share of attempts that hangs up, in [0, 1].
inline double abandonment(const RedialOrbit& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.solution().queue * (queue.offered().interval / queue.patience()) / attempted_volume(queue);
}

/// Share of first calls that is lost for good.
inline double lost(const RedialOrbit& queue) noexcept {
  return (1.0 - queue.redial().share) * abandonment(queue) * attempts(queue);
}

/// Nobody is turned away.
inline double blocking(const RedialOrbit&) noexcept {
  return 0.0;
}

/// Mean number of busy agents.
inline double carried_load(const RedialOrbit& queue) noexcept {
  return queue.solution().busy;
}

/// Share of the agents' time spent busy, in [0, 1]. No agents: 1.
inline double occupancy(const RedialOrbit& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.agents() == 0.0 ? 1.0 : std::fmin(1.0, carried_load(queue) / queue.agents());
}

/// Mean number waiting.
inline double queue_length(const RedialOrbit& queue) noexcept {
  return queue.solution().queue;
}

/// Mean number of callers who are about to call again.
inline double orbit_length(const RedialOrbit& queue) noexcept {
  return queue.solution().in_orbit;
}

namespace detail {

/// The waits of those attempts that wait, as shares of all attempts.
inline TaggedWait waits_of(const RedialOrbit& queue) {
  const auto& found = queue.solution();
  double all = found.meets_free;
  for (const double meets : found.meets) all += meets;
  TaggedWait wait({{.up = 0.0, .down = 0.0, .serve = queue.agents() / queue.offered().aht.count()}},
                  1.0 / queue.patience().count(), found.meets.size());
  for (std::size_t m = 0; m < found.meets.size(); ++m) wait.add(m, 0, found.meets[m] / all);
  return wait;
}

}  // namespace detail

/// Share of attempts that is answered within `answer_within`, in [0, 1].
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const RedialOrbit& queue, Seconds answer_within) {
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  if (queue.load() == 0.0) return 1.0;
  return std::fmin(1.0, no_wait_probability(queue) + detail::waits_of(queue).answered_within(t));
}

/// Share of attempts that waits longer than `time`, until answer or hanging up.
/// @throws std::domain_error  for a negative or infinite time
inline double wait_exceeds(const RedialOrbit& queue, Seconds time) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  return queue.load() == 0.0 ? 0.0 : detail::waits_of(queue).waiting_after(t);
}

/// Average speed of answer: mean wait of the attempts answered (the default), or of all until answer or hanging up.
/// @throws std::invalid_argument  for the virtual wait
inline Seconds asa(const RedialOrbit& queue, WaitOf of = WaitOf::answered) {
  if (of == WaitOf::virtual_wait)
    throw std::invalid_argument("asa: of must be answered or all for a RedialOrbit, got virtual_wait");
  if (queue.load() == 0.0) return Seconds{0.0};
  if (of == WaitOf::all) return queue.solution().queue * queue.offered().interval / attempted_volume(queue);
  const auto ends = detail::waits_of(queue).ends();
  return Seconds{ends.answered_wait / (no_wait_probability(queue) + ends.answered)};
}

}  // namespace erlang
