#include <erlang/scheduling.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

erlang::ScheduleProblem small() {
  erlang::ScheduleProblem problem{.slot = 30min, .required = {1, 2.5, 3, 3, 2, 1, 1, 1}, .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 4, .starts = {0, 1, 2, 3, 4}, .breaks = {{1, 2, 1, 1, false}}});
  return problem;
}

/// Number of differences after a change of the solved schedule.
template <class Change>
std::size_t differences(const Change& change) {
  const auto problem = small();
  auto schedule = erlang::solve(problem, {.gap = 0.0});
  REQUIRE(erlang::check_schedule(problem, schedule).ok());
  change(schedule);
  return erlang::check_schedule(problem, schedule).differences.size();
}

}  // namespace

TEST_CASE("every mutation of a schedule is found") {
  using S = erlang::Schedule&;
  CHECK(differences([](S s) { ++s.plan[0].people; }) > 0);
  CHECK(differences([](S s) { s.plan[0].people = 0; }) > 0);
  CHECK(differences([](S s) { ++s.plan[0].start; }) > 0);
  CHECK(differences([](S s) { s.plan[0].start = 7; }) > 0);
  CHECK(differences([](S s) { s.plan[0].breaks[0] = 0; }) > 0);
  CHECK(differences([](S s) { s.plan[0].breaks[0] = 3; }) > 0);
  CHECK(differences([](S s) { s.plan[0].breaks.clear(); }) > 0);
  CHECK(differences([](S s) { s.plan[0].kind = 1; }) > 0);
  CHECK(differences([](S s) { s.plan.pop_back(); }) > 0);
  CHECK(differences([](S s) { s.cost -= 0.5; }) > 0);
  CHECK(differences([](S s) { s.paid_hours += 0.5; }) > 0);
  CHECK(differences([](S s) { s.uncovered += 0.5; }) > 0);
  CHECK(differences([](S s) { s.covered[2] += 1; }) > 0);
  CHECK(differences([](S s) { s.covered.pop_back(); }) > 0);
  CHECK(differences([](S s) { s.bound = s.cost + 1; }) > 0);
  CHECK(differences([](S s) { s.gap = 0.5; }) > 0);
}

TEST_CASE("breaks that overlap are found") {
  erlang::ScheduleProblem problem = small();
  problem.shifts[0].breaks = {{1, 2, 1, 1, false}, {1, 2, 1, 1, true}};
  auto schedule = erlang::solve(problem, {.gap = 0.0});
  REQUIRE(erlang::check_schedule(problem, schedule).ok());
  schedule.plan[0].breaks = {1, 1};
  CHECK_FALSE(erlang::check_schedule(problem, schedule).ok());
}
