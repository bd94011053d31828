#include <cmath>
#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>
#include <string>

#include "catch.hpp"
#include "random_targets.hpp"
#include "reference.hpp"

using namespace std::chrono_literals;
using erlang::Binding;
using erlang::required_agents;
using erlang::Requirement;
using erlang::Seconds;
using erlang::Staffing;
using erlang::Status;
using erlang::Targets;
using erlang::Traffic;
using erlang::test::Random;
using erlang::test::reached;
using erlang::test::some_targets;

namespace {

const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

double by_counting(const Traffic& traffic, const Targets& t, const Staffing& staffing) {
  double n = std::max(1.0, t.min_agents.value_or(0.0));
  while (!reached(traffic, n, staffing, t)) n += 1.0;
  return n;
}

void check_against_counting(const Traffic& traffic, const Targets& t, const Staffing& staffing) {
  const Requirement need = required_agents(traffic, t, staffing);
  const double expected = by_counting(traffic, t, staffing);
  CAPTURE(traffic.volume, traffic.aht.count(), need.agents, erlang::name_of(need.binding));
  CHECK(need.agents == expected);
  CHECK(need.status == Status::met);
  if (expected > 1.0) {
    const double fewer = expected - 1.0;
    if (need.binding == Binding::min_agents) {
      CHECK((fewer < *t.min_agents && (fewer == 0.0 || reached(traffic, fewer, staffing, t))));
    } else {
      CHECK(need.binding != Binding::none);
      CHECK_FALSE(reached(traffic, fewer, staffing, t));
    }
  }
}

}  // namespace

TEST_CASE("the answer equals counting up from one agent, Erlang C") {
  Random random;
  for (int i = 0; i < 4000; ++i) {
    const Traffic traffic{
        .volume = random(0.01, i % 10 == 0 ? 2000.0 : 200.0), .interval = 30min, .aht = Seconds{random(20, 900)}};
    check_against_counting(traffic, some_targets(random, false), {});
  }
}

TEST_CASE("the answer equals counting up from one agent, Erlang A") {
  Random random;
  for (int i = 0; i < 3000; ++i) {
    const Traffic traffic{.volume = random(0.01, 200.0), .interval = 30min, .aht = Seconds{random(20, 900)}};
    const Seconds patience{i % 50 == 0 ? 0.0 : std::exp(random(std::log(5.0), std::log(3000.0)))};
    check_against_counting(traffic, some_targets(random, true), {.patience = patience});
  }
}

TEST_CASE("the worked example needs 12 agents with patience and 14 without") {
  const Targets targets{.service_level = 0.80, .answer_within = 20s, .max_occupancy = 0.85};
  const auto need = required_agents(calls, targets, {.patience = 120s, .shrinkage = 0.30});
  CHECK(need.agents == 12);
  CHECK(need.scheduled == Approx(12 / 0.7));
  CHECK(need.positions == 18);
  CHECK(need.binding == Binding::service_level);
  CHECK(need.model == erlang::Model::erlang_a);
  CHECK(need.service_level == Approx(0.8256).margin(5e-5));
  CHECK(need.occupancy == Approx(0.7820).margin(5e-5));
  CHECK(required_agents(calls, {.service_level = 0.80, .answer_within = 20s}).agents == 14);
}

TEST_CASE("ties count as met") {
  // 21 calls of 180 s in half an hour are 2.1 erlangs: 2.1 / 3 is 0.7, and a hair above it in floating point.
  CHECK(required_agents({.volume = 21, .interval = 30min, .aht = 180s}, {.max_occupancy = 0.7}).agents == 3);
  // The figure that 14 agents reach, asked for, needs 14.
  const erlang::ErlangC queue{calls, 14};
  CHECK(required_agents(calls, {.service_level = service_level(queue, 20s), .answer_within = 20s}).agents == 14);
  CHECK(required_agents(calls, {.max_asa = asa(queue)}).agents == 14);
  CHECK(required_agents(calls, {.max_wait_probability = wait_probability(queue)}).agents == 14);
  CHECK(required_agents(calls, {.max_wait = wait_percentile(queue, 0.9), .max_wait_percentile = 0.9}).agents == 14);
}

