#include <array>
#include <cmath>
#include <erlang/detail/random.hpp>
#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>
#include <limits>
#include <stdexcept>

#include "catch.hpp"
#include "random_targets.hpp"

using namespace std::chrono_literals;
using erlang::Binding;
using erlang::DiscreteRate;
using erlang::GammaRate;
using erlang::LognormalRate;
using erlang::PlanFor;
using erlang::RateAverage;
using erlang::required_agents;
using erlang::Seconds;
using erlang::ServiceLevel;
using erlang::Staffing;
using erlang::Status;
using erlang::Targets;
using erlang::Traffic;
using erlang::test::Random;

namespace {

const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
const Targets goal{.service_level = 0.80, .answer_within = 20s};
const Staffing patient{.patience = Seconds{120}};

}  // namespace

TEST_CASE("quantiles of a rate invert its distribution") {
  for (const double cv : {0.01, 0.1, 0.5, 1.0, 3.0}) {
    for (const double p : {0.01, 0.1, 0.5, 0.8, 0.999}) {
      CAPTURE(cv, p);
      CHECK(rate_share(50.0, GammaRate{cv}, erlang::rate_quantile(50.0, GammaRate{cv}, p)) == Approx(p).epsilon(1e-11));
      const double sigma = std::sqrt(std::log1p(cv * cv));
      const double exact = 50.0 * std::exp(sigma * erlang::detail::normal_at(p) - 0.5 * sigma * sigma);
      CHECK(erlang::rate_quantile(50.0, LognormalRate{cv}, p) == Approx(exact).epsilon(1e-11));
    }
  }
  // cv 1 is the exponential distribution.
  CHECK(erlang::rate_quantile(50.0, GammaRate{1.0}, 0.8) == Approx(-50.0 * std::log(0.2)).epsilon(1e-12));
  const DiscreteRate few{{30, 10, 20, 40}, {1, 1, 2, 0}};
  CHECK(erlang::rate_quantile(few, 0.25) == 10.0);
  CHECK(erlang::rate_quantile(few, 0.26) == 20.0);
  CHECK(erlang::rate_quantile(few, 0.75) == 20.0);
  CHECK(erlang::rate_quantile(few, 0.999) == 30.0);
  CHECK(erlang::rate_share(few, 20.0) == 0.75);
  CHECK_THROWS_AS(erlang::rate_quantile(few, 1.0), std::domain_error);
  CHECK_THROWS_AS(erlang::rate_quantile(50.0, GammaRate{0.1}, std::nan("")), std::domain_error);
}

TEST_CASE("a rate known for certain needs what its mean needs") {
  Random random;
  for (int i = 0; i < 200; ++i) {
    const bool abandons = random.coin(0.5);
    const Targets targets = erlang::test::some_targets(random, abandons);
    const Staffing staffing = abandons ? patient : Staffing{};
    const Traffic traffic{.volume = random(1, 500), .interval = 30min, .aht = Seconds{random(30, 600)}};
    if (targets.short_abandon && targets.definition == ServiceLevel::abandons_counted &&
        *targets.short_abandon > *targets.answer_within)
      continue;
    const auto known = required_agents(traffic, targets, staffing);
    for (const PlanFor& plan : {PlanFor{}, PlanFor{.average = RateAverage::intervals}, PlanFor{.probability = 0.7}}) {
      const auto need = required_agents(traffic, GammaRate{0.0}, plan, targets, staffing);
      CHECK(need.agents == known.agents);
      CHECK(need.binding == known.binding);
      CHECK(need.service_level_calls == Approx(known.service_level).epsilon(1e-12));
      CHECK(need.probability_met == 1.0);
      CHECK(
          required_agents(DiscreteRate{{traffic.volume}, {2.0}}, 30min, traffic.aht, plan, targets, staffing).agents ==
          known.agents);
    }
  }
}

TEST_CASE("averages over calls and over intervals, by hand") {
  const DiscreteRate few{{80, 120}, {1, 1}};
  const auto need = required_agents(few, 30min, 180s, {}, goal, patient);
  std::array<double, 2> level{};
  for (std::size_t i = 0; i < 2; ++i)
    level[i] = service_level(
        erlang::ErlangA{Traffic{.volume = few.volumes[i], .interval = 30min, .aht = 180s}, need.agents, 120s}, 20s);
  CHECK(need.service_level_intervals == Approx(0.5 * (level[0] + level[1])).epsilon(1e-14));
  CHECK(need.service_level_calls == Approx(0.4 * level[0] + 0.6 * level[1]).epsilon(1e-14));
  CHECK(need.service_level == need.service_level_calls);
  CHECK(need.service_level >= 0.80);
  CHECK(need.planned_volume == 100.0);
  CHECK(need.probability_met == 0.5);
  CHECK(need.binding == Binding::service_level);
}

