#include <erlang/queueing.hpp>

#include "catch.hpp"

/// Where models meet, over generated loads, agents and patience.
namespace {

using namespace erlang;
using namespace std::chrono_literals;

const double inf = std::numeric_limits<double>::infinity();

struct Case {
  double load;
  double agents;
  double patience;  // seconds
  Traffic traffic{.volume = load, .interval = 180s, .aht = 180s};
};

/// Loads over seven decades, agents some square roots about them, patience of seconds to hours.
Case any_case() {
  const double load = std::exp(GENERATE(take(12, random(-3.0, 8.0))));
  const double spare = GENERATE(take(2, random(-2.0, 4.0)));
  const double patience = std::exp(GENERATE(take(2, random(1.0, 9.0))));
  return {load, std::fmax(1.0, std::ceil(load + spare * std::sqrt(load))), patience};
}

}  // namespace

TEST_CASE("agreement: who waits in Erlang C is more than who is lost in B, with A between") {
  const Case q = any_case();
  INFO("load " << q.load << " agents " << q.agents << " patience " << q.patience);
  const double b = blocking(ErlangB{q.traffic, q.agents});
  const double c = wait_probability(ErlangC{q.traffic, q.agents});
  const ErlangA queue{q.traffic, q.agents, Seconds{q.patience}};
  CHECK(c >= b * (1 - 1e-13));
  CHECK(wait_probability(queue) <= c * (1 + 1e-13));
  CHECK(abandonment(queue) <= b * (1 + 1e-12));
  CHECK(abandonment(ErlangA{q.traffic, q.agents, 0s}) == Approx(b).epsilon(1e-13));
  if (q.agents > q.load)
    CHECK(wait_probability(ErlangA{q.traffic, q.agents, Seconds{inf}}) == Approx(c).epsilon(1e-13));
}

TEST_CASE("agreement: one more agent helps, more calls and patience fill the queue") {
  const Case q = any_case();
  INFO("load " << q.load << " agents " << q.agents << " patience " << q.patience);
  const ErlangA here{q.traffic, q.agents, Seconds{q.patience}};
  Traffic busier = q.traffic;
  busier.volume = q.load * 1.01;
  const ErlangA staffed{q.traffic, q.agents + 1, Seconds{q.patience}};
  const ErlangA busy{busier, q.agents, Seconds{q.patience}};
  const ErlangA patient{q.traffic, q.agents, Seconds{q.patience * 1.1}};
  const double slack = 1 + 1e-12;
  CHECK(abandonment(staffed) <= abandonment(here) * slack);
  CHECK(service_level(staffed, 20s) >= service_level(here, 20s) / slack);
  CHECK(abandonment(busy) >= abandonment(here) / slack);
  CHECK(service_level(busy, 20s) <= service_level(here, 20s) * slack);
  CHECK(abandonment(patient) <= abandonment(here) * slack);
  CHECK(wait_probability(patient) >= wait_probability(here) / slack);
}

TEST_CASE("agreement: the definitions of service level are ordered") {
  const Case q = any_case();
  const double within = GENERATE(0.0, 5.0, 60.0);
  INFO("load " << q.load << " agents " << q.agents << " patience " << q.patience << " within " << within);
  const ErlangA queue{q.traffic, q.agents, Seconds{q.patience}};
  const auto level = [&](ServiceLevel definition) { return service_level(queue, Seconds{within}, definition); };
  const double offered = level(ServiceLevel::answered_of_offered);
  const double answered = level(ServiceLevel::answered_of_answered);
  const double excluded = level(ServiceLevel::abandons_excluded);
  const double counted = level(ServiceLevel::abandons_counted);
  const double endless = level(ServiceLevel::virtual_wait);
  const double slack = 1e-12;
  CHECK(offered <= excluded + slack);
  CHECK(excluded <= answered + slack);
  CHECK(excluded <= counted + slack);
  CHECK(offered <= endless + slack);
  CHECK(endless <= counted + slack);
}

TEST_CASE("agreement: Erlang X is A without lines and redials, and Little's law holds with both") {
  const Case q = any_case();
  if (q.load > 500) return;
  INFO("load " << q.load << " agents " << q.agents << " patience " << q.patience);
  const ErlangA plain{q.traffic, q.agents, Seconds{q.patience}};
  for (const Patience& patience :
       {Patience{Exponential{Seconds{q.patience}}}, Patience{Weibull{.mean = Seconds{q.patience}, .shape = 1.0}}}) {
    const ErlangX queue{q.traffic, q.agents, {.patience = patience}};
    CHECK(service_level(queue, 20s) == Approx(service_level(plain, 20s)).epsilon(1e-11));
    CHECK(asa(queue, WaitOf::all).count() == Approx(asa(plain, WaitOf::all).count()).epsilon(1e-11));
  }
  const ErlangX limited{
      q.traffic, q.agents, {.patience = Exponential{Seconds{q.patience}}, .lines = q.agents + 5, .redial = 0.4}};
  const double rate = limited.attempted().volume / 180.0;
  CHECK(queue_length(limited) ==
        Approx(rate * (1 - blocking(limited)) * asa(limited, WaitOf::all).count()).epsilon(1e-9));
}
