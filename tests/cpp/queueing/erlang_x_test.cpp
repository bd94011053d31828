#include <erlang/queueing/erlang_x.hpp>
#include <erlang/queueing/measures.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;
using namespace erlang;

namespace {

const double inf = std::numeric_limits<double>::infinity();
const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

/// M/M/n/K+M by its balance equations, waits from the state found on arrival.
struct Chain {
  /// In long double for its range.
  Chain(int agents, int lines, double load, double patience) {  // patience in handle times, infinite: nobody hangs up
    long double below = 0.0L;
    long double term = 1.0L;
    std::vector<long double> states;
    for (int k = agents; k >= 1; --k) below += term *= k / load;
    long double full = 0.0L;
    term = 1.0;
    for (int k = 0; k <= lines - agents; ++k) {
      if (k > 0) term *= load / (agents + k / patience);
      states.push_back(term);
      full += term;
    }
    for (const long double p : states) busy.push_back(static_cast<double>(p / (below + full)));
    double clears = 0.0;
    for (std::size_t k = 0; k < busy.size(); ++k) {
      queue += static_cast<double>(k) * busy[k];
      if (k + 1 == busy.size()) {
        blocking = busy[k];
      } else {
        wait += busy[k];
        clears += 1.0 / (agents + static_cast<double>(k) / patience);
        virtual_wait += busy[k] * clears;
      }
    }
    abandonment = queue / patience / load;
  }
  std::vector<double> busy;
  double blocking = 0.0, wait = 0.0, queue = 0.0, abandonment = 0.0, virtual_wait = 0.0;
};

void near(double got, double expected, double relative) {
  INFO(got << " against " << expected << ", " << got / expected - 1.0);
  CHECK(std::fabs(got - expected) <= relative * std::fabs(expected) + 1e-24);
}

}  // namespace

TEST_CASE("lines and exponential patience against the balance equations") {
  double worst = 0.0;
  for (const int agents : {1, 3, 20, 150}) {
    for (const double use : {0.05, 0.6, 0.95, 1.0, 1.3, 4.0}) {
      for (const int places : {1, 2, 10, 60, 700}) {
        for (const double patience : {1e-3, 0.1, 1.0, 40.0, 1e5, inf}) {
          const double load = agents * use;
          const Chain chain(agents, agents + places, load, patience);
          ErlangXOptions options{.patience = Exponential{.mean = Seconds{patience}}, .lines = agents + places};
          const ErlangX queue{Traffic{.volume = load, .interval = 1s, .aht = 1s}, agents, options};
          const auto compare = [&](double got, double expected) {
            if (expected < 1e-12) return;
            worst = std::max(worst, std::fabs(got / expected - 1.0));
            INFO(agents << " agents, load " << load << ", places " << places << ", patience " << patience);
            near(got, expected, 1e-12);
          };
          const double enters = 1.0 - chain.blocking;
          compare(blocking(queue), chain.blocking);
          compare(wait_probability(queue), chain.wait);
          compare(abandonment(queue), chain.abandonment);
          compare(queue_length(queue), chain.queue);
          if (enters > 1e-3) compare(asa(queue, WaitOf::virtual_wait).count(), chain.virtual_wait / enters);
          for (const int k : {0, 1, places / 2, places}) compare(queue_exactly(queue, k), chain.busy[k]);
          double tail = 0.0;
          for (std::size_t k = places / 2; k < chain.busy.size(); ++k) tail += chain.busy[k];
          compare(queue_at_least(queue, places / 2), tail);
        }
      }
    }
  }
  WARN("M/M/n/K+M: worst relative error " << worst);
}

