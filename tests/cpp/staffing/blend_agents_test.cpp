#include <erlang/staffing/blend_agents.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Binding;
using erlang::BlendTraffic;
using erlang::Status;
using erlang::Targets;

namespace {

const BlendTraffic work{.inbound = {.volume = 100, .interval = 30min, .aht = 180s}, .outbound_volume = 40};
const erlang::Traffic nobody{.volume = 0, .interval = 30min, .aht = 180s};
const Targets level{.service_level = 0.80, .answer_within = 20s};

}  // namespace

TEST_CASE("outbound work: the first agents, and the fewest of them kept idle") {
  const auto need = required_agents(work, level);
  CHECK(need.agents == 16);
  CHECK(need.idle_reserve == 3);
  CHECK(need.threshold == 13);
  CHECK(need.binding == Binding::outbound_volume);
  CHECK(need.reserve_binding == Binding::service_level);
  const erlang::Blend queue{{.volume = 100, .interval = 30min, .aht = 180s}, 16, 13};
  CHECK(need.outbound_volume == outbound_volume(queue));
  CHECK(need.outbound_volume >= 40);
  CHECK(service_level(erlang::Blend{queue.offered(), 16, 14}, 20s) < 0.80);
  CHECK(max_outbound(work.inbound, 15, level).outbound_volume < 40);
  CHECK(max_outbound(work.inbound, 16, level).outbound_volume == need.outbound_volume);
}

TEST_CASE("outbound work: without it Erlang C, without calls what outbound takes") {
  BlendTraffic calls = work;
  calls.outbound_volume = 0.0;
  CHECK(required_agents(calls, level).agents == 14);
  const BlendTraffic outbound{.inbound = nobody, .outbound_volume = 41};
  CHECK(required_agents(outbound, level).agents == 5);
  CHECK(required_agents(outbound, {.max_occupancy = 0.8}).idle_reserve == 2);
  CHECK(required_agents(BlendTraffic{.inbound = nobody, .outbound_volume = 0}, level).agents == 0);
}

TEST_CASE("outbound work: seats, and agents that are too few") {
  Targets seats = level;
  seats.max_agents = 12;
  const auto limited = required_agents(work, seats);
  CHECK(limited.status == Status::limited);
  CHECK(limited.outbound_volume == 0.0);
  const auto over = max_outbound(work.inbound, 9, level);
  CHECK(over.status == Status::unreachable);
  CHECK(over.binding == Binding::service_level);
  CHECK(std::isnan(over.agents));
}

TEST_CASE("outbound work: doors") {
  CHECK_THROWS_WITH(required_agents(work, level, {.patience = 60s}),
                    "required_agents: a blended queue has no patience");
  CHECK_THROWS_WITH(required_agents(work, level, {.lines = 60}), "required_agents: a blended queue has no lines");
  BlendTraffic less = work;
  less.outbound_volume = -1.0;
  CHECK_THROWS_WITH(required_agents(less, level), "required_agents: outbound_volume must be >= 0, got -1");
  CHECK_THROWS_WITH(max_outbound(work.inbound, -1, level), "max_outbound: agents must be >= 0, got -1");
}
