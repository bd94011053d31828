#include "catch.hpp"
#include "made_up.hpp"

namespace fc = erlang::forecasting;

TEST_CASE("a grid is checked at the door") {
  fc::Grid grid = made_up::counts(28, 21, 4, made_up::steady);
  CHECK_NOTHROW(fc::check(grid));

  SECTION("sizes") {
    grid.weekday.pop_back();
    CHECK_THROWS_AS(fc::check(grid), std::invalid_argument);
  }
  SECTION("negative volume") {
    grid.volume(3, 2) = -1.0;
    CHECK_THROWS_AS(fc::check(grid), std::domain_error);
  }
  SECTION("infinite volume") {
    grid.volume(3, 2) = INFINITY;
    CHECK_THROWS_AS(fc::check(grid), std::domain_error);
  }
  SECTION("weekday") {
    grid.weekday[0] = 7;
    CHECK_THROWS_AS(fc::check(grid), std::domain_error);
  }
  SECTION("span") {
    CHECK_NOTHROW(fc::check_span(grid, 21, 7));
    CHECK_THROWS_AS(fc::check_span(grid, 21, 8), std::invalid_argument);
    CHECK_THROWS_AS(fc::check_span(grid, 0, 7), std::invalid_argument);
    CHECK_THROWS_AS(fc::check_span(grid, 22, 1), std::invalid_argument);
  }
}

TEST_CASE("a count is observed only where open and known") {
  fc::Grid grid = made_up::counts(28, 21, 4, made_up::steady);
  CHECK(fc::observed(grid, 0, 0));
  CHECK_FALSE(fc::observed(grid, 5, 0));  // Saturday, closed
  grid.volume(0, 0) = fc::missing;
  CHECK_FALSE(fc::observed(grid, 0, 0));
  grid.volume(0, 1) = 0.0;
  CHECK(fc::observed(grid, 0, 1));
}
