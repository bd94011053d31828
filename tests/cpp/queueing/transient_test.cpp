#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/sinusoidal_load.hpp>
#include <erlang/queueing/transient.hpp>

#include <cmath>
#include <map>
#include <random>
#include <tuple>
#include <vector>

#include "catch.hpp"

using namespace std::chrono_literals;
using namespace erlang;

namespace {

TransientInterval over(double length, double rate, double agents, double aht, double patience) {
  return {.traffic = {.volume = rate * length, .interval = Seconds{length}, .aht = Seconds{aht}},
          .agents = agents,
          .patience = Seconds{patience}};
}

struct Total {
  double offered = 0, waited = 0, abandoned = 0, completed = 0, answered_within = 0;
};
Total total(const TransientResult& result) {
  Total sum;
  for (const auto& m : result.intervals) {
    sum.offered += m.offered;
    sum.waited += m.waited;
    sum.abandoned += m.abandoned;
    sum.completed += m.completed;
    sum.answered_within += m.answered_within;
  }
  return sum;
}

/// The same by classical Runge–Kutta on all states (busy, waiting), with the flows as components of their own: no
/// uniformisation, no windows, no identities.
struct Equations {
  bool exhaustive;
  int most_busy, most_waiting;
  std::vector<double> p;
  double abandoned = 0, completed = 0, waited = 0, waiting_time = 0;

  std::size_t at(int busy, int waiting) const { return static_cast<std::size_t>(busy * (most_waiting + 1) + waiting); }

  void change(int agents) {
    std::vector<double> q(p.size());
    for (int b = 0; b <= most_busy; ++b)
      for (int w = 0; w <= most_waiting; ++w) {
        int busy = b;
        int waiting = w;
        if (busy < agents) {
          const int joined = std::min(agents - busy, waiting);
          busy += joined;
          waiting -= joined;
        } else if (!exhaustive && busy > agents) {
          waiting += busy - agents;
          busy = agents;
        }
        if (waiting <= most_waiting) q[at(busy, waiting)] += p[at(b, w)];
      }
    p = q;
  }
  /// Slopes of the states, then of abandoned, completed, waited, waiting time.
  std::vector<double> slopes(const std::vector<double>& now, double rate, int agents, double mu, double theta) const {
    std::vector<double> d(now.size());
    double* flows = d.data() + p.size();
    for (int b = 0; b <= most_busy; ++b)
      for (int w = 0; w <= most_waiting; ++w) {
        const double here = now[at(b, w)];
        if (here == 0.0) continue;
        const auto move = [&](int busy, int waiting, double flow) {
          d[at(b, w)] -= flow;
          if (waiting <= most_waiting) d[at(busy, waiting)] += flow;
        };
        if (b < agents) {
          move(b + 1, w, rate * here);
        } else {
          move(b, w + 1, rate * here);
          flows[2] += rate * here;
        }
        if (b > 0) b > agents || w == 0 ? move(b - 1, w, b * mu * here) : move(b, w - 1, b * mu * here);
        if (w > 0) move(b, w - 1, w * theta * here);
        flows[0] += w * theta * here;
        flows[1] += b * mu * here;
        flows[3] += w * here;
      }
    return d;
  }
  void advance(double duration, int steps, double rate, int agents, double mu, double theta) {
    const double h = duration / steps;
    std::vector<double> y = p;
    y.insert(y.end(), {abandoned, completed, waited, waiting_time});
    const auto plus = [](const std::vector<double>& a, double f, const std::vector<double>& b) {
      std::vector<double> c(a.size());
      for (std::size_t i = 0; i < a.size(); ++i) c[i] = a[i] + f * b[i];
      return c;
    };
    for (int i = 0; i < steps; ++i) {
      const auto k1 = slopes(y, rate, agents, mu, theta);
      const auto k2 = slopes(plus(y, h / 2, k1), rate, agents, mu, theta);
      const auto k3 = slopes(plus(y, h / 2, k2), rate, agents, mu, theta);
      const auto k4 = slopes(plus(y, h, k3), rate, agents, mu, theta);
      for (std::size_t j = 0; j < y.size(); ++j) y[j] += h / 6 * (k1[j] + 2 * k2[j] + 2 * k3[j] + k4[j]);
    }
    p.assign(y.begin(), y.end() - 4);
    abandoned = y[p.size()];
    completed = y[p.size() + 1];
    waited = y[p.size() + 2];
    waiting_time = y[p.size() + 3];
  }
};

/// A day like a hill: staff follows the load, now and then too small.
std::vector<TransientInterval> hill(double peak, int intervals, double patience, double spare) {
  std::vector<TransientInterval> day;
  for (int i = 0; i < intervals; ++i) {
    const double load = peak * (0.55 - 0.45 * std::cos(2.0 * 3.14159265358979 * (i + 0.5) / intervals));
    day.push_back(
        over(900, load / 200, std::ceil(load + (i % 5 == 2 ? -0.8 : spare) * std::sqrt(load)), 200, patience));
  }
  return day;
}

}  // namespace

