#include <erlang/forecasting/handle_time.hpp>

#include "catch.hpp"

namespace fc = erlang::forecasting;

TEST_CASE("handle time is total time over handled contacts") {
  fc::Table handled(1, 2);
  fc::Table aht(1, 2);
  handled << 1.0, 99.0;
  aht << 1000.0, 200.0;
  // Level (1000 + 99 · 200) / 100 = 208; one call says little about its slot.
  const auto profile = fc::handle_time_profile(handled, aht, {.smoothing = 0.0});
  CHECK(profile(0) == Approx(208.0 * (1.0 + (1000.0 / 208.0 - 1.0) / 101.0)));
  CHECK(profile(1) == Approx(208.0 * (1.0 + (200.0 / 208.0 - 1.0) * 99.0 / 199.0)));
}

TEST_CASE("none handled is missing, not 0") {
  fc::Table handled(2, 2);
  fc::Table aht(2, 2);
  handled << 10.0, 0.0, 10.0, fc::missing;
  aht << 300.0, 0.0, 300.0, fc::missing;
  const auto profile = fc::handle_time_profile(handled, aht);
  CHECK(profile(0) == Approx(300.0));
  CHECK(profile(1) == Approx(300.0));
  handled.setZero();
  CHECK(fc::handle_time_profile(handled, aht).isNaN().all());
  CHECK_THROWS_AS(fc::handle_time_profile(handled, fc::Table(2, 3)), std::invalid_argument);
}
