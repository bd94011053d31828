#pragma once

#include <algorithm>
#include <erlang/scheduling/model.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <map>
#include <utility>
#include <vector>

namespace erlang {
namespace detail {

/// b and I of one inventory from the breaks that start and the windows that open in each slot.
inline void encode_inventory(bool cyclic, const ScheduleModel::BreakInventory& inventory,
                             const std::vector<int>& opened, const std::vector<int>& begins,
                             std::vector<double>& values) {
  const int slots = static_cast<int>(opened.size());
  const int step = inventory.key.step;
  int level = 0;
  if (cyclic) {
    int lowest = 0;
    for (int t = inventory.key.phase; t < slots; t += step) {
      level += opened[t] - begins[t];
      lowest = std::min(lowest, level);
    }
    level = -lowest;
  }
  for (int t = inventory.key.phase; t < slots; t += step) {
    level += opened[t] - begins[t];
    if (inventory.start_column[t] >= 0) values[inventory.start_column[t]] = begins[t];
    if (inventory.owed_column[t] >= 0) values[inventory.owed_column[t]] = level;
  }
}

}  // namespace detail

/// Values of the program's columns for a plan: the inverse of `decode`, for a start solution. Empty where the plan
/// uses a shift or a pattern the program does not have.
[[nodiscard]] inline std::vector<double> encode(const ScheduleProblem& problem, const ScheduleModel& model,
                                                const std::vector<PlannedShift>& plan) {
  const int slots = horizon(problem);
  std::vector<double> values(model.program.columns(), 0.0);
  std::map<std::pair<int, int>, int> index;
  for (std::size_t i = 0; i < model.shifts.size(); ++i) {
    index[{model.shifts[i].kind, model.shifts[i].start}] = static_cast<int>(i);
  }
  std::map<ScheduleModel::BreakClass, std::size_t> classes;
  for (std::size_t i = 0; i < model.inventories.size(); ++i) classes[model.inventories[i].key] = i;
  std::map<std::pair<int, int>, const ScheduleModel::PatternColumns*> patterns;
  for (const auto& columns : model.patterns) patterns[{columns.shift, columns.group}] = &columns;
  std::vector<std::vector<int>> opened(model.inventories.size(), std::vector<int>(slots, 0));
  std::vector<std::vector<int>> begins = opened;
  std::vector<double> cover(slots, 0.0);

  const auto slot_of = [&](int t) { return t < slots ? t : problem.cyclic ? t % slots : -1; };
  for (const PlannedShift& shift : plan) {
    const auto found = index.find({shift.kind, shift.start});
    if (found == index.end()) return {};
    const ShiftKind& kind = problem.shifts[shift.kind];
    const detail::BreakLayout& layout = model.layouts[shift.kind];
    values[model.shifts[found->second].column] += shift.people;
    detail::add_cover(cover, problem, shift);
    for (const int b : layout.windowed) {
      const BreakKind& pause = kind.breaks[b];
      const int open = slot_of(shift.start + pause.earliest);
      const int begin = slot_of(shift.start + shift.breaks[b]);
      if (open < 0) continue;
      const auto at = classes.at(
          {pause.length, choices(pause), pause.step, open % pause.step, model.whole_cover ? 1.0 : kind.weight});
      opened[at][open] += shift.people;
      if (begin >= 0) begins[at][begin] += shift.people;
    }
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
      const auto& group = layout.groups[g];
      std::vector<int> offsets;
      for (const int b : group.breaks) offsets.push_back(shift.breaks[b]);
      const auto pattern = std::find(group.patterns.begin(), group.patterns.end(), offsets);
      if (pattern == group.patterns.end()) return {};
      const auto* columns = patterns.at({found->second, static_cast<int>(g)});
      values[columns->first_column + static_cast<int>(pattern - group.patterns.begin())] += shift.people;
    }
  }
  for (std::size_t i = 0; i < model.inventories.size(); ++i) {
    detail::encode_inventory(problem.cyclic, model.inventories[i], opened[i], begins[i], values);
  }
  for (int t = 0; t < slots; ++t) {
    const double surplus = cover[t] / model.unit - detail::cover_level(model, detail::residual(problem, t));
    const auto [first, rest] = model.under_column[t];
    if (surplus >= 0.0) values[model.over_column[t]] = surplus;
    double missing = std::max(0.0, -surplus);
    if (first >= 0) {
      values[first] = std::min(1.0, missing);
      missing -= values[first];
    }
    if (rest >= 0) values[rest] = missing;
  }
  return values;
}

}  // namespace erlang
