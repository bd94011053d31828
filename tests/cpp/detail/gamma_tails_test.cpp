#include <boost/math/special_functions/digamma.hpp>
#include <boost/math/special_functions/gamma.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/quadrature.hpp>

#include "catch.hpp"

using namespace erlang::detail;

namespace {

// Boost.Math, an implementation of others, where the density does not underflow.
double density(double s, double z) {
  return boost::math::gamma_p_derivative(s + 1.0, z);
}

}  // namespace

TEST_CASE("served_odds and growth agree with Boost's incomplete gammas across all regions") {
  double worst_odds = 0.0;
  double worst_growth = 0.0;
  for (double s : {0.1, 0.5, 1.0, 3.7, 12.0, 47.9, 48.0, 48.1, 61.0, 100.0, 199.0, 201.0, 1500.0, 2500.0, 2e4, 2e5}) {
    for (double share :
         {0.05, 0.3, 0.5499, 0.5501, 0.8, 0.95, 0.999, 1.0, 1.001, 1.05, 1.3, 1.4999, 1.5001, 2.0, 5.0}) {
      const double z = s * share;
      const double scale = density(s, z);
      if (!(scale > 1e-250)) continue;
      const double upper = boost::math::gamma_q(s, z) / scale;
      const double lower = boost::math::gamma_p(s, z) / scale;
      INFO("s " << s << " z " << z);
      // Boost's own double results lose up to 1e-12 far out.
      CHECK(served_odds(s, z, s - z) == Approx(upper).epsilon(4e-12));
      CHECK(growth(s, z, s - z) == Approx(lower).epsilon(4e-12));
      CHECK(growth_excess(s, z, s - z) == Approx(boost::math::gamma_p(s + 1.0, z) / scale).epsilon(4e-12));
      worst_odds = std::max(worst_odds, std::fabs(served_odds(s, z, s - z) / upper - 1.0));
      worst_growth = std::max(worst_growth, std::fabs(growth(s, z, s - z) / lower - 1.0));
    }
  }
  WARN("largest relative difference from Boost: served_odds " << worst_odds << ", growth " << worst_growth);
}

TEST_CASE("served_odds obeys its recursion where s is large") {
  for (const double s : {49.5, 200.0, 3000.0, 1e5, 1e7}) {
    for (const double share : {0.5, 0.56, 0.9, 1.0, 1.01, 1.49, 1.51, 3.0}) {
      const double z = s * share;
      const double before = served_odds(s - 1.0, z, s - 1.0 - z);
      if (std::isinf(before)) continue;
      INFO("s " << s << " z " << z);
      CHECK(served_odds(s, z, s - z) == Approx(s / z * (1.0 + before)).epsilon(2e-13));
    }
  }
}

TEST_CASE("shares: the regularised functions, and with `beyond` those of s + 1") {
  for (const double s : {0.5, 7.0, 80.0, 2000.0}) {
    for (const double share : {0.2, 0.9, 1.0, 1.2, 3.0}) {
      const double z = s * share;
      INFO("s " << s << " z " << z);
      CHECK(lower_share(s, z, s - z) == Approx(boost::math::gamma_p(s, z)).epsilon(1e-11));
      CHECK(upper_share(s, z, s - z) == Approx(boost::math::gamma_q(s, z)).epsilon(1e-11));
      CHECK(lower_share(s, z, s - z, true) == Approx(boost::math::gamma_p(s + 1.0, z)).epsilon(1e-11));
      CHECK(upper_share(s, z, s - z, true) == Approx(boost::math::gamma_q(s + 1.0, z)).epsilon(1e-11));
    }
  }
  CHECK(lower_share(1e6, 1.0, 1e6 - 1.0) == 0.0);
  CHECK(upper_share(1e6, 1.0, 1e6 - 1.0) == 1.0);
  CHECK(lower_share(1.0, 1e6, 1.0 - 1e6) == 1.0);
}

