#include <erlang/queueing/patience.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;
using namespace erlang;

namespace {

const double inf = std::numeric_limits<double>::infinity();

double survival(const Patience& patience, double seconds) {
  const auto curve = detail::curve_of(patience);
  return curve.at(seconds / curve.unit()).stays;
}

}  // namespace

TEST_CASE("each distribution has the mean it was given") {
  CHECK(mean_patience(Exponential{.mean = 120s}).count() == 120.0);
  CHECK(mean_patience(Lognormal{.mean = 120s, .cv = 2}).count() == Approx(120.0).epsilon(1e-14));
  for (const double cv : {0.02, 0.2, 1.0, 3.0, 5.0}) {
    const Weibull patience{.mean = 120s, .cv = cv};
    const auto curve = detail::curve_of(patience);
    CHECK(curve.mean() * curve.unit() == Approx(120.0).epsilon(1e-13));
    CHECK(curve.mean_square() / (curve.mean() * curve.mean()) - 1.0 == Approx(cv * cv).epsilon(1e-11));
  }
  CHECK(mean_patience(Weibull{.mean = 120s, .shape = 0.75}).count() == Approx(120.0).epsilon(1e-14));
  CHECK(mean_patience(Hyperexponential{.share = 0.25, .first = 20s, .second = 100s}).count() == Approx(80.0));
  const Hyperexponential balanced = Hyperexponential::balanced(60s, 2.0);
  CHECK(mean_patience(balanced).count() == Approx(60.0).epsilon(1e-14));
  const auto curve = detail::curve_of(balanced);
  CHECK(curve.mean_square() / (curve.mean() * curve.mean()) == Approx(5.0).epsilon(1e-14));
  CHECK(mean_patience(Uniform{.low = 10s, .high = 30s}).count() == Approx(20.0));
  CHECK(mean_patience(Deterministic{.value = 30s}).count() == 30.0);
  CHECK(mean_patience(Empirical{.samples = {30, 10, 20}}).count() == Approx(20.0));
  CHECK(mean_patience(Empirical{.samples = {10, 20}, .survival = {0.6, 0.2}}).count() == Approx(0.4 * 10 + 0.6 * 20));
  CHECK(mean_patience(Exponential{.mean = 100s, .balking = 0.1}).count() == Approx(90.0));
  CHECK(mean_patience(Exponential{.mean = Seconds{inf}}).count() == inf);
}

TEST_CASE("survival curves are right-continuous and have balking at 0") {
  CHECK(survival(Deterministic{.value = 30s}, 29.999) == 1.0);
  CHECK(survival(Deterministic{.value = 30s}, 30.0) == 0.0);
  CHECK(survival(Empirical{.samples = {10, 10, 20, 40}}, 10.0) == 0.5);
  CHECK(survival(Empirical{.samples = {0, 20}}, 0.0) == 0.5);
  CHECK(survival(Uniform{.low = 10s, .high = 30s}, 15.0) == Approx(0.75));
  CHECK(survival(Lognormal{.mean = 60s, .cv = 1, .balking = 0.2}, 0.0) == Approx(0.8));
  CHECK(survival(Weibull{.mean = 60s, .shape = 1}, 30.0) == Approx(std::exp(-0.5)));
  CHECK(survival(Lognormal{.mean = 60s, .cv = 0}, 59.0) == 1.0);
}

TEST_CASE("quantiles of patience invert it") {
  for (const Patience& patience : std::initializer_list<Patience>{
           Exponential{.mean = 60s}, Lognormal{.mean = 60s, .cv = 2}, Weibull{.mean = 60s, .cv = 0.5},
           Hyperexponential{.share = 0.3, .first = 5s, .second = 90s}, Uniform{.low = 5s, .high = 90s}}) {
    const auto curve = detail::curve_of(patience);
    for (const double tail : {0.9, 0.5, 0.01})
      CHECK(curve.at(curve.quantile(tail)).stays == Approx(tail).epsilon(1e-13));
  }
}

TEST_CASE("patience outside its domain is refused by name") {
  using Catch::Matchers::Contains;
  const auto check = [](const Patience& patience) { (void)mean_patience(patience); };
  CHECK_THROWS_WITH(check(Lognormal{.mean = -1s, .cv = 2}), Contains("Lognormal: mean must be >= 0 s, got -1"));
  CHECK_THROWS_WITH(check(Lognormal{.mean = 1s, .cv = inf}), Contains("Lognormal: cv must be >= 0, got inf"));
  CHECK_THROWS_WITH(check(Weibull{.mean = 1s, .shape = 0}), Contains("Weibull: shape must be > 0, got 0"));
  CHECK_THROWS_AS(check(Weibull{.mean = 1s}), std::invalid_argument);
  CHECK_THROWS_WITH(check(Hyperexponential{.share = 1.5, .first = 1s, .second = 2s}),
                    Contains("share must be in [0, 1]"));
  CHECK_THROWS_WITH(Hyperexponential::balanced(1s, 0.5), Contains("cv must be >= 1, got 0.5"));
  CHECK_THROWS_WITH(check(Uniform{.low = 2s, .high = 1s}), Contains("Uniform: high must be >= low, 2 s, got 1"));
  CHECK_THROWS_WITH(check(Deterministic{.value = Seconds{inf}}),
                    Contains("Deterministic: value must be >= 0 s, got inf"));
  CHECK_THROWS_WITH(check(Exponential{.mean = 1s, .balking = 1}), Contains("balking must be in [0, 1), got 1"));
  CHECK_THROWS_WITH(check(Empirical{.samples = {1, -2}}), Contains("samples must be >= 0 s, got -2 at index 1"));
  CHECK_THROWS_AS(check(Empirical{.samples = {}}), std::invalid_argument);
  CHECK_THROWS_WITH(check(Empirical{.samples = {1, 2}, .survival = {0.5, 0.6}}),
                    Contains("not rising, got 0.6 at index 1"));
}
