#include <erlang/queueing/erlang_b_inverse.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangB;
using erlang::Load;
using erlang::Traffic;

TEST_CASE("required_servers and max_load agree with the reference values") {
  for (const auto& row : reference::rows_of("queueing_reference.csv", "erlang_b_min_servers"))
    CHECK(static_cast<double>(required_servers(Load{row.at("a")}, row.at("target_blocking"))) == row.value);
  for (const auto& row : reference::rows_of("queueing_reference.csv", "erlang_b_max_load"))
    CHECK(reference::error(erlang::max_load(row.at("n"), row.at("target_blocking")), row) < 1e-12);
}

TEST_CASE("required_servers is the first number that holds") {
  for (const double load : {1e-6, 0.2, 3.0, 17.0, 250.0, 3000.0}) {
    for (const double bound : {1e-9, 0.001, 0.01, 0.2, 0.9, 0.999}) {
      const auto servers = required_servers(Load{load}, bound);
      INFO("load " << load << " bound " << bound << " servers " << servers);
      CHECK(blocking(ErlangB{Load{load}, servers}) <= bound * (1.0 + 1e-12));
      if (servers > 0) CHECK(blocking(ErlangB{Load{load}, servers - 1}) > bound * (1.0 + 1e-12));
    }
  }
}

TEST_CASE("a bound that is met exactly counts as met") {
  // One server, load 1: blocking is exactly 1/2.
  CHECK(required_servers(Load{1}, 0.5) == 1);
  CHECK(required_servers(Load{1}, 0.5 * (1.0 - 1e-13)) == 1);
  CHECK(required_servers(Load{1}, 0.5 * (1.0 - 1e-11)) == 2);
}

TEST_CASE("inverses: edges") {
  CHECK(required_servers(Load{0}, 0.01) == 0);
  CHECK(required_servers(Traffic{.volume = 170, .interval = 30min, .aht = 180s}, 0.01) == 27);
  CHECK(required_servers(Load{1e12}, 0.01) > 0);
  CHECK(erlang::max_load(0, 0.01) == 0.0);
  CHECK(erlang::max_load(1, 0.5) == Approx(1.0).epsilon(1e-14));
  for (const double servers : {1e-3, 0.5, 3.0, 100.0, 1e4, 1e6}) {
    for (const double bound : {1e-100, 1e-6, 0.01, 0.5, 0.999}) {
      const double load = erlang::max_load(servers, bound);
      INFO("servers " << servers << " bound " << bound << " load " << load);
      if (load > 1e-300) CHECK(blocking(ErlangB{Load{load}, servers}) == Approx(bound).epsilon(1e-9));
    }
  }
  // Nearly everything lost: the share served comes back, and at one server load = blocking / (1 - blocking).
  for (const double servers : {0.5, 1.0, 8.0, 100.0, 1e6}) {
    for (const double served : {0.49, 1e-3, 1e-6, 1e-9, 1e-12, 1e-15}) {
      const double bound = 1.0 - served;
      const double load = erlang::max_load(servers, bound);
      INFO("servers " << servers << " bound " << bound << " load " << load);
      CHECK(no_wait_probability(ErlangB{Load{load}, servers}) == Approx(1.0 - bound).epsilon(1e-13));
      if (servers == 1.0) CHECK(load == Approx(bound / (1.0 - bound)).epsilon(1e-13));
    }
  }
  for (const double bad : {0.0, 1.0, -0.1, std::numeric_limits<double>::quiet_NaN()}) {
    CHECK_THROWS_AS(required_servers(Load{1}, bad), std::domain_error);
    CHECK_THROWS_AS(erlang::max_load(1, bad), std::domain_error);
  }
  CHECK_THROWS_WITH(erlang::max_load(-1, 0.1), "max_load: servers must be >= 0, got -1");
  CHECK_THROWS_AS(required_servers(Load{1e16}, 0.1), std::domain_error);
}
