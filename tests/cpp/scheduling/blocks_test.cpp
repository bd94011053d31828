#include <erlang/scheduling.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

erlang::ScheduleProblem days(bool cyclic, std::vector<double> required, int length) {
  erlang::ScheduleProblem problem{.slot = 1h, .required = std::move(required), .shifts = {}, .cyclic = cyclic};
  erlang::ShiftKind kind{.name = "a", .length = length, .starts = {}};
  for (int t = 0; t < erlang::horizon(problem); ++t) kind.starts.push_back(t);
  problem.shifts.push_back(kind);
  return problem;
}

}  // namespace

TEST_CASE("gaps no shift bridges cut a horizon into blocks") {
  const auto problem = days(false, {1, 1, 0, 0, 0, 1, 1, 0}, 3);
  const auto blocks = erlang::independent_blocks(problem);
  REQUIRE(blocks.size() == 2);
  CHECK(blocks[0].offset == 0);
  CHECK(blocks[0].problem.required == std::vector<double>{1, 1});
  CHECK(blocks[1].offset == 3);  // a shift that begins early still covers
  CHECK(blocks[1].problem.shifts[0].starts == std::vector<int>{0, 1, 2, 3});
}

TEST_CASE("a gap that a shift bridges does not cut") {
  CHECK(erlang::independent_blocks(days(false, {1, 1, 0, 1, 1}, 3)).size() == 1);
}

TEST_CASE("a cycle is cut where it can be, also around its end") {
  const auto blocks = erlang::independent_blocks(days(true, {1, 0, 0, 0, 0, 1}, 2));
  REQUIRE(blocks.size() == 1);
  CHECK_FALSE(blocks[0].problem.cyclic);
  CHECK(blocks[0].offset == 4);
  CHECK(blocks[0].problem.required == std::vector<double>{0, 1, 1});
  CHECK(erlang::independent_blocks(days(true, {1, 1, 1}, 2)).at(0).problem.cyclic);
}

TEST_CASE("blocks solved apart cost what the whole costs") {
  const auto problem = days(true, {3, 2, 0, 0, 0, 0, 1.5, 2, 0, 0, 0, 1}, 3);
  const auto plan = erlang::solve(problem, {.gap = 0.0});
  CHECK(erlang::check_schedule(problem, plan).ok());
  CHECK(plan.status == erlang::ScheduleStatus::optimal);
}

TEST_CASE("a long horizon is searched window by window and keeps its bound") {
  // Nine days around the clock, night shifts included, asked for more than the rounding of the relaxation gives.
  erlang::ScheduleProblem problem{.slot = 1h, .required = {}, .shifts = {}};
  for (int t = 0; t < 9 * 24; ++t) problem.required.push_back(3.0 + (t * 7919 % 13) / 3.0 + (t % 24 > 8 ? 6.0 : 0.0));
  for (const int length : {5, 8}) {
    erlang::ShiftKind kind{.name = std::to_string(length), .length = length, .starts = {}, .breaks = {}};
    if (length == 8) kind.breaks.push_back({3, 5, 1, 1, false});
    for (int t = 0; t < erlang::horizon(problem); ++t) kind.starts.push_back(t);
    problem.shifts.push_back(kind);
  }
  for (const bool cyclic : {false, true}) {
    problem.cyclic = cyclic;
    const auto plan = erlang::solve(problem, {.gap = 0.004, .work_limit = 100'000});
    const auto checked = erlang::check_schedule(problem, plan);
    for (const auto& difference : checked.differences) UNSCOPED_INFO(difference);
    CHECK(checked.ok());
    CHECK(plan.bound > 0.0);
    CHECK(plan.gap < 0.02);
  }
}