TEST_CASE("a definition that abandoning helps is met by one agent, with a warning") {
  const auto counted = erlang::ServiceLevel::abandons_counted;
  const auto need =
      required_agents(calls, {.service_level = 0.80, .answer_within = 60s, .definition = counted}, {.patience = 30s});
  CHECK(need.agents == 1);
  CHECK(need.binding == Binding::none);
  CHECK(need.abandonment == Approx(0.90).margin(0.005));
  CHECK(need.warns(erlang::Warning::heavy_loss));
}

TEST_CASE("no target is 80 % in 20 s, and the result says so") {
  const auto need = required_agents(calls);
  CHECK(need.agents == 14);
  CHECK(need.warns(erlang::Warning::default_target));
  CHECK_FALSE(required_agents(calls, {.max_asa = 20s}).warns(erlang::Warning::default_target));
}

TEST_CASE("load 0 needs min_agents, or nobody") {
  const Traffic idle{.volume = 0, .interval = 30min, .aht = 180s};
  const Targets targets{.service_level = 0.8, .answer_within = 20s};
  const auto need = required_agents(idle, targets);
  CHECK(need.agents == 0);
  CHECK(need.positions == 0);
  CHECK(need.service_level == 1);
  CHECK(need.asa.count() == 0);
  CHECK(need.occupancy == 0);
  CHECK(need.binding == Binding::none);
  const auto floor = required_agents(idle, {.service_level = 0.8, .answer_within = 20s, .min_agents = 2});
  CHECK(floor.agents == 2);
  CHECK(floor.binding == Binding::none);
}

TEST_CASE("bounds: min_agents binds, max_agents limits") {
  const auto floor = required_agents(calls, {.service_level = 0.8, .answer_within = 20s, .min_agents = 16});
  CHECK(floor.agents == 16);
  CHECK(floor.binding == Binding::min_agents);
  CHECK(floor.status == Status::met);
  const auto seats = required_agents(calls, {.service_level = 0.8, .answer_within = 20s, .max_agents = 12});
  CHECK(seats.agents == 12);
  CHECK(seats.status == Status::limited);
  CHECK(seats.misses(Binding::service_level));
  CHECK(seats.service_level == Approx(0.640158).margin(1e-6));
  const auto swamped = required_agents(calls, {.service_level = 0.8, .answer_within = 20s, .max_agents = 8});
  CHECK(swamped.agents == 8);
  CHECK(swamped.service_level == 0);
  CHECK(std::isinf(swamped.asa.count()));
}

TEST_CASE("a target that would need more agents than are searched is unreachable") {
  const auto need = required_agents(calls, {.service_level = 0.8, .answer_within = 20s, .max_occupancy = 1e-12});
  CHECK(need.status == Status::unreachable);
  CHECK(need.binding == Binding::max_occupancy);
  CHECK(std::isnan(need.agents));
  CHECK(std::isnan(need.service_level));
  CHECK(need.load == Approx(10));
}

TEST_CASE("fractional agents are the infimum, on the side that meets") {
  Random random;
  for (int i = 0; i < 600; ++i) {
    const Traffic traffic{.volume = random(0.05, 200.0), .interval = 30min, .aht = Seconds{random(20, 900)}};
    Staffing staffing{.fractional = true};
    if (i % 2 == 0) staffing.patience = Seconds{random(10, 600)};
    Targets t = some_targets(random, i % 2 == 0);
    t.min_agents.reset();
    const Requirement need = required_agents(traffic, t, staffing);
    CAPTURE(traffic.volume, traffic.aht.count(), need.agents);
    CHECK(reached(traffic, need.agents, staffing, t));
    if (need.agents > 2e-9) CHECK_FALSE(reached(traffic, need.agents * (1 - 2e-9), staffing, t));
    Staffing whole = staffing;
    whole.fractional = false;
    CHECK(required_agents(traffic, t, whole).agents == std::max(1.0, std::ceil(need.agents)));
  }
  const auto floor =
      required_agents(calls, {.service_level = 0.8, .answer_within = 20s, .min_agents = 15.5}, {.fractional = true});
  CHECK(floor.agents == 15.5);
  CHECK(floor.binding == Binding::min_agents);
}

