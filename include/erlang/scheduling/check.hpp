#pragma once

#include <fmt/format.h>

#include <cmath>
#include <erlang/scheduling/schedule.hpp>
#include <string>
#include <vector>

namespace erlang {

/// What `check_schedule` found: the figures recomputed person by person, and what differs from the schedule.
struct ScheduleCheck {
  double cost = 0.0;
  double paid_hours = 0.0;
  double uncovered = 0.0;
  std::vector<double> covered = {};
  std::vector<std::string> differences = {};

  [[nodiscard]] bool ok() const noexcept { return differences.empty(); }
};

namespace detail {

/// Walks through one shift slot by slot: 'w' at work, 'p' on a paid break, 'u' on an unpaid one. Notes what is wrong.
inline std::string walk_shift(const ShiftKind& kind, const PlannedShift& shift, const std::string& where,
                              std::vector<std::string>& differences) {
  std::string day(static_cast<std::size_t>(kind.length), 'w');
  for (std::size_t b = 0; b < kind.breaks.size(); ++b) {
    const BreakKind& pause = kind.breaks[b];
    const int begin = shift.breaks[b];
    bool offered = false;
    for (int start = pause.earliest; start <= pause.latest; start += pause.step) offered = offered || start == begin;
    if (!offered) {
      differences.push_back(fmt::format("{}: break {} may not start {} slots into the shift", where, b, begin));
      continue;
    }
    for (int i = begin; i < begin + pause.length; ++i) {
      char& slot = day[static_cast<std::size_t>(i)];
      if (slot != 'w') differences.push_back(fmt::format("{}: breaks overlap {} slots into the shift", where, i));
      slot = pause.paid ? 'p' : 'u';
    }
  }
  return day;
}

}  // namespace detail

/// Recomputes a schedule from its plan alone: every shift and break must be one that was offered, and cost, paid
/// hours, uncovered hours, coverage, bound and gap must agree. Knows nothing of the program or of the solver.
[[nodiscard]] inline ScheduleCheck check_schedule(const ScheduleProblem& problem, const Schedule& schedule) {
  ScheduleCheck found;
  const std::size_t slots = problem.required.size();
  const double hours = problem.slot.count() / 3600.0;
  found.covered.assign(slots, 0.0);
  for (std::size_t t = 0; t < problem.carry_in.size() && t < slots; ++t) found.covered[t] = problem.carry_in[t];
  double shift_costs = 0.0;
  for (std::size_t row = 0; row < schedule.plan.size(); ++row) {
    const PlannedShift& shift = schedule.plan[row];
    const std::string where = fmt::format("plan[{}]", row);
    if (shift.kind < 0 || static_cast<std::size_t>(shift.kind) >= problem.shifts.size()) {
      found.differences.push_back(where + ": there is no such shift");
      continue;
    }
    const ShiftKind& kind = problem.shifts[static_cast<std::size_t>(shift.kind)];
    bool offered = false;
    for (const int start : kind.starts) offered = offered || start == shift.start;
    if (!offered)
      found.differences.push_back(fmt::format("{}: {} does not start in slot {}", where, kind.name, shift.start));
    if (shift.people < 1)
      found.differences.push_back(fmt::format("{}: people must be >= 1, got {}", where, shift.people));
    if (shift.breaks.size() != kind.breaks.size() || shift.start < 0) {
      found.differences.push_back(where + ": its breaks are not those of the shift");
      continue;
    }
    const std::string day = detail::walk_shift(kind, shift, where, found.differences);
    int paid = 0;
    for (std::size_t i = 0; i < day.size(); ++i) {
      if (day[i] != 'u') ++paid;
      std::size_t slot = static_cast<std::size_t>(shift.start) + i;
      if (problem.cyclic) slot %= slots;
      if (day[i] == 'w' && slot < slots) found.covered[slot] += shift.people * kind.weight;
    }
    found.paid_hours += shift.people * paid * hours;
    shift_costs += shift.people * (kind.cost ? *kind.cost : paid * hours);
  }
  for (std::size_t t = 0; t < slots; ++t) {
    const double missing = problem.required[t] - found.covered[t];
    if (missing > 1e-9) found.uncovered += missing * hours;
  }
  found.cost = shift_costs + problem.uncovered_weight * found.uncovered;

  const auto compare = [&](const char* name, double mine, double theirs) {
    if (!(std::abs(mine - theirs) <= 1e-6 * std::max(1.0, std::abs(mine)))) {
      found.differences.push_back(fmt::format("{} is {:g} by the plan, and {:g} in the schedule", name, mine, theirs));
    }
  };
  compare("cost", found.cost, schedule.cost);
  compare("paid_hours", found.paid_hours, schedule.paid_hours);
  compare("uncovered", found.uncovered, schedule.uncovered);
  compare("slots of covered", static_cast<double>(slots), static_cast<double>(schedule.covered.size()));
  for (std::size_t t = 0; t < slots && t < schedule.covered.size(); ++t) {
    compare(fmt::format("covered[{}]", t).c_str(), found.covered[t], schedule.covered[t]);
  }
  if (schedule.bound > found.cost + 1e-6 * std::max(1.0, found.cost)) {
    found.differences.push_back(fmt::format("the bound {:g} exceeds the cost {:g}", schedule.bound, found.cost));
  }
  compare("gap", found.cost > 0.0 ? std::max(0.0, (found.cost - schedule.bound) / found.cost) : 0.0, schedule.gap);
  return found;
}

}  // namespace erlang
