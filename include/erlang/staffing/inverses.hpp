#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/situation.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

/// The other ways round: what given agents can just take.
namespace erlang {

namespace detail {

/// Relative width at which the searches here stop.
inline constexpr double inverse_step = 1e-12;
/// What is not found by this many erlangs, or times longer than a handle time, is taken as unbounded.
inline constexpr double unbounded = 1e12;

/// The largest x in (0, most] up to which `holds(x)`, from the side that holds; 0 where nothing does, infinite where
/// `most` holds. Walks up from `start` by `stride` until it fails, so that holding again further up is not taken for
/// it.
template <class Holds>
[[nodiscard]] double last_holding(double start, double most, double stride, Holds holds) {
  double low = 0.0;
  double high = std::fmax(start, std::numeric_limits<double>::min());  // a start of 0 would never move
  while (holds(high)) {
    if (high >= most) return std::numeric_limits<double>::infinity();
    low = high;
    high = std::min(most, high * stride);
  }
  if (low == 0.0) {
    constexpr double least = 1e-300;
    for (low = high; !holds(low); low /= 16.0) {
      high = low;
      if (low < least) return 0.0;
    }
  }
  while (high - low > inverse_step * high) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;
    (holds(middle) ? low : high) = middle;
  }
  return low;
}

[[nodiscard]] inline double stride_of(const Situation& situation) noexcept {
  return situation.late_counts() ? 1.05 : 2.0;
}

inline void check_agents_given(std::string_view function, double agents) {
  check_non_negative(function, "agents", agents);
}

}  // namespace detail

/// The largest volume per interval at which `agents` still meet all targets, to 1e-12 relative on the side that meets.
///
/// Poisson arrivals, exponential handle times, Erlang A with patience and Erlang C without; bounds on agents are not
/// looked at. The inverse of required_agents in the volume: one contact more needs another agent.
///
/// @param interval, aht  > 0
/// @param agents  >= 0, real-valued
/// @param targets  as of required_agents; 80 % within 20 s where none is given
/// @return  contacts per interval; 0 where no volume suits, infinite where every one does
/// @throws std::domain_error, std::invalid_argument  as required_agents
///
/// Cost: about 45 evaluations of the queue.
///
///     erlang::max_volume(30min, 180s, 14, {.service_level = 0.80, .answer_within = 20s});   // 108.6
[[nodiscard]] inline double max_volume(GivenSeconds interval, GivenSeconds aht, Count agents,
                                       const Targets& targets = {}, const Staffing& staffing = {}) {
  detail::check_agents_given("max_volume", agents);
  auto situation = detail::checked_situation("max_volume", Traffic{.volume = 0.0, .interval = interval, .aht = aht},
                                             targets, staffing);
  situation.targets.min_agents.reset();
  if (agents == 0.0) return 0.0;
  const double per_load = interval / aht;
  return detail::last_holding(0.5 * agents * per_load, std::fmax(detail::unbounded, 4.0 * agents) * per_load,
                              detail::stride_of(situation), [&](double volume) {
                                situation.traffic.volume = volume;
                                return situation.all_hold(agents);
                              });
}

/// The longest average handle time at which `agents` still meet all targets; as max_volume.
/// @param volume  contacts per interval, > 0
/// @return  seconds; 0 where none suits, infinite where every one does
///
///     erlang::max_aht(100, 30min, 14, {.service_level = 0.80, .answer_within = 20s});   // 194.9 s
[[nodiscard]] inline Seconds max_aht(Count volume, GivenSeconds interval, Count agents, const Targets& targets = {},
                                     const Staffing& staffing = {}) {
  detail::check_agents_given("max_aht", agents);
  detail::check_positive("max_aht", "volume", volume);
  auto situation = detail::checked_situation(
      "max_aht", Traffic{.volume = volume, .interval = interval, .aht = Seconds{1.0}}, targets, staffing);
  situation.targets.min_agents.reset();
  if (agents == 0.0) return Seconds{0.0};
  const double per_load = interval.count() / volume;
  return Seconds{detail::last_holding(0.5 * agents * per_load, detail::unbounded * per_load,
                                      detail::stride_of(situation), [&](double aht) {
                                        situation.traffic.aht = Seconds{aht};
                                        return situation.all_hold(agents);
                                      })};
}

