#include <erlang/queueing/erlang_a.hpp>
#include <erlang/staffing/course.hpp>

#include <cmath>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::CourseInterval;
using erlang::CourseSums;
using erlang::evaluate_course;
using erlang::Opening;
using erlang::Seconds;
using erlang::Targets;

namespace {

const Targets eighty_in_twenty{.service_level = 0.8, .answer_within = 20s};

std::vector<CourseInterval> a_day(const Targets& targets = eighty_in_twenty) {
  std::vector<CourseInterval> day;
  for (const double volume : {40.0, 70.0, 60.0, 20.0, 30.0})
    day.push_back({.traffic = {.volume = volume, .interval = 15min, .aht = 600s},
                   .agents = std::ceil(volume * 0.68),
                   .patience = 120s,
                   .targets = targets});
  return day;
}

}  // namespace

TEST_CASE("a course is what one run of transient over the day says") {
  const auto day = a_day();
  std::vector<erlang::TransientInterval> plain;
  for (const auto& one : day) plain.push_back({.traffic = one.traffic, .agents = one.agents, .patience = one.patience});
  for (const auto leaving : {erlang::Leaving::exhaustive, erlang::Leaving::preemptive}) {
    const auto found = evaluate_course(day, {.leaving = leaving, .initial = Opening::empty});
    const auto expected = transient(plain, {.leaving = leaving, .answer_within = 20s});
    double before = 0.0;
    for (std::size_t i = 0; i < day.size(); ++i) {
      CAPTURE(i);
      CHECK(found[i].good == Approx(expected.intervals[i].answered_within).epsilon(1e-11));
      CHECK(found[i].waited == Approx(expected.intervals[i].waited).epsilon(1e-11));
      CHECK(found[i].abandoned == Approx(expected.intervals[i].abandoned).epsilon(1e-11));
      CHECK(found[i].busy_time == Approx(expected.intervals[i].busy_time).epsilon(1e-11));
      CHECK(found[i].waiting_before == before);
      before = found[i].waiting_after;
    }
  }
}

TEST_CASE("answered of answered looks as far ahead as callers wait") {
  auto targets = eighty_in_twenty;
  targets.definition = erlang::ServiceLevel::answered_of_answered;
  const auto day = a_day(targets);
  std::vector<erlang::TransientInterval> plain;
  for (const auto& one : day) plain.push_back({.traffic = one.traffic, .agents = one.agents, .patience = one.patience});
  const auto found = evaluate_course(day, {.initial = Opening::empty});
  const auto expected = transient(plain, {.answer_within = 20s});
  for (std::size_t i = 0; i < day.size(); ++i) {
    const auto& one = expected.intervals[i];
    CHECK(service_level(found[i]) ==
          Approx(one.answered_within / (one.offered - one.abandoned_of_arrivals)).epsilon(1e-10));
  }
}

TEST_CASE("a day in its steady state stays in it and begins with its queue") {
  std::vector<CourseInterval> day(3, {.traffic = {.volume = 100, .interval = 30min, .aht = 180s},
                                      .agents = 11,
                                      .patience = 120s,
                                      .targets = eighty_in_twenty});
  const erlang::ErlangA queue{day[0].traffic, 11, 120s};
  for (const auto& one : evaluate_course(day)) {
    CHECK(service_level(one) == Approx(service_level(queue, 20s)).epsilon(1e-10));
    CHECK(abandonment(one) == Approx(abandonment(queue)).epsilon(1e-10));
    CHECK(occupancy(one) == Approx(occupancy(queue)).epsilon(1e-10));
    CHECK(wait_probability(one) == Approx(wait_probability(queue)).epsilon(1e-10));
    CHECK(one.waiting_before == Approx(queue_length(queue)).epsilon(1e-6));
    CHECK(one.waiting_after == Approx(queue_length(queue)).epsilon(1e-10));
  }
}

TEST_CASE("shares of nothing are undefined and meet every target") {
  auto day = a_day();
  day[4].traffic.volume = erlang::Count{0};
  const auto last = evaluate_course(day, {.initial = Opening::empty}).back();
  CHECK(std::isnan(service_level(last)));
  CHECK(erlang::detail::missed(last, eighty_in_twenty).first == erlang::Binding::none);
}

TEST_CASE("a course refuses what it cannot follow, with the interval's index") {
  CHECK_THROWS_WITH(evaluate_course({}), "evaluate_course: there must be at least one interval, got none");
  auto day = a_day();
  day[2].agents = erlang::Count{-1};
  CHECK_THROWS_WITH(evaluate_course(day), "evaluate_course: agents must be in [0, 1e7], got -1 at index 2");
  day = a_day();
  day[3].patience = Seconds{0};
  CHECK_THROWS_WITH(evaluate_course(day), "evaluate_course: patience must be > 0 s, got 0 at index 3");
  CHECK_THROWS_WITH(evaluate_course(a_day({.max_asa = 20s})),
                    "evaluate_course: max_asa needs asa_of all where a queue changes at index 0");
}
