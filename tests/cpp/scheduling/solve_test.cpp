#include <erlang/scheduling.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("Winston's post office needs 23 people") {
  // Five days of work in a row, two off; needs from Monday to Sunday. Wayne Winston, Operations Research, ch. 3.5.
  erlang::ScheduleProblem problem{.slot = 24h, .required = {17, 13, 15, 19, 14, 16, 11}, .shifts = {}};
  problem.cyclic = true;
  problem.uncovered_weight = 1000;
  problem.shifts.push_back({.name = "five days", .length = 5, .starts = {0, 1, 2, 3, 4, 5, 6}, .cost = 1.0});
  const auto plan = erlang::solve(problem, {.gap = 0.0});
  CHECK(plan.status == erlang::ScheduleStatus::optimal);
  CHECK(plan.cost == Approx(23.0));
  CHECK(plan.bound == Approx(23.0));
}