TEST_CASE("pre-emptive staff against arbitrary precision") {
  // Reference rows transient_mmn_m_preemptive (uniformisation and Taylor series, 33 digits).
  const auto first = transient(std::vector{over(1, 8, 10, 1, 2), over(1, 12, 10, 1, 2), over(1, 6, 8, 1, 2)},
                               {.leaving = Leaving::preemptive});
  const auto second =
      transient(std::vector{over(1, 2, 6, 1, 0.75), over(1, 10, 6, 1, 0.75), over(1.5, 10, 12, 1, 0.75)},
                {.leaving = Leaving::preemptive});
  const double expected[2][6] = {
      {7.818035656532691665404852, 0.4947748052906886613263876, 1.177517573296041134493495, 1.042190923583453840505269,
       17.13977341988385449408985, 0.2586153085521504005004266},
      {9.203439145154481655130778, 0.2164694330748951265857779, 0.2986219565528654885386194,
       0.9630338871193774469192757, 16.83352696772614089794995, 0.1947860474632080728818880}};
  const TransientResult* results[] = {&first, &second};
  for (int i = 0; i < 2; ++i) {
    const auto& end = results[i]->intervals.back();
    const Total sum = total(*results[i]);
    const double got[] = {end.in_system, end.all_busy,  end.queue,
                          sum.abandoned, sum.completed, sum.waited / sum.offered};
    for (int j = 0; j < 6; ++j) CHECK(got[j] == Approx(expected[i][j]).epsilon(1e-13));
    CHECK(results[i]->error < 1e-13);
  }
}

TEST_CASE("exhaustive staff against arbitrary precision") {
  const auto result = transient(std::vector{over(1, 8, 8, 1, 1), over(0.5, 8, 5, 1, 1)}, {.initial = Count{4}});
  const auto& end = result.intervals.back();
  CHECK(end.busy == Approx(4.923778617786127378255557).epsilon(1e-13));
  CHECK(end.queue == Approx(2.183700741620153306011314).epsilon(1e-13));
  CHECK(end.queue_nonempty == Approx(0.7126344936325250887442546).epsilon(1e-13));
  CHECK(end.all_busy == Approx(0.8405421652388753124582381).epsilon(1e-13));
  CHECK(total(result).abandoned == Approx(0.9041635406373573379517712).epsilon(1e-13));
}

