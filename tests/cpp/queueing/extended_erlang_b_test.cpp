#include <erlang/queueing/extended_erlang_b.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangB;
using erlang::ExtendedErlangB;
using erlang::Load;
using erlang::Traffic;

TEST_CASE("Extended Erlang B: the load of all attempts balances") {
  for (const double load : {1e-3, 0.152, 8.0, 500.0}) {
    for (const double servers : {0.0, 1.0, 2.0, 10.5, 480.0}) {
      for (const double redial : {0.0, 0.4, 0.95}) {
        const ExtendedErlangB queue{Load{load}, servers, redial};
        INFO("load " << load << " servers " << servers << " redial " << redial);
        CHECK(queue.load() * (1.0 - redial * blocking(queue)) == Approx(load).epsilon(1e-12));
        CHECK(attempts(queue) == Approx(queue.load() / load).epsilon(1e-12));
        CHECK(carried_load(queue) == Approx(load * (1.0 - lost(queue))).margin(1e-12 * load));
      }
    }
  }
}

TEST_CASE("Extended Erlang B: by hand, one server") {
  // B = a/(1 + a); a (1 - r a/(1 + a)) = 1 with r = 1/2 is a^2/2 = 1, so a = sqrt(2).
  const ExtendedErlangB queue{Load{1}, 1, 0.5};
  CHECK(queue.load() == Approx(std::sqrt(2.0)).epsilon(1e-14));
  CHECK(blocking(queue) == Approx(std::sqrt(2.0) / (1.0 + std::sqrt(2.0))));
  CHECK(occupancy(queue) == Approx(std::sqrt(2.0) / (1.0 + std::sqrt(2.0))));
}

TEST_CASE("Extended Erlang B: limits, and Erlang B without redials") {
  const ExtendedErlangB none{Load{0}, 3, 0.5};
  CHECK(blocking(none) == 0.0);
  CHECK(attempts(none) == 1.0);
  CHECK(lost(none) == 0.0);
  const ExtendedErlangB closed{Load{2}, 0, 0.5};
  CHECK(blocking(closed) == 1.0);
  CHECK(closed.load() == Approx(4.0));
  CHECK(lost(closed) == 1.0);
  CHECK(blocking(ExtendedErlangB{Load{8}, 10, 0}) == Approx(blocking(ErlangB{Load{8}, 10})).epsilon(1e-14));
  const Traffic calls{.volume = 80, .interval = 30min, .aht = 180s};
  CHECK(blocking(ExtendedErlangB{calls, 10, 0.3}) == blocking(ExtendedErlangB{Load{8}, 10, 0.3}));
  CHECK(ExtendedErlangB{calls, 10, 0.3} == ExtendedErlangB{calls, 10.0, 0.3});
  CHECK_THROWS_WITH((ExtendedErlangB{Load{8}, 10, 1}), "ExtendedErlangB: redial must be in [0, 1), got 1");
}
