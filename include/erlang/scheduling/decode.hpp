#pragma once

#include <algorithm>
#include <cmath>
#include <deque>
#include <erlang/scheduling/model.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <map>
#include <utility>
#include <vector>

namespace erlang {
namespace detail {

/// Whole people from a solver's value.
[[nodiscard]] inline int whole(double value) noexcept {
  return value > 0.0 ? static_cast<int>(std::llround(value)) : 0;
}

/// Gives the breaks of one inventory to people: first opened, first served, which is earliest deadline first because
/// all windows of a class are equally wide. `offsets[shift][break]` receives one offset per person.
class BreakServer {
 public:
  BreakServer(const ScheduleProblem& problem, const ScheduleModel& model,
              const ScheduleModel::BreakInventory& inventory, const std::vector<int>& people,
              std::vector<std::vector<std::vector<int>>>& offsets)
      : problem_(problem), model_(model), inventory_(inventory), people_(people), offsets_(offsets) {}

  void serve(const std::vector<double>& values) {
    const int slots = horizon(problem_);
    const int step = inventory_.key.step;
    std::vector<int> begins(slots, 0);
    for (int t = 0; t < slots; ++t) {
      if (inventory_.start_column[t] >= 0) begins[t] = whole(values[inventory_.start_column[t]]);
    }
    if (problem_.cyclic) owe_from_last_lap(begins);
    auto next = inventory_.openings.begin();
    for (int t = inventory_.key.phase; t < slots; t += step) {
      for (; next != inventory_.openings.end() && next->slot == t; ++next) open(*next, t);
      int left = begins[t];
      while (!queue_.empty() && (left > 0 || last_chance(queue_.front()) <= t)) {
        give(queue_.front(), t);
        --left;
        if (--queue_.front().people == 0) queue_.pop_front();
      }
    }
    // What is owed past the end of a dated horizon: as early as it can be. A cycle ends as it began.
    if (problem_.cyclic) return;
    for (Owed& owed : queue_) {
      int slot = owed.opened;
      while (slot < slots) slot += step;
      for (; owed.people > 0; --owed.people) give(owed, slot);
    }
  }

 private:
  struct Owed {
    int opened;
    int people;
    const ScheduleModel::Opening* opening;
  };

  void open(const ScheduleModel::Opening& opening, int slot) {
    if (people_[opening.shift] > 0) queue_.push_back({slot, people_[opening.shift], &opening});
  }

  [[nodiscard]] int last_chance(const Owed& owed) const noexcept {
    return owed.opened + (inventory_.key.choices - 1) * inventory_.key.step;
  }

  /// Never outside the window, also where values do not satisfy the program.
  void give(const Owed& owed, int slot) {
    slot = std::min(slot, last_chance(owed));
    const auto& shift = model_.shifts[owed.opening->shift];
    const BreakKind& pause = problem_.shifts[shift.kind].breaks[owed.opening->pause];
    offsets_[owed.opening->shift][owed.opening->pause].push_back(pause.earliest + slot - owed.opened);
  }

  /// The smallest inventory a cycle can begin with, filled with the windows opened last.
  void owe_from_last_lap(const std::vector<int>& begins) {
    const int slots = horizon(problem_);
    std::vector<int> opened(slots, 0);
    for (const auto& opening : inventory_.openings) opened[opening.slot] += people_[opening.shift];
    int level = 0;
    int lowest = 0;
    for (int t = 0; t < slots; ++t) {
      level += opened[t] - begins[t];
      lowest = std::min(lowest, level);
    }
    int owed = -lowest;
    for (auto it = inventory_.openings.rbegin(); it != inventory_.openings.rend() && owed > 0; ++it) {
      const int people = std::min(owed, people_[it->shift]);
      if (people == 0) continue;
      queue_.push_front({it->slot - slots, people, &*it});
      owed -= people;
    }
  }

  const ScheduleProblem& problem_;
  const ScheduleModel& model_;
  const ScheduleModel::BreakInventory& inventory_;
  const std::vector<int>& people_;
  std::vector<std::vector<std::vector<int>>>& offsets_;
  std::deque<Owed> queue_;
};

}  // namespace detail

/// People with breaks from the values of the program's columns. Every break starts inside its window and no two of a
/// person overlap, whatever the values; where they satisfy the program, breaks start as often as b says.
[[nodiscard]] inline std::vector<PlannedShift> decode(const ScheduleProblem& problem, const ScheduleModel& model,
                                                      const std::vector<double>& values) {
  const std::size_t count = model.shifts.size();
  std::vector<int> people(count);
  std::vector<std::vector<std::vector<int>>> offsets(count);  // shift, break, person
  for (std::size_t i = 0; i < count; ++i) {
    const auto& shift = model.shifts[i];
    people[i] = detail::whole(values[shift.column]);
    const auto& breaks = problem.shifts[shift.kind].breaks;
    offsets[i].resize(breaks.size());
    for (const int b : model.layouts[shift.kind].fixed) offsets[i][b].assign(people[i], breaks[b].earliest);
  }
  for (const auto& inventory : model.inventories) {
    detail::BreakServer(problem, model, inventory, people, offsets).serve(values);
  }
  for (const auto& group : model.patterns) {
    const detail::PatternGroup& layout = model.layouts[model.shifts[group.shift].kind].groups[group.group];
    int left = people[group.shift];
    for (std::size_t p = 0; p < layout.patterns.size() && left > 0; ++p) {
      const bool last = p + 1 == layout.patterns.size();
      const int take = last ? left : std::min(left, detail::whole(values[group.first_column + static_cast<int>(p)]));
      for (std::size_t b = 0; b < layout.breaks.size(); ++b) {
        auto& target = offsets[group.shift][layout.breaks[b]];
        target.insert(target.end(), take, layout.patterns[p][b]);
      }
      left -= take;
    }
  }
  std::vector<PlannedShift> plan;
  for (std::size_t i = 0; i < count; ++i) {
    const auto& shift = model.shifts[i];
    const auto& breaks = problem.shifts[shift.kind].breaks;
    std::map<std::vector<int>, int> tally;
    for (int person = 0; person < people[i]; ++person) {
      std::vector<int> own;
      for (std::size_t b = 0; b < breaks.size(); ++b) {
        const auto& given = offsets[i][b];
        // Windows that open past the end of a dated horizon are not in the program: any start will do.
        own.push_back(person < static_cast<int>(given.size()) ? given[person] : breaks[b].earliest);
      }
      ++tally[own];
    }
    for (const auto& [own, number] : tally) plan.push_back({shift.kind, shift.start, own, number});
  }
  return plan;
}

}  // namespace erlang
