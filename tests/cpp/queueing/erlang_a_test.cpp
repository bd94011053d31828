#include <erlang/queueing/erlang_a.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::ErlangA;
using erlang::ErlangB;
using erlang::ErlangC;
using erlang::Seconds;
using erlang::ServiceLevel;
using erlang::Traffic;
using erlang::WaitOf;

namespace {

const double inf = std::numeric_limits<double>::infinity();
const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

double metric(const reference::Row& row) {
  const Traffic traffic{.volume = row.at("lambda"), .interval = 1s, .aht = Seconds{row.at("aht")}};
  const ErlangA queue{traffic, row.at("n"), Seconds{row.at("patience")}};
  const std::string& m = row.metric;
  const auto t = [&] { return Seconds{row.at("T")}; };
  const auto level = [&](ServiceLevel definition) { return service_level(queue, t(), definition); };
  const auto quick = [&](ServiceLevel definition) {
    return service_level(queue, t(), definition, Seconds{row.at("Ts")});
  };
  if (m == "P_wait") return wait_probability(queue);
  if (m == "P_ab") return abandonment(queue);
  if (m == "P_ab_given_wait") return abandonment(queue) / wait_probability(queue);
  if (m == "E_wait") return asa(queue, WaitOf::all).count();
  if (m == "E_wait_served") return asa(queue).count();
  if (m == "E_offered_wait") return asa(queue, WaitOf::virtual_wait).count();
  if (m == "E_wait_ab") return abandonment_wait(queue).count();
  if (m == "Lq") return queue_length(queue);
  if (m == "occupancy") return occupancy(queue);
  if (m == "P_V_gt_T") return wait_exceeds(queue, t(), WaitOf::virtual_wait);
  if (m == "P_W_gt_T") return wait_exceeds(queue, t());
  if (m == "P_ab_le_T") return abandoned_within(queue, t());
  if (m == "SL_offered") return level(ServiceLevel::answered_of_offered);
  if (m == "SL_answered") return level(ServiceLevel::answered_of_answered);
  if (m == "SL_excl_short") return level(ServiceLevel::abandons_excluded);
  if (m == "SL_abok") return level(ServiceLevel::abandons_counted);
  if (m == "SL_excl_short_Ts") return quick(ServiceLevel::abandons_excluded);
  if (m == "SL_abok_short") return quick(ServiceLevel::abandons_counted);
  if (m == "P_N_eq_n_plus_k") return queue_exactly(queue, row.at("k"));
  if (m == "wait_percentile") return wait_percentile(queue, row.at("p")).count();
  FAIL("unknown metric " << m);
  return 0.0;
}

/// Truncated balance equations: states agents + k, and the waits from the state found on arrival.
struct Chain {
  Chain(int agents, double load, double patience) {  // patience in handle times
    double below = 0.0;
    double term = 1.0;
    for (int k = agents; k >= 1; --k) below += term *= k / load;
    double full = 0.0;
    term = 1.0;
    for (int k = 0; k < 200000; ++k) {
      if (k > 0) term *= load / (agents + k / patience);
      busy.push_back(term);
      full += term;
      if (agents + k / patience > load && term < 1e-22 * full) break;
    }
    for (double& p : busy) p /= below + full;
    double virtual_mean = 0.0;
    for (std::size_t k = 0; k < busy.size(); ++k) {
      wait += busy[k];
      queue += static_cast<double>(k) * busy[k];
      virtual_mean += 1.0 / (agents + static_cast<double>(k) / patience);
      offered_wait += busy[k] * virtual_mean;
    }
    abandonment = queue / patience / load;
  }
  std::vector<double> busy;
  double wait = 0.0;
  double queue = 0.0;
  double abandonment = 0.0;
  double offered_wait = 0.0;
};

}  // namespace

TEST_CASE("Erlang A agrees with the reference values") {
  double worst = 0.0;
  for (const auto& row : reference::rows_of("queueing_reference.csv", "erlang_a")) {
    const double error = reference::error(metric(row), row);
    INFO(row.metric << " n " << row.at("n") << " lambda " << row.at("lambda") << " error " << error);
    CHECK(error <= reference::tolerance(row));
    worst = std::max(worst, error);
  }
  WARN("erlang_a: largest relative error " << worst);
}

