#include <erlang/planning/demand.hpp>
#include <limits>
#include <stdexcept>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Demand;

TEST_CASE("one handle time stands for all, and no positions mean no gaps") {
  const Demand demand{.interval = 30min, .volume = {1.0, 2.0}, .aht = {180s}};
  CHECK(erlang::handle_time(demand, 1).count() == 180.0);
  CHECK(erlang::position(demand, 1) == 1);
  CHECK_NOTHROW(erlang::check(demand));
}

TEST_CASE("faults are named") {
  const Demand good{.interval = 30min, .volume = {1.0, 2.0}, .aht = {180s}, .position = {3, 7}};
  CHECK_NOTHROW(erlang::check(good));
  Demand bad = good;
  bad.volume[1] = -1.0;
  CHECK_THROWS_AS(erlang::check(bad), std::domain_error);
  bad = good;
  bad.volume[1] = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_AS(erlang::check(bad), std::domain_error);
  bad = good;
  bad.aht = {0s};
  CHECK_THROWS_AS(erlang::check(bad), std::domain_error);
  bad = good;
  bad.aht = {1s, 2s, 3s};
  CHECK_THROWS_AS(erlang::check(bad), std::invalid_argument);
  bad = good;
  bad.position = {3, 3};
  CHECK_THROWS_AS(erlang::check(bad), std::invalid_argument);
  bad.position = {3};
  CHECK_THROWS_AS(erlang::check(bad), std::invalid_argument);
  CHECK_THROWS_AS(erlang::check(Demand{.interval = 30min, .volume = {}, .aht = {180s}}), std::invalid_argument);
  CHECK_THROWS_AS(erlang::check(Demand{.interval = 0s, .volume = {1.0}, .aht = {180s}}), std::domain_error);
}
