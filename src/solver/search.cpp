#include "search.hpp"

#include <algorithm>
#include <cmath>
#include <erlang/scheduling/decode.hpp>
#include <erlang/scheduling/encode.hpp>
#include <erlang/scheduling/model.hpp>
#include <limits>
#include <numeric>

namespace erlang::solver {

Budget::Budget(const SolveOptions& options)
    : options_(options), begin_(std::chrono::steady_clock::now()), poll_([this] { return stopped(); }) {}

double Budget::seconds_left() const {
  if (!options_.time_limit) return std::numeric_limits<double>::infinity();
  return (*options_.time_limit - Seconds(std::chrono::steady_clock::now() - begin_)).count();
}

RunResult Budget::run(const MixedIntegerProgram& program, RunLimits limits, const std::vector<double>& start) {
  std::int64_t left = std::max<std::int64_t>(options_.work_limit - work_, 0);
  if (ration_ > 0) left = std::min(left, ration_);
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

namespace {

/// Takes the plan of a run where it is cheaper.
void adopt(const ScheduleProblem& problem, const ScheduleModel& model, const RunResult& result, Found& found) {
  if (result.values.empty()) return;
  std::vector<PlannedShift> plan = decode(problem, model, result.values);
  const double cost = cost_of(problem, plan);
  if (cost < found.cost - 1e-9) {
    found.plan = std::move(plan);
    found.cost = cost;
  }
}

/// Every count next to its relaxed value: most shifts are then decided, and the rest is quick.
MixedIntegerProgram near_relaxed(const ScheduleModel& model, const std::vector<double>& relaxed) {
  MixedIntegerProgram program = model.program;
  std::vector<double> slack(program.columns(), 1.0);
  for (const auto& shift : model.shifts) slack[shift.column] = 0.0;
  for (int j = 0; j < program.columns(); ++j) {
    if (!program.integer[j]) continue;
    program.lower[j] = std::max(program.lower[j], std::floor(relaxed[j] + 1e-6) - slack[j]);
    program.upper[j] = std::min(program.upper[j], std::ceil(relaxed[j] - 1e-6) + slack[j]);
  }
  return program;
}

/// Only what can be part of a solution that costs no more than `most`, by the reduced costs of the relaxation.
MixedIntegerProgram within(const ScheduleModel& model, const RunResult& relaxed, double most) {
  MixedIntegerProgram program = model.program;
  const double room = std::max(0.0, most - relaxed.bound) + 1e-6 * std::max(1.0, std::abs(most));
  for (int j = 0; j < program.columns(); ++j) {
    if (!program.integer[j] || relaxed.reduced[j] <= 1e-7) continue;
    if (relaxed.values[j] > program.lower[j] + 1e-7) continue;
    program.upper[j] = std::min(program.upper[j], program.lower[j] + std::floor(room / relaxed.reduced[j]));
  }
  return program;
}

/// The step between costs two plans can have; 0 where there is none to be found.
double cost_step(const ScheduleProblem& problem) {
  const double hours = slot_hours(problem);
  const double weight = detail::common_weight(problem);
  const auto whole = [](double value) { return std::abs(value - std::round(value)) < 1e-9 * std::max(1.0, value); };
  if (!(weight > 0.0) || !whole(problem.uncovered_weight * weight)) return 0.0;
  for (int t = 0; t < horizon(problem); ++t) {
    if (!whole(detail::residual(problem, t) / weight)) return 0.0;
  }
  auto step = std::llround(problem.uncovered_weight * weight);
  for (const ShiftKind& shift : problem.shifts) {
    const double slots = shift_cost(problem, shift) / hours;
    if (!whole(slots) || slots > 1e9) return 0.0;
    step = std::gcd(step, std::llround(slots));
  }
  return static_cast<double>(step) * hours;
}

double round_up(double bound, double step) {
  return step > 0.0 ? std::ceil(bound / step - 1e-6) * step : bound;
}

}  // namespace

void solve_whole(const ScheduleProblem& problem, double gap, Budget& budget, Found& found) {
  const ScheduleModel model = build_model(problem);
  if (model.shifts.empty()) {
    found.bound = found.cost;
    return;
  }
  const double step = cost_step(problem);
  const auto done = [&] { return budget.over() || relative_gap(found.cost, found.bound) <= std::max(gap, 1e-9); };
  const RunResult relaxed = budget.run(model.program, {.relaxed = true}, {});
  if (!relaxed.solved) return;
  found.bound = std::max(found.bound, round_up(relaxed.bound, step));
  if (done()) return;
  const double target = found.bound / (1.0 - gap);
  adopt(problem, model,
        budget.run(near_relaxed(model, relaxed.values), {.gap = std::max(gap / 2, 2e-4), .target = target}, {}), found);
  if (done()) return;
  // What is not in this program costs more than the best known less a step, that is, no less than the best known.
  const double best = found.cost;
  const RunLimits limits{.gap = gap, .absolute_gap = 0.99 * step, .target = target};
  const RunResult result = budget.run(within(model, relaxed, best - step), limits, encode(problem, model, found.plan));
  found.bound = std::max(found.bound, std::min(round_up(result.bound, step), best));
  adopt(problem, model, result, found);
}

}  // namespace erlang::solver
