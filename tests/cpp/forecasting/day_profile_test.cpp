#include "catch.hpp"
#include "made_up.hpp"

namespace fc = erlang::forecasting;

namespace {

double monthly(int day) {
  return 1.0 + 0.25 * std::cos(2.0 * std::numbers::pi * (day % 30) / 30.0);
}

}  // namespace

TEST_CASE("a day with missing slots has the total of a whole day") {
  fc::Grid grid = made_up::calendar(14, 14, 4);
  for (int day = 0; day < 14; ++day) {
    if (day % 7 < 5) grid.volume.row(day) << 10.0, 20.0, 30.0, 40.0;
  }
  grid.volume(7, 3) = fc::missing;
  const auto totals = fc::day_totals(grid, 14);
  REQUIRE(totals.day.size() == 10);
  CHECK(totals.total[5] == Approx(100.0));
  grid.volume(7, 2) = fc::missing;  // 30 % of the day is left: too little
  CHECK(fc::day_totals(grid, 14).day.size() == 9);
}

TEST_CASE("weekday pattern and day of month are recovered") {
  const fc::Grid grid = made_up::counts(210 + 28, 210, 20, monthly);
  const auto forecast = fc::predict(fc::fit_day_profile(grid, 210), grid, 210, 28);
  CHECK(made_up::distance(grid, forecast, 210, monthly) < 0.04);
  CHECK(made_up::distance(grid, fc::median_of_weeks(grid, 210, 28), 210, monthly) > 0.12);
  CHECK(std::isnan(forecast(5, 0)));
}

TEST_CASE("the forecast grows in proportion to the volume") {
  fc::Grid grid = made_up::counts(112 + 7, 112, 10, made_up::steady);
  const auto once = fc::predict(fc::fit_day_profile(grid, 112), grid, 112, 7);
  grid.volume *= 3.0;
  const auto thrice = fc::predict(fc::fit_day_profile(grid, 112), grid, 112, 7);
  for (int slot = 0; slot < 10; ++slot) CHECK(thrice(0, slot) == Approx(3.0 * once(0, slot)).epsilon(0.01));
}

TEST_CASE("a single odd day moves little, a lasting change much") {
  const auto plain = made_up::counts(126 + 7, 126, 10, made_up::steady);
  const double usual = fc::predict(fc::fit_day_profile(plain, 126), plain, 126, 1).sum();

  const auto spike = made_up::counts(126 + 7, 126, 10, [](int day) { return day == 119 ? 4.0 : 1.0; });
  CHECK(fc::predict(fc::fit_day_profile(spike, 126), spike, 126, 1).sum() == Approx(usual).epsilon(0.05));

  const auto step = made_up::counts(126 + 7, 126, 10, [](int day) { return day >= 84 ? 1.4 : 1.0; });
  CHECK(fc::predict(fc::fit_day_profile(step, 126), step, 126, 1).sum() > 1.25 * usual);
}

TEST_CASE("special types are learned and kept out of usual days") {
  const auto factor = [](int day) { return day == 30 || day == 58 || day == 93 ? 2.0 : 1.0; };
  fc::Grid grid = made_up::counts(126 + 7, 126, 10, factor);
  for (const int day : {30, 58, 93, 128}) grid.special[static_cast<std::size_t>(day)] = 1;
  const auto fit = fc::fit_day_profile(grid, 126);
  const auto forecast = fc::predict(fit, grid, 126, 5);
  CHECK(std::exp(fit.special[0]) == Approx(2.0).epsilon(0.1));
  CHECK(forecast.row(1).sum() == Approx(1.1 * 52.6 * 10).epsilon(0.05));  // Tuesday: mean of 1 + sin/2 is 1.316
  CHECK(forecast.row(2).sum() / forecast.row(1).sum() == Approx(2.0 * 1.0 / 1.1).epsilon(0.12));
}

TEST_CASE("parts multiply to the day total") {
  const fc::Grid grid = made_up::counts(112 + 7, 112, 10, monthly);
  const auto fit = fc::fit_day_profile(grid, 112);
  const auto parts = fc::day_parts(fit, grid, 112, 7);
  const auto forecast = fc::predict(fit, grid, 112, 7);
  for (std::size_t h = 0; h < 5; ++h) {
    const auto& p = parts[h];
    CHECK(forecast.row(static_cast<Eigen::Index>(h)).sum() ==
          Approx(std::exp(p.level + p.weekday + p.calendar + p.special + p.carried)));
  }
}

TEST_CASE("a nearly empty queue gets a small positive forecast") {
  fc::Grid grid = made_up::calendar(70 + 7, 70, 8);
  for (int day = 0; day < 70; ++day) {
    for (int slot = 0; slot < 8; ++slot) {
      if (grid.open(day, slot)) grid.volume(day, slot) = day == 21 && slot == 3 ? 1.0 : 0.0;
    }
  }
  const auto forecast = fc::predict(fc::fit_day_profile(grid, 70), grid, 70, 5);
  CHECK((forecast > 0.0).all());
  CHECK(forecast.sum() < 1.0);
}

TEST_CASE("a history without counts is refused") {
  const fc::Grid grid = made_up::calendar(70 + 7, 70, 8);
  CHECK_THROWS_AS(fc::fit_day_profile(grid, 70), std::invalid_argument);
}

TEST_CASE("levels: single spikes are pulled in, steps are not") {
  const std::vector<double> value{0, 0, 0, 5, 0, 0, 0, 3, 3, 3, 3, 3, 3, 3};
  const auto kept = fc::without_spikes(value, 1.0);
  CHECK(kept[3] == Approx(1.0));
  CHECK(kept[12] == Approx(3.0));
}
