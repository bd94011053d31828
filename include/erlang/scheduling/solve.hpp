#pragma once

#include <cstdint>
#include <erlang/scheduling/problem.hpp>
#include <erlang/scheduling/schedule.hpp>
#include <erlang/units.hpp>
#include <functional>
#include <optional>

namespace erlang {

/// When to be content.
struct SolveOptions {
  /// Stop when (cost − bound) / cost is no more than this; 0 asks for a proof.
  double gap = 0.003;
  /// Simplex iterations over the whole problem. Deterministic: the same problem stops at the same plan.
  std::int64_t work_limit = 300'000;
  /// Not reproducible: what is reached in a given time differs from run to run.
  std::optional<Seconds> time_limit = std::nullopt;
  /// Polled while solving; true ends it with the best plan so far and the status `stopped`. It must not throw.
  std::function<bool()> stop = nullptr;
  /// Called when a better plan or a better bound of the whole is known. It must not throw.
  std::function<void(double cost, double bound)> progress = nullptr;
};

/// The cheapest plan found for a problem, with a bound that no plan can beat. Component `solver` (HiGHS).
///
/// Independent stretches of the horizon are solved apart, long ones from a start plan improved window by window. One
/// thread and a fixed seed: without `time_limit` and `stop` the same input gives the same plan on the same machine.
///
/// @throws std::domain_error, std::invalid_argument  as `check(problem)`, and for options out of range
///
/// What is missing is priced, so a plan always exists; `infeasible` only says that no shift covers anything required.
///
///     const erlang::Schedule plan = erlang::solve({.slot = 1h, .required = {2, 3, 3, 1},
///                                                  .shifts = {{.name = "short", .length = 2, .starts = {0, 1, 2}}}});
[[nodiscard]] Schedule solve(const ScheduleProblem& problem, const SolveOptions& options = {});

}  // namespace erlang
