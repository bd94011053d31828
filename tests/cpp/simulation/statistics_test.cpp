#include <cmath>
#include <erlang/detail/random.hpp>
#include <erlang/simulation/statistics.hpp>
#include <limits>

#include "catch.hpp"

using namespace erlang;

TEST_CASE("the factor of a 95 % interval is Student's") {
  CHECK(confidence_factor(2) == Approx(12.706204736432095));
  CHECK(confidence_factor(10) == Approx(2.2621571628540993));
  CHECK(confidence_factor(200) == Approx(1.971956544249395));
  CHECK(std::isnan(confidence_factor(1)));
}

TEST_CASE("a ratio is that of the sums, its interval by the delta method") {
  // x = 1, 2, 3, y = 2, 2, 5: r = 6/9. x - r y = -1/3, 2/3, -1/3: variance (1/9 + 4/9 + 1/9)/2 = 1/3;
  // standard error of r = sqrt(1/3)/sqrt(3)/3 = 1/9.
  RatioMoments moments;
  moments.add({1, 2});
  moments.add({2, 2});
  moments.add({3, 5});
  const Estimate estimate = moments.estimate(1.0);
  CHECK(estimate.mean == Approx(2.0 / 3));
  CHECK(estimate.half_width == Approx(1.0 / 9));
}

TEST_CASE("a ratio that never varies has no width, one without denominator no value") {
  RatioMoments constant;
  RatioMoments empty;
  for (int i = 0; i < 100; ++i) {
    constant.add({0.3 * i, 0.1 * i});
    empty.add({0, 0});
  }
  CHECK(constant.estimate(2.0).mean == Approx(3.0));
  CHECK(constant.estimate(2.0).half_width == 0.0);
  CHECK(std::isnan(empty.estimate(2.0).mean));
  CHECK(std::isnan(empty.estimate(2.0).half_width));
  RatioMoments once;
  once.add({1, 2});
  CHECK(once.estimate(confidence_factor(1)).mean == 0.5);
  CHECK(std::isnan(once.estimate(confidence_factor(1)).half_width));
}

TEST_CASE("intervals cover the true ratio in 95 of 100 cases") {
  // x/y with y Poisson(30) and x binomial(y, 0.8), 40 replications: 2000 intervals, 99.9 % of their share in bounds.
  detail::RandomStream random(31);
  int covered = 0;
  constexpr int runs = 2000;
  for (int run = 0; run < runs; ++run) {
    RatioMoments moments;
    for (int r = 0; r < 40; ++r) {
      const double y = detail::poisson(random, 30.0);
      double x = 0;
      for (int k = 0; k < int(y); ++k) x += random.uniform() < 0.8;
      moments.add({x, y});
    }
    const Estimate estimate = moments.estimate(confidence_factor(40));
    covered += std::fabs(estimate.mean - 0.8) <= estimate.half_width;
  }
  CHECK(std::fabs(covered / double(runs) - 0.95) < 3.29 * std::sqrt(0.95 * 0.05 / runs));
}
