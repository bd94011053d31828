#include "catch.hpp"
#include "made_up.hpp"

namespace fc = erlang::forecasting;

TEST_CASE("the median of six weeks") {
  fc::Grid grid = made_up::calendar(56, 49, 1);
  // Mondays 1, 2, 3, 4, 5, 6, 100: the last six are 2, 3, 4, 5, 6, 100, their median 4.5, their mean 20.
  const double mondays[] = {1, 2, 3, 4, 5, 6, 100};
  for (int week = 0; week < 7; ++week) grid.volume(7 * week, 0) = mondays[week];
  CHECK(fc::median_of_weeks(grid, 49, 7)(0, 0) == Approx(4.5));
  CHECK(fc::mean_of_weeks(grid, 49, 7, 6)(0, 0) == Approx(20.0));

  SECTION("a closed day is no week, a special one neither") {
    grid.open.row(42).setConstant(false);
    CHECK(fc::median_of_weeks(grid, 49, 7)(0, 0) == Approx(3.5));
    grid.special[35] = 1;
    CHECK(fc::median_of_weeks(grid, 49, 7)(0, 0) == Approx(3.0));
  }
  SECTION("a missing count is left out of its slot") {
    grid.volume(42, 0) = fc::missing;
    CHECK(fc::median_of_weeks(grid, 49, 7)(0, 0) == Approx(4.0));  // of 2 3 4 5 6
  }
  SECTION("closed days and slots never seen are NaN") {
    CHECK(std::isnan(fc::median_of_weeks(grid, 49, 7)(5, 0)));
    CHECK(std::isnan(fc::median_of_weeks(grid, 49, 7)(1, 0)));
  }
}

TEST_CASE("where the median is 0 the mean stands in, at least half a contact in all") {
  fc::Grid grid = made_up::calendar(49, 42, 1);
  for (int week = 0; week < 6; ++week) grid.volume(7 * week, 0) = week == 2 ? 3.0 : 0.0;
  CHECK(fc::median_of_weeks(grid, 42, 1)(0, 0) == Approx(0.5));
  grid.volume(14, 0) = 0.0;
  CHECK(fc::median_of_weeks(grid, 42, 1)(0, 0) == Approx(0.5 / 6));
}

TEST_CASE("weeks must be positive") {
  const fc::Grid grid = made_up::calendar(49, 42, 1);
  CHECK_THROWS_AS(fc::median_of_weeks(grid, 42, 1, 0), std::domain_error);
}
