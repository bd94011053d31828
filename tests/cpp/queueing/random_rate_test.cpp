#include <erlang/queueing/random_rate.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::DiscreteRate;
using erlang::ErlangA;
using erlang::GammaRate;
using erlang::LognormalRate;
using erlang::RandomRate;
using erlang::RateAverage;
using erlang::Seconds;
using erlang::Traffic;

TEST_CASE("Random rates agree with the reference values") {
  double worst = 0.0;
  int rows = 0;
  for (const char* file : {"queueing_reference.csv", "variants_reference.csv"}) {
    for (const char* model : {"random_rate_gamma", "random_rate_lognormal"}) {
      for (const auto& row : reference::rows_of(file, model)) {
        const Traffic mean{.volume = row.at("lambda_mean"), .interval = 1s, .aht = Seconds{row.at("aht")}};
        const Seconds patience{row.inputs.contains("patience") ? row.at("patience") : erlang::detail::infinite};
        const double n = row.at("n");
        const double cv = row.at("lambda_cv");
        const RandomRate queue = model == std::string("random_rate_gamma")
                                     ? RandomRate{mean, n, GammaRate{cv}, patience}
                                     : RandomRate{mean, n, LognormalRate{cv}, patience};
        const auto average = row.metric == "SL_call_weighted" ? RateAverage::calls : RateAverage::intervals;
        const double got = service_level(queue, Seconds{row.at("T")}, average);
        INFO(model << ' ' << row.metric << " n " << n << " cv " << cv << " mean " << row.at("lambda_mean"));
        CHECK(reference::error(got, row) <= reference::tolerance(row));
        worst = std::max(worst, reference::error(got, row));
        ++rows;
      }
    }
  }
  CHECK(rows >= 40);
  WARN("random rates: " << rows << " rows, largest relative error " << worst);
}

TEST_CASE("Random rates: a density adds to 1, a share and its rest to 1, over calls and over intervals") {
  for (const double cv : {1e-4, 0.01, 0.3, 0.999, 1.0, 1.5, 2.0, 10.0}) {
    for (const double agents : {1.0, 20.0, 3000.0}) {
      const Traffic mean{.volume = 0.9 * agents, .interval = 1s, .aht = 1s};
      for (const Seconds patience : {Seconds{0.5}, Seconds{erlang::detail::infinite}}) {
        for (const RandomRate& queue : {RandomRate{mean, agents, GammaRate{cv}, patience},
                                        RandomRate{mean, agents, LognormalRate{cv}, patience}}) {
          for (const auto average : {RateAverage::calls, RateAverage::intervals}) {
            INFO("cv " << cv << " agents " << agents << " patience " << patience.count() << ' ' << name_of(average));
            CHECK(queue.average(average, 1.0, [](const ErlangA&) { return 1.0; }) == Approx(1.0).epsilon(1e-13));
            CHECK(wait_probability(queue, average) + no_wait_probability(queue, average) == Approx(1.0).epsilon(1e-12));
          }
          CHECK(queue.average(RateAverage::intervals, 1e9, [](const ErlangA& one) { return one.load(); }) ==
                Approx(queue.load()).epsilon(1e-12));
          CHECK(service_level(queue, 1s) <= service_level(queue, 1s, RateAverage::intervals) + 1e-13);
        }
      }
    }
  }
}

TEST_CASE("Random rates: no variation is Erlang A, few cases are their sum") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  const ErlangA one{calls, 12, 120s};
  const RandomRate certain{calls, 12, GammaRate{0}, 120s};
  CHECK(service_level(certain, 20s) == service_level(one, 20s));
  CHECK(service_level(RandomRate{calls, 12, GammaRate{1e-5}, 120s}, 20s) ==
        Approx(service_level(one, 20s)).epsilon(1e-8));
  CHECK(occupancy(certain) == occupancy(one));
  CHECK(asa_all(certain).count() == Approx(asa(one, erlang::WaitOf::all).count()));

  const RandomRate cases{DiscreteRate{{80, 120, 0}, {3, 1, 1}}, 30min, 180s, 12, 120s};
  const ErlangA quiet{Traffic{.volume = 80, .interval = 30min, .aht = 180s}, 12, 120s};
  const ErlangA busy{Traffic{.volume = 120, .interval = 30min, .aht = 180s}, 12, 120s};
  CHECK(cases.load() == Approx(7.2));
  CHECK(service_level(cases, 20s, RateAverage::intervals) ==
        Approx((3 * service_level(quiet, 20s) + service_level(busy, 20s) + 1) / 5));
  CHECK(service_level(cases, 20s) == Approx((240 * service_level(quiet, 20s) + 120 * service_level(busy, 20s)) / 360));
  const double answered_calls = 240 * answered(quiet) + 120 * answered(busy);
  CHECK(service_level(cases, 20s, RateAverage::calls, erlang::ServiceLevel::answered_of_answered) ==
        Approx((240 * service_level(quiet, 20s) + 120 * service_level(busy, 20s)) / answered_calls));
  CHECK(queue_length(cases) == Approx((3 * queue_length(quiet) + queue_length(busy)) / 5));
}

TEST_CASE("Random rates: limits are values") {
  const Traffic nobody{.volume = 0, .interval = 30min, .aht = 180s};
  CHECK(service_level(RandomRate{nobody, 3, GammaRate{0.5}}, 20s) == 1.0);
  CHECK(asa_all(RandomRate{nobody, 3, GammaRate{0.5}}) == 0s);
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  CHECK(std::isinf(asa_all(RandomRate{calls, 12, GammaRate{0.1}}).count()));
  CHECK(service_level(RandomRate{calls, 0, GammaRate{0.1}}, 20s) == 0.0);
  CHECK(wait_probability(RandomRate{calls, 0, GammaRate{0.1}}) == Approx(1.0));
  const RandomRate unstable{DiscreteRate{{50, 200}, {1, 1}}, 30min, 180s, 12};
  const erlang::ErlangC quiet{Traffic{.volume = 50, .interval = 30min, .aht = 180s}, 12};
  CHECK(service_level(unstable, 20s, RateAverage::intervals) == Approx(0.5 * service_level(quiet, 20s)));
  CHECK(std::isinf(queue_length(unstable)));
  CHECK_THROWS_WITH((RandomRate{calls, 3, GammaRate{11}}), "RandomRate: cv must be in [0, 10], got 11");
  CHECK_THROWS_WITH((RandomRate{DiscreteRate{{1, 2}, {1}}, 1s, 1s, 1}),
                    "RandomRate: volumes and weights must be as many, got 2 and 1");
  CHECK_THROWS_AS((RandomRate{DiscreteRate{{1}, {0}}, 1s, 1s, 1}), std::invalid_argument);
  CHECK_THROWS_AS((RandomRate{DiscreteRate{{-1}, {1}}, 1s, 1s, 1}), std::domain_error);
}
