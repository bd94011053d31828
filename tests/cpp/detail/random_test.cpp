#include <cmath>
#include <cstdint>
#include <erlang/detail/random.hpp>
#include <limits>
#include <utility>
#include <vector>

#include "catch.hpp"

using namespace erlang::detail;

TEST_CASE("splitmix64 and xoshiro256++ give the numbers of their authors' code") {
  std::uint64_t state = 1234567;
  CHECK(splitmix64(state) == 6457827717110365317ULL);
  CHECK(splitmix64(state) == 3203168211198807973ULL);
  RandomStream stream(std::array<std::uint64_t, 4>{1, 2, 3, 4});
  for (const std::uint64_t expected :
       {41943041ULL, 58720359ULL, 3588806011781223ULL, 3591011842654386ULL, 9228616714210784205ULL})
    CHECK(stream.bits() == expected);
}

TEST_CASE("streams that differ in one word differ, equal words give equal streams") {
  std::vector<std::uint64_t> first;
  for (const auto& [seed, replication, queue, part] :
       {std::array{1, 0, 0, 0}, {2, 0, 0, 0}, {1, 1, 0, 0}, {1, 0, 1, 0}, {1, 0, 0, 1}, {0, 1, 0, 0}, {0, 0, 1, 0}})
    first.push_back(RandomStream(seed, replication, queue, part).bits());
  for (std::size_t i = 0; i < first.size(); ++i)
    for (std::size_t j = 0; j < i; ++j) CHECK(first[i] != first[j]);
  CHECK(RandomStream(7, 1, 2, 3).bits() == RandomStream(7, 1, 2, 3).bits());
}

TEST_CASE("uniform numbers stay inside the open interval") {
  RandomStream low(std::array<std::uint64_t, 4>{0, 1, 0, 0});  // first bits: all zero
  CHECK(low.uniform() == 0x1p-53);
  CHECK((static_cast<double>(~std::uint64_t{0} >> 12) + 0.5) * 0x1p-52 < 1.0);
}

TEST_CASE("the logarithm is that of the standard library within 2 ulp") {
  RandomStream stream(3);
  double worst = 0.0;
  const auto check = [&](double x) {
    const double expected = std::log(x);
    const double ulp = std::nextafter(std::fabs(expected), 1e300) - std::fabs(expected);
    worst = std::max(worst, std::fabs(portable_log(x) - expected) / ulp);
  };
  for (int i = 0; i < 200000; ++i) {
    const double u = stream.uniform();
    check(u);
    check(1e6 * u);
    check(1.0 + 1e-9 * (u - 0.5));
  }
  for (const double x : {0x1p-53, 1.0 - 0x1p-53, 0.70710678118654752, 0.70710678118654757, 2.0, 1e300, 1e-300})
    check(x);
  CHECK(portable_log(1.0) == 0.0);
  INFO("largest error " << worst << " ulp");
  CHECK(worst <= 2.0);
}

TEST_CASE("the normal quantile inverts the distribution function") {
  // Known quantiles: mpmath, erfinv to 30 digits.
  for (const auto& [p, z] : {std::pair{0.5, 0.0},
                             {0.975, 1.9599639845400542355},
                             {0.9, 1.2815515655446004},
                             {0.999, 3.0902323061678134},
                             {1e-10, -6.3613409024040562},
                             {1e-15, -7.9413453261709968},
                             {0.001, -3.0902323061678135}})
    CHECK(normal_at(p) == Approx(z).epsilon(2e-14).margin(1e-300));
  for (double p = 1e-15; p < 0.5; p *= 1.7)
    CHECK(0.5 * std::erfc(-normal_at(p) / std::sqrt(2.0)) == Approx(p).epsilon(1e-12));
}

TEST_CASE("Poisson inversion gives the smallest k whose probability reaches u") {
  RandomStream stream(11);
  for (const double mean : {1e-6, 0.3, 2.5, 9.99, 10.0, 17.0, 80.5, 400.0, 12345.6}) {
    double previous_k = -1.0;
    double log_pmf = -mean;
    std::vector<double> cumulative{std::exp(log_pmf)};
    const double last = mean + 12 * std::sqrt(mean) + 30;
    long double sum = std::exp(static_cast<long double>(-mean));
    for (double k = 1; k < last; ++k) {
      sum += std::exp(static_cast<long double>(k * std::log(mean) - mean - std::lgamma(k + 1.0)));
      cumulative.push_back(static_cast<double>(sum));
    }
    for (double u = 0.0005; u < 1.0; u += 0.001) {
      const double k = poisson_at(u, mean);
      CHECK(k >= previous_k);
      previous_k = k;
      REQUIRE(k < last);
      CHECK(cumulative[static_cast<std::size_t>(k)] >= u - 1e-9);
      if (k > 0) CHECK(cumulative[static_cast<std::size_t>(k) - 1] < u + 1e-9);
    }
  }
  CHECK(poisson_at(0.3, 0.0) == 0.0);
  CHECK(std::isfinite(poisson_at(1.0 - 0x1p-53, 50.0)));
  CHECK(poisson_at(0x1p-53, 50.0) >= 0.0);
}

TEST_CASE("moments of the samplers lie within four standard errors") {
  constexpr int draws = 400000;
  RandomStream stream(5, 4, 3, 2);
  double sum_e = 0;
  double sum_n = 0;
  double sum_nn = 0;
  double sum_p = 0;
  for (int i = 0; i < draws; ++i) {
    sum_e += exponential(stream);
    const double z = normal(stream);
    sum_n += z;
    sum_nn += z * z;
    sum_p += poisson(stream, 6.5);
  }
  const double root = std::sqrt(double(draws));
  CHECK(std::fabs(sum_e / draws - 1.0) < 4.0 / root);
  CHECK(std::fabs(sum_n / draws) < 4.0 / root);
  CHECK(std::fabs(sum_nn / draws - 1.0) < 4.0 * std::sqrt(2.0) / root);
  CHECK(std::fabs(sum_p / draws - 6.5) < 4.0 * std::sqrt(6.5) / root);
}

TEST_CASE("batches of exponentials are the numbers drawn one by one") {
  RandomStream stream(9, 8, 7, 6);
  ExponentialBuffer buffer(stream);
  for (int i = 0; i < 1000; ++i) CHECK(buffer.next() == exponential(stream));
}

TEST_CASE("the first numbers of a stream are stored: they never change") {
  // The bits from the definitions of both generators, worked in Python's integers.
  RandomStream stream(1, 2, 3, 4);
  for (const std::uint64_t expected : {5827807143790785723ULL, 10943460759986661446ULL, 8123279488770764683ULL})
    CHECK(stream.bits() == expected);
  RandomStream again(1, 2, 3, 4);
  CHECK(again.uniform() == (static_cast<double>(5827807143790785723ULL >> 12) + 0.5) * 0x1p-52);
  CHECK(exponential(again) == Approx(-std::log((static_cast<double>(10943460759986661446ULL >> 12) + 0.5) * 0x1p-52)));
}
