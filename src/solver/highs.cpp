#include "highs.hpp"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>

namespace erlang::solver {
namespace {

struct Destroy {
  void operator()(void* highs) const noexcept { Highs_destroy(highs); }
};
using Highs = std::unique_ptr<void, Destroy>;

/// What the callbacks share with the run.
struct Watch {
  const std::function<bool()>* stop;
  std::int64_t work_limit;
  std::int64_t work = 0;
  bool stopped = false;
  bool exhausted = false;
};

void watch_run(int type, const char* /*message*/, const HighsCallbackDataOut* out, HighsCallbackDataIn* in,
               void* data) {
  auto& watch = *static_cast<Watch*>(data);
  if (type == kHighsCallbackMipInterrupt) {
    watch.work = std::max<std::int64_t>(watch.work, out->mip_total_lp_iterations);
  }
  if (!watch.stopped && *watch.stop && (*watch.stop)()) watch.stopped = true;
  // Only the MIP's own count is deterministic at the points where it is asked.
  if (type == kHighsCallbackMipInterrupt && watch.work >= watch.work_limit) watch.exhausted = true;
  if (in != nullptr && (watch.stopped || watch.exhausted)) in->user_interrupt = 1;
}

void require_ok(HighsInt status, const char* what) {
  if (status == kHighsStatusError) throw std::runtime_error(std::string("solve: HiGHS refused ") + what);
}

void set_options(void* highs, const RunLimits& limits) {
  Highs_setBoolOptionValue(highs, "output_flag", 0);
  Highs_setIntOptionValue(highs, "threads", 1);
  Highs_setStringOptionValue(highs, "parallel", "off");
  Highs_setIntOptionValue(highs, "random_seed", 0);
  Highs_setDoubleOptionValue(highs, "mip_rel_gap", limits.gap);
  Highs_setDoubleOptionValue(highs, "mip_abs_gap", std::max(limits.absolute_gap, 1e-7));
  if (std::isfinite(limits.seconds)) Highs_setDoubleOptionValue(highs, "time_limit", std::max(0.0, limits.seconds));
}

void pass(void* highs, const MixedIntegerProgram& program, bool relax) {
  std::vector<HighsInt> integrality(program.columns());
  for (int j = 0; j < program.columns(); ++j) {
    integrality[j] = program.integer[j] && !relax ? kHighsVarTypeInteger : kHighsVarTypeContinuous;
  }
  const std::vector<HighsInt> start(program.column_start.begin(), program.column_start.end());
  const std::vector<HighsInt> index(program.row_index.begin(), program.row_index.end());
  require_ok(
      Highs_passMip(highs, program.columns(), program.rows(), static_cast<HighsInt>(program.value.size()),
                    kHighsMatrixFormatColwise, kHighsObjSenseMinimize, 0.0, program.cost.data(), program.lower.data(),
                    program.upper.data(), program.row_lower.data(), program.row_upper.data(), start.data(),
                    index.data(), program.value.data(), integrality.data()),
      "the program");
}

}  // namespace

RunResult run_highs(const MixedIntegerProgram& program, const RunLimits& limits, const std::vector<double>& start,
                    const std::function<bool()>& stop) {
  const Highs highs(Highs_create());
  if (!highs) throw std::runtime_error("solve: HiGHS could not be started");
  set_options(highs.get(), limits);
  pass(highs.get(), program, limits.root_only);
  if (!start.empty() && !limits.root_only) {
    Highs_setSolution(highs.get(), start.data(), nullptr, nullptr, nullptr);
  }
  Watch watch{&stop, limits.work};
  require_ok(Highs_setCallback(highs.get(), watch_run, &watch), "the callback");
  Highs_startCallback(highs.get(), kHighsCallbackSimplexInterrupt);
  Highs_startCallback(highs.get(), kHighsCallbackMipInterrupt);
  const HighsInt status = Highs_run(highs.get());

  RunResult result;
  result.interrupted = watch.stopped;
  const HighsInt model_status = Highs_getModelStatus(highs.get());
  result.solved = status != kHighsStatusError &&
                  (model_status == kHighsModelStatusOptimal || model_status == kHighsModelStatusModelEmpty);
  HighsInt iterations = 0;
  Highs_getIntInfoValue(highs.get(), "simplex_iteration_count", &iterations);
  result.work = std::max<std::int64_t>(watch.work, std::max<HighsInt>(iterations, 0));
  HighsInt solution = kHighsSolutionStatusNone;
  Highs_getIntInfoValue(highs.get(), "primal_solution_status", &solution);
  if (solution == kHighsSolutionStatusFeasible) {
    result.values.resize(program.columns());
    std::vector<double> dual(program.columns());
    std::vector<double> row(program.rows());
    std::vector<double> row_dual(program.rows());
    Highs_getSolution(highs.get(), result.values.data(), dual.data(), row.data(), row_dual.data());
  }
  if (limits.root_only) {
    result.bound = result.solved ? Highs_getObjectiveValue(highs.get()) : 0.0;
  } else {
    Highs_getDoubleInfoValue(highs.get(), "mip_dual_bound", &result.bound);
    if (!std::isfinite(result.bound)) result.bound = 0.0;
  }
  return result;
}

}  // namespace erlang::solver
