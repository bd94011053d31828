#pragma once

#include <erlang/detail/bracket.hpp>
#include <erlang/detail/check.hpp>
#include <erlang/detail/phase_queue.hpp>
#include <erlang/queueing/engset.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/mgn_approximation.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace erlang {

/// Handle times that are the sum of equal exponential phases: more regular than exponential, cv = 1 / sqrt(phases).
struct ErlangService {
  int phases = 1;  ///< >= 1

  friend bool operator==(const ErlangService&, const ErlangService&) = default;
};

/// Handle times that are exponential with one of several means: more irregular than exponential.
struct HyperexponentialService {
  std::vector<double> shares;  ///< of the calls, > 0, in any scale
  std::vector<double> means;   ///< > 0, of each kind of call; scaled so that the mean of all is the handle time

  friend bool operator==(const HyperexponentialService&, const HyperexponentialService&) = default;
};

using PhaseTypeService = std::variant<ErlangService, HyperexponentialService>;

namespace detail {

inline PhaseService phases_of(const PhaseTypeService& service) {
  PhaseService result;
  if (const auto* erlang = std::get_if<ErlangService>(&service)) {
    if (erlang->phases < 1 || erlang->phases > 100)
      fail_domain("MGn", "phases", "a whole number in [1, 100]", erlang->phases);
    result.in_series = true;
    const auto count = static_cast<std::size_t>(erlang->phases);
    result.starts.assign(count, 0.0);
    result.starts[0] = 1.0;
    result.rates.assign(count, static_cast<double>(erlang->phases));
    return result;
  }
  const auto& [shares, means] = std::get<HyperexponentialService>(service);
  if (shares.size() != means.size() || shares.empty())
    throw std::invalid_argument("MGn: shares and means must be as many and at least one, got " +
                                std::to_string(shares.size()) + " and " + std::to_string(means.size()));
  double mean = 0.0;
  double whole = 0.0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    check_positive("MGn", "shares", shares[i]);
    check_positive("MGn", "means", means[i]);
    mean += shares[i] * means[i];
    whole += shares[i];
  }
  for (std::size_t i = 0; i < shares.size(); ++i) {
    result.starts.push_back(shares[i] / whole);
    result.rates.push_back(mean / whole / means[i]);
  }
  return result;
}

}  // namespace detail

/// The coefficient of variation of a handle time.
inline double service_cv(const PhaseTypeService& service) {
  const detail::PhaseService phases = detail::phases_of(service);
  if (phases.in_series) return 1.0 / std::sqrt(static_cast<double>(phases.rates.size()));
  double excess = 0.0;  // E[S^2] - 2 E[S]^2 = 2 Var of the means
  for (std::size_t i = 0; i < phases.rates.size(); ++i) {
    const double off = 1.0 / phases.rates[i] - 1.0;
    excess += 2.0 * phases.starts[i] * off * off;
  }
  return std::sqrt(1.0 + excess);
}

/// M/PH/n: Poisson arrivals, handle times of phases, endless patience, first come first served. Exact, by the
/// stationary Markov chain. For other handle times there are MDn, exact, and MGnApproximation.
///
/// Limits are values, as for ErlangC: load 0: every service level 1, all else 0. Load >= agents: wait probability 1,
/// waits and queue infinite, service level 0, occupancy 1.
///
/// Accuracy: 1e-12 relative up to loads of 0.99 of the agents, 1e-14 / (1 - load / agents) beyond. Cost: the chain has
/// as many states per level as there are ways to spread the agents over the phases (agents + 1 for two), at most 400;
/// with two phases 0.04 s for 100 agents, 0.4 s for 200, 2 s for 300. A copy shares the solution.
/// Reference: Neuts, Matrix-Geometric Solutions in Stochastic Models (1981), chapter 4.
///
///     const erlang::MGn queue{calls, 14, erlang::ErlangService{2}};
///     asa(queue);
class MGn {
 public:
  /// @param traffic  what is offered
  /// @param agents  number of agents, a whole number in [0, 399]
  /// @param service  the shape of handle times; their mean is the handle time of the traffic
  /// @throws std::domain_error  where a number is outside its domain, or the chain has too many states
  MGn(Traffic traffic, Count agents, PhaseTypeService service)
      : traffic_(traffic), agents_(agents), load_(offered_load(traffic)), service_(std::move(service)) {
    detail::check_offered("MGn", traffic_);
    detail::check_whole("MGn", "agents", agents_, 399.0, "a whole number in [0, 399]");
    detail::PhaseService phases = detail::phases_of(service_);
    const auto people = static_cast<std::size_t>(agents_);
    constexpr std::size_t most = 400;
    if (detail::spread_count(people, phases.rates.size(), most) > most)
      detail::fail_domain("MGn", "agents", "few enough for 400 states of the phases, as for an approximation", agents_);
    overloaded_ = load_ > 0.0 && (load_ >= agents_ || !(detail::spare_agents(traffic_, agents_) > 0.0));
    if (load_ > 1e-100 && !overloaded_)
      solved_ = std::make_shared<const detail::PhaseQueue>(people, load_, std::move(phases));
  }

