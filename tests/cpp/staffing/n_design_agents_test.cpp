#include <erlang/staffing/n_design_agents.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Binding;
using erlang::NTraffic;
using erlang::Seconds;
using erlang::Targets;

namespace {

const NTraffic calls{.volumes = {60, 40}, .interval = 30min, .aht = {180s, 200s}, .patience = {120s, 120s}};
const Targets level{.service_level = 0.80, .answer_within = 20s};

}  // namespace

TEST_CASE("two groups: no mix that costs less holds") {
  for (const double wage : {1.0, 1.3}) {
    const auto need = required_agents(calls, {level, level}, {.costs = {1.0, wage}});
    CHECK(need.cost == need.agents[0] + wage * need.agents[1]);
    for (double first = 0.0; first <= 16.0; first += 1.0) {
      for (double second = 0.0; second <= 16.0; second += 1.0) {
        if (first + second == 0.0) continue;
        const erlang::NDesign centre{calls, {first, second}};
        const bool holds = service_level(centre, 0, 20s) >= 0.8 && service_level(centre, 1, 20s) >= 0.8;
        const bool answer = first == need.agents[0] && second == need.agents[1];
        const double cost = first + wage * second;
        if (answer) CHECK(holds);
        if (cost < need.cost || (cost == need.cost && second < need.agents[1])) CHECK_FALSE(holds);
      }
    }
    CHECK(need.binding[0] == Binding::service_level);
    CHECK(need.split == std::array{8.0, 6.0});
  }
}

TEST_CASE("two groups: one class alone is Erlang A") {
  const erlang::Traffic phone{.volume = 100, .interval = 30min, .aht = 180s};
  const double agents = required_agents(phone, level, {.patience = 120s}).agents;
  NTraffic one{.volumes = {0, 100}, .interval = 30min, .aht = {180s, 180s}, .patience = {120s, 120s}};
  CHECK(required_agents(one, {level, level}).agents == std::array{0.0, agents});
  one.volumes = {100, 0};
  CHECK(required_agents(one, {level, level}).agents == std::array{agents, 0.0});
  one.volumes = {0, 0};
  CHECK(required_agents(one, {level, level}).agents == std::array{0.0, 0.0});
}

TEST_CASE("two groups: targets that may come and go are counted") {
  const Targets quick{.max_asa = 12s};
  const Targets answered{
      .service_level = 0.9, .answer_within = 20s, .definition = erlang::ServiceLevel::answered_of_answered};
  const auto need = required_agents(calls, {quick, answered});
  const erlang::NDesign centre{calls, need.agents};
  CHECK(asa(centre, 0) <= 12s);
  CHECK(service_level(centre, 1, 20s) / (1.0 - abandonment(centre, 1)) >= 0.9);
}

TEST_CASE("two groups: doors") {
  NTraffic odd = calls;
  odd.aht[1] = 0s;
  CHECK_THROWS_WITH(required_agents(odd, {level, level}), "required_agents: aht must be > 0 s, got 0 at index 1");
  CHECK_THROWS_WITH(required_agents(calls, {level, level}, {.costs = {0.0, 1.0}}),
                    "required_agents: costs must be > 0, got 0 at index 0");
  CHECK_THROWS_WITH(required_agents(calls, {level, Targets{.max_occupancy = 0.9}}),
                    "required_agents: max_occupancy is of agents, not of a class");
}
