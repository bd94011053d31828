#include <erlang/queueing/traffic.hpp>
#include <limits>
#include <type_traits>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Load;
using erlang::Traffic;

TEST_CASE("the load of a Traffic is volume times handle time over interval") {
  CHECK(offered_load(Traffic{.volume = 100, .interval = 30min, .aht = 180s}) == 10.0);
  CHECK(offered_load(Traffic{.volume = 7U, .interval = 1h, .aht = 1500ms}) == Approx(7.0 * 1.5 / 3600.0));
  CHECK(offered_load(Load{8}) == 8.0);
  CHECK(Traffic{.volume = 1, .interval = 1h, .aht = 60s} == Traffic{.volume = 1.0, .interval = 60min, .aht = 1min});
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<Traffic>);
  STATIC_REQUIRE_FALSE(std::is_default_constructible_v<Load>);
  STATIC_REQUIRE(erlang::Offered<Traffic>);
  STATIC_REQUIRE_FALSE(erlang::Offered<double>);
}

TEST_CASE("agents - load keeps the digits that rounding the load would cost") {
  // 1e9 calls of 1 s in 3 s against 1e9/3 agents rounded to double: the difference is the rounding of 1e9/3 alone.
  const double agents = 1e9 / 3.0;
  const Traffic calls{.volume = 1e9, .interval = 3s, .aht = 1s};
  const double exact = std::fma(agents, 3.0, -1e9) / 3.0;
  CHECK(exact != 0.0);
  CHECK(erlang::detail::spare_agents(calls, agents) == exact);
  CHECK(erlang::detail::spare_agents(Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14) == 4.0);
  const Traffic huge{.volume = 1e300, .interval = 1e300 * 1s, .aht = 1s};
  CHECK(erlang::detail::spare_agents(huge, 1e100) == Approx(1e100));
}

TEST_CASE("times at the door") {
  CHECK(erlang::detail::checked_time("f", "x", 0s) == 0.0);
  CHECK_THROWS_WITH(erlang::detail::checked_time("f", "x", -1ms), "f: x must be >= 0 s, got -0.001");
  const erlang::Seconds endless{std::numeric_limits<double>::infinity()};
  CHECK_THROWS_WITH(erlang::detail::checked_time("f", "x", endless), "f: x must be >= 0 s, got inf");
}