TEST_CASE("both ways of leaving against Runge-Kutta on all states") {
  const std::vector<std::tuple<double, double, int>> course{{3, 8, 8}, {2, 9, 3}, {1, 5, 2},
                                                            {4, 6, 9}, {2, 1, 0}, {3, 6, 5}};
  for (const bool exhaustive : {true, false}) {
    for (const double patience : {0.5, 3.0, 1e30}) {
      Equations check{.exhaustive = exhaustive, .most_busy = 10, .most_waiting = 110, .p = {}};
      check.p.assign(11 * 111, 0.0);
      check.p[check.at(3, 0)] = 1.0;
      std::vector<TransientInterval> day;
      for (const auto& [length, rate, agents] : course) day.push_back(over(length, rate, agents, 1.0, patience));
      const auto result =
          transient(day, {.leaving = exhaustive ? Leaving::exhaustive : Leaving::preemptive, .initial = Count{3}});
      for (std::size_t i = 0; i < day.size(); ++i) {
        const auto& [length, rate, agents] = course[i];
        const Equations before = check;
        check.change(agents);
        check.advance(length, static_cast<int>(length * 300), rate, agents, 1.0, 1.0 / patience);
        const auto& m = result.intervals[i];
        CAPTURE(exhaustive, patience, i);
        CHECK(m.abandoned == Approx(check.abandoned - before.abandoned).epsilon(1e-8).margin(1e-12));
        CHECK(m.completed == Approx(check.completed - before.completed).epsilon(1e-8).margin(1e-9));
        CHECK(m.waited == Approx(check.waited - before.waited).epsilon(1e-8));
        CHECK(m.waiting_time == Approx(check.waiting_time - before.waiting_time).epsilon(1e-8));
        double queue = 0;
        double busy = 0;
        double all = 0;
        for (int b = 0; b <= 10; ++b)
          for (int w = 0; w <= 110; ++w) {
            const double mass = check.p[check.at(b, w)];
            queue += w * mass;
            busy += b * mass;
            if (b >= agents) all += mass;
          }
        CHECK(m.queue == Approx(queue).epsilon(1e-8));
        CHECK(m.busy == Approx(busy).epsilon(1e-8).margin(1e-12));
        CHECK(m.all_busy == Approx(all).epsilon(1e-8));
      }
    }
  }
}

TEST_CASE("what comes in goes out, hangs up or is there") {
  for (const auto leaving : {Leaving::exhaustive, Leaving::preemptive}) {
    for (const double patience : {20.0, 120.0, 1e12}) {
      const auto day = hill(40, 24, patience, 0.3);
      const auto result = transient(day, {.leaving = leaving, .initial = Count{7}, .answer_within = 20s});
      double before = 7;
      for (const auto& m : result.intervals) {
        CHECK(m.offered + before == Approx(m.abandoned + m.completed + m.in_system).epsilon(1e-12));
        CHECK(m.answered_within >= 0);
        CHECK(m.answered_within + m.abandoned_within <= m.offered * (1 + 1e-12));
        CHECK(m.virtual_within >= m.answered_within * (1 - 1e-12));
        CHECK(m.answered_within >= (m.offered - m.waited) * (1 - 1e-12));
        CHECK(m.abandoned * patience == Approx(m.waiting_time));
        CHECK(m.all_busy >= m.queue_nonempty);
        if (leaving == Leaving::exhaustive)
          CHECK(m.answered_within + m.abandoned_of_arrivals <= m.offered * (1 + 1e-12));
        CHECK(m.abandoned_within <= m.abandoned_of_arrivals * (1 + 1e-9));
        before = m.in_system;
      }
      CHECK(result.error < 1e-11);
    }
  }
}

TEST_CASE("a steady state stays: Erlang A and C, with their service levels") {
  for (const double patience : {15.0, 120.0, 2400.0, 1e200}) {
    for (const double agents : {9.0, 12.0, 15.0, 120.0}) {
      const double load = agents - (patience < 1e5 ? 0.2 : -0.2) * std::sqrt(agents) - (patience < 1e5 ? 0.0 : 1.0);
      const Traffic traffic{.volume = load * 5, .interval = 15min, .aht = 180s};
      if (patience > 1e5 && !(offered_load(traffic) < agents)) continue;
      const std::vector<TransientInterval> day(3,
                                               {.traffic = traffic, .agents = agents, .patience = Seconds{patience}});
      const auto result = transient(day, {.initial = Opening::stationary, .answer_within = 20s, .short_abandon = 5s});
      const ErlangA queue{traffic, agents, Seconds{patience}};
      CAPTURE(patience, agents);
      for (const auto& m : result.intervals) {
        CHECK(m.waited / m.offered == Approx(wait_probability(queue)).epsilon(1e-11));
        CHECK(m.abandoned / m.offered == Approx(abandonment(queue)).epsilon(1e-10).margin(1e-14));
        CHECK(m.answered_within / m.offered == Approx(service_level(queue, 20s)).epsilon(1e-11));
        CHECK(m.virtual_within / m.offered ==
              Approx(service_level(queue, 20s, ServiceLevel::virtual_wait)).epsilon(1e-11));
        CHECK(m.abandoned_within / m.offered == Approx(abandoned_within(queue, 5s)).epsilon(1e-10).margin(1e-14));
        CHECK(m.queue == Approx(queue_length(queue)).epsilon(1e-9));
        CHECK(m.abandoned_of_arrivals / m.offered == Approx(abandonment(queue)).epsilon(1e-9).margin(1e-13));
        CHECK(m.waiting_time / 900 == Approx(queue_length(queue)).epsilon(1e-9));
      }
    }
  }
}

