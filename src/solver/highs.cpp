#include "highs.hpp"

#include <interfaces/highs_c_api.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

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
  if (limits.interior) Highs_setStringOptionValue(highs, "solver", "ipx");
  if (std::isfinite(limits.target)) Highs_setDoubleOptionValue(highs, "objective_target", limits.target);
  if (std::isfinite(limits.seconds)) Highs_setDoubleOptionValue(highs, "time_limit", std::max(0.0, limits.seconds));
}

void pass(void* highs, const MixedIntegerProgram& program, bool relaxed) {
  const std::vector<HighsInt> start(program.column_start.begin(), program.column_start.end());
  const std::vector<HighsInt> index(program.row_index.begin(), program.row_index.end());
  std::vector<HighsInt> integrality;
  for (const bool whole : program.integer) {
    integrality.push_back(whole ? kHighsVarTypeInteger : kHighsVarTypeContinuous);
  }
  const auto entries = static_cast<HighsInt>(program.value.size());
  const HighsInt status =
      relaxed ? Highs_passLp(highs, program.columns(), program.rows(), entries, kHighsMatrixFormatColwise,
                             kHighsObjSenseMinimize, 0.0, program.cost.data(), program.lower.data(),
                             program.upper.data(), program.row_lower.data(), program.row_upper.data(), start.data(),
                             index.data(), program.value.data())
              : Highs_passMip(highs, program.columns(), program.rows(), entries, kHighsMatrixFormatColwise,
                              kHighsObjSenseMinimize, 0.0, program.cost.data(), program.lower.data(),
                              program.upper.data(), program.row_lower.data(), program.row_upper.data(), start.data(),
                              index.data(), program.value.data(), integrality.data());
  require_ok(status, "the program");
}

/// What a solved or interrupted run leaves.
RunResult read_result(void* highs, const MixedIntegerProgram& program, const RunLimits& limits, const Watch& watch) {
  RunResult result;
  const HighsInt status = Highs_getModelStatus(highs);
  result.solved = status == kHighsModelStatusOptimal || status == kHighsModelStatusModelEmpty ||
                  status == kHighsModelStatusObjectiveTarget;
  HighsInt simplex = 0;
  HighsInt interior = 0;
  Highs_getIntInfoValue(highs, "simplex_iteration_count", &simplex);
  Highs_getIntInfoValue(highs, "ipm_iteration_count", &interior);
  // A step of the interior point method costs about as much as this many of the simplex method.
  constexpr std::int64_t interior_steps = 100;
  result.work = std::max<std::int64_t>(watch.work, std::max<HighsInt>(simplex, 0)) +
                interior_steps * std::max<HighsInt>(interior, 0);
  HighsInt solution = kHighsSolutionStatusNone;
  Highs_getIntInfoValue(highs, "primal_solution_status", &solution);
  std::vector<double> dual(program.columns());
  if (solution == kHighsSolutionStatusFeasible) {
    result.values.resize(program.columns());
    std::vector<double> row(program.rows());
    std::vector<double> row_dual(program.rows());
    Highs_getSolution(highs, result.values.data(), dual.data(), row.data(), row_dual.data());
  }
  if (limits.relaxed) {
    result.reduced = std::move(dual);
    result.bound = result.solved ? Highs_getObjectiveValue(highs) : 0.0;
  } else {
    Highs_getDoubleInfoValue(highs, "mip_dual_bound", &result.bound);
    if (!std::isfinite(result.bound)) result.bound = 0.0;
  }
  return result;
}

}  // namespace

RunResult run_highs(const MixedIntegerProgram& program, const RunLimits& limits, const std::vector<double>& start,
                    const std::function<bool()>& stop) {
  const Highs highs(Highs_create());
  if (!highs) throw std::runtime_error("solve: HiGHS could not be started");
  set_options(highs.get(), limits);
  pass(highs.get(), program, limits.relaxed);
  if (!start.empty() && !limits.relaxed) {
    Highs_setSolution(highs.get(), start.data(), nullptr, nullptr, nullptr);
  }
  Watch watch{&stop, limits.work};
  require_ok(Highs_setCallback(highs.get(), watch_run, &watch), "the callback");
  for (const HighsInt moment :
       {kHighsCallbackSimplexInterrupt, kHighsCallbackIpmInterrupt, kHighsCallbackMipInterrupt}) {
    Highs_startCallback(highs.get(), moment);
  }
  Highs_run(highs.get());
  return read_result(highs.get(), program, limits, watch);
}

}  // namespace erlang::solver
