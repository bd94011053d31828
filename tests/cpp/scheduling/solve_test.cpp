#include <algorithm>
#include <erlang/scheduling.hpp>
#include <limits>

#include "catch.hpp"
#include "random_problem.hpp"

using namespace std::chrono_literals;

namespace {

/// What one person can do: cost, and how much of each slot.
struct Person {
  double cost;
  std::vector<double> works;
};

std::vector<Person> everybody(const erlang::ScheduleProblem& problem) {
  std::vector<Person> people;
  const int slots = erlang::horizon(problem);
  for (const auto& kind : problem.shifts) {
    for (const int start : kind.starts) {
      std::vector<std::vector<int>> ways{{}};
      for (const auto& pause : kind.breaks) {
        std::vector<std::vector<int>> longer;
        for (const auto& way : ways) {
          for (int at = pause.earliest; at <= pause.latest; at += pause.step) {
            longer.push_back(way);
            longer.back().push_back(at);
          }
        }
        ways = longer;
      }
      for (const auto& way : ways) {
        std::vector<int> busy(kind.length, 1);
        bool apart = true;
        for (std::size_t b = 0; b < way.size(); ++b) {
          for (int i = way[b]; i < way[b] + kind.breaks[b].length; ++i) apart = apart && busy[i]-- == 1;
        }
        if (!apart) continue;
        Person person{erlang::shift_cost(problem, kind), std::vector<double>(slots, 0.0)};
        for (int i = 0; i < kind.length; ++i) {
          const int t = problem.cyclic ? (start + i) % slots : start + i;
          if (t < slots) person.works[t] += busy[i] * kind.weight;
        }
        people.push_back(person);
      }
    }
  }
  return people;
}

/// Cheapest over all multisets of people, by depth-first search with the cost so far as the only bound.
void search(const std::vector<Person>& people, std::size_t from, double cost, std::vector<double>& left, double weight,
            double hours, double& best) {
  double short_hours = 0.0;
  for (const double need : left) short_hours += std::max(0.0, need) * hours;
  best = std::min(best, cost + weight * short_hours);
  if (short_hours <= 0.0) return;
  for (std::size_t i = from; i < people.size(); ++i) {
    if (cost + people[i].cost >= best) continue;
    for (std::size_t t = 0; t < left.size(); ++t) left[t] -= people[i].works[t];
    search(people, i, cost + people[i].cost, left, weight, hours, best);
    for (std::size_t t = 0; t < left.size(); ++t) left[t] += people[i].works[t];
  }
}

double brute_force(const erlang::ScheduleProblem& problem) {
  std::vector<double> left = problem.required;
  for (std::size_t t = 0; t < problem.carry_in.size(); ++t) left[t] -= problem.carry_in[t];
  double best = std::numeric_limits<double>::infinity();
  search(everybody(problem), 0, 0.0, left, problem.uncovered_weight, erlang::slot_hours(problem), best);
  return best;
}

void compare_with_brute_force(const erlang::ScheduleProblem& problem) {
  const auto plan = erlang::solve(problem, {.gap = 0.0});
  const auto checked = erlang::check_schedule(problem, plan);
  for (const auto& difference : checked.differences) UNSCOPED_INFO(difference);
  CHECK(checked.ok());
  CHECK(plan.cost == Approx(brute_force(problem)).margin(1e-6));
  CHECK(plan.bound == Approx(plan.cost).margin(1e-4));
}

}  // namespace

TEST_CASE("small problems cost what trying everything finds") {
  for (std::uint64_t seed = 1; seed <= 60; ++seed) {
    CAPTURE(seed);
    RandomProblem random(seed);
    const bool cyclic = seed % 2 == 0;
    compare_with_brute_force(random.make(cyclic, seed % 3 == 0, 2, seed % 5 == 0));
  }
}

TEST_CASE("people of different weights cost what trying everything finds") {
  for (std::uint64_t seed = 100; seed < 120; ++seed) {
    CAPTURE(seed);
    RandomProblem random(seed);
    auto problem = random.make(seed % 2 == 0, false, 2, false);
    problem.shifts.front().weight = 1.25;
    compare_with_brute_force(problem);
  }
}

TEST_CASE("Winston's post office needs 23 people") {
  // Five days of work in a row, two off; needs from Monday to Sunday.
  erlang::ScheduleProblem problem{.slot = 24h, .required = {17, 13, 15, 19, 14, 16, 11}, .shifts = {}, .cyclic = true};
  problem.uncovered_weight = 1000;
  problem.shifts.push_back({.name = "five days", .length = 5, .starts = {0, 1, 2, 3, 4, 5, 6}, .cost = 1.0});
  const auto plan = erlang::solve(problem, {.gap = 0.0});
  CHECK(plan.status == erlang::ScheduleStatus::optimal);
  CHECK(plan.cost == Approx(23.0));
  CHECK(plan.bound == Approx(23.0));
}

