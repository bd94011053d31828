#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/mdn.hpp>
#include <erlang/queueing/mgn.hpp>
#include <erlang/queueing/mgn_approximation.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangService;
using erlang::HyperexponentialService;
using erlang::MGn;
using erlang::MGnApproximation;
using erlang::Seconds;
using erlang::Traffic;
using erlang::WaitApproximation;

namespace {

Traffic calls(double load) {
  return {.volume = load, .interval = 2s, .aht = 2s};
}
const HyperexponentialService mixed{.shares = {0.5, 0.5}, .means = {0.5, 1.5}};

}  // namespace

TEST_CASE("M/G/n: published exact values") {
  // Erlang-2 and hyperexponential handle times of mean 1, five agents at a load of 4.
  CHECK(asa(MGn{calls(4), 5, ErlangService{2}}).count() == Approx(2 * 0.42322607254216).epsilon(1e-12));
  CHECK(asa(MGn{calls(4), 5, mixed}).count() == Approx(2 * 0.67942377563776).epsilon(1e-12));
  for (const auto& row : reference::rows_of("queueing_reference.csv", "mgn_exact")) {
    const MGn queue{Traffic{.volume = row.at("lambda"), .interval = 1s, .aht = 1s}, row.at("n"), ErlangService{2}};
    CHECK(reference::error(row.metric == "ASA" ? asa(queue).count() : wait_probability(queue), row) <= 1e-12);
  }
}

TEST_CASE("M/G/n: exponential handle times are Erlang C, in whatever words") {
  for (const double n : {1.0, 4.0, 30.0}) {
    for (const double rho : {0.05, 0.7, 0.99}) {
      const erlang::ErlangC expected{calls(n * rho), n};
      for (const erlang::PhaseTypeService& service :
           {erlang::PhaseTypeService{ErlangService{1}},
            erlang::PhaseTypeService{HyperexponentialService{{1, 3}, {2, 2}}}}) {
        const MGn queue{calls(n * rho), n, service};
        INFO("n " << n << " rho " << rho);
        CHECK(wait_probability(queue) == Approx(wait_probability(expected)).epsilon(1e-12));
        CHECK(asa(queue).count() == Approx(asa(expected).count()).epsilon(1e-12));
        CHECK(queue_at_least(queue, 3) == Approx(queue_at_least(expected, 3)).epsilon(1e-12));
        CHECK(queue_exactly(queue, 5) == Approx(queue_exactly(expected, 5)).epsilon(1e-12));
        for (const Seconds t : {Seconds{0}, Seconds{0.1}, Seconds{1}, Seconds{9}}) {
          CHECK(wait_exceeds(queue, t) == Approx(wait_exceeds(expected, t)).epsilon(1e-11));
          CHECK(service_level(queue, t) == Approx(service_level(expected, t)).epsilon(1e-11));
        }
        CHECK(wait_percentile(queue, 0.999).count() == Approx(wait_percentile(expected, 0.999).count()).margin(1e-9));
      }
      CHECK(asa(MGnApproximation{calls(n * rho), n, 1, WaitApproximation::kimura}).count() ==
            Approx(asa(expected).count()).epsilon(1e-13));
    }
  }
}

TEST_CASE("M/G/1 is Pollaczek's and Khinchine's, exactly and by every approximation") {
  for (const double rho : {0.1, 0.8, 0.99}) {
    for (const erlang::PhaseTypeService& service :
         {erlang::PhaseTypeService{ErlangService{3}}, erlang::PhaseTypeService{mixed}}) {
      const double cv = erlang::service_cv(service);
      const double expected = 2.0 * rho * (1.0 + cv * cv) / (2.0 * (1.0 - rho));
      CHECK(asa(MGn{calls(rho), 1, service}).count() == Approx(expected).epsilon(1e-12));
      CHECK(wait_probability(MGn{calls(rho), 1, service}) == Approx(rho).epsilon(1e-12));
      for (const auto approximation :
           {WaitApproximation::allen_cunneen, WaitApproximation::kimura, WaitApproximation::cosmetatos})
        CHECK(asa(MGnApproximation{calls(rho), 1, cv, approximation}).count() == Approx(expected).epsilon(1e-12));
    }
  }
}

TEST_CASE("M/G/n: more phases come near constant handle times, and less variation waits less") {
  const double constant = asa(erlang::MDn{calls(1.5), 2}).count();
  double last = asa(MGn{calls(1.5), 2, ErlangService{1}}).count();
  for (const int phases : {2, 5, 12, 24}) {
    const double wait = asa(MGn{calls(1.5), 2, ErlangService{phases}}).count();
    CHECK(wait < last);
    CHECK(wait > constant);
    last = wait;
  }
  CHECK(last == Approx(constant).epsilon(0.05));
  // The exact mean wait and the approximations, 20 busy agents.
  const MGn queue{calls(18), 20, ErlangService{2}};
  for (const auto approximation : {WaitApproximation::kimura, WaitApproximation::cosmetatos})
    CHECK(asa(MGnApproximation{calls(18), 20, std::sqrt(0.5), approximation}).count() ==
          Approx(asa(queue).count()).epsilon(0.02));
  CHECK(wait_exceeds(queue, Seconds{wait_percentile(queue, 0.95).count()}) == Approx(0.05).epsilon(1e-10));
}

TEST_CASE("M/G/n approximations agree with the reference values") {
  for (const auto& row : reference::rows_of("queueing_reference.csv", "mgn_approx")) {
    const Traffic traffic{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}};
    const auto approximation = erlang::wait_approximation_from_name(row.metric.substr(4));
    REQUIRE(approximation);
    const MGnApproximation queue{traffic, row.at("n"), std::sqrt(row.at("cs2")), *approximation};
    CHECK(reference::error(asa(queue).count(), row) <= 1e-12);
  }
}

TEST_CASE("M/G/n: limits are values") {
  const MGn idle{calls(0), 3, ErlangService{2}};
  CHECK(wait_probability(idle) == 0.0);
  CHECK(asa(idle) == 0s);
  CHECK(service_level(idle, 0s) == 1.0);
  const MGn full{calls(3), 3, ErlangService{2}};
  CHECK(wait_probability(full) == 1.0);
  CHECK(std::isinf(asa(full).count()));
  CHECK(std::isinf(wait_percentile(full, 0.5).count()));
  CHECK(service_level(full, 1h) == 0.0);
  CHECK(std::isinf(asa(MGnApproximation{calls(3), 3, 0.5, WaitApproximation::kimura}).count()));
  CHECK(asa(MGnApproximation{calls(0), 3, 0.5, WaitApproximation::kimura}) == 0s);
  CHECK(asa(MGnApproximation{calls(0.01), 100, 3, WaitApproximation::cosmetatos}).count() >= 0.0);
  CHECK_THROWS_WITH((MGn{calls(1), 3, ErlangService{0}}), "MGn: phases must be a whole number in [1, 100], got 0");
  CHECK_THROWS_WITH((MGn{calls(1), 3, HyperexponentialService{{1, 2}, {1}}}),
                    "MGn: shares and means must be as many and at least one, got 2 and 1");
  CHECK_THROWS_AS((MGn{calls(1), 100, ErlangService{3}}), std::domain_error);
  CHECK_THROWS_AS((MGn{calls(1), 2.5, ErlangService{2}}), std::domain_error);
  CHECK_THROWS_WITH((MGnApproximation{calls(1), 3, -1, WaitApproximation::kimura}),
                    "MGn: service_cv must be >= 0, got -1");
}
