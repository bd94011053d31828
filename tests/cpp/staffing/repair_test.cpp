#include <erlang/staffing/repair.hpp>

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Binding;
using erlang::CourseInterval;
using erlang::evaluate_course;
using erlang::repair;
using erlang::RepairStatus;
using erlang::Seconds;
using erlang::Targets;

namespace {

std::vector<CourseInterval> a_day(const Targets& targets, Seconds patience, double agents) {
  std::vector<CourseInterval> day;
  for (int i = 0; i < 12; ++i)
    day.push_back({.traffic = {.volume = 30.0 + 20.0 * std::sin(0.5 * i), .interval = 15min, .aht = 300s},
                   .agents = agents,
                   .patience = patience,
                   .targets = targets});
  return day;
}

bool holds(const std::vector<CourseInterval>& day, const std::vector<std::size_t>& periods) {
  const auto found = evaluate_course(day, {.initial = erlang::Opening::empty});
  for (const std::size_t period : periods) {
    erlang::CourseSums sums;
    for (std::size_t i = 0; i < day.size(); ++i)
      if (periods[i] == period) sums += found[i];
    if (erlang::detail::missed(sums, day[period].targets).first != Binding::none) return false;
  }
  return true;
}

}  // namespace

TEST_CASE("after a repair every target holds and nobody can be spared") {
  const std::vector<std::size_t> alone{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11};
  const std::vector<std::size_t> together(12, 0);
  const std::vector<std::size_t> halves{0, 0, 0, 0, 0, 0, 6, 6, 6, 6, 6, 6};
  struct Case {
    Targets targets;
    double patience;
    double agents;
  };
  for (const Case& one : {Case{{.service_level = 0.8, .answer_within = 20s}, 60.0, 4.0},
                          Case{{.max_abandonment = 0.03, .max_occupancy = 0.8}, 600.0, 4.0},
                          Case{{.max_wait = 60s, .max_wait_percentile = 0.95}, 300.0, 18.0}}) {
    for (const auto& periods : {alone, together, halves}) {
      auto day = a_day(one.targets, Seconds{one.patience}, one.agents);
      const auto done = repair(day, {.course = {.initial = erlang::Opening::empty}, .periods = periods});
      REQUIRE(done.status == RepairStatus::met);
      for (std::size_t i = 0; i < day.size(); ++i) day[i].agents = erlang::Count{done.intervals[i].agents};
      CHECK(holds(day, periods));
      for (std::size_t i = 0; i < day.size(); ++i) {
        const double kept = day[i].agents;
        if (kept <= 1.0) continue;
        day[i].agents = erlang::Count{kept - 1.0};
        CAPTURE(i, one.agents, one.patience);
        CHECK_FALSE(holds(day, periods));
        CHECK(done.intervals[i].binding != Binding::none);
        day[i].agents = erlang::Count{kept};
      }
    }
  }
}

TEST_CASE("seats limit a repair, and a floor holds it up") {
  const Targets seats{.service_level = 0.8, .answer_within = 20s, .max_agents = 12};
  const auto limited = repair(a_day(seats, 120s, 20));
  CHECK(limited.status == RepairStatus::limited);
  for (const auto& one : limited.intervals) CHECK(one.agents <= 12);
  const Targets floor{.service_level = 0.8, .answer_within = 20s, .min_agents = 15};
  for (const auto& one : repair(a_day(floor, 120s, 20)).intervals) CHECK(one.agents >= 15);
}

TEST_CASE("a steady start without patience keeps more agents than erlangs") {
  const auto done = repair(a_day({.max_wait_probability = 0.9}, Seconds{INFINITY}, 1));
  CHECK(done.status == RepairStatus::met);
  CHECK(done.intervals[0].agents >= 11);  // 10 erlangs
}

TEST_CASE("the work of a repair is bounded") {
  const auto done = repair(a_day({.service_level = 0.8, .answer_within = 20s}, 120s, 40), {.max_evaluations = 20});
  CHECK(done.status == RepairStatus::stopped);
  CHECK(done.evaluations < 60);
}

TEST_CASE("a repair refuses periods that do not fit") {
  const auto day = a_day({.service_level = 0.8, .answer_within = 20s}, 120s, 10);
  const std::vector<std::size_t> few(3, 0);
  CHECK_THROWS_WITH(repair(day, {.periods = few}), "repair: periods must be as many as intervals, got 3 and 12");
  auto mixed = day;
  mixed[4].targets.service_level = 0.7;
  const std::vector<std::size_t> together(12, 0);
  CHECK_THROWS_WITH(repair(mixed, {.periods = together}),
                    "repair: targets must be the same in all intervals of a period, got others at index 4");
}
