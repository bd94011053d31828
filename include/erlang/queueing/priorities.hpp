#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/priority_wait.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace erlang {

/// What is offered in one interval in classes with a common handle time.
struct ClassTraffic {
  std::vector<double> volumes;  ///< contacts offered in the interval, a number >= 0 per class
  GivenSeconds interval;        ///< length of the interval, > 0
  GivenSeconds aht;             ///< average handle time of every class, > 0

  friend bool operator==(const ClassTraffic&, const ClassTraffic&) = default;
};

/// M/M/n with non-preemptive priorities: a free agent takes the longest waiting call of the highest class that has
/// one; calls in service are not interrupted. Handle times are exponential with one mean for all classes; nobody hangs
/// up. The first class is the highest, ranks count from 0. Agents may be fractional. One class is Erlang C.
///
/// Limits are values: load 0: every service level 1, all else 0. Load >= agents: wait probability and occupancy 1; a
/// class which with those above it brings load >= agents has infinite waits and queue and service level 0, classes
/// above keep their finite values. Measures of a class with volume 0 are those of a call that came in it.
///
/// Accuracy: 1e-12 relative for service levels and tails above 1e-100, but for what the inputs' rounding does near
/// saturation. Cost: one kernel for all classes; a quadrature of some hundred points per class and time. References:
/// Davis, Operations Research 14 (1966) 133; Kella and Yechiali, Naval Research Logistics Quarterly 32 (1985) 23.
///
///     const erlang::Priorities queue{{.volumes = {60, 90, 60}, .interval = 1min, .aht = 1s}, 5};
///     service_level(queue, 2, 0.4s);   // 0.7559
class Priorities {
 public:
  /// @param traffic  what is offered, per class from the highest
  /// @param agents  number of agents, >= 0, real-valued
  /// @throws std::domain_error  where a number is outside its domain
  /// @throws std::invalid_argument  where there is no class
  Priorities(ClassTraffic traffic, Count agents)
      : traffic_(std::move(traffic)), total_(summed(traffic_)), all_(total_, agents) {
    double sum = 0.0;
    double rest = 0.0;  // what rounding left out of the sum
    for (const double volume : traffic_.volumes) {
      const Traffic above{.volume = sum, .interval = traffic_.interval, .aht = traffic_.aht};
      ranks_.push_back({.own = volume * aht() / interval(),
                        .above = offered_load(above),
                        .spare_above = detail::spare_agents(above, agents) - rest * aht() / interval()});
      const double next = sum + volume;
      const double added = next - sum;
      rest += (sum - (next - added)) + (volume - added);
      sum = next;
    }
    const double last = detail::spare_agents(total_, agents) - rest * aht() / interval();
    for (std::size_t rank = 0; rank < ranks_.size(); ++rank)
      ranks_[rank].spare = rank + 1 < ranks_.size() ? ranks_[rank + 1].spare_above : last;
  }

  /// One class's place among the others; loads in erlangs.
  struct Rank {
    double own;          ///< load of the class
    double above;        ///< load of the classes above
    double spare_above;  ///< agents less the load of the classes above
    double spare = 0.0;  ///< agents less the load of the class and those above
  };

  [[nodiscard]] const ClassTraffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] std::size_t classes() const noexcept { return ranks_.size(); }
  [[nodiscard]] double agents() const noexcept { return all_.agents(); }
  /// Offered load of all classes in erlangs.
  [[nodiscard]] double load() const noexcept { return all_.load(); }
  /// All classes together, as Erlang C.
  [[nodiscard]] const ErlangC<Traffic>& pooled() const noexcept { return all_; }
  /// @throws std::domain_error  for a rank that is not there
  [[nodiscard]] const Rank& rank(std::size_t rank) const {
    if (rank >= ranks_.size())
      throw std::domain_error(
          fmt::format("Priorities: rank must be below the number of classes, {}, got {}", ranks_.size(), rank));
    return ranks_[rank];
  }

  friend bool operator==(const Priorities& a, const Priorities& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents() == b.agents();
  }

 private:
  [[nodiscard]] double interval() const noexcept { return traffic_.interval.count(); }
  [[nodiscard]] double aht() const noexcept { return traffic_.aht.count(); }

  static Traffic summed(const ClassTraffic& traffic) {
    if (traffic.volumes.empty())
      throw std::invalid_argument("Priorities: volumes must have a class at least, got none");
    double sum = 0.0;
    for (std::size_t rank = 0; rank < traffic.volumes.size(); ++rank) {
      const double volume = traffic.volumes[rank];
      if (!(volume >= 0.0) || !std::isfinite(volume))
        throw std::domain_error(fmt::format("Priorities: volumes must be >= 0, got {:g} at index {}", volume, rank));
      sum += volume;
    }
    const Traffic total{.volume = sum, .interval = traffic.interval, .aht = traffic.aht};
    detail::check_offered("Priorities", total);
    return total;
  }

  ClassTraffic traffic_;
  Traffic total_;
  ErlangC<Traffic> all_;
  std::vector<Rank> ranks_;
};

/// Share of offered that waits, in [0, 1]: the same for every class.
inline double wait_probability(const Priorities& queue) noexcept {
  return wait_probability(queue.pooled());
}