/// The shortest time within which `agents` answer the share `service_level`, in the definition of the targets.
/// @param targets  `service_level` is needed; of the others, `definition` and `short_abandon` count
/// @return  seconds, 0 where that share is answered at once, infinite where it never is
///
///     erlang::min_answer_within({.volume = 100, .interval = 30min, .aht = 180s}, 13, {.service_level = 0.80}); // 18.5
///     s
[[nodiscard]] inline Seconds min_answer_within(const Traffic& traffic, Count agents, const Targets& targets,
                                               const Staffing& staffing = {}) {
  detail::check_agents_given("min_answer_within", agents);
  if (!targets.service_level) {
    throw std::invalid_argument("min_answer_within: service_level is missing");
  }
  Targets timed{.service_level = targets.service_level,
                .answer_within = Seconds{0.0},
                .definition = targets.definition,
                .short_abandon = targets.short_abandon};
  const auto situation = detail::checked_situation("min_answer_within", traffic, timed, staffing);
  return situation.at(agents, [&](const auto& queue) {
    const auto definition = timed.definition.value_or(ServiceLevel::answered_of_offered);
    const auto holds = [&](double time) {
      return detail::at_least(service_level(queue, Seconds{time}, definition, timed.short_abandon),
                              *timed.service_level);
    };
    if (holds(0.0)) return Seconds{0.0};
    double high = traffic.aht.count();
    while (!holds(high)) {
      if (high > detail::unbounded * traffic.aht.count()) return Seconds{std::numeric_limits<double>::infinity()};
      high *= 4.0;
    }
    double low = 0.0;
    while (high - low > detail::inverse_step * high) {
      const double middle = 0.5 * (low + high);
      if (middle <= low || middle >= high) break;
      (holds(middle) ? high : low) = middle;
    }
    return Seconds{high};
  });
}

/// Mean patience from `least` to `most` at which targets hold.
struct PatienceRange {
  Seconds least;  ///< NaN where no patience suits
  Seconds most;   ///< infinite where they hold also when nobody hangs up

  friend bool operator==(const PatienceRange&, const PatienceRange&) = default;
};

/// The mean patience at which `agents` meet all targets: from the shortest one that suits to the longest one up to
/// which all do. A bound on abandonment asks for patient callers, a service level of all offered for impatient ones.
/// @return  a range in seconds, to 1e-9 relative at both ends; looked for from 1e-6 to 1e6 handle times
///
/// Cost: about 150 evaluations of the queue.
///
///     erlang::patience_range({.volume = 100, .interval = 30min, .aht = 180s}, 12, {.max_abandonment = 0.05});  // 194
///     s …
[[nodiscard]] inline PatienceRange patience_range(const Traffic& traffic, Count agents, const Targets& targets) {
  detail::check_agents_given("patience_range", agents);
  auto situation = detail::checked_situation("patience_range", traffic, targets, {.patience = traffic.aht});
  situation.targets.min_agents.reset();
  const double aht = traffic.aht.count();
  const auto holds = [&](double patience) {
    situation.patience = Seconds{patience};
    return situation.all_hold(agents);
  };
  const auto edge = [&](double out, double in) {  // between one that fails and one that holds
    while (std::fabs(out - in) > 1e-9 * std::max(out, in)) {
      const double middle = std::sqrt(out) * std::sqrt(in);
      (holds(middle) ? in : out) = middle;
    }
    return in;
  };
  constexpr double step = 1.5;
  constexpr double first = 1e-6;
  constexpr double last = 1e6;
  const double longest = std::fmin(last * aht, 1e300);
  double at = std::fmax(first * aht, std::numeric_limits<double>::min());
  const double shortest = at;
  while (!holds(at)) {
    if (at > longest) {
      const Seconds none{std::numeric_limits<double>::quiet_NaN()};
      return {none, none};
    }
    at *= step;
  }
  const double least = at == shortest ? 0.0 : edge(at / step, at);
  while (at <= longest) {
    if (!holds(at * step)) return {Seconds{least}, Seconds{edge(at * step, at)}};
    at *= step;
  }
  return {Seconds{least}, Seconds{std::numeric_limits<double>::infinity()}};
}

}  // namespace erlang
