#include <erlang/scheduling/blocks.hpp>
#include <erlang/scheduling/greedy.hpp>
#include <erlang/scheduling/solve.hpp>
#include <limits>

#include "search.hpp"

namespace erlang {
namespace {

constexpr double proven = 1e-6;

void check(const SolveOptions& options) {
  detail::check_fraction_below_one("solve", "gap", options.gap);
  if (options.work_limit < 0)
    detail::fail_domain("solve", "work_limit", ">= 0", static_cast<double>(options.work_limit));
  if (options.time_limit) detail::check_positive("solve", "time_limit", options.time_limit->count(), "> 0 s");
}

/// A block longer than this is searched day by day.
bool is_long(const ScheduleProblem& problem) {
  return horizon(problem) * slot_hours(problem) > 36.0;
}

solver::Found solve_block(const ScheduleProblem& problem, double gap, solver::Budget& budget) {
  solver::Found found;
  found.plan = greedy_plan(problem, budget.stop());
  found.cost = solver::cost_of(problem, found.plan);
  if (budget.over()) return found;
  if (is_long(problem)) {
    solver::solve_long(problem, gap, budget, found);
  } else {
    solver::solve_whole(problem, gap, budget, found);
  }
  found.bound = std::clamp(found.bound, 0.0, found.cost);
  return found;
}

/// Slots with a requirement that no shift reaches whatever its breaks.
std::vector<int> uncoverable_slots(const ScheduleProblem& problem) {
  const int slots = horizon(problem);
  std::vector<double> reach(slots, 0.0);
  for (const ShiftKind& shift : problem.shifts) {
    for (const int start : shift.starts) {
      std::vector<bool> always(shift.length, false);
      for (const BreakKind& pause : shift.breaks) {
        for (int i = pause.latest; i < pause.earliest + pause.length; ++i) always[i] = true;
      }
      for (int i = 0; i < shift.length; ++i) {
        const int t = problem.cyclic ? (start + i) % slots : start + i;
        if (!always[i] && t < slots) reach[t] = 1.0;
      }
    }
  }
  std::vector<int> never;
  for (int t = 0; t < slots; ++t) {
    if (detail::residual(problem, t) > 0.0 && reach[t] == 0.0) never.push_back(t);
  }
  return never;
}

std::string describe(const Schedule& schedule, bool anything_required, const SolveOptions& options, bool spent) {
  if (!anything_required) return "nothing is required";
  std::string text;
  switch (schedule.status) {
    case ScheduleStatus::optimal:
      text = "no plan costs less";
      break;
    case ScheduleStatus::infeasible:
      return fmt::format("no shift covers any of the {} slots in which people are required",
                         schedule.uncoverable.size());
    case ScheduleStatus::stopped:
      text = fmt::format("stopped by the caller; the best plan so far is within {:.2f} % of the bound",
                         100.0 * schedule.gap);
      break;
    case ScheduleStatus::feasible:
      text = fmt::format("within {:.2f} % of the bound", 100.0 * schedule.gap);
      if (spent && schedule.gap > options.gap) text += "; the work or time limit was reached first";
      break;
  }
  if (schedule.uncovered > 0.0) text += fmt::format("; {:.2f} agent-hours are uncovered", schedule.uncovered);
  if (!schedule.uncoverable.empty()) {
    text += fmt::format("; no shift reaches {} of the slots in which people are required", schedule.uncoverable.size());
  }
  return text;
}

}  // namespace

Schedule solve(const ScheduleProblem& problem, const SolveOptions& options) {
  check(problem);
  check(options);
  solver::Budget budget(options);
  Schedule schedule;
  schedule.uncoverable = uncoverable_slots(problem);
  std::size_t required = 0;
  for (int t = 0; t < horizon(problem); ++t) required += detail::residual(problem, t) > 0.0 ? 1 : 0;

  double cost = 0.0;
  const std::vector<ScheduleBlock> blocks = independent_blocks(problem);
  for (const ScheduleBlock& block : blocks) {
    solver::Found found = solve_block(block.problem, options.gap, budget);
    for (PlannedShift& shift : place_plan(problem, block.offset, std::move(found.plan))) {
      schedule.plan.push_back(std::move(shift));
    }
    schedule.bound += found.bound;
    cost += found.cost;
    if (options.progress) options.progress(cost, schedule.bound);
  }
  schedule.plan = merge_plan(std::move(schedule.plan));
  detail::value_plan(problem, schedule);
  schedule.bound = std::min(schedule.bound, schedule.cost);
  schedule.gap = relative_gap(schedule.cost, schedule.bound);
  schedule.work = budget.work();
  if (required > 0 && schedule.uncoverable.size() == required) {
    schedule.status = ScheduleStatus::infeasible;
  } else if (budget.stopped()) {
    schedule.status = ScheduleStatus::stopped;
  } else if (schedule.gap <= proven) {
    schedule.status = ScheduleStatus::optimal;
  } else {
    schedule.status = ScheduleStatus::feasible;
  }
  schedule.message = describe(schedule, required > 0, options, budget.spent());
  return schedule;
}

}  // namespace erlang
