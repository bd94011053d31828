#pragma once

#include <algorithm>
#include <chrono>
#include <erlang/scheduling/solve.hpp>
#include <vector>

#include "highs.hpp"

namespace erlang::solver {

/// A plan for one problem and what no plan of it can beat.
struct Found {
  std::vector<PlannedShift> plan;
  double cost = 0.0;
  double bound = 0.0;
};

/// What is left of work and time, and whether the caller has had enough. One per call of `solve`.
class Budget {
 public:
  explicit Budget(const SolveOptions& options);

  [[nodiscard]] bool stopped() const { return stopped_ || (stopped_ = options_.stop && options_.stop()); }
  [[nodiscard]] bool spent() const { return work_ >= options_.work_limit || seconds_left() <= 0.0; }
  [[nodiscard]] bool over() const { return stopped() || spent(); }
  [[nodiscard]] double seconds_left() const;
  [[nodiscard]] std::int64_t work() const noexcept { return work_; }
  [[nodiscard]] const std::function<bool()>& stop() const noexcept { return poll_; }

  /// From now on every run takes no more than one part of this many of the whole work; 0 lifts it. Keeps one stubborn
  /// window from using up what all share.
  void ration(std::int64_t parts) noexcept {
    ration_ = parts > 0 ? std::max<std::int64_t>(options_.work_limit / parts, 1) : 0;
  }

  /// One run of HiGHS with no more than `work` iterations of what is left.
  RunResult run(const MixedIntegerProgram& program, RunLimits limits, const std::vector<double>& start);

 private:
  const SolveOptions& options_;
  std::chrono::steady_clock::time_point begin_;
  std::int64_t work_ = 0;
  std::int64_t ration_ = 0;
  mutable bool stopped_ = false;
  std::function<bool()> poll_;
};

[[nodiscard]] double cost_of(const ScheduleProblem& problem, const std::vector<PlannedShift>& plan);

/// Improves `found` by the whole program of the problem: its relaxation, the whole numbers next to it, and then all
/// that can still be cheaper.
void solve_whole(const ScheduleProblem& problem, double gap, Budget& budget, Found& found);

/// Improves `found` for a problem of several days: bound from the relaxation, then windows solved in turn, then what
/// is left of the budget on the whole program.
void solve_long(const ScheduleProblem& problem, double gap, Budget& budget, Found& found);

}  // namespace erlang::solver
