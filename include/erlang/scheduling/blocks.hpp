#pragma once

#include <algorithm>
#include <erlang/scheduling/schedule.hpp>
#include <utility>
#include <vector>

namespace erlang {

/// A dated piece of a problem: its slot 0 is slot `offset` of the whole, and it has the shifts of the whole in the
/// same order, with fewer starts.
struct ScheduleBlock {
  int offset = 0;
  ScheduleProblem problem;
};

namespace detail {

/// Slots from the start of a shift to the last requirement it can cover; 0 where it covers none.
[[nodiscard]] inline int useful_slots(const ScheduleProblem& problem, int start, int length) noexcept {
  const int slots = horizon(problem);
  int useful = 0;
  for (int i = 0; i < length; ++i) {
    int t = start + i;
    if (t >= slots) {
      if (!problem.cyclic) break;
      t -= slots;
    }
    if (residual(problem, t) > 0.0) useful = i + 1;
  }
  return useful;
}

/// Slots [offset, offset + length) of a problem as a dated problem with the starts among them for which `keep` holds;
/// carry-in is taken off the requirement.
template <class Keep>
[[nodiscard]] ScheduleBlock cut_block(const ScheduleProblem& problem, int offset, int length, const Keep& keep) {
  const int slots = horizon(problem);
  ScheduleBlock block{offset, {.slot = problem.slot, .required = {}, .shifts = {}}};
  block.problem.uncovered_weight = problem.uncovered_weight;
  for (int i = 0; i < length; ++i) block.problem.required.push_back(residual(problem, (offset + i) % slots));
  for (const ShiftKind& shift : problem.shifts) {
    ShiftKind own{shift.name, shift.length, {}, shift.breaks, shift.cost, shift.weight};
    for (const int start : shift.starts) {
      const int local = start >= offset ? start - offset : start - offset + slots;
      if (local < length && keep(local)) own.starts.push_back(local);
    }
    std::sort(own.starts.begin(), own.starts.end());
    block.problem.shifts.push_back(std::move(own));
  }
  return block;
}

}  // namespace detail

/// The plan of a block in the slots of the whole.
[[nodiscard]] inline std::vector<PlannedShift> place_plan(const ScheduleProblem& whole, int offset,
                                                          std::vector<PlannedShift> plan) {
  for (PlannedShift& shift : plan) shift.start = (shift.start + offset) % horizon(whole);
  return plan;
}

/// Pieces no useful shift connects: solved apart they give the optimum of the whole. One cyclic problem that cannot
/// be cut comes back as it is, with offset 0.
[[nodiscard]] inline std::vector<ScheduleBlock> independent_blocks(const ScheduleProblem& problem) {
  const int slots = horizon(problem);
  // joined[t] > 0: slots t − 1 and t belong together. touched[t]: a useful shift is there, or something is required.
  std::vector<int> joined(2 * static_cast<std::size_t>(slots) + 1, 0);
  for (const ShiftKind& shift : problem.shifts) {
    for (const int start : shift.starts) {
      const int useful = detail::useful_slots(problem, start, shift.length);
      if (useful == 0) continue;
      ++joined[start + 1];
      --joined[start + useful];
    }
  }
  for (std::size_t t = 1; t < joined.size(); ++t) joined[t] += joined[t - 1];
  std::vector<bool> bound(slots);
  for (int t = 0; t < slots; ++t) bound[t] = joined[t] > 0 || joined[t + slots] > 0;
  int first = 0;
  if (problem.cyclic) {
    while (first < slots && bound[first]) ++first;
    if (first == slots) return {{0, problem}};
  }
  std::vector<ScheduleBlock> blocks;
  for (int from = 0; from < slots;) {
    int to = from + 1;
    while (to < slots && bound[(first + to) % slots]) ++to;
    bool needed = false;
    for (int i = from; i < to; ++i) needed = needed || detail::residual(problem, (first + i) % slots) > 0.0;
    if (needed) {
      blocks.push_back(detail::cut_block(problem, (first + from) % slots, to - from, [](int) { return true; }));
    }
    from = to;
  }
  return blocks;
}

}  // namespace erlang
