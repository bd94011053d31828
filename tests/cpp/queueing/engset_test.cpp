#include <erlang/queueing/engset.hpp>
#include <erlang/queueing/erlang_b.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using erlang::Engset;

TEST_CASE("Engset agrees with the reference values") {
  double worst = 0.0;
  for (const char* file : {"queueing_reference.csv", "variants_reference.csv"}) {
    for (const auto& row : reference::rows_of(file, "engset")) {
      const Engset queue{row.at("N"), row.at("n"), row.at("alpha")};
      const double got = row.metric == "time_congestion"   ? time_congestion(queue)
                         : row.metric == "call_congestion" ? blocking(queue)
                                                           : carried_load(queue);
      INFO(row.metric << " N " << row.at("N") << " n " << row.at("n"));
      CHECK(reference::error(got, row) <= reference::tolerance(row));
      worst = std::max(worst, reference::error(got, row));
    }
  }
  WARN("engset: largest relative error " << worst);
}

TEST_CASE("Engset: by hand, two sources and one server") {
  // States 0, 1 in the proportion 1 : 2 * 1/2; a call of one source finds the other idle with 1 : 1/2.
  const Engset queue{2, 1, 0.5};
  CHECK(time_congestion(queue) == Approx(0.5));
  CHECK(blocking(queue) == Approx(1.0 / 3.0));
  CHECK(no_wait_probability(queue) == Approx(2.0 / 3.0));
  CHECK(carried_load(queue) == Approx(0.5));
  CHECK(occupancy(queue) == Approx(0.5));
}

TEST_CASE("Engset: accepted calls end, and many sources are Erlang B") {
  for (const double sources : {3.0, 50.0, 1e4, 1e6}) {
    for (const double share : {0.01, 0.3, 0.9}) {
      const double servers = std::floor(sources * share);
      const Engset queue{sources, servers, share};
      const double offered = share * (sources - carried_load(queue));
      CHECK(offered * no_wait_probability(queue) == Approx(carried_load(queue)).epsilon(1e-12));
      CHECK(blocking(queue) <= time_congestion(queue));
      CHECK(blocking(queue) + no_wait_probability(queue) == Approx(1.0).epsilon(1e-14));
    }
  }
  CHECK(blocking(Engset{1e9, 10, 8e-9}) == Approx(blocking(erlang::ErlangB{erlang::Load{8}, 10})).epsilon(1e-7));
}

TEST_CASE("Engset: limits are values") {
  for (const Engset& nobody : {Engset{0, 0, 1}, Engset{0, 3, 1}, Engset{5, 2, 0}, Engset{5, 0, 0}}) {
    CHECK(time_congestion(nobody) == 0.0);
    CHECK(blocking(nobody) == 0.0);
    CHECK(carried_load(nobody) == 0.0);
    CHECK(occupancy(nobody) == 0.0);
  }
  CHECK(blocking(Engset{5, 5, 2}) == 0.0);
  CHECK(time_congestion(Engset{5, 5, 1}) == Approx(1.0 / 32.0));
  CHECK(time_congestion(Engset{5, 9, 1}) == 0.0);
  CHECK(carried_load(Engset{5, 9, 3}) == Approx(3.75));
  CHECK(blocking(Engset{5, 0, 1}) == 1.0);
  CHECK(occupancy(Engset{5, 0, 1}) == 1.0);
  CHECK(blocking(Engset{1, 1, 1}) == 0.0);
  CHECK_THROWS_WITH((Engset{2.5, 1, 1}), "Engset: sources must be a whole number in [0, 1e9], got 2.5");
  CHECK_THROWS_WITH((Engset{2, -1, 1}), "Engset: servers must be a whole number in [0, 1e9], got -1");
  CHECK_THROWS_WITH((Engset{2, 1, -1}), "Engset: idle_load must be >= 0, got -1");
}
