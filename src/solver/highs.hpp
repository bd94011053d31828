#pragma once

#include <cstdint>
#include <erlang/scheduling/program.hpp>
#include <functional>
#include <limits>
#include <vector>

namespace erlang::solver {

/// What ends a run early.
struct RunLimits {
  double gap = 0.0;                                          ///< relative, of the program's own objective
  double absolute_gap = 0.0;                                 ///< the same, absolute
  std::int64_t work = 0;                                     ///< simplex iterations
  double seconds = 0.0;                                      ///< wall clock; infinity for none
  double target = -std::numeric_limits<double>::infinity();  ///< content with a solution of this objective
  bool relaxed = false;                                      ///< the relaxation only
  bool interior = false;                                     ///< relaxation by interior point, for large programs
};

struct RunResult {
  bool solved = false;  ///< the gap was reached, or the relaxation solved
  double bound = 0.0;
  std::vector<double> values;   ///< empty where no solution was found
  std::vector<double> reduced;  ///< reduced costs, of a relaxation only
  std::int64_t work = 0;
};

/// One run of HiGHS on one program: silent, one thread, fixed seed. `start` is a full solution or empty.
[[nodiscard]] RunResult run_highs(const MixedIntegerProgram& program, const RunLimits& limits,
                                  const std::vector<double>& start, const std::function<bool()>& stop);

}  // namespace erlang::solver
