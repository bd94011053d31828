#pragma once

#include <algorithm>
#include <cmath>
#include <compare>
#include <erlang/scheduling/breaks.hpp>
#include <erlang/scheduling/problem.hpp>
#include <erlang/scheduling/program.hpp>
#include <map>
#include <utility>
#include <vector>

namespace erlang {

/// The schedule as a mixed-integer program: x people per shift and start, b breaks that start per class and slot,
/// I breaks still owed, o people too many and u people short per slot. Only x, b and the patterns are integer.
///
/// Coverage rows are differences of neighbouring slots (one anchor row where the horizon wraps). Breaks are an
/// inventory per class (length, choices, step, phase): I_t = I_{t−1} + opened_t − b_t with I_t no more than what was
/// opened in the last choices − 1 steps, so that first in, first out meets every window. The requirement r is real
/// and the cover c whole, hence the price of max(0, r − c) is written c + u1 + u2 >= ⌈r⌉ with u1 <= 1 at the weight
/// times r − ⌊r⌋ and u2 at the weight, which is exact where c is whole. Where people of different shifts count for
/// different weights c is not whole, and the price is u >= r − c.
struct ScheduleModel {
  struct ShiftColumn {
    int kind;
    int start;
    int column;
  };
  struct BreakClass {
    int length;
    int choices;
    int step;
    int phase;
    double weight;  ///< what a person of these shifts counts for in the program
    auto operator<=>(const BreakClass&) const = default;
  };
  /// Windows of one class: which break of which shift column opens in which slot.
  struct Opening {
    int slot;
    int shift;  ///< index into `shifts`
    int pause;  ///< index into ShiftKind::breaks
  };
  struct BreakInventory {
    BreakClass key;
    std::vector<Opening> openings;  ///< by slot
    std::vector<int> start_column;  ///< b per slot, −1 where none can start
    std::vector<int> owed_column;   ///< I per slot, −1 where none can be owed
  };
  struct PatternColumns {
    int shift;         ///< index into `shifts`
    int group;         ///< index into BreakLayout::groups
    int first_column;  ///< columns follow the order of PatternGroup::patterns
  };

  MixedIntegerProgram program;
  std::vector<detail::BreakLayout> layouts;  ///< one per shift kind
  std::vector<ShiftColumn> shifts;
  std::vector<BreakInventory> inventories;
  std::vector<PatternColumns> patterns;
  double unit = 1.0;                              ///< people of the requirement per person of the program
  bool whole_cover = true;                        ///< every person counts for one
  std::vector<int> over_column;                   ///< o per slot
  std::vector<std::pair<int, int>> under_column;  ///< u1, u2 per slot, −1 where absent
};

namespace detail {

/// The cover the program asks for where `need` is left: ⌈need⌉ people, forgiving the last digits of a computed
/// requirement, or the need itself where cover is not whole.
[[nodiscard]] inline double cover_level(const ScheduleModel& model, double need) noexcept {
  return model.whole_cover ? std::ceil(need / model.unit - 1e-9) : need;
}

class ModelBuilder {
 public:
  explicit ModelBuilder(const ScheduleProblem& problem) : problem_(problem), slots_(horizon(problem)) {
    const double weight = common_weight(problem);
    model_.whole_cover = weight > 0.0;
    model_.unit = model_.whole_cover ? weight : 1.0;
    for (int t = 0; t < slots_; ++t) level_.push_back(cover_level(model_, residual(problem, t)));
  }

  [[nodiscard]] ScheduleModel build() {
    for (const ShiftKind& kind : problem_.shifts) model_.layouts.push_back(layout_breaks(kind));
    add_cover_rows();
    add_surplus_columns();
    choose_shifts();
    open_inventories();
    add_inventory_rows();
    for (std::size_t i = 0; i < model_.shifts.size(); ++i) add_shift_column(static_cast<int>(i));
    for (std::size_t i = 0; i < model_.shifts.size(); ++i) add_pattern_columns(static_cast<int>(i));
    for (ScheduleModel::BreakInventory& inventory : model_.inventories) add_break_columns(inventory);
    return std::move(model_);
  }

 private:
  using Entries = std::vector<std::pair<int, double>>;

  [[nodiscard]] double weight_of(const ShiftKind& shift) const noexcept {
    return model_.whole_cover ? 1.0 : shift.weight;
  }

  void add_cover_rows() {
    double before = 0.0;
    for (const double need : level_) {
      model_.program.add_row(need - before, need - before);
      before = need;
    }
  }