TEST_CASE("the averaged wait is one of all answered, and endless where a rate may be unstable") {
  const erlang::RandomRate queue{DiscreteRate{{80, 120}, {1, 1}}, 30min, 180s, 12, 120s};
  double wait = 0.0;
  double served = 0.0;
  for (const double volume : {80.0, 120.0}) {
    const auto one = queue.at(volume);
    wait += volume * answered(one) * asa(one).count();
    served += volume * answered(one);
  }
  CHECK(asa(queue).count() == Approx(wait / served).epsilon(1e-13));
  CHECK(asa(queue, erlang::WaitOf::all).count() == Approx(asa_all(queue).count()));
  CHECK(wait_exceeds(queue, 0s) == Approx(wait_probability(queue)).epsilon(1e-13));
  CHECK(answered(queue) == Approx(1.0 - abandonment(queue)).epsilon(1e-13));
  CHECK(std::isinf(asa(erlang::RandomRate{calls, 100, GammaRate{0.1}}).count()));
  const auto need = required_agents(calls, GammaRate{0.1}, {}, {.max_asa = 10s});
  CHECK(need.status == Status::unreachable);
  CHECK(need.binding == Binding::max_asa);
  CHECK(std::isnan(need.agents));
  CHECK(required_agents(DiscreteRate{{80, 120}, {1, 1}}, 30min, 180s, {}, {.max_asa = 10s}).status == Status::met);
}

TEST_CASE("fewer agents than the mean load may do without patience, where the target is low") {
  const auto need = required_agents(calls, GammaRate{1.0}, {.average = RateAverage::intervals},
                                    {.service_level = 0.30, .answer_within = 20s});
  CHECK(need.agents < need.load);
}

TEST_CASE("real-valued agents are on the side that meets") {
  for (const auto definition :
       {ServiceLevel::answered_of_offered, ServiceLevel::answered_of_answered, ServiceLevel::virtual_wait}) {
    const Targets targets{.service_level = 0.80, .answer_within = 20s, .definition = definition};
    const Staffing real{.patience = Seconds{120}, .fractional = true};
    const auto need = required_agents(calls, LognormalRate{0.2}, {}, targets, real);
    const auto level = [&](double n) {
      return service_level(erlang::RandomRate{calls, n, LognormalRate{0.2}, 120s}, 20s, RateAverage::calls, definition);
    };
    CHECK(level(need.agents) >= 0.80 * (1 - 1e-12));
    CHECK(level(need.agents * (1 - 2e-9)) < 0.80);
    CHECK(std::ceil(need.agents) == required_agents(calls, LognormalRate{0.2}, {}, targets, patient).agents);
  }
}

TEST_CASE("what has no meaning for an uncertain volume is refused") {
  const auto with = [](const PlanFor& plan, const Targets& targets, const Staffing& staffing, double cv = 0.1) {
    return required_agents(calls, GammaRate{cv}, plan, targets, staffing);
  };
  CHECK_THROWS_AS(with({}, goal, {.lines = 20}), std::invalid_argument);
  CHECK_THROWS_AS(with({}, goal, {.patience = Seconds{60}, .redial = 0.1}), std::invalid_argument);
  CHECK_THROWS_AS(with({}, goal, {.patience = erlang::Deterministic{.value = 60s}}), std::invalid_argument);
  CHECK_THROWS_AS(with({},
                       {.service_level = 0.8,
                        .answer_within = 10s,
                        .definition = ServiceLevel::abandons_counted,
                        .short_abandon = 20s},
                       patient),
                  std::invalid_argument);
  for (const double p : {0.0, 1.0, -0.1, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(with({.probability = p}, goal, patient), std::domain_error);
  for (const double cv : {-0.1, 10.1, std::numeric_limits<double>::quiet_NaN()})
    CHECK_THROWS_AS(with({}, goal, patient, cv), std::domain_error);
  CHECK_THROWS_AS(required_agents(DiscreteRate{{1, 2}, {1}}, 30min, 180s, {}, goal), std::invalid_argument);
  CHECK_THROWS_AS(required_agents(DiscreteRate{{1, 2}, {0, 0}}, 30min, 180s, {}, goal), std::invalid_argument);
  CHECK_THROWS_AS(required_agents(DiscreteRate{{-1}, {1}}, 30min, 180s, {}, goal), std::domain_error);
}
