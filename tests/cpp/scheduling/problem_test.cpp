#include <erlang/scheduling.hpp>
#include <limits>

#include "catch.hpp"

using namespace std::chrono_literals;

namespace {

erlang::ScheduleProblem sound() {
  erlang::ScheduleProblem problem{.slot = 15min, .required = {1, 2, 3, 2, 1, 1}, .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 4, .starts = {0, 2}, .breaks = {{1, 2, 1, 1, false}}});
  return problem;
}

template <class Change>
std::string refused(const Change& change) {
  auto problem = sound();
  change(problem);
  try {
    erlang::check(problem);
  } catch (const std::logic_error& error) {
    return error.what();
  }
  return "";
}

}  // namespace

TEST_CASE("a sound problem passes") {
  CHECK_NOTHROW(erlang::check(sound()));
}

TEST_CASE("what is wrong with a problem is named") {
  using P = erlang::ScheduleProblem&;
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused([](P p) { p.slot = 0s; }) == "solve: slot must be > 0 s, got 0");
  CHECK(refused([](P p) { p.required = {}; }) == "solve: required must not be empty");
  CHECK(refused([](P p) { p.required[2] = -1; }) == "solve: required[2] must be >= 0, got -1");
  CHECK(refused([nan](P p) { p.required[1] = nan; }) == "solve: required[1] must be >= 0, got nan");
  CHECK(refused([](P p) { p.carry_in = {1}; }) == "solve: carry_in must have the 6 slots of required or none, got 1");
  CHECK(refused([](P p) { p.uncovered_weight = -1; }) == "solve: uncovered_weight must be >= 0, got -1");
  CHECK(refused([](P p) { p.shifts[0].length = 0; }) == "solve: length of shift a must be >= 1 slot");
  CHECK(refused([](P p) { p.shifts[0].starts = {6}; }) == "solve: starts of shift a must be slots in [0, 6), got 6");
  CHECK(refused([](P p) { p.shifts[0].weight = 0; }) == "solve: weight of shift a must be > 0, got 0");
  CHECK(refused([](P p) { p.shifts[0].breaks[0].latest = 4; }) ==
        "solve: break 0 of shift a must end within the shift of 4 slots, got 5");
  CHECK(refused([](P p) { p.shifts[0].breaks[0].step = 2; }) ==
        "solve: break 0 of shift a: latest - earliest must be a multiple of step");
  CHECK(refused([](P p) { p.shifts[0].breaks[0] = {0, 0, 1, 4, true}; }) ==
        "solve: breaks of shift a must leave time to work, got 4 of 4 slots");
  CHECK(refused([](P p) {
          p.cyclic = true;
          p.shifts[0].length = 7;
        }) == "solve: shift a must not be longer than the cycle of 6 slots, got 7");
}

TEST_CASE("breaks that cannot be apart are refused when solving") {
  auto problem = sound();
  problem.shifts[0].breaks = {{1, 1, 1, 1, false}, {1, 1, 1, 1, true}};
  CHECK_THROWS_AS(erlang::solve(problem), std::invalid_argument);
}

TEST_CASE("paid time is the length less the unpaid breaks") {
  const erlang::ShiftKind kind{
      .name = "a", .length = 34, .starts = {}, .breaks = {{4, 8, 1, 1, true}, {14, 18, 1, 2, false}}};
  CHECK(erlang::paid_slots(kind) == 32);
  CHECK(erlang::choices(kind.breaks[0]) == 5);
}
