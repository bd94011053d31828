#include <erlang/staffing/sipp.hpp>

#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Across;
using erlang::load_across;
using erlang::Opening;
using erlang::Seconds;

namespace {

const std::vector<double> volume{10, 30, 60, 40, 40};
const std::vector<Seconds> aht(5, Seconds{900});  // half an interval
const std::vector<bool> one_day{true, false, false, false, false};

std::vector<double> loads(Across method, Opening initial = Opening::stationary,
                          const std::vector<bool>& opens = one_day) {
  return load_across(method, volume, aht, 30min, opens, initial);
}

}  // namespace

TEST_CASE("the largest rate within an interval lies at an end or in the middle") {
  // Ends: 10|20|45|50|40|40, middles 10 30 60 40 40; half an erlang a contact.
  CHECK(loads(Across::sipp_max) == std::vector<double>{10, 22.5, 30, 25, 20});
  // Rising all through the first two, the average does.
  CHECK(loads(Across::sipp_mix) == std::vector<double>{5, 15, 30, 25, 20});
  CHECK(loads(Across::stationary) == std::vector<double>{5, 15, 30, 20, 20});
}

TEST_CASE("lagged by half an interval, each half of an interval sees the one before") {
  CHECK(loads(Across::lagged_sipp) == std::vector<double>{5, 10, 22.5, 25, 20});
  CHECK(loads(Across::lagged_sipp, Opening::empty)[0] == 2.5);
  // A lag of a whole number of intervals, and one longer than the opening.
  CHECK(load_across(Across::lagged_sipp, volume, std::vector<Seconds>(5, Seconds{3600}), 30min, one_day) ==
        std::vector<double>{20, 20, 20, 60, 120});
  CHECK(load_across(Across::lagged_sipp, volume, std::vector<Seconds>(5, Seconds{1e6}), 30min, one_day,
                    Opening::empty) == std::vector<double>(5, 0.0));
}

TEST_CASE("openings do not see each other") {
  const std::vector<bool> two{true, false, true, false, false};
  CHECK(loads(Across::sipp_max, Opening::stationary, two) == std::vector<double>{10, 15, 30, 25, 20});
  CHECK(loads(Across::lagged_sipp, Opening::stationary, two) == std::vector<double>{5, 10, 30, 25, 20});
  CHECK(loads(Across::mol, Opening::stationary, two) ==
        erlang::modified_offered_load(volume, aht, 30min, two, Opening::stationary));
}

TEST_CASE("wrong columns are refused") {
  CHECK_THROWS_WITH(
      load_across(Across::sipp_max, std::vector<double>{1, -2}, std::vector<Seconds>(2, 60s), 30min, {true, false}),
      "load_across: volume must be >= 0, got -2");
  CHECK_THROWS_AS(load_across(Across::sipp_max, volume, aht, 30min, {true}), std::invalid_argument);
}