TEST_CASE("from empty to the steady state") {
  const TransientInterval hour{.traffic = {.volume = 400, .interval = 1h, .aht = 180s}, .agents = 21, .patience = 120s};
  const auto result = transient(std::vector(8, hour));
  CHECK(result.intervals[0].all_busy < wait_probability(ErlangA{hour.traffic, 21, 120s}) * (1 + 1e-9));
  CHECK(result.intervals[7].all_busy == Approx(wait_probability(ErlangA{hour.traffic, 21, 120s})).epsilon(1e-11));
}

TEST_CASE("patience of one handle time: Poisson with the offered load, whatever the staff") {
  std::vector<TransientInterval> day;
  std::vector<Traffic> traffic;
  for (const auto& [rate, agents] : {std::pair{0.10, 22.0}, {0.14, 26.0}, {0.20, 41.0}, {0.16, 25.0}, {0.08, 20.0}}) {
    day.push_back(over(900, rate, agents, 200, 200));
    traffic.push_back(day.back().traffic);
  }
  const auto course = offered_load_course(traffic, 0.0);
  const auto result = transient(day, {.leaving = Leaving::preemptive});
  for (std::size_t i = 0; i < day.size(); ++i) {
    CHECK(result.intervals[i].in_system == Approx(course[i].end).epsilon(1e-12));
    CHECK(result.intervals[i].all_busy == Approx(all_busy_probability(course[i].end, day[i].agents)).epsilon(1e-11));
  }
}

TEST_CASE("a cut in an interval changes nothing, nor does carrying the state over") {
  const auto day = hill(30, 12, 120, 0.2);
  for (const auto leaving : {Leaving::exhaustive, Leaving::preemptive}) {
    TransientOptions options{.leaving = leaving, .answer_within = 20s};
    const auto whole = transient(day, options);
    std::vector<TransientInterval> halves;
    for (auto part : day) {
      part.traffic.volume = part.traffic.volume / 2;
      part.traffic.interval = part.traffic.interval / 2;
      halves.insert(halves.end(), {part, part});
    }
    const auto cut = transient(halves, options);
    for (std::size_t i = 0; i < day.size(); ++i) {
      CHECK(cut.intervals[2 * i].abandoned + cut.intervals[2 * i + 1].abandoned ==
            Approx(whole.intervals[i].abandoned).epsilon(1e-11));
      CHECK(cut.intervals[2 * i].answered_within + cut.intervals[2 * i + 1].answered_within ==
            Approx(whole.intervals[i].answered_within).epsilon(1e-10));
    }
    // Stop where agents are just finishing, and go on from there.
    halves[13].traffic.interval = Seconds{3};
    halves[13].traffic.volume = 3 * halves[12].traffic.volume / 450;
    const auto together = transient(halves, {.leaving = leaving});
    for (const std::size_t stop : {7U, 14U, 17U}) {
      const std::vector early(halves.begin(), halves.begin() + static_cast<std::ptrdiff_t>(stop));
      const std::vector late(halves.begin() + static_cast<std::ptrdiff_t>(stop), halves.end());
      const auto morning = transient(early, {.leaving = leaving});
      const auto evening = transient(late, {.leaving = leaving, .initial = morning.end});
      for (std::size_t i = 0; i < late.size(); ++i)
        CHECK(evening.intervals[i].abandoned == Approx(together.intervals[stop + i].abandoned).epsilon(1e-11));
    }
  }
}

