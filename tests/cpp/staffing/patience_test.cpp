#include <cmath>
#include <erlang/detail/random.hpp>
#include <erlang/staffing/patience.hpp>
#include <limits>
#include <memory>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Seconds;
using erlang::WaitRecords;

namespace {

constexpr double waits[] = {10, 40, 25, 5, 60};
constexpr bool left[] = {false, true, false, false, true};
const WaitRecords five{waits, left};

}  // namespace

TEST_CASE("patience: a worked exponential") {
  const auto fit = erlang::exponential_patience(five);
  CHECK(fit.mean.count() == Approx(70.0));  // 140 s waited, two hung up
  CHECK(fit.mean_error.count() == Approx(70.0 / std::sqrt(2.0)));
  CHECK(erlang::exponential_patience(five, 5s).mean.count() == Approx(57.5));  // 5 + 35 + 20 + 55 s beyond
  CHECK(erlang::balking_share(five).share == 0.0);
}

TEST_CASE("patience: Weibull maximum likelihood finds shape and scale") {
  erlang::detail::RandomStream random(3);
  for (const double shape : {0.5, 1.0, 2.5}) {
    constexpr std::size_t count = 20000;
    std::vector<double> wait(count);
    const auto abandoned = std::make_unique<bool[]>(count);
    for (std::size_t i = 0; i < count; ++i) {
      const double patience = 200.0 * std::pow(-std::log(random.uniform()), 1.0 / shape);
      const double offered = -300.0 * std::log(random.uniform());
      wait[i] = std::min(patience, offered);
      abandoned[i] = patience < offered;
    }
    const WaitRecords records{wait, {abandoned.get(), count}};
    const auto fit = erlang::weibull_patience(records);
    CHECK(std::abs(fit.shape - shape) < 3.3 * fit.shape_error);
    CHECK(std::abs(fit.scale.count() - 200.0) < 3.3 * fit.scale_error.count());
    CHECK(std::abs(fit.mean.count() - 200.0 * std::tgamma(1.0 + 1.0 / shape)) < 3.3 * fit.mean_error.count());
    CHECK(fit.log_likelihood >= erlang::exponential_patience(records).log_likelihood);
  }
}

TEST_CASE("patience: Kaplan-Meier and hazard by hand") {
  constexpr double times[] = {10, 15, 20, 20, 30};
  constexpr bool hung_up[] = {true, false, true, false, true};
  const auto curve = erlang::patience_survival({times, hung_up});
  REQUIRE(curve.wait.size() == 3);
  CHECK(curve.survival[0] == Approx(0.8));
  CHECK(curve.survival[1] == Approx(0.8 * 2 / 3));
  CHECK(curve.survival[2] == 0.0);
  constexpr double edges[] = {0, 10, 30, 60};
  const auto hazard = erlang::patience_hazard({times, hung_up}, edges);
  CHECK(hazard[1].exposure == Approx(45.0));
  CHECK(hazard[1].hazard == Approx(2.0 / 45));
  CHECK(std::isnan(hazard[2].hazard));
}

TEST_CASE("patience: from counts") {
  constexpr double waited[] = {4000, 6500, 5000};
  constexpr double abandoned[] = {14, 22, 19};
  CHECK(erlang::patience_from_waits(waited, abandoned).mean.count() == Approx(15500.0 / 55));

  const std::vector<erlang::Traffic> traffic{{.volume = 110, .interval = 30min, .aht = 200s},
                                             {.volume = 130, .interval = 30min, .aht = 240s}};
  const std::vector<double> agents{14.0, 16.5};
  for (const double patience : {4.0, 120.0, 9000.0}) {
    std::vector<double> lost;
    for (std::size_t i = 0; i < 2; ++i) {
      lost.push_back(traffic[i].volume *
                     erlang::abandonment(erlang::ErlangA(traffic[i], agents[i], Seconds{patience})));
    }
    CHECK(erlang::patience_from_abandonment(traffic, agents, lost).mean.count() == Approx(patience).epsilon(1e-8));
  }
  CHECK(std::isinf(erlang::patience_from_abandonment(traffic, agents, std::vector<double>{0, 0}).mean.count()));
  CHECK_THROWS_AS(erlang::patience_from_abandonment(traffic, agents, std::vector<double>{100, 120}),
                  std::invalid_argument);
}

TEST_CASE("patience: the door") {
  for (const double bad : {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const double one[] = {bad};
    constexpr bool yes[] = {true};
    CHECK_THROWS_AS(erlang::exponential_patience({one, yes}), std::domain_error);
    CHECK_THROWS_AS(erlang::weibull_patience({one, yes}), std::domain_error);
    CHECK_THROWS_AS(erlang::patience_survival({one, yes}), std::domain_error);
    CHECK_THROWS_AS(erlang::balking_share({one, yes}), std::domain_error);
    CHECK_THROWS_AS(erlang::exponential_patience(five, Seconds{bad}), std::domain_error);
    CHECK_THROWS_AS(erlang::patience_from_waits(one, std::vector<double>{1}), std::domain_error);
  }
  constexpr bool nobody[] = {false, false, false, false, false};
  CHECK_THROWS_AS(erlang::exponential_patience({waits, nobody}), std::invalid_argument);
  CHECK_THROWS_AS(erlang::weibull_patience({waits, nobody}), std::invalid_argument);
  CHECK_THROWS_AS(erlang::exponential_patience({waits, {left, 4}}), std::invalid_argument);
  constexpr double at_once[] = {0, 40, 25, 5, 60};
  constexpr bool also[] = {true, true, false, false, true};
  CHECK_THROWS_AS(erlang::weibull_patience({at_once, also}), std::invalid_argument);
  CHECK(erlang::weibull_patience({at_once, also}, 0s).left == 2);
}