  /// `amount` people in slots [start, start + length): + at the first slot, − after the last. Row 0 is the level.
  void cover_entries(Entries& entries, int start, int length, double amount) const {
    const int end = start + length;
    if (!problem_.cyclic) {
      if (start < slots_) entries.emplace_back(start, amount);
      if (end < slots_) entries.emplace_back(end, -amount);
      return;
    }
    const int first = start % slots_;
    const int after = end % slots_;
    if (first != 0) entries.emplace_back(first, amount);
    if (after != 0) entries.emplace_back(after, -amount);
    if (first == 0 || first + length > slots_) entries.emplace_back(0, amount);
  }

  void add_surplus_columns() {
    const double price = problem_.uncovered_weight * slot_hours(problem_) * model_.unit;
    for (int t = 0; t < slots_; ++t) {
      const auto surplus = [&](double sign) {
        Entries entries{{t, sign}};
        if (t + 1 < slots_) entries.emplace_back(t + 1, -sign);
        return entries;
      };
      // cover − o + u = need, in differences.
      model_.over_column.push_back(
          model_.program.add_column(0.0, 0.0, MixedIntegerProgram::infinity, false, surplus(-1.0)));
      const double part = residual(problem_, t) / model_.unit - (level_[t] - 1.0);
      int first = -1;
      int rest = -1;
      if (model_.whole_cover && level_[t] >= 1.0 && part < 1.0 - 1e-9) {
        first = model_.program.add_column(price * part, 0.0, 1.0, false, surplus(1.0));
      }
      const double left = level_[t] - (first >= 0 ? 1.0 : 0.0);
      if (left > 0.0) rest = model_.program.add_column(price, 0.0, left, false, surplus(1.0));
      model_.under_column.emplace_back(first, rest);
    }
  }

  [[nodiscard]] double largest_need(int start, int length) const noexcept {
    double most = 0.0;
    for (int i = 0; i < length; ++i) {
      int t = start + i;
      if (t >= slots_) {
        if (!problem_.cyclic) break;
        t -= slots_;
      }
      most = std::max(most, level_[t]);
    }
    return most;
  }

  /// Shifts and starts that cover anything required.
  void choose_shifts() {
    for (std::size_t k = 0; k < problem_.shifts.size(); ++k) {
      std::vector<int> starts = problem_.shifts[k].starts;
      std::sort(starts.begin(), starts.end());
      starts.erase(std::unique(starts.begin(), starts.end()), starts.end());
      for (const int start : starts) {
        if (largest_need(start, problem_.shifts[k].length) > 0.0) {
          model_.shifts.push_back({static_cast<int>(k), start, -1});
        }
      }
    }
  }

  /// A shift and its breaks that lie past the end of a dated horizon are nobody's concern.
  void open_inventories() {
    std::map<ScheduleModel::BreakClass, std::vector<ScheduleModel::Opening>> classes;
    for (std::size_t i = 0; i < model_.shifts.size(); ++i) {
      const auto& [kind, start, column] = model_.shifts[i];
      for (const int b : model_.layouts[kind].windowed) {
        const BreakKind& pause = problem_.shifts[kind].breaks[b];
        int slot = start + pause.earliest;
        if (slot >= slots_) {
          if (!problem_.cyclic) continue;
          slot -= slots_;
        }
        classes[{pause.length, choices(pause), pause.step, slot % pause.step, weight_of(problem_.shifts[kind])}]
            .push_back({slot, static_cast<int>(i), b});
      }
    }
    for (auto& [key, openings] : classes) {
      std::stable_sort(openings.begin(), openings.end(), [](const auto& a, const auto& b) { return a.slot < b.slot; });
      ScheduleModel::BreakInventory inventory{key, std::move(openings), std::vector<int>(slots_, -1),
                                              std::vector<int>(slots_, -1)};
      for (const auto& opening : inventory.openings) {
        for (int i = 0; i < key.choices; ++i) {
          int slot = opening.slot + i * key.step;
          if (slot >= slots_) {
            if (!problem_.cyclic) break;
            slot -= slots_;
          }
          inventory.start_column[slot] = 0;
          if (i + 1 < key.choices) inventory.owed_column[slot] = 0;
        }
      }
      model_.inventories.push_back(std::move(inventory));
    }
  }

  /// Balance rows where a break can start, limit rows where one can be owed.
  void add_inventory_rows() {
    for (const auto& inventory : model_.inventories) {
      std::vector<int> balance(slots_, -1);
      std::vector<int> limit(slots_, -1);
      for (int t = 0; t < slots_; ++t) {
        if (inventory.start_column[t] >= 0) balance[t] = model_.program.add_row(0.0, 0.0);
        if (inventory.owed_column[t] >= 0) {
          limit[t] = model_.program.add_row(-MixedIntegerProgram::infinity, 0.0);
        }
      }
      balance_rows_.push_back(std::move(balance));
      limit_rows_.push_back(std::move(limit));
      opened_.resize(model_.shifts.size());
      const int index = static_cast<int>(balance_rows_.size()) - 1;
      for (const auto& opening : inventory.openings) opened_[opening.shift].emplace_back(index, opening.slot);
    }
    opened_.resize(model_.shifts.size());
  }