TEST_CASE("a bare load has no times") {
  CHECK(required_agents(erlang::Load{90}, {.max_occupancy = 0.85}).agents == 106);
  const auto need = required_agents(erlang::Load{10}, {.max_wait_probability = 0.2});
  CHECK(need.agents == required_agents(calls, {.max_wait_probability = 0.2}).agents);
  CHECK(std::isnan(need.asa.count()));
  CHECK_THROWS_WITH(required_agents(erlang::Load{10}, {.service_level = 0.8, .answer_within = 20s}),
                    "required_agents: service_level needs volume, interval and aht");
  CHECK_THROWS_WITH(required_agents(erlang::Load{10}, {.max_occupancy = 0.8}, {.patience = 60s}),
                    "required_agents: patience needs volume, interval and aht");
  CHECK_THROWS_WITH(required_agents(erlang::Load{10}, {}),
                    "required_agents: the default target, 80 % within 20 s, needs volume, interval and aht");
}

TEST_CASE("evaluate tells what the agents there are miss") {
  const Targets targets{.service_level = 0.80, .answer_within = 20s, .max_occupancy = 0.85};
  const auto now = evaluate(calls, 11.5, targets);
  CHECK(now.misses(Binding::service_level));
  CHECK(now.misses(Binding::max_occupancy));
  CHECK(now.occupancy == Approx(10 / 11.5));
  CHECK(evaluate(calls, 14, targets).missed == 0);
  CHECK_THROWS_WITH(evaluate(calls, -1, targets), "evaluate: agents must be >= 0, got -1");
}

TEST_CASE("reference minima, Erlang C") {
  const auto rows = reference::rows_of("queueing_reference.csv", "erlang_c_min_agents");
  REQUIRE(rows.size() == 11);
  for (const auto& row : rows) {
    const Traffic traffic{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}};
    Targets t;
    const double target = row.at("target");
    if (row.inputs.count("T") != 0) {
      t.service_level = target;
      t.answer_within = Seconds{row.at("T")};
    } else if (target < 1.0) {
      t.max_occupancy = target;
    } else {
      t.max_asa = Seconds{target};
    }
    if (row.inputs.count("max_occupancy") != 0) t.max_occupancy = row.at("max_occupancy");
    CAPTURE(row.at("lambda"), row.at("aht"), target);
    CHECK(required_agents(traffic, t).agents == row.value);
  }
}

TEST_CASE("at saturation and at the ends of the scale the search ends") {
  for (const double volume : {1e-9, 1e-3, 1.0, 1e5, 1e8}) {
    for (const double level : {1e-6, 0.5, 0.999999, 1 - 1e-13}) {
      for (const double within : {0.0, 20.0, 1e5}) {
        const Traffic traffic{.volume = volume, .interval = 30min, .aht = 180s};
        const Targets t{.service_level = level, .answer_within = Seconds{within}};
        CAPTURE(volume, level, within);
        for (const auto& staffing : {Staffing{}, Staffing{.patience = 120s}}) {
          const auto need = required_agents(traffic, t, staffing);
          CHECK(reached(traffic, need.agents, staffing, t));
          if (need.agents > 1) CHECK_FALSE(reached(traffic, need.agents - 1, staffing, t));
        }
      }
    }
  }
}