TEST_CASE("Erlang A equals its balance equations") {
  double worst = 0.0;
  for (const int agents : {1, 3, 20, 60, 150}) {
    for (const double share : {0.02, 0.5, 0.9, 1.0, 1.3, 4.0}) {
      for (const double patience : {0.01, 0.3, 1.0, 5.0, 60.0}) {
        const double load = agents * share;
        const Chain chain(agents, load, patience);
        if (!std::isfinite(chain.wait)) continue;  // the plain sum overflows
        const ErlangA queue{Traffic{.volume = load, .interval = 1s, .aht = 1s}, agents, Seconds{patience}};
        INFO("agents " << agents << " load " << load << " patience " << patience);
        CHECK(wait_probability(queue) == Approx(chain.wait).epsilon(1e-11));
        CHECK(abandonment(queue) == Approx(chain.abandonment).epsilon(1e-10));
        CHECK(queue_length(queue) == Approx(chain.queue).epsilon(1e-10));
        CHECK(asa(queue, WaitOf::virtual_wait).count() == Approx(chain.offered_wait).epsilon(1e-10));
        CHECK(queue_exactly(queue, 2) == Approx(chain.busy.size() > 2 ? chain.busy[2] : 0.0).epsilon(1e-10));
        const double parts =
            asa(queue).count() * answered(queue) + abandonment_wait(queue).count() * abandonment(queue);
        worst = std::max(worst, std::fabs(parts / asa(queue, WaitOf::all).count() - 1.0));
      }
    }
  }
  CHECK(worst < 1e-11);  // the waits of those answered and of those who hang up add up to all
}

TEST_CASE("Erlang A: the shares add up, from light load to deep overload") {
  for (const double agents : {0.3, 1.0, 9.5, 80.0, 1000.0}) {
    for (const double share : {1e-3, 0.3, 0.97, 1.0, 1.4, 30.0, 1e4}) {
      for (const double patience : {1e-5, 1e-2, 1.0, 100.0, 1e6}) {
        const ErlangA queue{Traffic{.volume = agents * share, .interval = 1s, .aht = 1s}, agents, Seconds{patience}};
        INFO("agents " << agents << " share " << share << " patience " << patience);
        CHECK(answered(queue) + abandonment(queue) == Approx(1.0).epsilon(1e-12));
        CHECK(wait_probability(queue) + no_wait_probability(queue) == Approx(1.0).epsilon(1e-12));
        for (const double t : {0.0, 1e-6, 1e-3, 0.1, 1.0, 30.0}) {
          const Seconds within{t * std::sqrt(patience)};
          INFO("time " << within.count());
          CHECK(service_level(queue, within) + wait_exceeds(queue, within, WaitOf::answered) ==
                Approx(answered(queue)).epsilon(1e-11));
          CHECK(service_level(queue, within, ServiceLevel::virtual_wait) +
                    wait_exceeds(queue, within, WaitOf::virtual_wait) ==
                Approx(1.0).epsilon(1e-11));
          CHECK(service_level(queue, within, ServiceLevel::abandons_counted) + wait_exceeds(queue, within) ==
                Approx(1.0).epsilon(1e-11));
        }
        for (const double p : {0.01, 0.5, 0.9, 0.999}) {
          const Seconds wait = wait_percentile(queue, p);
          if (wait > 0s) CHECK(wait_exceeds(queue, wait) == Approx(1.0 - p).epsilon(1e-9));
        }
      }
    }
  }
}

TEST_CASE("Erlang A tends to Erlang C as patience grows and to Erlang B as it vanishes") {
  for (const int agents : {11, 14, 20}) {
    const ErlangC patient{calls, agents};
    const ErlangA nearly{calls, agents, 1e12 * 1s};
    CHECK(wait_probability(nearly) == Approx(wait_probability(patient)).epsilon(1e-8));
    CHECK(asa(nearly).count() == Approx(asa(patient).count()).epsilon(1e-7));
    CHECK(service_level(nearly, 20s) == Approx(service_level(patient, 20s)).epsilon(1e-8));
    const ErlangA endless{calls, agents, Seconds{inf}};
    CHECK(wait_probability(endless) == wait_probability(patient));
    CHECK(asa(endless) == asa(patient));
    CHECK(wait_percentile(endless, 0.95) == wait_percentile(patient, 0.95));
    CHECK(queue_at_least(endless, 3) == queue_at_least(patient, 3));
    const ErlangB loss{calls, agents};
    CHECK(abandonment(ErlangA{calls, agents, Seconds{1e-9}}) == Approx(blocking(loss)).epsilon(1e-8));
  }
  CHECK(service_level(ErlangA{calls, 10, Seconds{inf}}, 20s) == 0.0);
}