  void add_shift_column(int index) {
    auto& [kind, start, column] = model_.shifts[index];
    const ShiftKind& shift = problem_.shifts[kind];
    const BreakLayout& layout = model_.layouts[kind];
    Entries entries;
    const double weight = weight_of(shift);
    cover_entries(entries, start, shift.length, weight);
    for (const int b : layout.fixed) {
      cover_entries(entries, start + shift.breaks[b].earliest, shift.breaks[b].length, -weight);
    }
    for (const auto& [inventory, slot] : opened_[index]) {
      const auto& key = model_.inventories[inventory].key;
      entries.emplace_back(balance_rows_[inventory][slot], -1.0);
      for (int i = 0; i + 1 < key.choices; ++i) {
        int t = slot + i * key.step;
        if (t >= slots_) {
          if (!problem_.cyclic) break;
          t -= slots_;
        }
        entries.emplace_back(limit_rows_[inventory][t], -1.0);
      }
    }
    const int first_group_row = model_.program.rows();
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
      entries.emplace_back(model_.program.add_row(0.0, 0.0), -1.0);
    }
    group_rows_.push_back(first_group_row);
    // More people than twice the need (or the need once per pattern) never help: spread over the choices of their
    // breaks, that many already cover every slot of the shift that its breaks do not always hit.
    double times = layout.windowed.empty() ? 1.0 : 2.0;
    for (const PatternGroup& group : layout.groups) times *= static_cast<double>(group.patterns.size());
    const double most = std::ceil(largest_need(start, shift.length) / weight) * times;
    column = model_.program.add_column(shift_cost(problem_, shift), 0.0, most, true, std::move(entries));
  }

  void add_pattern_columns(int index) {
    const auto [kind, start, column] = model_.shifts[index];
    const BreakLayout& layout = model_.layouts[kind];
    for (std::size_t g = 0; g < layout.groups.size(); ++g) {
      const PatternGroup& group = layout.groups[g];
      model_.patterns.push_back({index, static_cast<int>(g), model_.program.columns()});
      for (const auto& offsets : group.patterns) {
        Entries entries{{group_rows_[index] + static_cast<int>(g), 1.0}};
        for (std::size_t i = 0; i < offsets.size(); ++i) {
          cover_entries(entries, start + offsets[i], problem_.shifts[kind].breaks[group.breaks[i]].length,
                        -weight_of(problem_.shifts[kind]));
        }
        model_.program.add_column(0.0, 0.0, model_.program.upper[column], true, std::move(entries));
      }
    }
  }

  void add_break_columns(ScheduleModel::BreakInventory& inventory) {
    const auto index = static_cast<std::size_t>(&inventory - model_.inventories.data());
    const auto& balance = balance_rows_[index];
    const auto& limit = limit_rows_[index];
    for (int t = 0; t < slots_; ++t) {
      if (inventory.start_column[t] < 0) continue;
      Entries entries{{balance[t], 1.0}};
      cover_entries(entries, t, inventory.key.length, -inventory.key.weight);
      inventory.start_column[t] =
          model_.program.add_column(0.0, 0.0, MixedIntegerProgram::infinity, true, std::move(entries));
    }
    for (int t = 0; t < slots_; ++t) {
      if (inventory.owed_column[t] < 0) continue;
      Entries entries{{balance[t], 1.0}, {limit[t], 1.0}};
      int next = t + inventory.key.step;
      if (next >= slots_ && problem_.cyclic) next -= slots_;
      if (next < slots_) entries.emplace_back(balance[next], -1.0);
      inventory.owed_column[t] =
          model_.program.add_column(0.0, 0.0, MixedIntegerProgram::infinity, false, std::move(entries));
    }
  }

  const ScheduleProblem& problem_;
  int slots_;
  std::vector<double> level_;
  ScheduleModel model_;
  std::vector<std::vector<int>> balance_rows_;            // per inventory and slot
  std::vector<std::vector<int>> limit_rows_;              // per inventory and slot
  std::vector<std::vector<std::pair<int, int>>> opened_;  // per shift: inventory, slot
  std::vector<int> group_rows_;                           // per shift: row of its first pattern group
};

}  // namespace detail

/// Builds the program of a problem that has passed `check`. Shifts and starts that cover nothing required are left out.
[[nodiscard]] inline ScheduleModel build_model(const ScheduleProblem& problem) {
  return detail::ModelBuilder(problem).build();
}

}  // namespace erlang
