#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <erlang/scheduling/problem.hpp>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

namespace erlang {

/// People who work the same shift from the same slot with the same breaks.
struct PlannedShift {
  int kind = 0;   ///< index into ScheduleProblem::shifts
  int start = 0;  ///< slot of the horizon
  /// Offset of each break from the start of the shift, in the order of ShiftKind::breaks.
  std::vector<int> breaks = {};
  int people = 0;

  friend auto operator<=>(const PlannedShift&, const PlannedShift&) = default;
};

/// `optimal`: proven, to 1e-6 of the cost. `feasible`: a plan with a bound, stopped at the gap or at the work limit.
/// `stopped`: the same, stopped by the caller. `infeasible`: no shift can cover anything of what is required.
enum class ScheduleStatus : std::uint8_t { optimal, feasible, infeasible, stopped };

[[nodiscard]] constexpr std::string_view to_string(ScheduleStatus status) noexcept {
  switch (status) {
    case ScheduleStatus::optimal:
      return "optimal";
    case ScheduleStatus::feasible:
      return "feasible";
    case ScheduleStatus::infeasible:
      return "infeasible";
    case ScheduleStatus::stopped:
      return "stopped";
  }
  return "";
}

/// A plan and what is proven about it.
struct Schedule {
  ScheduleStatus status = ScheduleStatus::infeasible;
  double cost = 0.0;        ///< of the shifts, plus uncovered_weight × uncovered
  double bound = 0.0;       ///< no plan costs less
  double gap = 0.0;         ///< (cost − bound) / cost, 0 where cost is 0
  double paid_hours = 0.0;  ///< Σ people × paid hours of the shift
  double uncovered = 0.0;   ///< agent-hours short
  std::vector<PlannedShift> plan = {};
  std::vector<double> covered = {};   ///< per slot: people on duty and not on a break × weight, carry-in included
  std::vector<int> uncoverable = {};  ///< slots with a requirement that no shift can cover
  std::int64_t work = 0;              ///< simplex iterations spent
  std::string message = {};
};

/// (cost − bound) / cost, 0 where both are 0.
[[nodiscard]] inline double relative_gap(double cost, double bound) noexcept {
  return cost > 0.0 ? std::max(0.0, (cost - bound) / cost) : 0.0;
}

/// Sorted by start, kind and breaks; equal shifts joined.
[[nodiscard]] inline std::vector<PlannedShift> merge_plan(std::vector<PlannedShift> plan) {
  std::sort(plan.begin(), plan.end(), [](const PlannedShift& a, const PlannedShift& b) {
    return std::tie(a.start, a.kind, a.breaks) < std::tie(b.start, b.kind, b.breaks);
  });
  std::vector<PlannedShift> merged;
  for (PlannedShift& shift : plan) {
    if (!merged.empty() && merged.back().start == shift.start && merged.back().kind == shift.kind &&
        merged.back().breaks == shift.breaks) {
      merged.back().people += shift.people;
    } else {
      merged.push_back(std::move(shift));
    }
  }
  return merged;
}

namespace detail {

/// Adds `people` on duty in `length` slots from `start`: modulo the horizon where it wraps, cut at its end otherwise.
inline void add_cover(std::vector<double>& cover, bool cyclic, int start, int length, double people) noexcept {
  const int slots = static_cast<int>(cover.size());
  if (!cyclic) {
    for (int t = std::max(start, 0); t < std::min(start + length, slots); ++t) cover[t] += people;
    return;
  }
  for (int i = 0, t = start % slots; i < length; ++i, t = t + 1 == slots ? 0 : t + 1) cover[t] += people;
}

/// People on duty and not on a break, `sign` times, added to `cover`.
inline void add_cover(std::vector<double>& cover, const ScheduleProblem& problem, const PlannedShift& shift,
                      double sign = 1.0) noexcept {
  const ShiftKind& kind = problem.shifts[shift.kind];
  const double people = sign * shift.people * kind.weight;
  add_cover(cover, problem.cyclic, shift.start, kind.length, people);
  for (std::size_t i = 0; i < kind.breaks.size(); ++i) {
    add_cover(cover, problem.cyclic, shift.start + shift.breaks[i], kind.breaks[i].length, -people);
  }
}

/// Cost, paid hours, uncovered hours and coverage of a plan; status, bound and message are left alone.
inline void value_plan(const ScheduleProblem& problem, Schedule& schedule) {
  const double hours = slot_hours(problem);
  schedule.covered = problem.carry_in.empty() ? std::vector<double>(problem.required.size()) : problem.carry_in;
  double cost = 0.0;
  schedule.paid_hours = 0.0;
  for (const PlannedShift& shift : schedule.plan) {
    const ShiftKind& kind = problem.shifts[shift.kind];
    add_cover(schedule.covered, problem, shift);
    cost += shift.people * shift_cost(problem, kind);
    schedule.paid_hours += shift.people * paid_slots(kind) * hours;
  }
  double under = 0.0;
  for (std::size_t t = 0; t < problem.required.size(); ++t) {
    const double missing = problem.required[t] - schedule.covered[t];
    if (missing > 1e-9) under += missing;
  }
  schedule.uncovered = under * hours;
  schedule.cost = cost + problem.uncovered_weight * schedule.uncovered;
}

}  // namespace detail
}  // namespace erlang
