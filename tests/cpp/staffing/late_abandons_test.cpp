#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>
#include <random>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::required_agents;
using erlang::Requirement;
using erlang::Seconds;
using erlang::Staffing;
using erlang::Targets;
using erlang::Traffic;

namespace {

// The targets in plain words, apart from the solver's own check.
bool reached(const Traffic& traffic, double n, const Staffing& staffing, const Targets& t) {
  constexpr double slack = 1e-12;
  const erlang::ErlangA queue{traffic, n, mean_patience(*staffing.patience)};
  const double level = service_level(queue, *t.answer_within, *t.definition, t.short_abandon);
  return level >= *t.service_level * (1 - slack) && abandonment(queue) <= t.max_abandonment.value_or(1.0) * (1 + slack);
}

double by_counting(const Traffic& traffic, const Targets& t, const Staffing& staffing) {
  double n = 1.0;
  while (!reached(traffic, n, staffing, t)) ++n;
  return n;
}

}  // namespace

TEST_CASE("where late hanging up counts, the first n that holds is found though a later one fails") {
  const Traffic busy{.volume = 607, .interval = 30min, .aht = 10s};
  Targets targets{.service_level = 0.22,
                  .answer_within = 60s,
                  .definition = erlang::ServiceLevel::abandons_counted,
                  .short_abandon = 600s};
  const Staffing patient{.patience = 1861s};
  CHECK(reached(busy, 1, patient, targets));
  CHECK_FALSE(reached(busy, 3, patient, targets));
  CHECK(required_agents(busy, targets, patient).agents == 1);
  targets.max_occupancy = 0.99;
  CHECK(required_agents(busy, targets, patient).agents == 4);

  std::mt19937_64 random(7);
  std::uniform_real_distribution<double> uniform(0.0, 1.0);
  for (int round = 0; round < 300; ++round) {
    const Traffic traffic{
        .volume = 1 + 200 * uniform(random), .interval = 30min, .aht = Seconds{10 + 600 * uniform(random)}};
    const Staffing staffing{.patience = Seconds{10 + 900 * uniform(random)}};
    Targets goal{.service_level = 0.05 + 0.9 * uniform(random),
                 .answer_within = Seconds{60 * uniform(random)},
                 .definition = erlang::ServiceLevel::abandons_counted,
                 .short_abandon = Seconds{60 + 1000 * uniform(random)}};
    if (round % 3 == 0) goal.max_abandonment = 0.05 + 0.9 * uniform(random);
    const Requirement need = required_agents(traffic, goal, staffing);
    CHECK(need.agents == by_counting(traffic, goal, staffing));
    Staffing fractional = staffing;
    fractional.fractional = true;
    const double real = required_agents(traffic, goal, fractional).agents;
    CHECK(reached(traffic, real, staffing, goal));
    CHECK(real <= need.agents);
    for (int part = 1; part < 40; ++part) {
      const double fewer = real * (1 - 1e-7) * part / 39;
      if (fewer > 1e-8) CHECK_FALSE(reached(traffic, fewer, staffing, goal));
    }
  }
}
