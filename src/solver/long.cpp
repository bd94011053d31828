#include <algorithm>
#include <cmath>
#include <erlang/scheduling/blocks.hpp>
#include <erlang/scheduling/encode.hpp>
#include <erlang/scheduling/greedy.hpp>
#include <erlang/scheduling/model.hpp>

#include "search.hpp"

namespace erlang::solver {
namespace {

/// Starts in [offset, offset + starts) are free in a window; what they can cover is `length` slots.
struct Window {
  int offset;
  int starts;
  int length;
};

/// Into how many runs the work would divide if every window took its whole share each time.
constexpr std::int64_t runs_per_window = 10;

class LongSearch {
 public:
  LongSearch(const ScheduleProblem& problem, double gap, Budget& budget, Found& found)
      : problem_(problem), slots_(horizon(problem)), gap_(gap), budget_(budget), found_(found) {
    day_ = std::max(1, static_cast<int>(std::lround(24.0 / slot_hours(problem))));
    for (const ShiftKind& shift : problem.shifts) longest_ = std::max(longest_, shift.length);
  }

  void run() {
    const bool divisible = day_ + longest_ <= slots_;
    if (divisible) {
      const ScheduleModel model = build_model(problem_);
      const RunResult relaxed = budget_.run(model.program, {.relaxed = true, .interior = true}, {});
      if (!relaxed.solved) return;
      found_.bound = std::max(found_.bound, relaxed.bound);
      if (!done()) round(model, relaxed.values);
      improve();
    }
    if (!done()) solve_whole(problem_, gap_, budget_, found_);
  }

 private:
  [[nodiscard]] bool done() const { return budget_.over() || relative_gap(found_.cost, found_.bound) <= gap_; }

  [[nodiscard]] int windows() const noexcept { return (slots_ + day_ - 1) / day_; }

  [[nodiscard]] Window window_at(int offset, int starts) const noexcept {
    int length = starts + longest_ - 1;
    if (!problem_.cyclic) {
      starts = std::min(starts, slots_ - offset);
      length = std::min(length, slots_ - offset);
    }
    return {offset, starts, std::min(length, slots_)};
  }

  [[nodiscard]] bool inside(const Window& window, int start) const noexcept {
    const int local = start >= window.offset ? start - window.offset : start - window.offset + slots_;
    return local < window.starts;
  }

  /// People of relaxed shifts on duty, their breaks spread evenly over the windows.
  [[nodiscard]] std::vector<double> spread_cover(const ScheduleModel& model, const std::vector<double>& values,
                                                 const std::vector<bool>& counted) const {
    std::vector<double> cover(slots_, 0.0);
    for (std::size_t i = 0; i < model.shifts.size(); ++i) {
      const auto& [kind, start, column] = model.shifts[i];
      if (!counted[i] || values[column] <= 0.0) continue;
      const ShiftKind& shift = problem_.shifts[kind];
      const double people = values[column] * shift.weight;
      detail::add_cover(cover, problem_.cyclic, start, shift.length, people);
      for (const BreakKind& pause : shift.breaks) {
        const double share = people / choices(pause);
        for (int at = pause.earliest; at <= pause.latest; at += pause.step) {
          detail::add_cover(cover, problem_.cyclic, start + at, pause.length, -share);
        }
      }
    }
    return cover;
  }

  /// Solves one window on what `cover` leaves; starts from `plan`, those of its shifts that begin inside.
  [[nodiscard]] Found solve_window(const Window& window, const std::vector<double>& cover,
                                   const std::vector<PlannedShift>& plan, double gap) {
    ScheduleProblem rest = problem_;
    rest.carry_in = cover;
    if (!problem_.carry_in.empty()) {
      for (int t = 0; t < slots_; ++t) rest.carry_in[t] += problem_.carry_in[t];
    }
    const ScheduleBlock block =
        detail::cut_block(rest, window.offset, window.length, [&](int local) { return local < window.starts; });
    Found found;
    if (plan.empty()) {
      found.plan = greedy_plan(block.problem, budget_.stop());
    } else {
      for (PlannedShift shift : plan) {
        shift.start = shift.start >= window.offset ? shift.start - window.offset : shift.start - window.offset + slots_;
        found.plan.push_back(std::move(shift));
      }
    }
    found.cost = cost_of(block.problem, found.plan);
    budget_.ration(runs_per_window * windows());
    solve_whole(block.problem, gap, budget_, found);
    budget_.ration(0);
    found.plan = place_plan(problem_, window.offset, std::move(found.plan));
    return found;
  }

  void round(const ScheduleModel& model, const std::vector<double>& values) {
    std::vector<PlannedShift> plan;
    std::vector<bool> later(model.shifts.size(), true);
    for (int offset = 0; offset < slots_; offset += day_) {
      if (budget_.over()) return;
      const Window window = window_at(offset, std::min(day_, slots_ - offset));
      for (std::size_t i = 0; i < later.size(); ++i) later[i] = later[i] && !inside(window, model.shifts[i].start);
      std::vector<double> cover = spread_cover(model, values, later);
      for (const PlannedShift& shift : plan) detail::add_cover(cover, problem_, shift);
      for (double& people : cover) people = std::max(people, 0.0);
      Found part = solve_window(window, cover, {}, gap_);
      plan.insert(plan.end(), part.plan.begin(), part.plan.end());
    }
    const double cost = cost_of(problem_, plan);
    if (cost < found_.cost) {
      found_.cost = cost;
      found_.plan = merge_plan(std::move(plan));
    }
  }

  void improve() {
    int idle = 0;
    const int count = windows();
    for (int turn = 0; turn < 6 * count && !done() && idle < 2 * count; ++turn) {
      const int shifted = turn / count % 2 == 0 ? day_ / 2 : 0;
      const int offset = turn % count * day_ + shifted;
      if (offset >= slots_) continue;
      const Window window = window_at(offset, day_);
      std::vector<PlannedShift> fixed;
      std::vector<PlannedShift> own;
      for (const PlannedShift& shift : found_.plan) (inside(window, shift.start) ? own : fixed).push_back(shift);
      std::vector<double> cover(slots_, 0.0);
      for (const PlannedShift& shift : fixed) detail::add_cover(cover, problem_, shift);
      Found part = solve_window(window, cover, own, gap_ / 4);
      fixed.insert(fixed.end(), part.plan.begin(), part.plan.end());
      const double cost = cost_of(problem_, fixed);
      if (cost < found_.cost - 1e-6) {
        found_.cost = cost;
        found_.plan = merge_plan(std::move(fixed));
        idle = 0;
      } else {
        ++idle;
      }
    }
  }

  const ScheduleProblem& problem_;
  int slots_;
  double gap_;
  Budget& budget_;
  Found& found_;
  int day_ = 1;
  int longest_ = 1;
};

}  // namespace

void solve_long(const ScheduleProblem& problem, double gap, Budget& budget, Found& found) {
  LongSearch(problem, gap, budget, found).run();
}

}  // namespace erlang::solver