  [[nodiscard]] const Traffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] const PhaseTypeService& service() const noexcept { return service_; }
  /// Offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }
  /// Whether the load is at least the agents, so that the queue grows without end.
  [[nodiscard]] bool overloaded() const noexcept { return overloaded_; }
  /// The solved chain; null where a limit applies.
  [[nodiscard]] const detail::PhaseQueue* solved() const noexcept { return solved_.get(); }

  friend bool operator==(const MGn& a, const MGn& b) {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.service_ == b.service_;
  }

 private:
  Traffic traffic_;
  double agents_;
  double load_;
  PhaseTypeService service_;
  bool overloaded_ = false;
  std::shared_ptr<const detail::PhaseQueue> solved_;
};

/// Share of offered that waits, in [0, 1].
inline double wait_probability(const MGn& queue) noexcept {
  return queue.solved() != nullptr ? queue.solved()->wait() : queue.overloaded() ? 1.0 : 0.0;
}

/// Share of offered that is answered at once, computed directly.
inline double no_wait_probability(const MGn& queue) noexcept {
  return queue.solved() != nullptr ? queue.solved()->no_wait() : queue.overloaded() ? 0.0 : 1.0;
}

/// Share of the agents' time spent busy, in [0, 1].
inline double occupancy(const MGn& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.overloaded() ? 1.0 : queue.load() / queue.agents();
}

/// Nobody hangs up and nobody is turned away.
inline double abandonment(const MGn&) noexcept {
  return 0.0;
}
inline double blocking(const MGn&) noexcept {
  return 0.0;
}

/// Mean number of busy agents.
inline double carried_load(const MGn& queue) noexcept {
  return queue.overloaded() ? queue.agents() : queue.load();
}

/// Mean number waiting; infinite in overload.
inline double queue_length(const MGn& queue) noexcept {
  if (queue.overloaded()) return std::numeric_limits<double>::infinity();
  return queue.solved() == nullptr ? 0.0 : queue.solved()->queue_length();
}

/// Average speed of answer: mean wait over all, waits of 0 included. Infinite in overload.
inline Seconds asa(const MGn& queue, WaitOf /*of*/ = WaitOf::answered) noexcept {
  if (queue.load() == 0.0) return Seconds{0.0};
  return queue.offered().aht * (queue_length(queue) / queue.load());
}

/// P(all agents are busy and at least `waiting` wait), waiting a whole number >= 0.
inline double queue_at_least(const MGn& queue, Count waiting) {
  detail::check_whole("queue_at_least", "waiting", waiting, 1e15, "a whole number >= 0");
  if (queue.solved() == nullptr) return queue.overloaded() ? 1.0 : 0.0;
  return queue.solved()->waiting(static_cast<std::size_t>(waiting), true);
}

/// P(all agents are busy and exactly `waiting` wait), waiting a whole number >= 0; 0 in overload.
inline double queue_exactly(const MGn& queue, Count waiting) {
  detail::check_whole("queue_exactly", "waiting", waiting, 1e15, "a whole number >= 0");
  return queue.solved() == nullptr ? 0.0 : queue.solved()->waiting(static_cast<std::size_t>(waiting), false);
}

/// Share of offered that waits longer than `time`: the small side of the service level. By uniformisation: the cost
/// grows with the time in handle times and with 1 / (1 - load / agents).
inline double wait_exceeds(const MGn& queue, Seconds time, WaitOf /*of*/ = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time) / queue.offered().aht.count();
  if (queue.solved() == nullptr) return queue.overloaded() ? 1.0 : 0.0;
  if (t * queue.solved()->wait_decay() > 700.0) return 0.0;
  return std::fmin(1.0, queue.solved()->patience(t).exceeds(t));
}

/// Share of offered that is answered within `answer_within`, in [0, 1]. The definitions agree: nobody hangs up.
inline double service_level(const MGn& queue, Seconds answer_within,
                            ServiceLevel /*definition*/ = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  if (detail::checked_time("service_level", "answer_within", answer_within) == 0.0) return no_wait_probability(queue);
  return 1.0 - wait_exceeds(queue, answer_within);
}

/// The wait that a share p of callers does not exceed; 0 where p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const MGn& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  if (queue.overloaded()) return Seconds{std::numeric_limits<double>::infinity()};
  if (queue.solved() == nullptr || p <= no_wait_probability(queue)) return Seconds{0.0};
  const double tail = 1.0 - p;
  const double start = std::log(wait_probability(queue) / tail);
  if (!(start > 0.0)) return Seconds{0.0};
  for (double to = 1.25 * start / queue.solved()->wait_decay();; to *= 2.0) {
    const auto patience = queue.solved()->patience(to);
    const double end = std::log(patience.exceeds(to) / tail);
    if (end > 0.0) continue;
    const auto miss = [&](double x) { return std::log(patience.exceeds(x) / tail); };
    return queue.offered().aht * detail::root_in("wait_percentile", {0.0, start, to, end}, 1e-15, miss);
  }
}

}  // namespace erlang