TEST_CASE("general patience that is exponential is Erlang A") {
  const double nearly = 120.0 * (1.0 + 1e-15);
  for (const double agents : {2.5, 9.0, 12.0, 20.0}) {
    const ErlangA plain{calls, agents, 120s};
    // Two phases of one mean, told apart by a last digit, go through the general kernel.
    const ErlangX queue{
        calls, agents, {.patience = Hyperexponential{.share = 0.5, .first = 120s, .second = Seconds{nearly}}}};
    REQUIRE(queue.plain() == nullptr);
    CHECK(ErlangX{calls, agents, {.patience = Exponential{.mean = 120s}}}.plain() != nullptr);
    const ErlangX weibull{calls, agents, {.patience = Weibull{.mean = 120s, .shape = 1}}};
    for (const auto* general : {&queue, &weibull}) {
      near(wait_probability(*general), wait_probability(plain), 1e-13);
      near(abandonment(*general), abandonment(plain), 1e-13);
      near(answered(*general), answered(plain), 1e-13);
      near(asa(*general).count(), asa(plain).count(), 1e-13);
      near(asa(*general, WaitOf::virtual_wait).count(), asa(plain, WaitOf::virtual_wait).count(), 1e-13);
      near(abandonment_wait(*general).count(), abandonment_wait(plain).count(), 1e-12);
      near(wait_deviation(*general).count(), wait_deviation(plain).count(), 1e-12);
      near(queue_length(*general), queue_length(plain), 1e-13);
      near(queue_exactly(*general, 3), queue_exactly(plain, 3), 1e-12);
      near(queue_at_least(*general, 3), queue_at_least(plain, 3), 1e-12);
      near(wait_percentile(*general, 0.97).count(), wait_percentile(plain, 0.97).count(), 1e-12);
      for (const auto t : {Seconds{0.0}, Seconds{0.5}, Seconds{20.0}, Seconds{300.0}}) {
        for (int k = 0; k < 5; ++k) {
          const auto definition = static_cast<ServiceLevel>(k);
          near(service_level(*general, t, definition), service_level(plain, t, definition), 1e-12);
        }
        for (int k = 0; k < 3; ++k) {
          const auto of = static_cast<WaitOf>(k);
          near(wait_exceeds(*general, t, of), wait_exceeds(plain, t, of), 1e-11);
        }
        // The hazard of hanging up is constant: within t hangs up the integral of P(W > s) / patience.
        const double hung_up = detail::integrate_panel(
            0.0, t.count(), [&](double seconds) { return wait_exceeds(plain, Seconds{seconds}) / 120.0; });
        if (t.count() <= 20.0) near(abandoned_within(*general, t), hung_up, 1e-12);
      }
    }
  }
}

TEST_CASE("lines far away do not matter, lines at the agents are a loss system") {
  const ErlangX far{calls, 14, {.lines = 4000}};
  const ErlangC patient{calls, 14};
  near(service_level(far, 20s), service_level(patient, 20s), 1e-13);
  near(asa(far).count(), asa(patient).count(), 1e-13);
  near(queue_exactly(far, 7), queue_exactly(patient, 7), 1e-13);
  near(wait_percentile(far, 0.95).count(), wait_percentile(patient, 0.95).count(), 1e-12);
  const ErlangX loss{calls, 14, {.patience = Lognormal{.mean = 60s, .cv = 1}, .lines = 14}};
  const ErlangB servers{calls, 14};
  CHECK(blocking(loss) == blocking(servers));
  CHECK(abandonment(loss) == 0.0);
  CHECK(wait_probability(loss) == 0.0);
  CHECK(asa(loss, WaitOf::virtual_wait).count() == 0.0);
  CHECK(service_level(loss, 20s) == no_wait_probability(servers));
}

TEST_CASE("the closed form of deterministic patience") {
  // J = (e^{dD} - 1)/d + e^{dD}/n, abandonment = load e^{dD}/n / (eps + load J), in handle times, d = load - n.
  const double load = 104.0;
  const double agents = 100.0;
  const double time = 0.3;
  const double d = load - agents;
  const double j = std::expm1(d * time) / d + std::exp(d * time) / agents;
  const double eps = detail::served_odds(agents, load, -d) * load / agents;
  const ErlangX queue{
      Traffic{.volume = load, .interval = 1s, .aht = 1s}, agents, {.patience = Deterministic{.value = Seconds{time}}}};
  near(abandonment(queue), load * std::exp(d * time) / agents / (eps + load * j), 1e-13);
  near(wait_probability(queue), load * j / (eps + load * j), 1e-13);
  CHECK(wait_exceeds(queue, Seconds{time}) == 0.0);
  CHECK(abandonment_wait(queue).count() == Approx(time).epsilon(1e-13));
  CHECK(wait_percentile(queue, 0.99).count() == time);
}

