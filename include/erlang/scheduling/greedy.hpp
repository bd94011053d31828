#pragma once

#include <algorithm>
#include <erlang/scheduling/breaks.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <functional>
#include <limits>
#include <vector>

namespace erlang {
namespace detail {

/// Puts one person after the other where the uncovered hours saved per unit of cost are largest.
class GreedyPlanner {
 public:
  explicit GreedyPlanner(const ScheduleProblem& problem)
      : problem_(problem), slots_(horizon(problem)), price_(problem.uncovered_weight * slot_hours(problem)) {
    for (int t = 0; t < slots_; ++t) left_.push_back(residual(problem, t));
    for (const ShiftKind& kind : problem.shifts) layouts_.push_back(layout_breaks(kind));
  }

  [[nodiscard]] std::vector<PlannedShift> plan(const std::function<bool()>& stop) {
    std::vector<PlannedShift> plan;
    for (int round = 0; round < 1000000; ++round) {
      if (stop && round % 64 == 0 && stop()) break;
      const PlannedShift best = best_person();
      if (best.people == 0) break;
      for (int t = 0; t < slots_; ++t) left_[t] -= worked(best, t);
      plan.push_back(best);
    }
    return plan;
  }

 private:
  /// What one more person saves in slots before t, unrolled once past the end.
  void sum_savings() {
    sums_.assign(1, 0.0);
    const int last = problem_.cyclic ? 2 * slots_ : slots_;
    for (int t = 0; t < last; ++t) {
      sums_.push_back(sums_.back() + price_ * std::clamp(left_[t % slots_], 0.0, 1.0));
    }
  }

  [[nodiscard]] double saved(int start, int length) const noexcept {
    const int last = static_cast<int>(sums_.size()) - 1;
    return sums_[std::min(start + length, last)] - sums_[std::min(start, last)];
  }

  /// The offset of a break that loses least, and what it loses.
  [[nodiscard]] std::pair<int, double> place(int start, const BreakKind& pause) const noexcept {
    std::pair<int, double> best{pause.earliest, std::numeric_limits<double>::infinity()};
    for (int offset = pause.earliest; offset <= pause.latest; offset += pause.step) {
      const double lost = saved(start + offset, pause.length);
      if (lost < best.second - 1e-12) best = {offset, lost};
    }
    return best;
  }

  [[nodiscard]] double place_all(int kind, int start, std::vector<int>& offsets) const {
    const auto& breaks = problem_.shifts[kind].breaks;
    offsets.assign(breaks.size(), 0);
    double lost = 0.0;
    const auto one = [&](int b) {
      const auto [offset, loss] = place(start, breaks[b]);
      offsets[b] = offset;
      lost += loss;
    };
    for (const int b : layouts_[kind].fixed) one(b);
    for (const int b : layouts_[kind].windowed) one(b);
    for (const PatternGroup& group : layouts_[kind].groups) {
      double least = std::numeric_limits<double>::infinity();
      for (const auto& pattern : group.patterns) {
        double loss = 0.0;
        for (std::size_t i = 0; i < pattern.size(); ++i) {
          loss += saved(start + pattern[i], breaks[group.breaks[i]].length);
        }
        if (loss >= least - 1e-12) continue;
        least = loss;
        for (std::size_t i = 0; i < pattern.size(); ++i) offsets[group.breaks[i]] = pattern[i];
      }
      lost += least;
    }
    return lost;
  }

  [[nodiscard]] PlannedShift best_person() {
    sum_savings();
    PlannedShift best;
    double best_value = 0.0;
    std::vector<int> offsets;
    for (std::size_t k = 0; k < problem_.shifts.size(); ++k) {
      const double cost = shift_cost(problem_, problem_.shifts[k]);
      for (const int start : problem_.shifts[k].starts) {
        const double all = saved(start, problem_.shifts[k].length);
        if (all <= cost || all <= best_value * cost) continue;
        const double gain = all - place_all(static_cast<int>(k), start, offsets);  // of a person of weight 1
        if (gain <= cost + 1e-9) continue;
        const double value = cost > 0.0 ? gain / cost : std::numeric_limits<double>::max();
        if (value <= best_value) continue;
        best_value = value;
        best = {static_cast<int>(k), start, offsets, 1};
      }
    }
    return best;
  }

  /// People at work in slot t, of one planned shift.
  [[nodiscard]] double worked(const PlannedShift& shift, int t) const noexcept {
    const ShiftKind& kind = problem_.shifts[shift.kind];
    int at = t - shift.start;
    if (at < 0 && problem_.cyclic) at += slots_;
    if (at < 0 || at >= kind.length) return 0.0;
    for (std::size_t b = 0; b < kind.breaks.size(); ++b) {
      if (at >= shift.breaks[b] && at < shift.breaks[b] + kind.breaks[b].length) return 0.0;
    }
    return shift.people * kind.weight;
  }

  const ScheduleProblem& problem_;
  int slots_;
  double price_;
  std::vector<double> left_;
  std::vector<double> sums_;
  std::vector<BreakLayout> layouts_;
};

}  // namespace detail

/// A plan made person by person: quick and valid, not good. Where a search begins, and what is left of one that is
/// stopped at once.
[[nodiscard]] inline std::vector<PlannedShift> greedy_plan(const ScheduleProblem& problem,
                                                           const std::function<bool()>& stop = nullptr) {
  return detail::GreedyPlanner(problem).plan(stop);
}

}  // namespace erlang