TEST_CASE("Erlang A: load 0") {
  const ErlangA idle{Traffic{.volume = 0, .interval = 30min, .aht = 180s}, 0, 0s};
  for (int d = 0; d < 5; ++d) CHECK(service_level(idle, 0s, static_cast<ServiceLevel>(d)) == 1.0);
  for (int of = 0; of < 3; ++of) CHECK(asa(idle, static_cast<WaitOf>(of)) == 0s);
  CHECK(wait_probability(idle) == 0.0);
  CHECK(abandonment(idle) == 0.0);
  CHECK(occupancy(idle) == 0.0);
  CHECK(queue_length(idle) == 0.0);
  CHECK(wait_percentile(idle, 0.9) == 0s);
}

TEST_CASE("Erlang A: no agents") {
  const ErlangA closed{calls, 0, 120s};
  CHECK(wait_probability(closed) == 1.0);
  CHECK(abandonment(closed) == 1.0);
  CHECK(occupancy(closed) == 1.0);
  for (const auto d : {ServiceLevel::answered_of_offered, ServiceLevel::answered_of_answered,
                       ServiceLevel::abandons_excluded, ServiceLevel::virtual_wait})
    CHECK(service_level(closed, 20s, d) == 0.0);
  CHECK(service_level(closed, 20s, ServiceLevel::abandons_counted) == Approx(1.0 - std::exp(-20.0 / 120.0)));
  CHECK(service_level(closed, 20s, ServiceLevel::abandons_counted, 5s) == Approx(1.0 - std::exp(-5.0 / 120.0)));
  CHECK(asa(closed, WaitOf::all) == 120s);
  CHECK(std::isnan(asa(closed).count()));
  CHECK(asa(closed, WaitOf::virtual_wait).count() == inf);
  CHECK(wait_percentile(closed, 0.5).count() == Approx(120.0 * std::log(2.0)));
  CHECK(queue_length(closed) == Approx(100.0 / 1800.0 * 120.0));
  CHECK(queue_exactly(closed, 3) == Approx(std::exp(-20.0 / 3.0) * std::pow(20.0 / 3.0, 3) / 6.0));
}

TEST_CASE("Erlang A: patience 0 is a loss system") {
  const ErlangA queue{calls, 12, 0s};
  const double lost = blocking(ErlangB{calls, 12});
  CHECK(abandonment(queue) == lost);
  CHECK(abandoned_within(queue, 0s) == lost);
  CHECK(wait_probability(queue) == 0.0);
  CHECK(service_level(queue, 0s) == Approx(1.0 - lost));
  CHECK(service_level(queue, 20s, ServiceLevel::abandons_counted) == Approx(1.0));
  CHECK(service_level(queue, 20s, ServiceLevel::abandons_excluded) == Approx(1.0));
  CHECK(service_level(queue, 20s, ServiceLevel::answered_of_answered) == Approx(1.0));
  CHECK(service_level(queue, 20s, ServiceLevel::virtual_wait) == Approx(1.0 - lost * std::exp(-20.0 * 12 / 180)));
  CHECK(asa(queue) == 0s);
  CHECK(asa(queue, WaitOf::all) == 0s);
  CHECK(asa(queue, WaitOf::virtual_wait).count() == Approx(lost * 180.0 / 12.0));
  CHECK(wait_percentile(queue, 0.999) == 0s);
  CHECK(occupancy(queue) == Approx(10.0 / 12.0 * (1.0 - lost)));
}

TEST_CASE("Erlang A refuses what is outside its domain") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_THROWS_WITH((ErlangA{calls, 14, -1s}), "ErlangA: patience must be >= 0 s, got -1");
  CHECK_THROWS_AS((ErlangA{calls, 14, Seconds{nan}}), std::domain_error);
  CHECK_THROWS_AS((ErlangA{calls, nan, 120s}), std::domain_error);
  CHECK_THROWS_AS(service_level(ErlangA{calls, 14, 120s}, Seconds{inf}), std::domain_error);
}
