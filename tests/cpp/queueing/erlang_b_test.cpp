#include <erlang/queueing/erlang_b.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangB;
using erlang::Load;
using erlang::Traffic;

TEST_CASE("Erlang B agrees with the reference values") {
  double worst = 0.0;
  int rows = 0;
  for (const char* model : {"erlang_b", "erlang_b_continuous"}) {
    for (const auto& row : reference::rows_of("queueing_reference.csv", model)) {
      const double n = row.inputs.contains("n") ? row.at("n") : row.at("n_real");
      const ErlangB queue{Load{row.at("a")}, n};
      const double got = row.metric == "blocking" ? blocking(queue) : carried_load(queue);
      const double error = reference::error(got, row);
      INFO(model << ' ' << row.metric << " n " << n << " a " << row.at("a") << " error " << error);
      CHECK(error <= reference::tolerance(row));
      worst = std::max(worst, error);
      ++rows;
    }
  }
  CHECK(rows >= 50);
  WARN("erlang_b: " << rows << " rows, largest relative error " << worst);
}

TEST_CASE("Erlang B equals its recursion") {
  for (const double load : {1e-3, 0.7, 5.0, 47.0, 300.0, 1000.0}) {
    double expected = 1.0;
    for (int n = 1; n <= 1500; ++n) {
      expected = load * expected / (n + load * expected);
      if (expected < 1e-250) break;
      const ErlangB queue{Load{load}, n};
      INFO("load " << load << " servers " << n);
      REQUIRE(blocking(queue) == Approx(expected).epsilon(1e-12));
    }
  }
}

TEST_CASE("Erlang B with fractional servers obeys 1/B(n) = 1 + n/a 1/B(n - 1), across the regions") {
  for (const double load : {0.01, 1.0, 1.99, 2.01, 30.0, 60.0, 90.0, 200.0}) {
    for (double n = 1.25; n < 160.0; n += 0.73) {
      const double here = 1.0 / blocking(ErlangB{Load{load}, n});
      const double before = 1.0 / blocking(ErlangB{Load{load}, n - 1.0});
      if (!(here < 1e250)) break;
      INFO("load " << load << " servers " << n);
      REQUIRE(here == Approx(1.0 + n / load * before).epsilon(1e-12));
    }
  }
}

TEST_CASE("Erlang B: limits are values") {
  CHECK(blocking(ErlangB{Load{0}, 3}) == 0.0);
  CHECK(blocking(ErlangB{Load{0}, 0}) == 0.0);
  CHECK(blocking(ErlangB{Load{5}, 0}) == 1.0);
  CHECK(occupancy(ErlangB{Load{0}, 0}) == 0.0);
  CHECK(occupancy(ErlangB{Load{5}, 0}) == 1.0);
  CHECK(carried_load(ErlangB{Load{5}, 0}) == 0.0);
  CHECK(blocking(ErlangB{Load{1e9}, 10}) == Approx(1.0 - 1e-8).epsilon(1e-12));
  CHECK(blocking(ErlangB{Load{1e-9}, 500}) == 0.0);
}

TEST_CASE("Erlang B: a Traffic is its load, and a loss system answers at once or not at all") {
  const Traffic calls{.volume = 80, .interval = 30min, .aht = 3min};
  const ErlangB queue{calls, 10};
  CHECK(blocking(queue) == blocking(ErlangB{Load{8}, 10}));
  CHECK(service_level(queue, 20s) == Approx(1.0 - blocking(queue)));
  CHECK(service_level(queue, 20s, erlang::ServiceLevel::answered_of_answered) == 1.0);
  CHECK(asa(queue) == 0s);
  CHECK(queue == ErlangB{calls, 10.0});
  CHECK_FALSE(queue == ErlangB{calls, 11});
}

TEST_CASE("Erlang B refuses what is outside its domain") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const double inf = std::numeric_limits<double>::infinity();
  for (const double bad : {-1.0, nan, inf}) {
    CHECK_THROWS_AS((ErlangB{Load{bad}, 3}), std::domain_error);
    CHECK_THROWS_AS((ErlangB{Load{1}, bad}), std::domain_error);
  }
  CHECK_THROWS_WITH((ErlangB{Load{1}, -2}), "ErlangB: servers must be >= 0, got -2");
}
