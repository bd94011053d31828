#include <cmath>
#include <erlang/staffing/required_agents.hpp>
#include <limits>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Seconds;
using erlang::Targets;

namespace {

const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

void refuses(const Targets& targets, const std::string& message, const erlang::Staffing& staffing = {}) {
  CHECK_THROWS_WITH(required_agents(calls, targets, staffing), message);
}

}  // namespace

TEST_CASE("values at and beyond their bounds") {
  refuses({.service_level = 1.0, .answer_within = 20s}, "required_agents: service_level must be in (0, 1), got 1");
  refuses({.service_level = 0.0, .answer_within = 20s}, "required_agents: service_level must be in (0, 1), got 0");
  refuses({.service_level = nan_value, .answer_within = 20s},
          "required_agents: service_level must be in (0, 1), got nan");
  refuses({.service_level = 0.8, .answer_within = -5s}, "required_agents: answer_within must be >= 0 s, got -5");
  refuses({.max_asa = Seconds{std::numeric_limits<double>::infinity()}},
          "required_agents: max_asa must be >= 0 s, got inf");
  refuses({.max_abandonment = 1.0}, "required_agents: max_abandonment must be in (0, 1), got 1", {.patience = 60s});
  refuses({.max_occupancy = 0.0}, "required_agents: max_occupancy must be in (0, 1], got 0");
  refuses({.max_occupancy = 1.01}, "required_agents: max_occupancy must be in (0, 1], got 1.01", {.patience = 60s});
  refuses({.max_occupancy = 1.0}, "required_agents: max_occupancy must be below 1 without patience, got 1");
  CHECK(required_agents(calls, {.max_occupancy = 1.0}, {.patience = 60s}).agents == 1);
  refuses({.max_wait_probability = 0.0}, "required_agents: max_wait_probability must be in (0, 1), got 0");
  refuses({.max_wait = 10s, .max_wait_percentile = 1.0},
          "required_agents: max_wait_percentile must be in (0, 1), got 1");
  refuses({.max_asa = 9s, .min_agents = -1}, "required_agents: min_agents must be a whole number >= 0, got -1");
  refuses({.max_asa = 9s, .min_agents = 2.5}, "required_agents: min_agents must be a whole number >= 0, got 2.5");
  refuses({.max_asa = 9s, .max_agents = 0}, "required_agents: max_agents must be a whole number >= 1, got 0");
  refuses({.max_asa = 9s, .max_agents = 0.5}, "required_agents: max_agents must be >= 1, got 0.5",
          {.fractional = true});
}

TEST_CASE("half pairs, options without their target, contradictions") {
  refuses({.service_level = 0.8}, "required_agents: service_level needs answer_within");
  refuses({.answer_within = 20s}, "required_agents: answer_within needs service_level");
  refuses({.max_wait = 20s}, "required_agents: max_wait needs max_wait_percentile");
  refuses({.max_wait_percentile = 0.9}, "required_agents: max_wait_percentile needs max_wait");
  refuses({.definition = erlang::ServiceLevel::virtual_wait, .max_asa = 9s},
          "required_agents: definition needs service_level");
  refuses({.short_abandon = 5s, .max_asa = 9s}, "required_agents: short_abandon needs service_level");
  refuses({.service_level = 0.8, .answer_within = 20s, .short_abandon = 5s},
          "required_agents: short_abandon needs definition abandons_excluded or abandons_counted");
  refuses({.asa_of = erlang::WaitOf::all}, "required_agents: asa_of needs max_asa");
  refuses({.max_abandonment = 0.05}, "required_agents: max_abandonment needs patience");
  refuses({.max_asa = 9s, .min_agents = 7, .max_agents = 5},
          "required_agents: min_agents must be <= max_agents, got 7 and 5");
}

TEST_CASE("the interval itself") {
  const Targets t{.service_level = 0.8, .answer_within = 20s};
  CHECK_THROWS_WITH(required_agents({.volume = -1, .interval = 30min, .aht = 180s}, t),
                    "required_agents: volume must be >= 0, got -1");
  CHECK_THROWS_WITH(required_agents({.volume = 1, .interval = 0s, .aht = 180s}, t),
                    "required_agents: interval must be > 0 s, got 0");
  CHECK_THROWS_WITH(required_agents({.volume = 1, .interval = 30min, .aht = 0s}, t),
                    "required_agents: aht must be > 0 s, got 0");
  refuses(t, "required_agents: patience must be >= 0 s, got -1", {.patience = -1s});
  refuses(t, "required_agents: shrinkage must be in [0, 1), got 1", {.shrinkage = 1.0});
  const Seconds endless{std::numeric_limits<double>::infinity()};
  CHECK(required_agents(calls, t, {.patience = endless}).model == erlang::Model::erlang_c);
}
