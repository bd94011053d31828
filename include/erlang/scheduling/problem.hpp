#pragma once

#include <fmt/format.h>

#include <erlang/detail/check.hpp>
#include <erlang/scheduling/shift.hpp>
#include <erlang/units.hpp>
#include <stdexcept>
#include <string>
#include <vector>

namespace erlang {

/// How many people to put on which shift so that those on duty and not on a break cover `required`.
///
/// Minimised: what the shifts cost (paid hours) + `uncovered_weight` × uncovered agent-hours.
struct ScheduleProblem {
  /// Length of a slot of the grid.
  GivenSeconds slot;
  /// People needed in each slot, >= 0, real-valued.
  std::vector<double> required;
  std::vector<ShiftKind> shifts;
  /// True: the horizon wraps, and a shift past its end covers its beginning. False: a shift past the end is paid
  /// whole and covers nothing there.
  bool cyclic = false;
  /// People already on duty in each slot, at no cost (the night before); empty for none.
  std::vector<double> carry_in = {};
  /// Cost of one agent-hour short, in the unit of the costs of shifts; paid hours by default.
  double uncovered_weight = 10.0;
};

/// Slots of the horizon.
[[nodiscard]] inline int horizon(const ScheduleProblem& problem) noexcept {
  return static_cast<int>(problem.required.size());
}

[[nodiscard]] inline double slot_hours(const ScheduleProblem& problem) noexcept {
  return problem.slot.count() / 3600.0;
}

/// What one person on a shift costs: `cost` where given, else the paid hours.
[[nodiscard]] inline double shift_cost(const ScheduleProblem& problem, const ShiftKind& shift) noexcept {
  return shift.cost ? *shift.cost : paid_slots(shift) * slot_hours(problem);
}

namespace detail {

/// What carry-in leaves to be covered in one slot.
[[nodiscard]] inline double residual(const ScheduleProblem& problem, int slot) noexcept {
  const double need = problem.required[slot] - (problem.carry_in.empty() ? 0.0 : problem.carry_in[slot]);
  return need > 1e-9 ? need : 0.0;
}

/// The weight all shifts share, 0 where they differ.
[[nodiscard]] inline double common_weight(const ScheduleProblem& problem) noexcept {
  const double weight = problem.shifts.empty() ? 1.0 : problem.shifts.front().weight;
  for (const ShiftKind& shift : problem.shifts) {
    if (shift.weight != weight) return 0.0;
  }
  return weight;
}

[[noreturn]] inline void fail_schedule(const std::string& what) {
  throw std::invalid_argument("solve: " + what);
}

inline void check_breaks(const ShiftKind& shift, bool cyclic, int slots) {
  int sum = 0;
  for (std::size_t i = 0; i < shift.breaks.size(); ++i) {
    const BreakKind& pause = shift.breaks[i];
    if (pause.length < 1 || pause.step < 1 || pause.earliest < 0 || pause.latest < pause.earliest) {
      fail_schedule(
          fmt::format("break {} of shift {}: length and step must be >= 1 and 0 <= earliest <= latest", i, shift.name));
    }
    if ((pause.latest - pause.earliest) % pause.step != 0) {
      fail_schedule(fmt::format("break {} of shift {}: latest - earliest must be a multiple of step", i, shift.name));
    }
    if (pause.latest + pause.length > shift.length) {
      fail_schedule(fmt::format("break {} of shift {} must end within the shift of {} slots, got {}", i, shift.name,
                                shift.length, pause.latest + pause.length));
    }
    if (cyclic && choices(pause) > 1 && slots % pause.step != 0) {
      fail_schedule(fmt::format("break {} of shift {}: step must divide the {} slots of the cycle, got {}", i,
                                shift.name, slots, pause.step));
    }
    sum += pause.length;
  }
  if (sum >= shift.length && !shift.breaks.empty()) {
    fail_schedule(
        fmt::format("breaks of shift {} must leave time to work, got {} of {} slots", shift.name, sum, shift.length));
  }
}

}  // namespace detail

/// Throws std::domain_error for a number outside its domain and std::invalid_argument for fields that contradict
/// each other; both name the field.
inline void check(const ScheduleProblem& problem) {
  detail::check_positive("solve", "slot", problem.slot.count(), "> 0 s");
  detail::check_non_negative("solve", "uncovered_weight", problem.uncovered_weight);
  if (problem.required.empty()) detail::fail_schedule("required must not be empty");
  if (problem.required.size() > 1000000) detail::fail_schedule("required must have at most 1000000 slots");
  if (!problem.carry_in.empty() && problem.carry_in.size() != problem.required.size()) {
    detail::fail_schedule(fmt::format("carry_in must have the {} slots of required or none, got {}",
                                      problem.required.size(), problem.carry_in.size()));
  }
  for (std::size_t t = 0; t < problem.required.size(); ++t) {
    detail::check_non_negative("solve", fmt::format("required[{}]", t), problem.required[t]);
    if (problem.required[t] > 1e6) detail::fail_schedule(fmt::format("required[{}] must be <= 1000000", t));
  }
  for (std::size_t t = 0; t < problem.carry_in.size(); ++t) {
    detail::check_non_negative("solve", fmt::format("carry_in[{}]", t), problem.carry_in[t]);
  }
  const int slots = horizon(problem);
  for (const ShiftKind& shift : problem.shifts) {
    if (shift.length < 1) detail::fail_schedule(fmt::format("length of shift {} must be >= 1 slot", shift.name));
    if (problem.cyclic && shift.length > slots) {
      detail::fail_schedule(fmt::format("shift {} must not be longer than the cycle of {} slots, got {}", shift.name,
                                        slots, shift.length));
    }
    for (const int start : shift.starts) {
      if (start < 0 || start >= slots) {
        detail::fail_schedule(
            fmt::format("starts of shift {} must be slots in [0, {}), got {}", shift.name, slots, start));
      }
    }
    detail::check_positive("solve", "weight of shift " + shift.name, shift.weight);
    if (shift.cost) detail::check_non_negative("solve", "cost of shift " + shift.name, *shift.cost);
    detail::check_breaks(shift, problem.cyclic, slots);
  }
}

}  // namespace erlang
