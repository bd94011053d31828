#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/mdn.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::MDn;
using erlang::Seconds;
using erlang::Traffic;

namespace {

MDn queue_of(double n, double load) {
  return MDn{Traffic{.volume = load, .interval = 1s, .aht = 1s}, n};
}

}  // namespace

TEST_CASE("M/D/n agrees with the reference values") {
  double worst = 0.0;
  int rows = 0;
  for (const char* file : {"queueing_reference.csv", "variants_reference.csv"}) {
    for (const auto& row : reference::rows_of(file, "mdn_exact")) {
      const MDn queue{Traffic{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}}, row.at("n")};
      double got = 0.0;
      if (row.metric == "P_wait") got = wait_probability(queue);
      if (row.metric == "ASA") got = asa(queue).count();
      if (row.metric == "Lq") got = queue_length(queue);
      if (row.metric == "SL") got = service_level(queue, Seconds{row.at("T")});
      if (row.metric == "P_W_gt_T") got = wait_exceeds(queue, Seconds{row.at("T")});
      INFO(row.metric << " n " << row.at("n") << " lambda " << row.at("lambda"));
      CHECK(reference::error(got, row) <= reference::tolerance(row));
      worst = std::max(worst, reference::error(got, row));
      ++rows;
    }
  }
  CHECK(rows >= 30);
  WARN("mdn_exact: " << rows << " rows, largest relative error " << worst);
}

TEST_CASE("M/D/1 is Pollaczek's and Khinchine's") {
  for (const double rho : {1e-8, 0.1, 0.5, 0.9, 0.99, 0.9999, 0.999999}) {
    const MDn queue = queue_of(1, rho);
    const double mean = rho / (2.0 * (1.0 - rho));
    const double tolerance = 1e-13 + 1e-15 / (1.0 - rho);
    CHECK(wait_probability(queue) == Approx(rho).epsilon(1e-13));
    CHECK(asa(queue).count() == Approx(mean).epsilon(tolerance));
    // E[W^2] = 2 E[W]^2 + rho / (3 (1 - rho)).
    CHECK(wait_deviation(queue).count() ==
          Approx(std::sqrt(mean * mean + rho / (3.0 * (1.0 - rho)))).epsilon(tolerance));
    // P(W <= t) = (1 - rho) e^(rho t) for t < 1.
    if (rho < 0.9999) CHECK(service_level(queue, 300ms) == Approx((1.0 - rho) * std::exp(0.3 * rho)).epsilon(1e-12));
  }
}

TEST_CASE("M/D/n: the parts of the distribution agree with each other") {
  for (const double n : {1.0, 2.0, 7.0, 60.0, 500.0, 2000.0}) {
    for (const double rho : {0.2, 0.6, 0.9, 0.99}) {
      const MDn queue = queue_of(n, n * rho);
      const double wait = wait_probability(queue);
      INFO("n " << n << " rho " << rho << " wait " << wait);
      if (wait < 1e-290) continue;
      CHECK(wait_exceeds(queue, 0s) == Approx(wait).epsilon(1e-12));
      CHECK(service_level(queue, 0s) == Approx(no_wait_probability(queue)).epsilon(1e-12));
      double by_tail = 0.0;
      double by_state = 0.0;
      for (int j = 1; j < 20000; ++j) {
        const double tail = queue_at_least(queue, j);
        by_tail += tail;
        if (j < 4) by_state += queue_exactly(queue, j);
        if (tail < 1e-17 * by_tail || j > 60 * (1 + n * 0.002) / (1.0 - rho)) break;
        if (n > 100) break;
      }
      if (n <= 100 && rho < 0.95) CHECK(by_tail == Approx(queue_length(queue)).epsilon(1e-11));
      CHECK(queue_exactly(queue, 0) + queue_at_least(queue, 1) == Approx(wait).epsilon(1e-12));
      double last = 1.0;
      for (const double t : {0.01, 0.1, 0.4, 0.999999, 1.0, 1.3, 2.0, 3.7}) {
        const double level = service_level(queue, Seconds{t});
        const double exceeds = wait_exceeds(queue, Seconds{t});
        CHECK(level + exceeds == Approx(1.0).epsilon(1e-12));
        CHECK(exceeds <= last * (1.0 + 1e-12));
        last = exceeds;
      }
      for (const double p : {0.5, 0.9, 0.999}) {
        const double at = wait_percentile(queue, p).count();
        if (at > 0.0) CHECK(wait_exceeds(queue, Seconds{at}) == Approx(1.0 - p).epsilon(1e-10));
        if (at == 0.0) CHECK(no_wait_probability(queue) >= p);
      }
      const erlang::ErlangC exponential{queue.offered(), n};
      CHECK(asa(queue) < asa(exponential));
      CHECK(asa(queue).count() > 0.499 * asa(exponential).count());
    }
  }
}

TEST_CASE("M/D/n: limits are values") {
  const MDn idle = queue_of(3, 0);
  CHECK(wait_probability(idle) == 0.0);
  CHECK(asa(idle) == 0s);
  CHECK(service_level(idle, 0s) == 1.0);
  CHECK(queue_length(idle) == 0.0);
  CHECK(occupancy(queue_of(0, 0)) == 0.0);
  for (const MDn& full : {queue_of(3, 3), queue_of(3, 4), queue_of(0, 1)}) {
    CHECK(wait_probability(full) == 1.0);
    CHECK(no_wait_probability(full) == 0.0);
    CHECK(std::isinf(asa(full).count()));
    CHECK(std::isinf(queue_length(full)));
    CHECK(std::isinf(wait_percentile(full, 0.1).count()));
    CHECK(service_level(full, 1h) == 0.0);
    CHECK(wait_exceeds(full, 1h) == 1.0);
    CHECK(occupancy(full) == 1.0);
  }
  CHECK(asa(queue_of(3, 1e-200)) == 0s);
  CHECK(asa(queue_of(5, 1e-9)).count() < 1e-40);
  CHECK_THROWS_WITH(queue_of(2.5, 1), "MDn: agents must be a whole number in [0, 1e6], got 2.5");
  CHECK_THROWS_WITH(wait_percentile(queue_of(2, 1), 1), "wait_percentile: p must be in (0, 1), got 1");
  CHECK_THROWS_AS(queue_at_least(queue_of(2, 1), 0.5), std::domain_error);
  CHECK_THROWS_AS(service_level(queue_of(2, 1), Seconds{-1}), std::domain_error);
}
