#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/n_design.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::G2Priority;
using erlang::NDesign;
using erlang::Seconds;

namespace {

std::array<Seconds, 2> times(double first, double second) {
  return {Seconds{first}, Seconds{second}};
}

double metric(const NDesign& centre, const std::string& name) {
  const std::size_t rank = name.back() == '2' ? 1 : 0;
  if (name.starts_with("P_wait")) return wait_probability(centre, rank);
  if (name.starts_with("P_ab")) return abandonment(centre, rank);
  if (name.starts_with("E_wait")) return asa(centre, rank, erlang::WaitOf::all).count();
  if (name.starts_with("occupancy")) return occupancy(centre, rank);
  FAIL("unknown metric " << name);
  return 0.0;
}

}  // namespace

TEST_CASE("N-design agrees with the reference values") {
  double worst = 0.0;
  for (const auto& row : reference::rows_of("queueing_reference.csv", "n_design")) {
    // The order of group 2 is text, which the rows of numbers leave out: it follows from theirs.
    const bool first = row.at("lambda1") == 6.0;
    const NDesign centre{{.volumes = {row.at("lambda1"), row.at("lambda2")},
                          .interval = 1s,
                          .aht = times(1 / row.at("mu_g1"), 1 / row.at("mu_g2")),
                          .patience = times(1 / row.at("theta1"), 1 / row.at("theta2"))},
                         {row.at("n1"), row.at("n2")},
                         first ? G2Priority::class_1_first : G2Priority::class_2_first};
    const double error = reference::error(metric(centre, row.metric), row);
    INFO(row.metric << " error " << error);
    CHECK(error < 1e-13);
    worst = std::max(worst, error);
  }
  WARN("n_design: largest relative error " << worst);
}

TEST_CASE("N-design: without class 2 both groups are one Erlang A") {
  const NDesign centre{{.volumes = {12, 0}, .interval = 1s, .aht = times(1, 1), .patience = times(2, 5)}, {6, 6}};
  const erlang::ErlangA one{erlang::Traffic{.volume = 12, .interval = 1s, .aht = 1s}, 12, 2s};
  CHECK(abandonment(centre, 0) == Approx(abandonment(one)).epsilon(1e-13));
  CHECK(asa(centre, 0).count() == Approx(asa(one).count()).epsilon(1e-13));
  for (const auto t : {0ms, 100ms, 3000ms}) {
    CHECK(service_level(centre, 0, t) == Approx(service_level(one, t)).epsilon(1e-13));
    CHECK(wait_exceeds(centre, 0, t) == Approx(wait_exceeds(one, t)).epsilon(1e-12));
  }
}

TEST_CASE("N-design refuses what is outside its domain") {
  const erlang::NTraffic calls{.volumes = {1, 1}, .interval = 1s, .aht = times(1, 1), .patience = times(1, 1)};
  CHECK_THROWS_WITH((NDesign{calls, {1, 2.5}}), "NDesign: agents must be whole numbers >= 0, got 2.5 at index 1");
  CHECK_THROWS_WITH(
      (NDesign{{.volumes = {-1, 1}, .interval = 1s, .aht = times(1, 1), .patience = times(1, 1)}, {1, 1}}),
      "NDesign: volumes must be >= 0, got -1 at index 0");
  CHECK_THROWS_WITH((NDesign{{.volumes = {1, 1}, .interval = 1s, .aht = times(1, 1), .patience = times(1, 0)}, {1, 1}}),
                    "NDesign: patience must be > 0 s and finite, got 0 at index 1");
  CHECK_THROWS_WITH(asa(NDesign{calls, {1, 1}}, 2), "NDesign: rank must be 0 or 1, got 2");
  CHECK_THROWS_AS(
      (NDesign{{.volumes = {900, 900}, .interval = 1s, .aht = times(1, 1), .patience = times(9, 9)}, {900, 900}}),
      std::invalid_argument);
}