TEST_CASE("service level across changes of staff against following callers one by one") {
  // Simulated: first come first served; within four standard errors.
  const std::vector<TransientInterval> day{over(60, 0.2, 5, 25, 40), over(60, 0.25, 8, 25, 40),
                                           over(60, 0.2, 3, 25, 40)};
  constexpr int days = 60000;
  constexpr double limit = 15.0;
  for (const bool exhaustive : {true, false}) {
    const auto exact = transient(
        day, {.leaving = exhaustive ? Leaving::exhaustive : Leaving::preemptive, .answer_within = Seconds{limit}});
    std::mt19937_64 random(7);
    const auto exponential = [&](double rate) {
      return -std::log1p(-static_cast<double>(random() >> 11) * 0x1p-53) / rate;
    };
    std::vector<double> sum(3), squares(3), lost(3);
    for (int replication = 0; replication < days; ++replication) {
      struct Caller {
        double arrived;
        bool answered;
        std::size_t interval;
      };
      std::vector<Caller> queue;  // the waiting; those who came back stand at its head
      std::vector<Caller> talking;
      double now = 0.0;
      std::vector<double> good(3), gone(3);
      const auto staff = [&](std::size_t i) { return static_cast<std::size_t>(day[i].agents); };
      for (std::size_t i = 0; i < 3 || !queue.empty(); ++i) {
        const std::size_t here = std::min<std::size_t>(i, 2);
        const double end = i < 3 ? 60.0 * (static_cast<double>(i) + 1.0) : now + 60.0;
        if (!exhaustive)
          while (talking.size() > staff(here)) {
            queue.insert(queue.begin(), talking.back());
            talking.pop_back();
          }
        const auto fill = [&] {
          while (talking.size() < staff(here) && !queue.empty()) {
            Caller next = queue.front();
            queue.erase(queue.begin());
            if (!next.answered && now - next.arrived <= limit) good[next.interval] += 1.0;
            next.answered = true;
            talking.push_back(next);
          }
        };
        fill();
        while (true) {
          const double rate = i < 3 ? day[i].traffic.volume / 60.0 : 0.0;
          const double serve = static_cast<double>(talking.size()) / 25.0;
          const double leave = static_cast<double>(queue.size()) / 40.0;
          const double all = rate + serve + leave;
          const double wait = all > 0.0 ? exponential(all) : 1e9;
          if (now + wait > end) {
            now = end;
            break;
          }
          now += wait;
          double pick = static_cast<double>(random() >> 11) * 0x1p-53 * all;
          if (pick < rate) {
            queue.push_back({now, false, here});
          } else if ((pick -= rate) < serve) {
            const auto who = std::min(static_cast<std::size_t>(pick * 25.0), talking.size() - 1);
            talking.erase(talking.begin() + static_cast<std::ptrdiff_t>(who));
          } else {
            const auto who = std::min(static_cast<std::size_t>((pick - serve) * 40.0), queue.size() - 1);
            if (!queue[who].answered && now - queue[who].arrived <= limit) gone[queue[who].interval] += 1.0;
            queue.erase(queue.begin() + static_cast<std::ptrdiff_t>(who));
          }
          fill();
        }
      }
      for (std::size_t i = 0; i < 3; ++i) {
        sum[i] += good[i];
        squares[i] += good[i] * good[i];
        lost[i] += gone[i];
      }
    }
    for (std::size_t i = 0; i < 3; ++i) {
      const double mean = sum[i] / days;
      const double error = std::sqrt((squares[i] / days - mean * mean) / days);
      CAPTURE(exhaustive, i, mean, error, exact.intervals[i].answered_within);
      CHECK(std::fabs(mean - exact.intervals[i].answered_within) < 4.0 * error);
      CHECK(std::fabs(lost[i] / days - exact.intervals[i].abandoned_within) < 5.0 * std::sqrt(lost[i]) / days + 1e-6);
    }
  }
}

TEST_CASE("fractional agents lie between whole ones") {
  const auto day = [](double agents, double later) {
    return std::vector{over(900, 0.05, agents, 200, 120), over(900, 0.05, later, 200, 120)};
  };
  for (const auto leaving : {Leaving::exhaustive, Leaving::preemptive}) {
    double before = 2.0;
    for (double agents = 8; agents <= 11; agents += 0.125) {
      const auto result = transient(day(agents + 3.3, agents), {.leaving = leaving, .answer_within = 20s});
      const double lost = total(result).abandoned / total(result).offered;
      CHECK(lost < before);
      before = lost;
      CHECK(result.intervals[1].offered + result.intervals[0].in_system ==
            Approx(result.intervals[1].abandoned + result.intervals[1].completed + result.intervals[1].in_system));
    }
  }
}