TEST_CASE("redials settle to the last digits") {
  const Traffic traffic{.volume = 0.5, .interval = 1s, .aht = 200s};
  const std::initializer_list<std::optional<Patience>> patience = {std::nullopt, Exponential{.mean = 60s},
                                                                   Lognormal{.mean = 60s, .cv = 3, .balking = 0.1}};
  for (const double redial : {0.0, 0.3, 0.9, 0.999}) {
    for (const auto& p : patience) {
      for (const double agents : {0.0, 20.0, 95.0, 130.0}) {
        for (const bool limited : {true, false}) {
          if (!limited && !p) continue;
          ErlangXOptions options{.patience = p, .redial = redial};
          if (limited) options.lines = agents + 7;
          const ErlangX queue{traffic, agents, options};
          const double lost_share = abandonment(queue) + blocking(queue);
          const double served = (1.0 - redial) + redial * answered(queue);
          INFO("redial " << redial << " agents " << agents << " limited " << limited);
          CHECK(attempts(queue) * served == Approx(1.0).epsilon(4e-15));
          CHECK(lost(queue) == Approx((1 - redial) * lost_share / (1 - redial * lost_share)).epsilon(1e-14));
          CHECK(queue.load() == Approx(100.0 * attempts(queue)));
        }
      }
    }
  }
}

TEST_CASE("limits are values") {
  const Patience patience = Uniform{.low = 10s, .high = 50s, .balking = 0.25};
  const Traffic none{.volume = 0, .interval = 1s, .aht = 1s};
  for (const double agents : {0.0, 3.0}) {
    const ErlangX queue{none, agents, {.patience = patience, .lines = 5, .redial = 0.5}};
    const Measures m = measures(queue, 0s);
    CHECK(m == Measures{.service_level = 1.0});
    CHECK(attempts(queue) == 1.0);
    CHECK(lost(queue) == 0.0);
    CHECK(wait_percentile(queue, 0.9).count() == 0.0);
  }
  const ErlangX over{calls, 9, {.redial = 0.5}};  // nobody hangs up: nobody calls again
  CHECK(asa(over).count() == inf);
  CHECK(attempts(over) == 1.0);
  const ErlangX nobody{calls, 0, {.patience = patience}};
  CHECK(abandonment(nobody) == 1.0);
  CHECK(occupancy(nobody) == 1.0);
  CHECK(wait_probability(nobody) == 0.75);
  CHECK(service_level(nobody, 20s) == 0.0);
  CHECK(service_level(nobody, 20s, ServiceLevel::abandons_counted) == Approx(0.25 + 0.75 * 0.25));
  CHECK(asa(nobody, WaitOf::all).count() == Approx(0.75 * 30.0));
  CHECK(std::isnan(asa(nobody).count()));
  CHECK(asa(nobody, WaitOf::virtual_wait).count() == inf);
  CHECK(wait_percentile(nobody, 0.2).count() == 0.0);
  CHECK(wait_percentile(nobody, 0.25 + 0.75 * 0.5).count() == Approx(30.0));
  // Without agents the lines are a loss system whose service time is the patience.
  const ErlangX places{calls, 0, {.patience = patience, .lines = 2}};
  CHECK(blocking(places) == Approx(blocking(ErlangB{Load{100.0 * 22.5 / 1800.0}, 2})).epsilon(1e-14));
  CHECK(abandonment(places) + blocking(places) == Approx(1.0));
  const ErlangX stuck{calls, 0, {.lines = 2}};
  CHECK(blocking(stuck) == 1.0);
  CHECK(queue_length(stuck) == 2.0);
  CHECK(blocking(ErlangX{calls, 0, {.lines = 0}}) == 1.0);
  const std::initializer_list<Patience> impatience = {Exponential{.mean = 0s}, Deterministic{.value = 0s},
                                                      Lognormal{.mean = 0s, .cv = 1}, Uniform{.low = 0s, .high = 0s},
                                                      Empirical{.samples = {0, 0}}};
  for (const Patience& impatient : impatience) {
    const ErlangX queue{calls, 12, {.patience = impatient}};
    const double lost_share = blocking(ErlangB{calls, 12});
    CHECK(abandonment(queue) == Approx(lost_share).epsilon(1e-14));
    CHECK(abandoned_within(queue, 0s) == Approx(lost_share).epsilon(1e-14));
    CHECK(wait_probability(queue) == 0.0);
    CHECK(asa(queue, WaitOf::virtual_wait).count() == Approx(lost_share * 180 / 12).epsilon(1e-14));
    const ErlangX limited{calls, 12, {.patience = impatient, .lines = 13}};
    CHECK(abandonment(limited) == Approx(lost_share).epsilon(1e-14));
    CHECK(blocking(limited) == 0.0);
  }
}

TEST_CASE("nearly everybody balking tends to the loss system") {
  const ErlangX queue{calls, 12, {.patience = Lognormal{.mean = 60s, .cv = 1, .balking = 1.0 - 1e-9}}};
  CHECK(abandonment(queue) == Approx(blocking(ErlangB{calls, 12})).epsilon(1e-8));
  CHECK(abandoned_within(queue, 0s) == Approx(abandonment(queue)).epsilon(1e-8));
}

