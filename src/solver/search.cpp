#include "search.hpp"

#include <algorithm>
#include <erlang/scheduling/decode.hpp>
#include <erlang/scheduling/encode.hpp>
#include <erlang/scheduling/model.hpp>
#include <limits>

namespace erlang::solver {

Budget::Budget(const SolveOptions& options)
    : options_(options), begin_(std::chrono::steady_clock::now()), poll_([this] { return stopped(); }) {}

double Budget::seconds_left() const {
  if (!options_.time_limit) return std::numeric_limits<double>::infinity();
  return (*options_.time_limit - Seconds(std::chrono::steady_clock::now() - begin_)).count();
}

RunResult Budget::run(const MixedIntegerProgram& program, RunLimits limits, const std::vector<double>& start) {
  const std::int64_t left = std::max<std::int64_t>(options_.work_limit - work_, 0);
  limits.work = limits.work > 0 ? std::min(limits.work, left) : left;
  limits.seconds = std::max(seconds_left(), 0.0);
  RunResult result = run_highs(program, limits, start, poll_);
  work_ += result.work;
  return result;
}

double cost_of(const ScheduleProblem& problem, const std::vector<PlannedShift>& plan) {
  Schedule schedule;
  schedule.plan = plan;
  detail::value_plan(problem, schedule);
  return schedule.cost;
}

void solve_whole(const ScheduleProblem& problem, const RunLimits& limits, Budget& budget, Found& found) {
  const ScheduleModel model = build_model(problem);
  const RunResult result = budget.run(model.program, limits, encode(problem, model, found.plan));
  found.bound = std::max(found.bound, result.bound);
  if (result.values.empty()) return;
  std::vector<PlannedShift> plan = decode(problem, model, result.values);
  const double cost = cost_of(problem, plan);
  if (cost < found.cost - 1e-9) {
    found.plan = std::move(plan);
    found.cost = cost;
  }
}

}  // namespace erlang::solver
