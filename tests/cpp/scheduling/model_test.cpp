#include <cmath>
#include <erlang/scheduling.hpp>

#include "catch.hpp"
#include "random_problem.hpp"

using namespace std::chrono_literals;

namespace {

/// Largest violation of a row or bound of the program.
double violation(const erlang::MixedIntegerProgram& program, const std::vector<double>& values) {
  std::vector<double> rows(program.rows(), 0.0);
  double worst = 0.0;
  for (int j = 0; j < program.columns(); ++j) {
    worst = std::max({worst, program.lower[j] - values[j], values[j] - program.upper[j]});
    for (int i = program.column_start[j]; i < program.column_start[j + 1]; ++i) {
      rows[program.row_index[i]] += program.value[i] * values[j];
    }
  }
  for (int i = 0; i < program.rows(); ++i) {
    worst = std::max({worst, program.row_lower[i] - rows[i], rows[i] - program.row_upper[i]});
  }
  return worst;
}

double price(const erlang::MixedIntegerProgram& program, const std::vector<double>& values) {
  double sum = 0.0;
  for (int j = 0; j < program.columns(); ++j) sum += program.cost[j] * values[j];
  return sum;
}

}  // namespace

TEST_CASE("every greedy plan is a solution of the program at its own cost, and decodes to the same cost") {
  for (std::uint64_t seed = 1; seed <= 200; ++seed) {
    CAPTURE(seed);
    RandomProblem random(seed);
    const auto problem = random.make(seed % 2 == 0, seed % 3 == 0, 6, seed % 5 == 0);
    const auto model = erlang::build_model(problem);
    erlang::Schedule schedule;
    schedule.plan = erlang::merge_plan(erlang::greedy_plan(problem));
    erlang::detail::value_plan(problem, schedule);
    const auto values = erlang::encode(problem, model, schedule.plan);
    REQUIRE(values.size() == static_cast<std::size_t>(model.program.columns()));
    CHECK(violation(model.program, values) < 1e-9);
    // Carried cover above the requirement is free on both sides; where it is short both count the rest.
    CHECK(price(model.program, values) == Approx(schedule.cost).margin(1e-9));

    erlang::Schedule decoded;
    decoded.plan = erlang::decode(problem, model, values);
    erlang::detail::value_plan(problem, decoded);
    CHECK(decoded.cost == Approx(schedule.cost).margin(1e-9));
    decoded.gap = erlang::relative_gap(decoded.cost, 0.0);
    const auto checked = erlang::check_schedule(problem, decoded);
    for (const auto& difference : checked.differences) UNSCOPED_INFO(difference);
    CHECK(checked.ok());
  }
}

TEST_CASE("any values decode to breaks inside their windows that do not overlap") {
  for (std::uint64_t seed = 300; seed < 400; ++seed) {
    CAPTURE(seed);
    RandomProblem random(seed);
    const auto problem = random.make(seed % 2 == 0, true, 6, seed % 3 == 0);
    const auto model = erlang::build_model(problem);
    std::vector<double> values(model.program.columns(), 0.0);
    for (double& value : values) value = random.pick(0, 3);
    erlang::Schedule decoded;
    decoded.plan = erlang::decode(problem, model, values);
    erlang::detail::value_plan(problem, decoded);
    decoded.gap = erlang::relative_gap(decoded.cost, 0.0);
    const auto checked = erlang::check_schedule(problem, decoded);
    for (const auto& difference : checked.differences) UNSCOPED_INFO(difference);
    CHECK(checked.ok());
  }
}

TEST_CASE("a real-valued requirement is priced exactly for whole cover") {
  // 2.3 people needed: nobody costs 2.3 w, one 1.3 w, two 0.3 w, three nothing.
  erlang::ScheduleProblem problem{.slot = 1h, .required = {2.3}, .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 1, .starts = {0}, .cost = 0.0});
  const auto model = erlang::build_model(problem);
  const auto [first, rest] = model.under_column[0];
  CHECK(model.program.cost[first] == Approx(3.0));
  CHECK(model.program.upper[first] == 1.0);
  CHECK(model.program.cost[rest] == Approx(10.0));
  CHECK(model.program.upper[rest] == 2.0);
}

TEST_CASE("a shift without breaks has two entries, whatever its length") {
  erlang::ScheduleProblem problem{.slot = 1h, .required = std::vector<double>(48, 1.0), .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 20, .starts = {5}});
  const auto model = erlang::build_model(problem);
  const int column = model.shifts.at(0).column;
  CHECK(model.program.column_start[column + 1] - model.program.column_start[column] == 2);
}

TEST_CASE("breaks of different kinds with windows alike share an inventory") {
  erlang::ScheduleProblem problem{.slot = 1h, .required = std::vector<double>(24, 1.0), .shifts = {}};
  problem.shifts.push_back({.name = "a", .length = 8, .starts = {0, 1}, .breaks = {{2, 4, 1, 1, false}}});
  problem.shifts.push_back(
      {.name = "b", .length = 9, .starts = {3}, .breaks = {{3, 5, 1, 1, true}, {7, 8, 1, 1, true}}});
  CHECK(erlang::build_model(problem).inventories.size() == 2);
}
