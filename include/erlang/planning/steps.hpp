#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <erlang/planning/demand.hpp>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/scheduling/problem.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <erlang/simulation/centre.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace erlang {

/// What every open interval needs, with the load carried over from the intervals before it (modified offered load:
/// constant arrival rates, exponential handle times, average over the interval).
///
/// @param demand  the open intervals
/// @param targets  what must hold in each of them
/// @param staffing  patience, shrinkage, rounding
/// @param initial  what is in progress when an opening begins
/// @return  one Requirement per open interval
/// @throws  as check(demand) and required_agents()
/// Cost: that of required_agents() per interval.
[[nodiscard]] inline std::vector<Requirement> staff(const Demand& demand, const Targets& targets = {},
                                                    const Staffing& staffing = {},
                                                    Opening initial = Opening::stationary) {
  check(demand);
  const std::size_t n = demand.volume.size();
  std::vector<Seconds> aht(n);
  std::vector<bool> opens(n);
  for (std::size_t i = 0; i < n; ++i) {
    aht[i] = handle_time(demand, i);
    opens[i] = i == 0 || position(demand, i) != position(demand, i - 1) + 1;
  }
  const std::vector<double> load = modified_offered_load(demand.volume, aht, demand.interval, opens, initial);
  std::vector<Requirement> needs;
  needs.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    const Traffic carried{.volume = load[i] * (demand.interval / aht[i]), .interval = demand.interval, .aht = aht[i]};
    needs.push_back(required_agents(carried, targets, staffing));
  }
  return needs;
}

/// The problem of covering what is needed with shifts: `scheduled` of each open interval, 0 where it is closed.
///
/// @param demand  the open intervals
/// @param needs  one Requirement for each, as staff() returns them
/// @param shifts  kinds of shifts, in slots of interval / slots_per_interval
/// @param slots_per_interval  > 1 where shifts or breaks start on a finer grid
/// @param days  the horizon is that many whole days long; 0: it ends with the last open interval
/// @throws std::invalid_argument  sizes that do not fit; an interval that is unreachable
[[nodiscard]] inline ScheduleProblem schedule_problem(const Demand& demand, std::span<const Requirement> needs,
                                                      std::vector<ShiftKind> shifts, int slots_per_interval = 1,
                                                      int days = 0) {
  check(demand);
  const std::size_t n = demand.volume.size();
  if (needs.size() != n) {
    throw std::invalid_argument(fmt::format("schedule_problem: needs must have {} entries, got {}", n, needs.size()));
  }
  if (slots_per_interval < 1) {
    throw std::invalid_argument(
        fmt::format("schedule_problem: slots_per_interval must be >= 1, got {}", slots_per_interval));
  }
  const Seconds slot = demand.interval / slots_per_interval;
  const auto last = static_cast<std::size_t>(position(demand, n - 1)) + 1;
  std::size_t slots = last * static_cast<std::size_t>(slots_per_interval);
  if (days > 0) slots = std::max(slots, static_cast<std::size_t>(std::llround(days * 86400.0 / slot.count())));
  std::vector<double> required(slots, 0.0);
  for (std::size_t i = 0; i < n; ++i) {
    if (needs[i].status == Status::unreachable) {
      throw std::invalid_argument(fmt::format("schedule_problem: needs[{}] is unreachable", i));
    }
    const auto first = static_cast<std::size_t>(position(demand, i) * slots_per_interval);
    for (int k = 0; k < slots_per_interval; ++k) required[first + static_cast<std::size_t>(k)] = needs[i].scheduled;
  }
  return {.slot = slot, .required = std::move(required), .shifts = std::move(shifts)};
}

/// The centre that tries a schedule: contacts as expected, and on the phones the people on duty and not on a break,
/// times 1 − shrinkage.
///
/// @param demand  the open intervals
/// @param problem, schedule  what was solved, and its solution
/// @param targets  their times are those that the simulation counts by
/// @param staffing  patience and shrinkage
[[nodiscard]] inline Centre centre(const Demand& demand, const ScheduleProblem& problem, const Schedule& schedule,
                                   const Targets& targets = {}, const Staffing& staffing = {}) {
  check(demand);
  const std::string name = "queue";
  Queue queue{.name = name, .interval = demand.interval, .offered = demand.volume, .aht = demand.aht};
  Group group{.name = name, .queues = {name}, .interval = problem.slot};
  for (std::size_t i = 0; i < demand.volume.size(); ++i) queue.start.push_back(demand.interval * position(demand, i));
  for (std::size_t t = 0; t < schedule.covered.size(); ++t) {
    group.start.push_back(problem.slot * static_cast<double>(t));
    group.agents.push_back(schedule.covered[t] * (1.0 - staffing.shrinkage));
  }
  const Targets taken = with_default(targets);
  if (taken.answer_within) queue.answer_within = *taken.answer_within;
  queue.short_abandon = taken.short_abandon;
  queue.max_wait = taken.max_wait;
  if (staffing.patience) {
    const auto* exponential = std::get_if<Exponential>(&*staffing.patience);
    if (exponential == nullptr || exponential->balking > 0.0) {
      throw std::invalid_argument("centre_of: patience must be exponential to be simulated");
    }
    queue.patience = {exponential->mean};
  }
  return {.queues = {std::move(queue)}, .groups = {std::move(group)}};
}

}  // namespace erlang
