#include <erlang/queueing/service_level.hpp>
#include <erlang/simulation/counts.hpp>

#include "catch.hpp"

using namespace erlang;

TEST_CASE("measures are ratios of counts") {
  // 100 offered, 4 blocked, 6 hang up (2 of them soon), 90 answered, 80 of them within T.
  Counts c;
  c.offered = 100;
  c.blocked = 4;
  c.answered = 90;
  c.answered_within = 80;
  c.abandoned = 6;
  c.abandoned_within = 2;
  c.waited = 30;
  c.within_max_wait = 72;
  c.virtual_within = 84;
  c.wait_answered = 450;
  c.wait_all = 576;
  c.wait_virtual = 960;
  c.busy = 90;
  c.available = 120;
  c.on_phones = 110;
  c.open = 10;
  const auto value = [&](Measure measure) {
    const Ratio sides = ratio(measure, c);
    return sides.numerator / sides.denominator;
  };
  CHECK(value(Measure::offered) == 100);
  CHECK(value(Measure::agents) == 11);
  CHECK(value(Measure::answered_of_offered) == Approx(0.8));
  CHECK(value(Measure::answered_of_answered) == Approx(80.0 / 90));
  CHECK(value(Measure::abandons_excluded) == Approx(80.0 / 98));
  CHECK(value(Measure::abandons_counted) == Approx(0.82));
  CHECK(value(Measure::virtual_wait) == Approx(0.84));
  CHECK(value(Measure::asa) == Approx(5));
  CHECK(value(Measure::asa_all) == Approx(6));
  CHECK(value(Measure::asa_virtual_wait) == Approx(10));
  CHECK(value(Measure::abandonment) == Approx(0.06));
  CHECK(value(Measure::blocking) == Approx(0.04));
  CHECK(value(Measure::wait_probability) == Approx(0.3));
  CHECK(value(Measure::wait_within) == Approx(0.75));
  CHECK(value(Measure::occupancy) == Approx(0.75));
  Counts twice = c;
  twice += c;
  for (std::size_t m = 0; m < measure_count; ++m) {
    CHECK(ratio(Measure(m), twice).numerator == 2 * ratio(Measure(m), c).numerator);
  }
}

TEST_CASE("service levels have the names of the queueing room") {
  for (std::size_t i = 0; i < detail::service_level_names.size(); ++i)
    CHECK(measure_names[std::size_t(Measure::answered_of_offered) + i] == detail::service_level_names[i]);
}
