#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/priorities.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <erlang/staffing/situation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace erlang {

/// How one class performs.
struct ClassPerformance {
  double service_level = Performance::nothing;  ///< by the class's target, within 20 s where it names no time
  Seconds asa{Performance::nothing};
  std::uint32_t missed = 0;  ///< bit 1 << Binding of every target of the class that is missed
};

/// What a queue with priorities needs, and how its classes then perform.
struct PriorityRequirement {
  double agents = Performance::nothing;
  double scheduled = Performance::nothing;  ///< agents / (1 − shrinkage), never rounded
  double positions = Performance::nothing;  ///< scheduled, rounded
  double load = Performance::nothing;       ///< of all classes, erlangs
  double occupancy = Performance::nothing;
  double wait_probability = Performance::nothing;
  Status status = Status::met;
  Binding binding = Binding::none;  ///< the first target that fails with one agent fewer, class by class
  std::size_t binding_class = 0;    ///< of which class, where `binding` is one of its targets
  std::vector<ClassPerformance> classes;
};

namespace detail {

/// One class of a queue with priorities, asked as a queue of its own.
struct RankedQueue {
  const Priorities* queue;
  std::size_t rank;

  [[nodiscard]] double agents() const noexcept { return queue->agents(); }
};
inline double service_level(const RankedQueue& one, Seconds within, ServiceLevel, std::optional<Seconds>) {
  return erlang::service_level(*one.queue, one.rank, within);
}
inline Seconds asa(const RankedQueue& one, WaitOf) {
  return erlang::asa(*one.queue, one.rank);
}
inline double abandonment(const RankedQueue&) noexcept {
  return 0.0;
}
inline double blocking(const RankedQueue&) noexcept {
  return 0.0;
}
inline double occupancy(const RankedQueue& one) noexcept {
  return erlang::occupancy(*one.queue);
}
inline double wait_probability(const RankedQueue& one) noexcept {
  return erlang::wait_probability(*one.queue);
}
inline Seconds wait_percentile(const RankedQueue& one, double p) {
  return erlang::wait_percentile(*one.queue, one.rank, p);
}

struct MissedTarget {
  Binding target = Binding::none;
  std::size_t rank = 0;
};

/// The first target missed, class by class in the order of targets.
[[nodiscard]] inline MissedTarget first_missed(const ClassTraffic& traffic, std::span<const Situation> goals,
                                               double n) {
  const Priorities queue{traffic, n};
  for (std::size_t rank = 0; rank < goals.size(); ++rank) {
    for (const Binding target : Situation::in_order) {
      if (!goals[rank].holds(RankedQueue{&queue, rank}, target)) return {target, rank};
    }
  }
  return {};
}

}  // namespace detail

/// The first number of agents at which every class meets its own targets, by Priorities: classes served in their order,
/// calls in service not interrupted, nobody hangs up, so that agents must exceed the load of all classes.
///
/// @param traffic  what is offered per class, the highest first
/// @param targets  one per class, as of required_agents; those without any target of their own are content. No bounds
/// @param staffing  shrinkage and rounding
/// @throws std::domain_error, std::invalid_argument  as required_agents; a count of targets that is not that of
/// classes;
///   patience, lines, redial, fractional or bounds on agents given
///
/// Every wait shortens with an agent more, so the search gallops and bisects: O(log) evaluations of all classes.
[[nodiscard]] inline PriorityRequirement required_agents(const ClassTraffic& traffic,
                                                         const std::vector<Targets>& targets,
                                                         const Staffing& staffing = {}) {
  constexpr const char* function = "required_agents";
  const std::size_t count = traffic.volumes.size();
  if (targets.size() != count) {
    throw std::invalid_argument(
        fmt::format("{}: targets must be one per class, got {} for {} classes", function, targets.size(), count));
  }
  if (staffing.patience || staffing.lines || staffing.redial > 0.0 || staffing.fractional) {
    const auto* what = staffing.patience     ? "patience"
                       : staffing.lines      ? "lines"
                       : staffing.fractional ? "fractional"
                                             : "redial";
    throw std::invalid_argument(fmt::format("{}: priorities have no {}", function, what));
  }
  const Priorities nobody{traffic, 0.0};  // its own checks
  std::vector<detail::Situation> goals;
  for (std::size_t rank = 0; rank < count; ++rank) {
    const Targets& own = targets[rank];
    if (own.min_agents || own.max_agents) {
      throw std::invalid_argument(fmt::format("{}: a class has no bounds on agents", function));
    }
    const Traffic part{.volume = traffic.volumes[rank], .interval = traffic.interval, .aht = traffic.aht};
    auto situation = detail::checked_situation(function, part, own, staffing);
    situation.targets = own;  // no default target: a class may be content
    goals.push_back(std::move(situation));
  }
  PriorityRequirement need;
  need.load = nobody.load();
  const bool idle = need.load == 0.0;
  if (idle) {
    need.agents = 0.0;
  } else {
    const auto holds = [&](double n) { return detail::first_missed(traffic, goals, n).target == Binding::none; };
    const double first = std::floor(need.load) + 1.0;
    need.agents = detail::first_whole(first, most_agents, std::ceil(need.load + std::sqrt(need.load)),
                                      0.25 * std::sqrt(need.load), holds);
  }
  if (std::isnan(need.agents)) {
    const auto missed = detail::first_missed(traffic, goals, most_agents);
    need.status = Status::unreachable;
    need.binding = missed.target;
    need.binding_class = missed.rank;
    need.classes.resize(count);
    return need;
  }
  need.scheduled = scheduled(need.agents, staffing.shrinkage);
  need.positions = positions(need.scheduled, staffing.rounding);
  const Priorities queue{traffic, need.agents};
  need.occupancy = occupancy(queue);
  need.wait_probability = wait_probability(queue);
  for (std::size_t rank = 0; rank < count; ++rank) {
    const detail::RankedQueue one{&queue, rank};
    need.classes.push_back({.service_level = goals[rank].service_level_of(one), .asa = asa(queue, rank)});
  }
  if (!idle && need.agents > 1.0) {
    const auto missed = detail::first_missed(traffic, goals, need.agents - 1.0);
    need.binding = missed.target;
    need.binding_class = missed.rank;
  }
  return need;
}

}  // namespace erlang
