#include <cmath>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <limits>

#include "catch.hpp"

using erlang::positions;
using erlang::Rounding;

TEST_CASE("parts add or compound") {
  CHECK(erlang::shrinkage({0.05, 0.10}) == Approx(0.15));
  CHECK(erlang::shrinkage({0.05, 0.10}, erlang::Combine::compound) == Approx(0.145));  // 1 − 0.95 · 0.9
  CHECK(erlang::shrinkage({}) == 0.0);
  CHECK_THROWS_WITH(erlang::shrinkage({0.6, 0.5}), "shrinkage: sum of the parts must be in [0, 1), got 1.1");
  CHECK_THROWS_WITH(erlang::shrinkage({-0.1}), "shrinkage: part must be in [0, 1), got -0.1");
}

TEST_CASE("scheduled divides, and never rounds") {
  CHECK(erlang::scheduled(100, 0.30) == Approx(142.857142857));
  CHECK_THROWS_WITH(erlang::scheduled(1, 1.0), "scheduled: shrinkage must be in [0, 1), got 1");
}

TEST_CASE("positions forgive the last bit") {
  CHECK(positions(erlang::scheduled(21, 0.3)) == 30);  // 30.000000000000004 in floating point
  CHECK(positions(17.14) == 18);
  CHECK(positions(17.0) == 17);
  CHECK(positions(17.1, Rounding::half) == 17.5);
  CHECK(positions(17.6, Rounding::half) == 18);
  CHECK(positions(17.14, Rounding::none) == 17.14);
  CHECK(positions(0) == 0);
  CHECK_FALSE(std::signbit(positions(0)));
  CHECK(std::isnan(positions(std::numeric_limits<double>::quiet_NaN())));
}
