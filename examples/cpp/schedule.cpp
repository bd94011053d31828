// A small day covered by two kinds of shifts, one of them with a break; needs the component solver.
#include <cstdio>
#include <erlang/scheduling.hpp>

using namespace std::chrono_literals;

int main() {
  const erlang::ScheduleProblem day{
      .slot = 30min,
      .required = {2, 2, 3, 4, 4, 3, 3, 4, 4, 3, 2, 2},
      .shifts = {
          {.name = "full", .length = 8, .starts = {0, 2, 4}, .breaks = {{.earliest = 3, .latest = 5, .length = 1}}},
          {.name = "short", .length = 4, .starts = {0, 2, 4, 6, 8}}}};
  const erlang::Schedule plan = erlang::solve(day);
  std::printf("%.1f paid hours, no plan costs less than %.1f\n", plan.cost, plan.bound);
  return plan.cost >= plan.bound - 1e-9 ? 0 : 1;
}
