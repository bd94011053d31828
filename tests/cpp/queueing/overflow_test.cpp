#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_b_inverse.hpp>
#include <erlang/queueing/overflow.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using erlang::ErlangB;
using erlang::Load;

TEST_CASE("Overflow, Hayward and Rapp agree with the reference values") {
  for (const char* file : {"queueing_reference.csv", "variants_reference.csv"}) {
    for (const auto& row : reference::rows_of(file, "overflow_moments")) {
      const auto moments = erlang::overflow(row.at("a"), row.at("n"));
      const double got = row.metric == "overflow_mean"       ? moments.mean
                         : row.metric == "overflow_variance" ? moments.variance
                                                             : moments.peakedness;
      INFO(row.metric << " n " << row.at("n") << " a " << row.at("a"));
      CHECK(reference::error(got, row) <= reference::tolerance(row));
    }
    for (const auto& row : reference::rows_of(file, "hayward_blocking"))
      CHECK(reference::error(erlang::hayward_blocking(row.at("a"), row.at("n"), row.at("z")), row) <= 1e-12);
    for (const auto& row : reference::rows_of(file, "rapp_equivalent_random")) {
      const auto group = erlang::equivalent_random(row.at("mean"), row.at("variance"));
      CHECK(reference::error(row.metric == "a_equiv" ? group.load : group.servers, row) <= 1e-12);
    }
    for (const auto& row : reference::rows_of(file, "erlang_b_servers_continuous")) {
      const double got =
          erlang::required_servers(Load{row.at("a")}, row.at("target_blocking"), erlang::fractional_servers);
      INFO("a " << row.at("a") << " target " << row.at("target_blocking"));
      CHECK(reference::error(got, row) <= 1e-12);
    }
  }
}

TEST_CASE("Overflow: moments of a chain of busy primary and secondary servers") {
  // One primary server, load 1, and 12 secondary ones: the balance equations by sweeps.
  constexpr int top = 12;
  double p[2][top + 1];
  for (auto& row : p) std::fill(std::begin(row), std::end(row), 1.0);
  for (int sweep = 0; sweep < 20000; ++sweep) {
    double total = 0.0;
    for (int i = 0; i < 2; ++i) {
      for (int j = 0; j <= top; ++j) {
        double in = (j < top ? p[i][j + 1] * (j + 1) : 0.0);
        if (i == 0) in += p[1][j];
        if (i == 1) in += p[0][j] + (j > 0 ? p[1][j - 1] : 0.0);
        p[i][j] = in / ((i == 0 || j < top ? 1.0 : 0.0) + i + j);
        total += p[i][j];
      }
    }
    for (auto& row : p) {
      for (double& state : row) state /= total;
    }
  }
  double mean = 0.0;
  double square = 0.0;
  for (const auto& row : p) {
    for (int j = 0; j <= top; ++j) {
      mean += j * row[j];
      square += j * j * row[j];
    }
  }
  const auto moments = erlang::overflow(1, 1);
  CHECK(moments.mean == Approx(mean).epsilon(1e-9));
  CHECK(moments.variance == Approx(square - mean * mean).epsilon(1e-8));
}

TEST_CASE("Overflow: both ways of computing agree where they meet, and limits are values") {
  for (const double servers : {10.0, 10.5, 300.0, 301.75, 1e5}) {
    const double edge = servers + 2.0 * std::sqrt(servers);
    const auto below = erlang::overflow(edge * (1.0 - 4e-16), servers);
    const auto above = erlang::overflow(edge * (1.0 + 4e-16), servers);
    CHECK(below.mean == Approx(above.mean).epsilon(1e-11));
    CHECK(below.variance == Approx(above.variance).epsilon(1e-11));
  }
  CHECK(erlang::overflow(0, 3).mean == 0.0);
  CHECK(erlang::overflow(0, 3).peakedness == 1.0);
  CHECK(erlang::overflow(7, 0).mean == Approx(7.0));
  CHECK(erlang::overflow(7, 0).peakedness == Approx(1.0));
  CHECK(erlang::overflow(1e9, 5e8).peakedness == Approx(2.0).epsilon(1e-8));  // 1 / (1 - servers / load)
  CHECK_THROWS_WITH(erlang::overflow(-1, 3), "overflow: load must be in [0, 1e9], got -1");
  CHECK_THROWS_WITH(erlang::overflow(1, 2e9), "overflow: servers must be in [0, 1e9], got 2e+09");
}

TEST_CASE("Equivalent random: exactly, both moments come back") {
  for (const double mean : {1e-3, 0.4, 5.0, 80.0, 1e4}) {
    for (const double peakedness : {1.001, 1.3, 2.0, 6.0, 40.0}) {
      const auto group = erlang::equivalent_random_exact(mean, mean * peakedness);
      const auto back = erlang::overflow(group.load, group.servers);
      INFO("mean " << mean << " peakedness " << peakedness << " load " << group.load << " servers " << group.servers);
      CHECK(back.mean == Approx(mean).epsilon(1e-10));
      // In overload the peakedness hangs on 1 + servers - load + mean, of order 1, which load and servers round.
      const double rounding = 4.0 * std::numeric_limits<double>::epsilon() * group.load * group.load / peakedness;
      CHECK(back.variance == Approx(mean * peakedness).epsilon(1e-11 + rounding));
    }
  }
  CHECK(erlang::equivalent_random_exact(5, 5).servers == 0.0);
  CHECK(erlang::equivalent_random(5, 5).servers == 0.0);
  CHECK_THROWS_WITH(erlang::equivalent_random_exact(5, 4),
                    "equivalent_random: variance must be in [mean, 100 mean], got 4");
  CHECK_THROWS_WITH(erlang::equivalent_random(0, 4), "equivalent_random: mean must be > 0, got 0");
}

TEST_CASE("Hayward: Erlang B for peakedness 1") {
  CHECK(erlang::hayward_blocking(8, 10, 1) == blocking(ErlangB{Load{8}, 10}));
  CHECK(erlang::hayward_blocking(0, 10, 2) == 0.0);
  CHECK(erlang::hayward_blocking(3, 0, 2) == 1.0);
  CHECK_THROWS_WITH(erlang::hayward_blocking(3, 1, 0), "hayward_blocking: peakedness must be > 0, got 0");
}

TEST_CASE("Required servers, fractional: the blocking comes back, one step below the whole number") {
  for (const double load : {1e-6, 0.3, 8.0, 47.9, 500.0, 1e6}) {
    for (const double most : {1e-9, 0.01, 0.5, 0.999}) {
      const double servers = erlang::required_servers(Load{load}, most, erlang::fractional_servers);
      const auto whole = static_cast<double>(erlang::required_servers(Load{load}, most));
      INFO("load " << load << " most " << most << " servers " << servers);
      CHECK(blocking(ErlangB{Load{load}, servers}) == Approx(most).epsilon(1e-9));
      CHECK(servers <= whole + 1e-9);
      CHECK(servers > whole - 1.0 - 1e-9);
    }
  }
  CHECK(erlang::required_servers(Load{0}, 0.1, erlang::fractional_servers) == 0.0);
}
