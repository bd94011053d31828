#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/redial_orbit.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::RedialOrbit;
using erlang::Seconds;
using erlang::Traffic;

namespace {

double metric(const RedialOrbit& queue, const std::string& name) {
  if (name == "lambda_total") return attempted_volume(queue);
  if (name == "P_ab_attempt") return abandonment(queue);
  if (name == "P_wait_attempt") return wait_probability(queue);
  if (name == "P_all_busy") return all_busy(queue);
  if (name == "Lq") return queue_length(queue);
  if (name == "E_orbit") return orbit_length(queue);
  FAIL("unknown metric " << name);
  return 0.0;
}

}  // namespace

TEST_CASE("Redials with an orbit agree with the reference values") {
  double worst = 0.0;
  for (const auto& row : reference::rows_of("queueing_reference.csv", "mmn_m_redial_orbit")) {
    const RedialOrbit queue{Traffic{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}},
                            row.at("n"),
                            Seconds{row.at("patience")},
                            {row.at("r"), Seconds{row.at("redial_delay")}}};
    const double error = reference::error(metric(queue, row.metric), row);
    INFO(row.metric << " error " << error);
    CHECK(error < 1e-13);
    worst = std::max(worst, error);
  }
  WARN("mmn_m_redial_orbit: largest relative error " << worst);
}

TEST_CASE("Redials: nobody who hangs up calls again is Erlang A") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  for (const int agents : {0, 8, 14}) {
    const RedialOrbit queue{calls, agents, 120s, {0.0, 60s}};
    const erlang::ErlangA one{calls, agents, 120s};
    CHECK(abandonment(queue) == Approx(abandonment(one)).epsilon(1e-12));
    CHECK(wait_probability(queue) == Approx(wait_probability(one)).epsilon(1e-12));
    CHECK(service_level(queue, 20s) == Approx(service_level(one, 20s)).epsilon(1e-12));
    CHECK(attempts(queue) == 1.0);
  }
}

TEST_CASE("Redials refuse what is outside their domain") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  CHECK_THROWS_WITH((RedialOrbit{calls, 8.5, 120s, {0.5, 60s}}),
                    "RedialOrbit: agents must be a whole number >= 0, got 8.5");
  CHECK_THROWS_WITH((RedialOrbit{calls, 8, 0s, {0.5, 60s}}), "RedialOrbit: patience must be > 0 s and finite, got 0");
  CHECK_THROWS_WITH((RedialOrbit{calls, 8, 120s, {1.0, 60s}}), "RedialOrbit: redial must be in [0, 1), got 1");
  CHECK_THROWS_WITH((RedialOrbit{calls, 8, 120s, {0.5, 0s}}), "RedialOrbit: redial_delay must be > 0 s, got 0");
  CHECK_THROWS_AS((RedialOrbit{Traffic{.volume = 5000, .interval = 30min, .aht = 180s}, 500, 1200s, {0.5, 3600s}}),
                  std::invalid_argument);
}
