#include <erlang/simulation/course.hpp>
#include <vector>

#include "catch.hpp"

using namespace erlang;
using namespace erlang::detail;
using namespace std::chrono_literals;

namespace {

Queue queue_at(std::vector<Seconds> start) {
  const std::size_t n = start.size();
  return {
      .name = "q", .start = std::move(start), .interval = 30min, .offered = std::vector<double>(n, 1.0), .aht = {180s}};
}

}  // namespace

TEST_CASE("open time is cut where staff changes, gaps belong to nobody") {
  // Open 0:00-1:00 and 2:00-2:30; slots of 20 min from 0:10 on: 4, 5, 6 people, then none until 1:50, 7 people.
  const Queue queue = queue_at({0s, 30min, 2h});
  const Group group{
      .name = "g", .queues = {"q"}, .start = {10min, 30min, 50min, 110min}, .interval = 20min, .agents = {4, 5, 6, 7}};
  const Course course = make_course(queue, group);
  struct Step {
    double begin, end, agents;
    std::size_t interval;
  };
  const std::vector<Step> expected{{0, 600, 0, 0},     {600, 1800, 4, 0},  {1800, 3000, 5, 1},
                                   {3000, 3600, 6, 1}, {7200, 7800, 7, 2}, {7800, 9000, 0, 2}};
  REQUIRE(course.steps.size() == expected.size());
  for (std::size_t s = 0; s < expected.size(); ++s) {
    CHECK(course.steps[s].begin == expected[s].begin);
    CHECK(course.steps[s].end == expected[s].end);
    CHECK(course.steps[s].agents == expected[s].agents);
    CHECK(course.steps[s].interval == expected[s].interval);
  }
  CHECK(course.intervals[0].last_step == 3);
  CHECK(course.intervals[1].last_step == 3);
  CHECK(course.intervals[2].last_step == 5);
  CHECK(course.intervals[1].end == 3600.0);
  CHECK(course.intervals[1].next == 7200.0);
  CHECK(course.patient);
}

TEST_CASE("days are those given, else whole days since time 0") {
  Queue queue = queue_at({-1800s, 0s, 23h, 25h});
  const Group nobody{.name = "g", .queues = {"q"}, .interval = 30min};
  CHECK(make_course(queue, nobody).days == std::vector<int>{-1, 0, 1});
  queue.day = {3, 3, 3, 9};
  const Course course = make_course(queue, nobody);
  CHECK(course.days == std::vector<int>{3, 9});
  CHECK(course.intervals[3].day == 1);
  CHECK(course.steps.size() == 4);
}

TEST_CASE("a whole number stays, a fraction is decided by the number of the day") {
  CHECK(whole_agents(3.0, 0.0) == 3);
  CHECK(whole_agents(0.0, 0.5) == 0);
  CHECK(whole_agents(30 * 0.7, 1e-12) == 21);  // 20.999999999999996
  CHECK(whole_agents(3.3, 0.29) == 4);
  CHECK(whole_agents(3.3, 0.31) == 3);
}
