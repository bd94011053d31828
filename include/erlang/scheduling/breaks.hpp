#pragma once

#include <algorithm>
#include <erlang/scheduling/problem.hpp>
#include <numeric>
#include <vector>

/// How the breaks of one shift kind enter the model. A break with one admissible start is part of the shift's shape.
/// A break whose window meets no other window of the shift is an obligation in an inventory. Breaks whose windows
/// meet are decided together, by patterns in which they do not overlap.
namespace erlang::detail {

/// Breaks of one kind that could overlap, and the ways in which they do not.
struct PatternGroup {
  std::vector<int> breaks;                 ///< indices into ShiftKind::breaks
  std::vector<std::vector<int>> patterns;  ///< offsets, in the order of `breaks`
};

struct BreakLayout {
  std::vector<int> fixed;
  std::vector<int> windowed;
  std::vector<PatternGroup> groups;
};

/// More ways than this to place breaks with overlapping windows is an error that names the shift.
inline constexpr std::size_t max_patterns = 5000;

[[nodiscard]] inline bool may_overlap(const BreakKind& a, const BreakKind& b) noexcept {
  return a.earliest < b.latest + b.length && b.earliest < a.latest + a.length;
}

[[nodiscard]] inline bool overlap(const BreakKind& a, int start_a, const BreakKind& b, int start_b) noexcept {
  return start_a < start_b + b.length && start_b < start_a + a.length;
}

inline void extend_patterns(const ShiftKind& shift, PatternGroup& group, std::vector<int>& starts) {
  const std::size_t at = starts.size();
  if (at == group.breaks.size()) {
    group.patterns.push_back(starts);
    if (group.patterns.size() > max_patterns) {
      fail_schedule(
          fmt::format("breaks of shift {} with overlapping windows can be placed in more than {} ways; "
                      "use narrower windows or a larger step",
                      shift.name, max_patterns));
    }
    return;
  }
  const BreakKind& next = shift.breaks[group.breaks[at]];
  for (int start = next.earliest; start <= next.latest; start += next.step) {
    bool admissible = true;
    for (std::size_t i = 0; i < at && admissible; ++i) {
      const BreakKind& before = shift.breaks[group.breaks[i]];
      // Of equal breaks only one order is listed.
      admissible = !overlap(before, starts[i], next, start) && !(before == next && start < starts[i]);
    }
    if (!admissible) continue;
    starts.push_back(start);
    extend_patterns(shift, group, starts);
    starts.pop_back();
  }
}

[[nodiscard]] inline BreakLayout layout_breaks(const ShiftKind& shift) {
  const int count = static_cast<int>(shift.breaks.size());
  std::vector<int> root(count);
  std::iota(root.begin(), root.end(), 0);
  const auto find = [&](int i) {
    while (root[i] != i) i = root[i];
    return i;
  };
  for (int i = 0; i < count; ++i) {
    for (int j = 0; j < i; ++j) {
      if (may_overlap(shift.breaks[i], shift.breaks[j])) root[find(i)] = find(j);
    }
  }
  BreakLayout layout;
  for (int i = 0; i < count; ++i) {
    if (find(i) != i) continue;
    PatternGroup group;
    for (int j = 0; j < count; ++j) {
      if (find(j) == i) group.breaks.push_back(j);
    }
    if (group.breaks.size() == 1) {
      (choices(shift.breaks[i]) == 1 ? layout.fixed : layout.windowed).push_back(i);
      continue;
    }
    std::vector<int> starts;
    extend_patterns(shift, group, starts);
    if (group.patterns.empty()) {
      fail_schedule(fmt::format("breaks of shift {} cannot be placed without overlapping", shift.name));
    }
    layout.groups.push_back(std::move(group));
  }
  return layout;
}

}  // namespace erlang::detail
