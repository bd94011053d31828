#include <cstdio>
#include <erlang/scheduling.hpp>

using namespace std::chrono_literals;

int main() {
  // Two-hour shifts from 0, 1 or 2 h: 2 people at 0 h and 1 at 2 h are forced, 2 more are enough: 5 shifts, 10 h.
  const erlang::Schedule plan = erlang::solve(
      {.slot = 1h, .required = {2, 3, 3, 1}, .shifts = {{.name = "short", .length = 2, .starts = {0, 1, 2}}}},
      {.gap = 0.0});
  std::printf("%.0f\n", plan.paid_hours);
}