/// Share of offered that is answered at once, computed directly: the same for every class.
inline double no_wait_probability(const Priorities& queue) noexcept {
  return no_wait_probability(queue.pooled());
}

/// Share of the agents' time spent busy, in [0, 1].
inline double occupancy(const Priorities& queue) noexcept {
  return occupancy(queue.pooled());
}

namespace detail {

inline constexpr double endless_wait = std::numeric_limits<double>::infinity();

/// Whether calls of that rank wait for ever.
inline bool swamped(const Priorities& queue, const Priorities::Rank& rank) noexcept {
  return queue.load() > 0.0 && !(rank.spare > 0.0);
}

inline PriorityWait wait_given_wait(const Priorities& queue, const Priorities::Rank& rank) noexcept {
  const double agents = queue.agents();
  return {rank.above / agents, rank.own / agents, rank.spare_above / agents, rank.spare / agents};
}

/// The time in which the agents together end one call, in seconds: the unit of PriorityWait.
inline double service_step(const Priorities& queue) noexcept {
  return queue.offered().aht.count() / queue.agents();
}

}  // namespace detail

/// Share of a class's calls that waits longer than `time`: the small side of its service level.
/// @param rank  of the class, 0 for the highest
/// @throws std::domain_error  for a negative or infinite time, or a rank that is not there
inline double wait_exceeds(const Priorities& queue, std::size_t rank, Seconds time) {
  const auto& place = queue.rank(rank);
  const double t = detail::checked_time("wait_exceeds", "time", time);
  if (queue.load() == 0.0) return 0.0;
  if (detail::swamped(queue, place)) return 1.0;
  return wait_probability(queue) * detail::wait_given_wait(queue, place).exceeds(t / detail::service_step(queue));
}

/// Share of a class's calls that is answered within `answer_within`, in [0, 1]. The definitions of a service level
/// agree: nobody hangs up.
/// @param rank  of the class, 0 for the highest
/// @param answer_within  >= 0 s; 0 s is answered at once
/// @throws std::domain_error  for a negative or infinite time, or a rank that is not there
inline double service_level(const Priorities& queue, std::size_t rank, Seconds answer_within,
                            ServiceLevel /*definition*/ = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  const auto& place = queue.rank(rank);
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  if (queue.load() == 0.0) return 1.0;
  if (detail::swamped(queue, place)) return 0.0;
  const auto wait = detail::wait_given_wait(queue, place);
  const double steps = t / detail::service_step(queue);
  const double late = wait_probability(queue) * wait.exceeds(steps);
  if (late < 0.5) return 1.0 - late;
  return std::fmin(1.0, no_wait_probability(queue) + wait_probability(queue) * wait.within(steps));
}

/// Average speed of answer of a class: mean wait, waits of 0 included.
/// @param rank  of the class, 0 for the highest
inline Seconds asa(const Priorities& queue, std::size_t rank, WaitOf /*of*/ = WaitOf::answered) {
  const auto& place = queue.rank(rank);
  if (queue.load() == 0.0) return Seconds{0.0};
  if (detail::swamped(queue, place)) return Seconds{detail::endless_wait};
  const double agents = queue.agents();
  return Seconds{wait_probability(queue) * detail::service_step(queue) * (agents / place.spare_above) *
                 (agents / place.spare)};
}

/// Standard deviation of the wait of a class.
inline Seconds wait_deviation(const Priorities& queue, std::size_t rank) {
  const auto& place = queue.rank(rank);
  if (queue.load() == 0.0) return Seconds{0.0};
  if (detail::swamped(queue, place)) return Seconds{detail::endless_wait};
  // Given a wait, q + 1 busy periods: mean m and variance v in service steps, with shares r, b of the agents.
  const double agents = queue.agents();
  const double r = place.above / agents;
  const double b = (place.above + place.own) / agents;
  const double free_above = place.spare_above / agents;
  const double free = place.spare / agents;
  const double mean = 1.0 / (free * free_above);
  const double variance = mean * mean * ((1.0 + r) * free / free_above + b);
  const double wait = wait_probability(queue);
  return Seconds{detail::service_step(queue) * std::sqrt(wait * (variance + mean * mean * no_wait_probability(queue)))};
}

/// The wait that a share p of a class's calls does not exceed; 0 where p <= 1 - wait probability.
/// @param rank  of the class, 0 for the highest
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const Priorities& queue, std::size_t rank, double p) {
  const auto& place = queue.rank(rank);
  detail::check_open_fraction("wait_percentile", "p", p);
  if (queue.load() == 0.0) return Seconds{0.0};
  if (detail::swamped(queue, place)) return Seconds{detail::endless_wait};
  const double tail = (1.0 - p) / wait_probability(queue);
  if (p <= no_wait_probability(queue) || !(tail < 1.0)) return Seconds{0.0};
  return Seconds{detail::service_step(queue) * detail::wait_given_wait(queue, place).quantile(tail)};
}

/// Mean number of a class's calls that wait.
inline double queue_length(const Priorities& queue, std::size_t rank) {
  const auto& place = queue.rank(rank);
  if (place.own == 0.0) return 0.0;
  return place.own * (asa(queue, rank) / queue.offered().aht);
}

}  // namespace erlang
