#include <erlang/queueing/modified_offered_load.hpp>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Opening;
using erlang::Seconds;

namespace {

// The reference rows mt_m_inf_piecewise: rates per second in steps of 900 s, aht 200 s, from empty.
const std::vector<double> rates{0.10, 0.14, 0.20, 0.16, 0.08};

}  // namespace

TEST_CASE("interval averages and ends of the carried load, against closed form and quadrature") {
  const double averages[] = {15.60492887350330000623043, 0.0, 37.34288499726348159267343, 33.72851056923156964730006,
                             19.53525891912726983274492};
  const double ends[] = {19.77782006923515496796670, 0.0, 39.86567734392667342914911, 32.08737978238461301390101,
                         16.17871464631190026534996};
  double load = 0.0;
  for (std::size_t i = 0; i < rates.size(); ++i) {
    const auto over = erlang::interval_load(load, rates[i] * 200.0, 200s, 900s);
    if (averages[i] > 0) {
      CHECK(over.average == Approx(averages[i]).epsilon(1e-13));
      CHECK(over.end == Approx(ends[i]).epsilon(1e-13));
    }
    load = over.end;
  }
  // Half an hour at 0.1 and at 0.2 calls per second, then a quarter of an hour at 0.3; aht 240 s, 24 erlangs at first.
  double m = 24.0;
  m = erlang::interval_load(m, 24.0, 240s, 1800s).end;
  m = erlang::interval_load(m, 48.0, 240s, 1800s).end;
  CHECK(erlang::interval_load(m, 72.0, 240s, 900s).end == Approx(71.43526192431208124020399).epsilon(1e-13));
}

TEST_CASE("the closed form is what integrating m' = λ − m/aht gives") {
  for (const double aht : {20.0, 200.0, 5000.0, 200000.0}) {
    for (const double before : {0.0, 3.0, 80.0}) {
      const double stationary = 12.0;
      const double interval = 900.0;
      const int steps = 200000;
      const double h = interval / steps;
      const auto slope = [&](double m) { return (stationary - m) / aht; };
      double m = before;
      double area = 0.0;
      for (int i = 0; i < steps; ++i) {  // classical Runge–Kutta, Simpson for the area
        const double k1 = slope(m);
        const double k2 = slope(m + h / 2 * k1);
        const double k3 = slope(m + h / 2 * k2);
        const double k4 = slope(m + h * k3);
        const double middle = m + h / 4 * (k1 + k2);
        const double next = m + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        area += h / 6 * (m + 4 * middle + next);
        m = next;
      }
      const auto over = erlang::interval_load(before, stationary, Seconds{aht}, Seconds{interval});
      CHECK(over.end == Approx(m).epsilon(1e-10));
      CHECK(over.average == Approx(area / interval).epsilon(1e-8));
    }
  }
}

TEST_CASE("openings restart, constant rates stay") {
  const std::vector<double> volume{100, 100, 50, 100};
  const std::vector<Seconds> aht(4, 180s);
  const auto stationary = erlang::modified_offered_load(volume, aht, 30min, {true, false, true, false});
  CHECK(stationary[0] == Approx(10));
  CHECK(stationary[1] == Approx(10));
  CHECK(stationary[2] == Approx(5));
  CHECK(stationary[3] < 10);
  const auto empty = erlang::modified_offered_load(volume, aht, 30min, {true, false, true, false}, Opening::empty);
  CHECK(empty[0] == Approx(10 * (1 - (1 - std::exp(-10.0)) / 10)));
  CHECK(empty[2] < 5);
  CHECK_THROWS_WITH(erlang::modified_offered_load(volume, aht, 30min, {true}),
                    "modified_offered_load: volume, aht and opens must have the same length");
}
