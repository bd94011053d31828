#include "catch.hpp"
#include "made_up.hpp"

namespace fc = erlang::forecasting;

namespace {

/// A factor per day that is the same whoever asks.
double busy(int day) {
  erlang::detail::RandomStream random(99, static_cast<std::uint64_t>(day));
  return std::exp(0.08 * erlang::detail::normal(random));
}

}  // namespace

TEST_CASE("the choice is never worse than the median of six weeks in its own backtest") {
  const fc::Grid grid = made_up::counts(182 + 28, 182, 16, busy);
  const auto result = fc::forecast_automatically(grid, 28);
  REQUIRE(result.score_horizon == std::vector<int>{1, 7, 28});
  const auto& month = result.score[2];
  CHECK(month.back().wape <= month.front().wape);
  CHECK(month.back().poisson_floor < month.back().wape);
  double sum = 0.0;
  for (const double weight : result.weight) sum += weight;
  CHECK(sum == Approx(1.0));
  CHECK(result.trials == 13);
  CHECK(made_up::distance(grid, result.mean, 182, made_up::steady) < 0.05);
}

TEST_CASE("the Poisson floor is the mean absolute deviation") {
  // Mean 2: Σ|k − 2| P(k) = 2 · 2³ e⁻² / 2! = 8 e⁻².
  CHECK(fc::poisson_absolute_error(2.0) == Approx(8.0 * std::exp(-2.0)));
  CHECK(fc::poisson_absolute_error(0.5) == Approx(2.0 * 0.5 * std::exp(-0.5)));
  CHECK(fc::poisson_absolute_error(0.0) == 0.0);
}

TEST_CASE("quantiles are ordered, never negative, and hold their share") {
  const fc::Grid grid = made_up::counts(182 + 28, 182, 16, busy);
  fc::Grid past = grid;
  past.volume.conservativeResize(154, Eigen::NoChange);
  const auto result = fc::forecast_automatically(past, 28);
  int cells = 0;
  int inside = 0;
  for (int h = 0; h < 28; ++h) {
    for (int slot = 0; slot < 16; ++slot) {
      if (!grid.open(154 + h, slot)) continue;
      for (std::size_t q = 1; q < 5; ++q) REQUIRE(result.quantile[q](h, slot) >= result.quantile[q - 1](h, slot));
      REQUIRE(result.quantile[0](h, slot) >= 0.0);
      const double y = grid.volume(154 + h, slot);
      inside += y >= result.quantile[1](h, slot) && y <= result.quantile[3](h, slot);
      ++cells;
    }
  }
  CHECK(static_cast<double>(inside) / cells == Approx(0.8).margin(0.08));
}

TEST_CASE("paths repeat with their seed, keep days together, and leave the mean alone") {
  const fc::Grid grid = made_up::counts(182 + 7, 182, 16, busy);
  const auto result = fc::forecast_automatically(grid, 7);
  const auto paths = fc::sample_rates(result.mean, result.spread, 400, 5);
  CHECK(paths.size() == 400 * 7 * 16);
  const auto few = fc::sample_rates(result.mean, result.spread, 2, 5);
  for (std::size_t i = 0; i < few.size(); ++i) {
    if (!std::isnan(few[i])) REQUIRE(few[i] == paths[i]);
  }
  CHECK(std::isnan(paths[5 * 16]));
  double mean = 0.0;
  double square = 0.0;
  for (int sample = 0; sample < 400; ++sample) {
    double total = 0.0;
    for (int slot = 0; slot < 16; ++slot) total += paths[static_cast<std::size_t>((sample * 7) * 16 + slot)];
    const double ratio = total / result.mean.row(0).sum();
    mean += ratio / 400;
    square += ratio * ratio / 400;
  }
  CHECK(mean == Approx(1.0).margin(0.02));
  CHECK(std::sqrt(square - mean * mean) == Approx(0.08).margin(0.03));
}

TEST_CASE("counts scatter around rates as Poisson numbers do") {
  std::vector<double> value(20000, 30.0);
  value[7] = fc::missing;
  fc::poisson_counts(value.data(), value.size(), 3);
  CHECK(std::isnan(value[7]));
  double mean = 0.0;
  double square = 0.0;
  for (const double x : value) {
    if (std::isnan(x)) continue;
    mean += x / 19999;
    square += x * x / 19999;
  }
  CHECK(mean == Approx(30.0).epsilon(0.01));
  CHECK(square - mean * mean == Approx(30.0).epsilon(0.05));
}

TEST_CASE("a week of history is enough for a forecast, with ranges") {
  const fc::Grid grid = made_up::counts(7 + 7, 7, 8, made_up::steady);
  const auto result = fc::forecast_automatically(grid, 7);
  CHECK(result.trials == 0);
  CHECK(made_up::distance(grid, result.mean, 7, made_up::steady) < 0.2);
  CHECK(result.quantile[4](0, 0) > result.quantile[0](0, 0));
}

TEST_CASE("a model asked for by name is used") {
  const fc::Grid grid = made_up::counts(112 + 7, 112, 8, made_up::steady);
  const auto result = fc::forecast_automatically(grid, 7, {fc::Model::mean_of_weeks});
  CHECK(result.mean(0, 0) == fc::mean_of_weeks(grid, 112, 7)(0, 0));
  CHECK(result.models.front() == fc::Model::median_of_weeks);
}
