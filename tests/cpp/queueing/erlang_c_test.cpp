#include <erlang/queueing/erlang_c.hpp>
#include <map>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangC;
using erlang::Load;
using erlang::Seconds;
using erlang::Traffic;

namespace {

const double inf = std::numeric_limits<double>::infinity();

double metric(const reference::Row& row) {
  const Traffic calls{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}};
  const ErlangC queue{calls, row.at("n")};
  const auto t = [&] { return Seconds{row.at("T")}; };
  if (row.metric == "P_wait") return wait_probability(queue);
  if (row.metric == "ASA") return asa(queue).count();
  if (row.metric == "Lq") return queue_length(queue);
  if (row.metric == "occupancy") return occupancy(queue);
  if (row.metric == "var_wait") return std::pow(wait_deviation(queue).count(), 2);
  if (row.metric == "SL") return service_level(queue, t());
  if (row.metric == "P_W_gt_T") return wait_exceeds(queue, t());
  if (row.metric == "wait_percentile") return wait_percentile(queue, row.at("p")).count();
  if (row.metric == "P_Q_ge_k") return queue_at_least(queue, row.at("k"));
  if (row.metric == "P_Q_eq_k") return queue_exactly(queue, row.at("k"));
  FAIL("unknown metric " << row.metric);
  return 0.0;
}

}  // namespace

TEST_CASE("Erlang C agrees with the reference values") {
  double worst = 0.0;
  for (const auto& row : reference::rows_of("queueing_reference.csv", "erlang_c")) {
    const double error = reference::error(metric(row), row);
    INFO(row.metric << " n " << row.at("n") << " lambda " << row.at("lambda") << " error " << error);
    CHECK(error <= reference::tolerance(row));
    worst = std::max(worst, error);
  }
  for (const auto& row : reference::rows_of("queueing_reference.csv", "erlang_c_continuous"))
    CHECK(reference::error(wait_probability(ErlangC{Load{row.at("a")}, row.at("n_real")}), row) < 1e-13);
  WARN("erlang_c: largest relative error " << worst);
}

TEST_CASE("Erlang C: the worked example, 100 calls of 180 s in half an hour, 14 agents") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  const ErlangC queue{calls, 14};
  CHECK(service_level(queue, 20s) == Approx(0.8884).margin(5e-5));
  CHECK(asa(queue).count() == Approx(7.84).margin(5e-3));
  CHECK(occupancy(queue) == Approx(10.0 / 14.0));
  CHECK(wait_probability(queue) + no_wait_probability(queue) == Approx(1.0));
  CHECK(service_level(queue, 20s) + wait_exceeds(queue, 20s) == Approx(1.0));
  CHECK(wait_exceeds(queue, wait_percentile(queue, 0.95)) == Approx(0.05));
  CHECK(queue_length(queue) == Approx(100.0 / 1800.0 * asa(queue).count()));  // Little
  CHECK(wait_probability(queue) == wait_probability(ErlangC{Load{10}, 14}));
  CHECK(queue_length(queue) == Approx(queue_length(ErlangC{Load{10}, 14})));
}

TEST_CASE("Erlang C: limits are values") {
  const Traffic none{.volume = 0, .interval = 30min, .aht = 180s};
  for (const int agents : {0, 1, 5}) {
    const ErlangC idle{none, agents};
    CHECK(service_level(idle, 0s) == 1.0);
    CHECK(wait_probability(idle) == 0.0);
    CHECK(asa(idle) == 0s);
    CHECK(occupancy(idle) == 0.0);
    CHECK(queue_length(idle) == 0.0);
    CHECK(wait_percentile(idle, 0.99) == 0s);
    CHECK(wait_deviation(idle) == 0s);
  }
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  for (const double agents : {0.0, 3.0, 9.999, 10.0}) {
    const ErlangC swamped{calls, agents};
    CHECK(swamped.overloaded());
    CHECK(wait_probability(swamped) == 1.0);
    CHECK(no_wait_probability(swamped) == 0.0);
    CHECK(asa(swamped).count() == inf);
    CHECK(wait_percentile(swamped, 0.01).count() == inf);
    CHECK(queue_length(swamped) == inf);
    CHECK(service_level(swamped, 1h) == 0.0);
    CHECK(occupancy(swamped) == 1.0);
  }
  CHECK(wait_probability(ErlangC{calls, 10.000001}) == Approx(1.0).margin(1e-5));
  CHECK(service_level(ErlangC{calls, 1000}, 0s) == 1.0);
}

TEST_CASE("Erlang C refuses what is outside its domain") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  const ErlangC queue{calls, 14};
  CHECK_THROWS_WITH((ErlangC{calls, -1}), "ErlangC: agents must be >= 0, got -1");
  CHECK_THROWS_AS((ErlangC{calls, inf}), std::domain_error);
  CHECK_THROWS_WITH((ErlangC{Traffic{.volume = -1, .interval = 30min, .aht = 180s}, 1}),
                    "ErlangC: volume must be >= 0, got -1");
  CHECK_THROWS_WITH((ErlangC{Traffic{.volume = 1, .interval = 0s, .aht = 180s}, 1}),
                    "ErlangC: interval must be > 0 s, got 0");
  CHECK_THROWS_WITH((ErlangC{Traffic{.volume = 1, .interval = 30min, .aht = 0s}, 1}),
                    "ErlangC: aht must be > 0 s, got 0");
  CHECK_THROWS_WITH(service_level(queue, -5s), "service_level: answer_within must be >= 0 s, got -5");
  CHECK_THROWS_WITH(service_level(queue, 5s, erlang::ServiceLevel::abandons_excluded, -1s),
                    "service_level: short_abandon must be >= 0 s, got -1");
  for (const double p : {0.0, 1.0, -0.5, inf}) CHECK_THROWS_AS(wait_percentile(queue, p), std::domain_error);
}