TEST_CASE("a load alone gives the shares of M/M/n/K") {
  const ErlangX queue{Load{9}, 10, {.lines = 15}};
  CHECK(blocking(queue) == Approx(0.06125876182566401697612594).epsilon(1e-14));
  CHECK(queue_length(queue) ==
        Approx(queue_length(ErlangX{Traffic{.volume = 9, .interval = 1s, .aht = 1s}, 10, {.lines = 15}})));
  CHECK_THROWS_AS((ErlangX{Load{9}, 10, {.patience = Exponential{.mean = 1s}}}), std::invalid_argument);
}

TEST_CASE("arguments outside their domain are refused by name") {
  using Catch::Matchers::Contains;
  const auto make = [](double agents, ErlangXOptions options) { (void)ErlangX{calls, agents, std::move(options)}; };
  CHECK_THROWS_WITH(make(12, {.lines = 11}), Contains("ErlangX: lines must be a whole number >= agents, got 11"));
  CHECK_THROWS_WITH(make(12, {.lines = 12.5}), Contains("lines must be a whole number >= agents, got 12.5"));
  CHECK_THROWS_WITH(make(12, {.lines = inf}), Contains("lines must be a whole number >= agents, got inf"));
  CHECK_THROWS_WITH(make(11.5, {.lines = 12}),
                    Contains("agents must be a whole number where lines is given, got 11.5"));
  CHECK_THROWS_WITH(make(12, {.redial = 1}), Contains("redial must be in [0, 1), got 1"));
  CHECK_THROWS_WITH(make(12, {.redial = -0.1}), Contains("redial must be in [0, 1), got -0.1"));
  CHECK_THROWS_WITH(make(-1, {}), Contains("agents must be >= 0, got -1"));
  const ErlangX queue{calls, 12, {.lines = 20}};
  CHECK_THROWS_WITH(service_level(queue, -5s), Contains("service_level: answer_within must be >= 0 s, got -5"));
  CHECK_THROWS_WITH(wait_percentile(queue, 1.0), Contains("p must be in (0, 1)"));
}

TEST_CASE("no NaN anywhere") {
  const std::initializer_list<Patience> shapes = {Lognormal{.mean = 1s, .cv = 0.2},
                                                  Lognormal{.mean = 1s, .cv = 5, .balking = 0.3},
                                                  Weibull{.mean = 1s, .cv = 5},
                                                  Weibull{.mean = 1s, .cv = 0.2},
                                                  Hyperexponential{.share = 0.5, .first = 1ms, .second = 2s},
                                                  Uniform{.low = 500ms, .high = 1500ms},
                                                  Deterministic{.value = 1s}};
  for (const double load : {1e-3, 1.0, 1e3, 1e5}) {
    for (const double use : {0.1, 0.99, 1.0, 1.5, 100.0}) {
      for (const double handle : {1e-6, 1.0, 1e6}) {  // handle time in units of patience
        for (const Patience& patience : shapes) {
          for (const double places : {1.0, 30.0, 1e5, inf}) {
            const double agents = std::max(1.0, std::ceil(load / use));
            ErlangXOptions options{.patience = patience};
            if (std::isfinite(places)) options.lines = agents + places;
            const ErlangX queue{Traffic{.volume = load / handle, .interval = 1s, .aht = Seconds{handle}}, agents,
                                options};
            INFO("load " << load << " agents " << agents << " aht " << handle << " places " << places);
            const Measures m = measures(queue, Seconds{0.7});
            for (const double share : {m.service_level, m.wait_probability, m.abandonment, m.blocking, m.occupancy})
              REQUIRE((share >= 0.0 && share <= 1.0 + 1e-12));
            for (const double time : {m.asa.count(), m.asa_all.count(), m.asa_virtual_wait.count(), m.queue_length})
              REQUIRE((time >= 0.0 && std::isfinite(time)));
            REQUIRE(answered(queue) + m.abandonment + m.blocking == Approx(1.0).epsilon(1e-13));
            // Flow: whoever is answered late starts when an agent comes free while others wait.
            const double late = load * wait_exceeds(queue, 0s, WaitOf::answered);
            const double busy =
                agents * (wait_exceeds(queue, 0s, WaitOf::virtual_wait) + m.blocking - queue_exactly(queue, 0));
            if (load <= 1e3 && m.blocking > 0.0) REQUIRE(late == Approx(busy).epsilon(1e-9).margin(1e-12));
          }
        }
      }
    }
  }
}