TEST_CASE("the small functions, at the seams of their regions") {
  CHECK(scaled_erfc(0.0) == 1.0);
  CHECK(scaled_erfc(1.0) == Approx(0.427583576155807).epsilon(1e-14));
  CHECK(scaled_erfc(10.0) == Approx(0.0561409927438226).epsilon(1e-13));
  CHECK(scaled_erfc(24.9999999) == Approx(scaled_erfc(25.0)).epsilon(1e-8));
  CHECK(scaled_erfc(1e10) == Approx(0.5641895835477563e-10).epsilon(1e-14));
  CHECK(std::fabs(scaled_erfc(1e300) * 1e300 / 0.5641895835477563 - 1.0) < 1e-14);
  for (const double mu : {-0.9, -0.45001, -0.44999, -1e-5, 1e-5, 0.49999, 0.50001, 4.0}) {
    const double s = 64.0;
    const double z = s * (1.0 + mu);
    const long double exact = static_cast<long double>(z) - s - s * std::log(static_cast<long double>(z) / s);
    CHECK(divergence(s, z, s - z).value == Approx(static_cast<double>(exact)).epsilon(1e-13));
  }
  for (const double s : {0.5, 1.0, 3.25, 20.0, 100.0}) {
    CHECK(gamma_star(s) == Approx(std::exp(boost::math::lgamma(s) - (s - 0.5) * std::log(s) + s -
                                           0.5 * std::log(2.0 * std::numbers::pi)))
                               .epsilon(1e-13));
  }
  CHECK(std::isinf(divergence(3.0, 0.0, 3.0).value));
  CHECK(lower_share(0.7, 0.0, 0.7) == 0.0);
  CHECK(divergence(1e300, 1e-300, 1e300).value == Approx(1e300 * (600.0 * std::log(10.0) - 1.0)).epsilon(1e-14));
  CHECK(served_odds(0.0, 3.0, -3.0) == 0.0);
  CHECK(std::isinf(served_odds(2.0, 0.0, 2.0)));
  CHECK(growth(0.5, 0.0, 0.5) == 1.0);
}

TEST_CASE("the 20-point rule is exact to degree 39") {
  CHECK(integrate_panel(0.0, 2.0, [](double x) { return std::pow(x, 39); }) ==
        Approx(std::pow(2.0, 40) / 40.0).epsilon(1e-14));
  CHECK(integrate_panel(-1.0, 3.0, [](double) { return 1.0; }) == Approx(4.0).epsilon(1e-15));
  CHECK(integrate_panel(0.0, 1.0, [](double x) { return std::exp(-14.0 * x * x); }) ==
        Approx(0.5 * std::sqrt(std::numbers::pi / 14.0) * std::erf(std::sqrt(14.0))).epsilon(1e-14));
}

TEST_CASE("the moment of growth is its fall with s, in every region and across the seams") {
  for (const double s : {0.4, 3.0, 23.999, 24.0, 24.001, 60.0, 700.0}) {
    for (const double share : {0.1, 0.5499, 0.5501, 0.9, 1.0, 1.1, 1.4999, 1.5001, 2.5, 30.0}) {
      const double z = s * share;
      const Growth here = growth_with_moment(s, z, s - z);
      if (!(here.excess < 1e250)) continue;
      INFO("s " << s << " z " << z);
      CHECK(here.excess == Approx(growth_excess(s, z, s - z)).epsilon(1e-12));
      // The integral of z-waits instead: growth(s, z)/s = the integral of exp(z (1 - e^-t) - s t).
      const double h = 1e-3 * std::sqrt(s);
      const auto at = [&](double shift) { return growth(s + shift, z, s + shift - z); };
      const double slope = (8.0 * (at(h) - at(-h)) - (at(2.0 * h) - at(-2.0 * h))) / (12.0 * h);
      CHECK(here.moment == Approx(-slope).epsilon(1e-7));
    }
  }
  CHECK(log_density_slope(10.0, 30.0, -20.0) == Approx(std::log(30.0) - boost::math::digamma(11.0)).epsilon(1e-14));
  CHECK(log_density_slope(80.0, 30.0, 50.0) == Approx(std::log(30.0) - boost::math::digamma(81.0)).epsilon(1e-14));
}
