#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/heavy_traffic.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using erlang::Garnett;
using erlang::HalfinWhitt;

TEST_CASE("The heavy-traffic limits agree with the reference values") {
  for (const char* file : {"queueing_reference.csv", "variants_reference.csv"}) {
    for (const auto& row : reference::rows_of(file, "halfin_whitt"))
      CHECK(reference::error(wait_probability(HalfinWhitt{row.at("beta")}), row) <= 1e-12);
    for (const auto& row : reference::rows_of(file, "garnett")) {
      const Garnett limit{row.at("beta"), 1.0 / row.at("theta_over_mu")};
      INFO(row.metric << " beta " << row.at("beta") << " ratio " << row.at("theta_over_mu"));
      CHECK(reference::error(row.metric == "P_wait" ? wait_probability(limit) : scaled_abandonment(limit), row) <=
            1e-12);
    }
  }
}

TEST_CASE("Erlang C and A come near their limits") {
  const double load = 1e8;
  for (const double beta : {-1.0, 0.25, 1.0, 2.5}) {
    const double agents = load + beta * std::sqrt(load);
    if (beta > 0.0) {  // nearer by the square root of the load
      const auto miss = [beta](double a) {
        return wait_probability(erlang::ErlangC{erlang::Load{a}, a + beta * std::sqrt(a)}) /
                   wait_probability(HalfinWhitt{beta}) -
               1.0;
      };
      CHECK(miss(1e8) == Approx(0.1 * miss(1e6)).epsilon(0.02));
      CHECK(std::fabs(miss(1e8)) < 5e-4);
    }
    const erlang::Traffic calls{.volume = load, .interval = erlang::Seconds{1.0}, .aht = erlang::Seconds{1.0}};
    const erlang::ErlangA queue{calls, agents, erlang::Seconds{0.4}};
    const Garnett limit{beta, 0.4};
    CHECK(wait_probability(limit) == Approx(wait_probability(queue)).epsilon(2e-3));
    CHECK(scaled_abandonment(limit) == Approx(std::sqrt(load) * abandonment(queue)).epsilon(2e-3));
    CHECK(scaled_wait(limit) == Approx(std::sqrt(load) * asa(queue, erlang::WaitOf::all).count()).epsilon(2e-3));
  }
}

TEST_CASE("Heavy traffic: limits of the limits") {
  CHECK(wait_probability(HalfinWhitt{0}) == 1.0);
  CHECK(wait_probability(HalfinWhitt{-3}) == 1.0);
  CHECK(std::isinf(scaled_wait(HalfinWhitt{-3})));
  CHECK(wait_probability(HalfinWhitt{60}) == 0.0);
  CHECK(no_wait_probability(HalfinWhitt{60}) == 1.0);
  const double endless = std::numeric_limits<double>::infinity();
  CHECK(wait_probability(Garnett{0.7, endless}) == wait_probability(HalfinWhitt{0.7}));
  CHECK(wait_probability(Garnett{0.7, 1e14}) == Approx(wait_probability(HalfinWhitt{0.7})).epsilon(1e-6));
  CHECK(scaled_wait(Garnett{0.7, 1e14}) == Approx(scaled_wait(HalfinWhitt{0.7})).epsilon(1e-6));
  CHECK(scaled_abandonment(Garnett{-0.7, endless}) == 0.7);
  CHECK(wait_probability(Garnett{0.7, 0}) == 0.0);
  CHECK(scaled_abandonment(Garnett{0.7, 0}) == Approx(scaled_abandonment(Garnett{0.7, 1e-12})).epsilon(1e-5));
  CHECK_THROWS_WITH(HalfinWhitt{endless}, "halfin_whitt: beta must be finite, got inf");
  CHECK_THROWS_WITH((Garnett{1, -1}), "garnett: patience_ratio must be >= 0, got -1");
}
