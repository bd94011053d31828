#include <erlang/queueing/backlog_carryover.hpp>

#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Traffic;

TEST_CASE("stationary backlog-carryover") {
  // Reference rows sbc_stolletz: period 5 of rates 8, 11, 12, 9, 6 with 10, 10, 10, 10, 8 servers, handle time 1.
  std::vector<Traffic> offered;
  for (const double rate : {8.0, 11.0, 12.0, 9.0, 6.0}) offered.push_back({.volume = rate, .interval = 1s, .aht = 1s});
  const std::vector<double> agents{10, 10, 10, 10, 8};
  const auto periods = erlang::backlog_carryover(offered, agents);
  CHECK(periods[4].backlog == Approx(5.753997660715652986104823).epsilon(1e-13));
  CHECK(periods[4].occupancy() == Approx(0.8771065919474647095998869).epsilon(1e-13));
  CHECK(periods[4].carried.volume == Approx(7.016852735579717676799095).epsilon(1e-13));
  double before = 0.0;
  for (std::size_t i = 0; i < periods.size(); ++i) {  // nothing is lost, every steady state is stable
    CHECK(offered[i].volume + before == Approx(periods[i].carried.volume + periods[i].backlog));
    CHECK(periods[i].occupancy() < 1.0);
    CHECK(wait_probability(periods[i].queue()) < 1.0);
    before = periods[i].backlog;
  }
  // Periods of other lengths carry contacts, not rates.
  offered[1] = {.volume = 22, .interval = 2s, .aht = 1s};
  CHECK(erlang::backlog_carryover(offered, agents)[1].attempted == Approx(22 + periods[0].backlog));

  const std::vector<double> none{0, 0, 0, 0, 0};
  CHECK(erlang::backlog_carryover(offered, none)[4].backlog == Approx(8 + 22 + 12 + 9 + 6));
  CHECK_THROWS_WITH(erlang::backlog_carryover(offered, std::vector<double>{1}),
                    "backlog_carryover: offered and agents must have one length, got 5 and 1");
  CHECK_THROWS_WITH(erlang::backlog_carryover(offered, std::vector<double>{1, 1, -1, 1, 1}),
                    "backlog_carryover: agents must be >= 0, got -1 at index 2");
}
