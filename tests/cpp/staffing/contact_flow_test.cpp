#include <erlang/staffing/contact_flow.hpp>
#include <limits>
#include <numeric>
#include <string>

#include "catch.hpp"

using erlang::ContactFlow;
using erlang::FlowTier;
using erlang::FlowVolumes;

namespace {

ContactFlow two() {
  return {.deflection = 0.2,
          .bounce = 0.0,
          .tiers = {{.resolution = 0.7, .escalation = 0.2, .repeat = 0.5, .repeat_to = {}},
                    {.resolution = 0.9, .escalation = 0.0, .repeat = 0.4, .repeat_to = {}}}};
}

}  // namespace

TEST_CASE("contact flow: by hand") {
  // 0.8 reach the first tier, 0.16 the second; further contacts 0.8 · 0.1 · 0.5 + 0.16 · 0.1 · 0.4 = 0.0464.
  const FlowVolumes seen = erlang::flow_volumes(two());
  const double times = 1.0 / (1.0 - 0.0464);
  CHECK(seen.loop_gain == Approx(0.0464));
  CHECK(seen.self_service == Approx(times));
  CHECK(seen.offered[0] == Approx(0.8 * times));
  CHECK(seen.offered[1] == Approx(0.16 * times));
  CHECK(seen.first[0] == Approx(0.8));
  CHECK(seen.repeats == Approx(0.0464 * times));
  CHECK(seen.deflected + seen.resolved[0] + seen.resolved[1] + seen.given_up == Approx(1.0).epsilon(1e-14));
}

TEST_CASE("contact flow: the fixed point is where iterating the flow leads") {
  ContactFlow flow = two();
  flow.bounce = 0.3;
  flow.tiers[0].resolution = 0.3;
  flow.tiers[1] = {.resolution = 0.5, .escalation = 0.0, .repeat = 1.6, .repeat_to = 0};
  double self_service = 0.0;
  double front = 0.0;
  double expert = 0.0;
  for (int round = 0; round < 2000; ++round) {
    const double next = 1.0 + 0.5 * front * 0.5;
    const double after = self_service * (1.0 - 0.2 * 0.7) + expert * 0.5 * 1.6;
    expert = front * 0.2;
    front = after;
    self_service = next;
  }
  const FlowVolumes seen = erlang::flow_volumes(flow);
  CHECK(seen.self_service == Approx(self_service).epsilon(1e-12));
  CHECK(seen.offered[0] == Approx(front).epsilon(1e-12));
  CHECK(seen.offered[1] == Approx(expert).epsilon(1e-12));
}

TEST_CASE("contact flow: a loop without end is refused, one just below is not") {
  ContactFlow flow{.deflection = 0.0, .bounce = 0.0, .tiers = {{.resolution = 0.5, .repeat = 1.999, .repeat_to = {}}}};
  CHECK(erlang::flow_volumes(flow).offered[0] == Approx(2000.0).epsilon(1e-9));
  for (const double repeat : {2.0, 3.0}) {
    flow.tiers[0].repeat = repeat;
    try {
      static_cast<void>(erlang::flow_volumes(flow));
      FAIL("not refused");
    } catch (const std::invalid_argument& error) {
      CHECK(std::string(error.what()).find("flow_volumes: the loop gain must be below 1, got") == 0);
    }
  }
}

TEST_CASE("contact flow: the door") {
  const auto refuses = [](auto change) {
    ContactFlow flow = two();
    change(flow);
    CHECK_THROWS_AS(erlang::flow_volumes(flow), std::logic_error);
  };
  for (const double bad : {-0.1, 1.1, std::numeric_limits<double>::quiet_NaN()}) {
    refuses([bad](ContactFlow& flow) { flow.deflection = bad; });
    refuses([bad](ContactFlow& flow) { flow.bounce = bad; });
    refuses([bad](ContactFlow& flow) { flow.tiers[0].resolution = bad; });
    refuses([bad](ContactFlow& flow) { flow.tiers[0].escalation = bad; });
  }
  refuses([](ContactFlow& flow) { flow.tiers[0].repeat = -1.0; });
  refuses([](ContactFlow& flow) { flow.tiers[0].repeat_to = 2; });
  refuses([](ContactFlow& flow) { flow.tiers[1].escalation = 0.05; });
  refuses([](ContactFlow& flow) { flow.tiers.clear(); });
}
