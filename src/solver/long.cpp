#include "search.hpp"

namespace erlang::solver {

void solve_long(const ScheduleProblem& problem, double gap, Budget& budget, Found& found) {
  solve_whole(problem, {.gap = gap}, budget, found);
}

}  // namespace erlang::solver