TEST_CASE("edges: nobody calls, nobody works, heavy overload, long intervals") {
  const auto quiet =
      transient(std::vector{over(900, 0, 3, 200, 120), over(900, 0, 0, 200, 120)}, {.answer_within = 20s});
  CHECK(quiet.intervals[1].in_system == 0.0);
  CHECK(quiet.intervals[0].waited == 0.0);
  const auto closed = transient(std::vector{over(900, 0.1, 0, 200, 1e300)}, {.answer_within = 20s});
  CHECK(closed.intervals[0].queue == Approx(90).epsilon(1e-12));
  CHECK(closed.intervals[0].answered_within == Approx(0).margin(1e-12));
  CHECK(closed.intervals[0].waited == Approx(90).epsilon(1e-12));
  // A caller who waits at closing is answered when agents come back.
  const auto night =
      transient(std::vector{over(900, 0.1, 0, 200, 1e300), over(900, 0.0, 500, 200, 1e300)}, {.answer_within = 900s});
  CHECK(night.intervals[0].answered_within == Approx(90).epsilon(1e-9));
  const auto flood = transient(std::vector(4, over(3600, 5.0, 300, 200, 1e300)));
  CHECK(flood.intervals[3].queue == Approx((5.0 - 1.5) * 4 * 3600).epsilon(0.01));
  const auto all = transient(std::vector{over(4 * 3600, 0.5, 110, 200, 120)}, {.answer_within = 20s});
  CHECK(all.intervals[0].in_system ==
        Approx(100 -
               abandonment(ErlangA{all.intervals[0].offered > 0 ? Traffic{.volume = 7200, .interval = 4h, .aht = 200s}
                                                                : Traffic{.volume = 0, .interval = 1h, .aht = 1s},
                                   110, 120s}) *
                   100 +
               queue_length(ErlangA{{.volume = 7200, .interval = 4h, .aht = 200s}, 110, 120s}))
            .epsilon(1e-9));
}

TEST_CASE("what is refused") {
  const auto one = [](double volume, double length, double aht, double agents, double patience) {
    return std::vector{
        over(1, 1, 1, 1, 1),
        TransientInterval{.traffic = {.volume = volume, .interval = Seconds{length}, .aht = Seconds{aht}},
                          .agents = agents,
                          .patience = Seconds{patience}}};
  };
  CHECK_THROWS_WITH(transient({}), "transient: there must be at least one interval, got none");
  CHECK_THROWS_WITH(transient(one(-1, 1, 1, 1, 1)), "transient: volume must be >= 0, got -1 at index 1");
  CHECK_THROWS_WITH(transient(one(1, 0, 1, 1, 1)), "transient: interval must be > 0 s, got 0 at index 1");
  CHECK_THROWS_WITH(transient(one(1, 1, 0, 1, 1)), "transient: aht must be > 0 s, got 0 at index 1");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, -1, 1)), "transient: agents must be in [0, 1e7], got -1 at index 1");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, 1, 0)), "transient: patience must be > 0 s, got 0 at index 1");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, NAN, 1)), "transient: agents must be in [0, 1e7], got nan at index 1");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, 1, 1), {.initial = Count{1.5}}),
                    "transient: initial must be a whole number in [0, 1e7], got 1.5");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, 1, 1), {.initial = TransientState{.in_system = {0.5, 0.4}}}),
                    "transient: initial must be probabilities that sum to 1, got 0.9");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, 1, 1), {.answer_within = -1s}),
                    "transient: answer_within must be >= 0 s, got -1");
  CHECK_THROWS_WITH(transient(one(1, 1, 1, 1, 1), {.short_abandon = 1s}),
                    "transient: short_abandon needs answer_within");
  CHECK_THROWS_WITH(
      transient(std::vector{over(1, 2, 2, 1, INFINITY)}, {.initial = Opening::stationary}),
      "transient: initial must be other than stationary where nobody hangs up and load reaches the agents, "
      "got 2");
}
