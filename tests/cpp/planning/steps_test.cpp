#include <erlang/planning/steps.hpp>
#include <erlang/scheduling/solve.hpp>
#include <erlang/simulation/simulate.hpp>
#include <stdexcept>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Demand;

namespace {

const erlang::Targets targets{.service_level = 0.80, .answer_within = 20s, .min_agents = 1};
const erlang::Staffing staffing{.patience = 120s, .shrinkage = 0.30};

// Two days from 09:00 to 15:00, the second busier.
Demand two_days() {
  Demand demand{.interval = 30min, .volume = {}, .aht = {240s}};
  for (int day = 0; day < 2; ++day) {
    for (int i = 0; i < 12; ++i) {
      demand.volume.push_back(40.0 + 10.0 * day + 5.0 * (i < 6 ? i : 11 - i));
      demand.position.push_back(48 * day + 18 + i);
    }
  }
  return demand;
}

}  // namespace

TEST_CASE("a constant volume needs what each interval by itself needs") {
  const Demand demand{.interval = 30min, .volume = std::vector<double>(6, 100.0), .aht = {180s}};
  const auto alone = erlang::required_agents({.volume = 100, .interval = 30min, .aht = 180s}, targets, staffing);
  for (const auto& need : erlang::staff(demand, targets, staffing)) {
    CHECK(need.load == Approx(10.0).epsilon(1e-12));
    CHECK(need.agents == alone.agents);
    CHECK(need.scheduled == Approx(alone.agents / 0.7).epsilon(1e-12));
  }
}

TEST_CASE("the load of a rising volume lags, and begins anew after a closed time") {
  Demand demand{.interval = 30min, .volume = {50.0, 100.0}, .aht = {180s}};
  CHECK(erlang::staff(demand, targets)[1].load < 10.0);
  demand.position = {0, 2};
  CHECK(erlang::staff(demand, targets)[1].load == Approx(10.0).epsilon(1e-12));
}

TEST_CASE("the problem asks for what is scheduled, on its slots, and nothing while it is closed") {
  const Demand demand = two_days();
  const auto needs = erlang::staff(demand, targets, staffing);
  const auto problem = erlang::schedule_problem(demand, needs, {}, 2, 2);
  CHECK(problem.slot.count() == 900.0);
  REQUIRE(problem.required.size() == 192);
  CHECK(problem.required[35] == 0.0);
  CHECK(problem.required[36] == needs[0].scheduled);
  CHECK(problem.required[37] == needs[0].scheduled);
  CHECK(problem.required[2 * (48 + 29)] == needs[23].scheduled);
  CHECK(problem.required[191] == 0.0);
  CHECK(erlang::schedule_problem(demand, needs, {}).required.size() == 78);
  CHECK_THROWS_AS(erlang::schedule_problem(demand, {}, {}), std::invalid_argument);
  CHECK_THROWS_AS(erlang::schedule_problem(demand, needs, {}, 0), std::invalid_argument);
  auto unreachable = needs;
  unreachable[3].status = erlang::Status::unreachable;
  CHECK_THROWS_AS(erlang::schedule_problem(demand, unreachable, {}), std::invalid_argument);
}

TEST_CASE("from volumes to a plan that the simulation finds to hold") {
  const Demand demand = two_days();
  const auto needs = erlang::staff(demand, targets, staffing);
  std::vector<int> starts;
  for (int day = 0; day < 2; ++day) {
    for (int slot = 36; slot <= 44; slot += 2) starts.push_back(96 * day + slot);
  }
  const std::vector<erlang::ShiftKind> shifts{
      {.name = "short", .length = 16, .starts = starts, .breaks = {{.earliest = 6, .latest = 9, .paid = true}}}};
  const auto problem = erlang::schedule_problem(demand, needs, shifts, 2, 2);
  const auto plan = erlang::solve(problem, {.gap = 0.01});
  CHECK(plan.bound <= plan.cost);
  CHECK(plan.uncovered < 0.01 * plan.paid_hours);

  const auto tried = erlang::centre(demand, problem, plan, targets, staffing);
  CHECK(tried.groups[0].agents[40] == Approx(0.7 * plan.covered[40]).epsilon(1e-12));
  const auto result = erlang::simulate(tried, {.replications = 200, .seed = 1});
  REQUIRE(result.queues.size() == 1);
  REQUIRE(result.queues[0].day == std::vector<int>{0, 1});
  const auto level = static_cast<std::size_t>(erlang::Measure::answered_of_offered);
  for (const auto& day : result.queues[0].days) CHECK(day[level].mean - day[level].half_width > 0.80);
}
