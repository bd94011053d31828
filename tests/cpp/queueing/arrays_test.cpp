#include <erlang/batch.hpp>
#include <erlang/queueing/arrays.hpp>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Measures;
using erlang::Seconds;
using erlang::ServiceLevel;
using erlang::Traffic;

namespace {

struct Columns {
  std::vector<double> volume, interval, aht, agents, patience, within, quick;

  Columns() {
    for (int i = 0; i < 400; ++i) {
      volume.push_back(i % 40 == 0 ? 0.0 : 3.0 * i);
      interval.push_back(i % 2 == 0 ? 1800.0 : 900.0);
      aht.push_back(60.0 + i);
      agents.push_back(i % 50 == 1 ? 0.0 : volume.back() * aht.back() / interval.back() * (0.8 + 0.003 * i));
      patience.push_back(i % 7 == 0 ? erlang::detail::infinite : 2.0 * i);
      within.push_back(i % 60);
      quick.push_back(i % 11);
    }
  }
};

void check_same(const Measures& a, const Measures& b) {
  CHECK(a.service_level == b.service_level);
  CHECK(a.abandonment == b.abandonment);
  CHECK(a.wait_probability == b.wait_probability);
  CHECK((a.asa == b.asa || (std::isnan(a.asa.count()) && std::isnan(b.asa.count()))));
  CHECK(a.queue_length == b.queue_length);
}

}  // namespace

TEST_CASE("loops over arrays and the compiled kernels give what each row gives") {
  const Columns c;
  const std::size_t rows = c.volume.size();
  const erlang::arrays::TrafficRows traffic{c.volume, c.interval, c.aht};
  const erlang::arrays::ServiceLevelRows level{c.within, c.quick, ServiceLevel::abandons_excluded};
  std::vector<Measures> loop(rows);
  std::vector<Measures> compiled(rows);
  erlang::arrays::erlang_a(traffic, c.agents, c.patience, level, loop);
  erlang::batch::erlang_a(traffic, c.agents, c.patience, level, compiled);
  for (std::size_t i = 0; i < rows; ++i) {
    const erlang::ErlangA queue{traffic[i], c.agents[i], Seconds{c.patience[i]}};
    INFO("row " << i);
    check_same(loop[i], measures(queue, Seconds{c.within[i]}, ServiceLevel::abandons_excluded, Seconds{c.quick[i]}));
    check_same(compiled[i], loop[i]);
  }
  const erlang::arrays::ServiceLevelRows plain{c.within};
  erlang::arrays::erlang_c(traffic, c.agents, plain, loop);
  erlang::batch::erlang_c(traffic, c.agents, plain, compiled);
  for (std::size_t i = 0; i < rows; ++i) {
    INFO("row " << i);
    check_same(loop[i], measures(erlang::ErlangC{traffic[i], c.agents[i]}, Seconds{c.within[i]}));
    check_same(compiled[i], loop[i]);
  }
}

TEST_CASE("arrays of loads") {
  const std::vector<double> load = {0.0, 5.0, 10.0, 20.0};
  const std::vector<double> agents = {0.0, 6.5, 14.0, 10.0};
  std::vector<double> loop(4);
  std::vector<double> compiled(4);
  erlang::arrays::erlang_b(load, agents, loop);
  erlang::batch::erlang_b(load, agents, compiled);
  for (std::size_t i = 0; i < 4; ++i) CHECK(loop[i] == blocking(erlang::ErlangB{erlang::Load{load[i]}, agents[i]}));
  CHECK(loop == compiled);
  erlang::arrays::erlang_c(load, agents, loop);
  erlang::batch::erlang_c(load, agents, compiled);
  for (std::size_t i = 0; i < 4; ++i)
    CHECK(loop[i] == wait_probability(erlang::ErlangC{erlang::Load{load[i]}, agents[i]}));
  CHECK(loop == compiled);
}

TEST_CASE("an error names the row, and lengths must agree") {
  const std::vector<double> load = {1.0, 2.0, -3.0};
  const std::vector<double> agents = {1.0, 2.0, 3.0};
  std::vector<double> out(3);
  CHECK_THROWS_WITH(erlang::batch::erlang_b(load, agents, out), "ErlangB: load must be >= 0, got -3 at index 2");
  std::vector<double> shorter(2);
  CHECK_THROWS_AS(erlang::batch::erlang_b(load, agents, shorter), std::invalid_argument);
  CHECK_THROWS_AS(erlang::batch::erlang_c(load, shorter, out), std::invalid_argument);
  std::vector<double> none;
  CHECK_NOTHROW(erlang::batch::erlang_b(none, none, none));
}
