#include <erlang/queueing/sinusoidal_load.hpp>

#include <cmath>
#include <numbers>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::HandleTimes;
using erlang::Seconds;
using erlang::SinusoidalTraffic;

namespace {

SinusoidalTraffic swing(double mean, double amplitude, double omega) {
  return {.volume = mean, .interval = 1s, .amplitude = amplitude, .period = Seconds{2 * std::numbers::pi / omega}};
}

/// By integrating rate(t - u) P(S > u) over u with a million points.
double by_sum(const SinusoidalTraffic& traffic, double s, double at, HandleTimes law, double cv) {
  const double sigma = std::sqrt(std::log1p(cv * cv));
  const auto survives = [&](double u) {
    switch (law) {
      case HandleTimes::exponential:
        return std::exp(-u / s);
      case HandleTimes::deterministic:
        return u < s ? 1.0 : 0.0;
      default:
        return 0.5 * std::erfc((std::log(u / s) / sigma + 0.5 * sigma) / std::numbers::sqrt2);
    }
  };
  const double end = law == HandleTimes::deterministic ? s : 400.0 * s;
  const int steps = 1 << 20;
  double sum = 0.0;
  for (int i = 0; i < steps; ++i) {
    const double u = (i + 0.5) * end / steps;
    sum += (traffic.volume + traffic.amplitude * std::sin(2 * std::numbers::pi * (at - u) / traffic.period.count())) *
           survives(u);
  }
  return sum * end / steps;
}

}  // namespace

TEST_CASE("sinusoidal load against arbitrary precision") {
  const auto wide = swing(100, 20, 0.25);
  const auto full = swing(30, 30, 0.2617993877991494);
  CHECK(sinusoidal_load(wide, 1s, 0s) == Approx(95.29411764705882352941176).epsilon(1e-14));
  CHECK(sinusoidal_load(wide, 1s, 3s) == Approx(109.3876055116212507323347).epsilon(1e-14));
  CHECK(sinusoidal_load(wide, 1s, 0s, HandleTimes::deterministic) == Approx(97.51299373685158273156764).epsilon(1e-14));
  CHECK(sinusoidal_load(full, 500ms, 6s, HandleTimes::deterministic) ==
        Approx(29.95719986024455383537147).epsilon(1e-14));
  CHECK(sinusoidal_load(wide, 1s, 0s, HandleTimes::lognormal, 1.25) ==
        Approx(94.96173698561514957127993).epsilon(1e-13));
  CHECK(sinusoidal_load(full, 500ms, 6s, HandleTimes::lognormal, 1.25) ==
        Approx(29.43310350793433301441009).epsilon(1e-13));
  const double load = sinusoidal_load(swing(30, 20, 5), 1s, 750ms);
  CHECK(load == Approx(32.71633497535035372344724).epsilon(1e-14));
  CHECK(erlang::all_busy_probability(load, 30) == Approx(0.7061491647826576562227687).epsilon(1e-13));
}

TEST_CASE("sinusoidal load is the integral of its definition") {
  for (const auto law : {HandleTimes::exponential, HandleTimes::deterministic, HandleTimes::lognormal}) {
    for (const double omega : {0.01, 0.7, 3.0}) {
      for (const double at : {-2.0, 0.0, 11.3}) {
        const auto traffic = swing(10, -7, omega);
        CHECK(sinusoidal_load(traffic, 2s, Seconds{at}, law, 0.8) ==
              Approx(by_sum(traffic, 2.0, at, law, 0.8)).epsilon(2e-6));
      }
    }
  }
}

TEST_CASE("lognormal handle times without spread are deterministic") {
  for (const double omega : {0.05, 1.0, 8.0}) {
    const auto traffic = swing(50, 40, omega);
    CHECK(sinusoidal_load(traffic, 3s, 1s, HandleTimes::lognormal, 0.001) ==
          Approx(sinusoidal_load(traffic, 3s, 1s, HandleTimes::deterministic)).epsilon(1e-3));
  }
  // A slow swing against the handle time: the load lags by half its mean square over its mean.
  const auto slow = swing(50, 40, 1e-7);
  for (const double cv : {0.01, 0.5, 2.0, 6.0}) {
    const double lag = 0.5 * (1 + cv * cv) * 3.0;
    const double swung = 150 - sinusoidal_load(slow, 3s, 0s, HandleTimes::lognormal, cv);
    CHECK(swung == Approx(120 * 1e-7 * lag).epsilon(1e-5));
  }
}

TEST_CASE("all busy, and what is refused") {
  CHECK(erlang::all_busy_probability(5, 0) == 1.0);
  CHECK(erlang::all_busy_probability(0, 3) == 0.0);
  CHECK(erlang::all_busy_probability(2, 1) == Approx(1 - std::exp(-2.0)));
  CHECK(erlang::all_busy_probability(2, 0.5) == Approx(1 - std::exp(-2.0)));
  CHECK_THROWS_WITH(sinusoidal_load(swing(1, 2, 1), 1s, 0s),
                    "sinusoidal_load: amplitude must be between -volume and volume, got 2");
  CHECK_THROWS_WITH(sinusoidal_load(swing(2, 2, 1), 0s, 0s), "sinusoidal_load: aht must be > 0 s, got 0");
  CHECK_THROWS_WITH(sinusoidal_load(swing(2, 2, 1), 1s, 0s, HandleTimes::lognormal, 0),
                    "sinusoidal_load: cv must be in [0.001, 20], got 0");
}