TEST_CASE("Hillier and Lieberman's Union Airways costs 30 610 dollars a day") {
  // Ten periods of 6:00-8:00 … 20:00-22:00 in two hours, 22:00-24:00 and the night to 6:00; five shifts of 8 hours
  // from 6:00, 8:00, 12:00, 16:00 and 22:00 at 170, 160, 175, 180 and 195 dollars.
  erlang::ScheduleProblem problem{
      .slot = 2h, .required = {48, 79, 65, 87, 64, 73, 82, 43, 52, 15, 15, 15}, .shifts = {}, .cyclic = true};
  problem.uncovered_weight = 1e5;
  const auto add = [&](const char* name, int start, double cost) {
    problem.shifts.push_back({.name = name, .length = 4, .starts = {start}, .cost = cost});
  };
  add("6:00", 0, 170);
  add("8:00", 1, 160);
  add("12:00", 3, 175);
  add("16:00", 5, 180);
  add("22:00", 8, 195);
  const auto plan = erlang::solve(problem, {.gap = 0.0});
  CHECK(plan.cost == Approx(30610.0));
  CHECK(plan.status == erlang::ScheduleStatus::optimal);
}

TEST_CASE("a night shift covers the early hours in a cycle and nothing past the end of a dated horizon") {
  erlang::ScheduleProblem problem{.slot = 8h, .required = {1, 0, 1}, .shifts = {}};
  problem.shifts.push_back({.name = "night", .length = 2, .starts = {2}});
  problem.cyclic = true;
  const auto round = erlang::solve(problem);
  CHECK(round.uncovered == 0.0);
  CHECK(round.paid_hours == Approx(16.0));
  problem.cyclic = false;
  const auto dated = erlang::solve(problem);
  CHECK(dated.uncovered == Approx(8.0));    // the first night is nobody's
  CHECK(dated.paid_hours == Approx(16.0));  // and the last shift is paid whole
  CHECK(dated.uncoverable == std::vector<int>{0});
  problem.carry_in = {1, 0, 0};
  CHECK(erlang::solve(problem).uncovered == 0.0);
}

TEST_CASE("status and message say what was reached") {
  erlang::ScheduleProblem problem{.slot = 1h, .required = {2, 2}, .shifts = {}};
  const auto none = erlang::solve(problem);
  CHECK(none.status == erlang::ScheduleStatus::infeasible);
  CHECK(none.cost == Approx(40.0));
  CHECK(none.message == "no shift covers any of the 2 slots in which people are required");
  problem.required = {0, 0};
  const auto nothing = erlang::solve(problem);
  CHECK(nothing.status == erlang::ScheduleStatus::optimal);
  CHECK(nothing.message == "nothing is required");
  problem.required = {2, 2};
  problem.shifts.push_back({.name = "a", .length = 1, .starts = {0}});
  const auto half = erlang::solve(problem);
  CHECK(half.status == erlang::ScheduleStatus::optimal);
  CHECK(half.uncovered == Approx(2.0));
}

TEST_CASE("stopping at once leaves a valid plan") {
  RandomProblem random(7);
  const auto problem = random.make(true, true, 9, false);
  const auto plan = erlang::solve(problem, {.stop = [] { return true; }});
  CHECK(plan.status == erlang::ScheduleStatus::stopped);
  CHECK(erlang::check_schedule(problem, plan).ok());
}

TEST_CASE("the same problem gives the same plan") {
  RandomProblem random(11);
  const auto problem = random.make(true, false, 30, false);
  CHECK(erlang::solve(problem).plan == erlang::solve(problem).plan);
}

TEST_CASE("progress is told and options are checked") {
  erlang::ScheduleProblem problem{.slot = 1h, .required = {1}, .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 1, .starts = {0}});
  double last = -1.0;
  (void)erlang::solve(problem, {.progress = [&](double cost, double) { last = cost; }});
  CHECK(last == Approx(1.0));
  CHECK_THROWS_AS(erlang::solve(problem, {.gap = -0.1}), std::domain_error);
  CHECK_THROWS_AS(erlang::solve(problem, {.gap = 1.0}), std::domain_error);
  CHECK_THROWS_AS(erlang::solve(problem, {.work_limit = -1}), std::domain_error);
  CHECK_THROWS_AS(erlang::solve(problem, {.time_limit = 0s}), std::domain_error);
}
