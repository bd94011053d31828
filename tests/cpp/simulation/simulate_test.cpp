#include <cmath>
#include <erlang/queueing.hpp>
#include <erlang/simulation.hpp>
#include <string>
#include <vector>

#include "catch.hpp"

using namespace erlang;
using namespace std::chrono_literals;

namespace {

/// A stationary hour, warmed up for two: volume per hour, people, patience.
Centre hour(double volume, double agents, Seconds aht, std::vector<Seconds> patience) {
  const std::vector<Seconds> start{0s, 1h, 2h};
  return {
      .queues = {{.name = "q",
                  .start = start,
                  .interval = 1h,
                  .offered = {volume, volume, volume},
                  .aht = {aht},
                  .patience = std::move(patience),
                  .max_wait = Seconds(60s)}},
      .groups = {{.name = "g", .queues = {"q"}, .start = start, .interval = 1h, .agents = {agents, agents, agents}}}};
}

Estimate of(const SimulationResult& result, Measure measure, std::size_t interval = 2) {
  return result.queues.at(0).intervals.at(interval)[std::size_t(measure)];
}

/// Within the 99.9 % interval, of which the estimate holds 95 % (Student, 1000 replications: 3.30 / 1.96).
void check_near(const char* name, Estimate estimate, double expected) {
  INFO(name << ": simulated " << estimate.mean << " +- " << estimate.half_width << ", expected " << expected);
  CHECK(std::fabs(estimate.mean - expected) <= estimate.half_width * 3.30 / 1.96);
  CHECK(estimate.half_width < 0.25 * std::fabs(expected) + 1e-9);
}

Centre small() {
  return {.queues = {{.name = "q",
                      .start = {0s, 30min},
                      .interval = 30min,
                      .offered = {50, 20},
                      .aht = {200s},
                      .patience = {100s}}},
          .groups = {{.name = "g", .queues = {"q"}, .start = {0s, 30min}, .interval = 30min, .agents = {5.5, 3}}}};
}

bool same(const Estimates& a, const Estimates& b) {
  for (std::size_t m = 0; m < measure_count; ++m)
    for (const auto& [x, y] : {std::pair{a[m].mean, b[m].mean}, {a[m].half_width, b[m].half_width}})
      if (x != y && !(std::isnan(x) && std::isnan(y))) return false;
  return true;
}

bool same(const SimulationResult& a, const SimulationResult& b) {
  for (std::size_t q = 0; q < a.queues.size(); ++q) {
    if (!same(a.queues[q].total, b.queues[q].total) || a.queues[q].day_counts != b.queues[q].day_counts) return false;
    for (std::size_t i = 0; i < a.queues[q].intervals.size(); ++i)
      if (!same(a.queues[q].intervals[i], b.queues[q].intervals[i])) return false;
  }
  return a.queues.size() == b.queues.size();
}

}  // namespace

TEST_CASE("a stationary queue agrees with Erlang A") {
  struct Case {
    double volume, agents;
    Seconds aht, patience;
  };
  for (const Case& c : {Case{200, 14, 180s, 120s}, Case{1000, 50, 180s, 60s}, Case{30, 2, 300s, 600s}}) {
    INFO("volume " << c.volume << " agents " << c.agents);
    const auto result = simulate(hour(c.volume, c.agents, c.aht, {c.patience}), {.replications = 1000, .seed = 3});
    const ErlangA theory{Traffic{.volume = c.volume, .interval = 1h, .aht = c.aht}, c.agents, c.patience};
    check_near("offered", of(result, Measure::offered), c.volume);
    for (std::size_t d = 0; d < 5; ++d)
      check_near(measure_names[2 + d].data(), of(result, Measure(2 + d)),
                 service_level(theory, 20s, static_cast<ServiceLevel>(d)));
    check_near("asa", of(result, Measure::asa), asa(theory).count());
    check_near("asa_all", of(result, Measure::asa_all), asa(theory, WaitOf::all).count());
    check_near("asa_virtual_wait", of(result, Measure::asa_virtual_wait), asa(theory, WaitOf::virtual_wait).count());
    check_near("abandonment", of(result, Measure::abandonment), abandonment(theory));
    check_near("wait_probability", of(result, Measure::wait_probability), wait_probability(theory));
    check_near("wait_within", of(result, Measure::wait_within), 1.0 - wait_exceeds(theory, 60s));
    check_near("occupancy", of(result, Measure::occupancy), occupancy(theory));
    CHECK(of(result, Measure::blocking).mean == 0.0);
    CHECK(of(result, Measure::agents).mean == Approx(c.agents));
  }
}

TEST_CASE("a stationary queue where nobody hangs up agrees with Erlang C") {
  const auto result = simulate(hour(200, 13, 180s, {}), {.replications = 1000, .seed = 4});
  const ErlangC theory{Traffic{.volume = 200, .interval = 1h, .aht = 180s}, 13};
  for (std::size_t d = 0; d < 5; ++d)
    check_near("service_level", of(result, Measure(2 + d)), service_level(theory, 20s));
  check_near("asa", of(result, Measure::asa), asa(theory).count());
  check_near("asa_virtual_wait", of(result, Measure::asa_virtual_wait), asa(theory).count());
  check_near("wait_probability", of(result, Measure::wait_probability), wait_probability(theory));
  check_near("occupancy", of(result, Measure::occupancy), occupancy(theory));
  CHECK(of(result, Measure::abandonment).mean == 0.0);
}

TEST_CASE("patience 0 is a loss system, as are as many lines as people") {
  const ErlangB<Traffic> theory{Traffic{.volume = 200, .interval = 1h, .aht = 180s}, 12};
  const auto hasty = simulate(hour(200, 12, 180s, {0s}), {.replications = 1000, .seed = 5});
  check_near("abandonment", of(hasty, Measure::abandonment), blocking(theory));
  CHECK(of(hasty, Measure::asa_all).mean == 0.0);
  Centre few_lines = hour(200, 12, 180s, {});
  few_lines.queues[0].lines = 12;
  const auto lines = simulate(few_lines, {.replications = 1000, .seed = 6});
  check_near("blocking", of(lines, Measure::blocking), blocking(theory));
  CHECK(of(lines, Measure::asa_all).mean == 0.0);
  CHECK(of(lines, Measure::wait_within).mean == 1.0);
}

TEST_CASE("the numbers do not depend on the threads, and do on the seed") {
  const auto one = simulate(small(), {.replications = 100, .seed = 1, .threads = 1});
  for (const int threads : {2, 3, 4, 0})
    CHECK(same(one, simulate(small(), {.replications = 100, .seed = 1, .threads = threads})));
  CHECK_FALSE(same(one, simulate(small(), {.replications = 100, .seed = 2, .threads = 1})));
}

TEST_CASE("the first replications are the same however many follow") {
  const auto few = simulate(small(), {.replications = 10});
  const auto many = simulate(small(), {.replications = 30});
  for (std::size_t r = 0; r < 10; ++r) CHECK(few.queues[0].day_counts[r] == many.queues[0].day_counts[r]);
}

TEST_CASE("queues of one centre have numbers of their own") {
  Centre two = small();
  two.queues.push_back(two.queues[0]);
  two.queues[1].name = "r";
  two.groups.insert(two.groups.begin(), two.groups[0]);
  two.groups[0].name = "h";
  two.groups[0].queues = {"r"};
  const auto result = simulate(two, {.replications = 50});
  CHECK(result.queues[1].name == "r");
  CHECK(same(result.queues[0].total, simulate(small(), {.replications = 50}).queues[0].total));
  CHECK_FALSE(same(result.queues[0].total, result.queues[1].total));
}

TEST_CASE("nothing offered, nobody there, nothing open are values") {
  Centre quiet = small();
  quiet.queues[0].offered = {0, 0};
  const auto result = simulate(quiet, {.replications = 5});
  CHECK(of(result, Measure::offered, 0).mean == 0.0);
  CHECK(std::isnan(of(result, Measure::answered_of_offered, 0).mean));
  CHECK(of(result, Measure::occupancy, 0).mean == 0.0);

  Centre nobody = small();
  nobody.groups[0].agents = {0, 0};
  const auto lost = simulate(nobody, {.replications = 200});
  CHECK(of(lost, Measure::abandonment, 0).mean == 1.0);
  CHECK(std::isnan(of(lost, Measure::asa, 0).mean));
  CHECK(std::isnan(of(lost, Measure::occupancy, 0).mean));
  // Mean wait of the first half hour, until patience ends or the hour does: nearly the patience of 100 s.
  check_near("asa_all", of(lost, Measure::asa_all, 0), 100.0);

  Centre closed = small();
  closed.queues[0].start.clear();
  closed.queues[0].offered.clear();
  closed.groups[0].start.clear();
  closed.groups[0].agents.clear();
  const auto nothing = simulate(closed, {.replications = 3});
  CHECK(nothing.queues[0].intervals.empty());
  CHECK(std::isnan(nothing.queues[0].total[0].mean) == false);
  CHECK(nothing.queues[0].total[0].mean == 0.0);
}

TEST_CASE("one row of volumes per replication is a sample path each") {
  Centre centre = small();
  centre.queues[0].offered.clear();
  for (int r = 0; r < 40; ++r)
    for (const double volume : {r % 2 == 0 ? 0.0 : 100.0, 10.0}) centre.queues[0].offered.push_back(volume);
  const auto result = simulate(centre, {.replications = 40});
  double even = 0;
  double odd = 0;
  for (std::size_t r = 0; r < 40; ++r) (r % 2 == 0 ? even : odd) += result.queues[0].day_counts[r].offered;
  CHECK(std::fabs(even / 20 - 10.0) < 3.3 * std::sqrt(10.0 / 20));
  CHECK(std::fabs(odd / 20 - 110.0) < 3.3 * std::sqrt(110.0 / 20));
  CHECK(of(result, Measure::offered, 0).half_width > 10.0);
}

TEST_CASE("a stop flag leaves no queues") {
  const std::atomic<bool> stop = true;
  const auto result = simulate(small(), {.replications = 10, .stop = &stop});
  CHECK(result.stopped);
  CHECK(result.queues.empty());
}

TEST_CASE("what cannot be simulated is refused with its place") {
  const auto message = [](auto change, SimulationOptions options = {.replications = 4}) -> std::string {
    Centre centre = small();
    change(centre);
    try {
      (void)simulate(centre, options);
    } catch (const std::domain_error& error) {
      return error.what();
    } catch (const std::invalid_argument& error) {
      return std::string("shape: ") + error.what();
    }
    return "";
  };
  CHECK(message([](Centre& c) { c.queues[0].offered[1] = -1; }) ==
        "simulate: offered[1] of queue 'q' must be finite and >= 0, got -1");
  CHECK(message([](Centre& c) { c.queues[0].aht[0] = 0s; }) ==
        "simulate: aht[0] of queue 'q' must be finite and > 0 s, got 0");
  CHECK(message([](Centre& c) { c.queues[0].patience[0] = Seconds(std::nan("")); }) ==
        "simulate: patience[0] of queue 'q' must be >= 0 s, got nan");
  CHECK(message([](Centre& c) { c.queues[0].start[1] = 10min; }) ==
        "simulate: start[1] of queue 'q' must be at least one interval after the start before it, got 600");
  CHECK(message([](Centre& c) { c.queues[0].interval = 0s; }) ==
        "simulate: interval of queue 'q' must be > 0 s, got 0");
  CHECK(message([](Centre& c) { c.queues[0].lines = 0; }) == "simulate: lines of queue 'q' must be > 0, got 0");
  CHECK(message([](Centre& c) { c.queues[0].day = {2, 1}; }) ==
        "simulate: day[1] of queue 'q' must be no earlier than the day before it, got 1");
  CHECK(message([](Centre& c) { c.queues[0].answer_within = -1s; }) ==
        "simulate: answer_within of queue 'q' must be >= 0 s, got -1");
  CHECK(message([](Centre& c) { c.groups[0].agents[0] = 2e7; }) ==
        "simulate: agents[0] of group 'g' must be at most 1e7, got 2e+07");
  CHECK(message([](Centre& c) { c.queues[0].offered.push_back(1); }) ==
        "shape: simulate: offered of queue 'q' must hold one number per interval, or one row of them per replication, "
        "got 3");
  CHECK(message([](Centre& c) { c.groups.clear(); }) ==
        "shape: simulate: queue 'q' must have one group of its own, got none");
  CHECK(message([](Centre& c) { c.groups.push_back(c.groups[0]); }) ==
        "shape: simulate: queue 'q' must have one group of its own, got 'g' and 'g'");
  CHECK(message([](Centre& c) { c.groups[0].queues = {"q", "r"}; }) ==
        "shape: simulate: group 'g' must serve one queue of its own, got 2");
  CHECK(message([](Centre& c) { c.groups[0].queues = {"r"}; }) ==
        "shape: simulate: group 'g' must serve one queue of the centre, got 'r', which is not there");
  CHECK(message([](Centre&) {}, {.replications = 0}) == "simulate: replications must be >= 1, got 0");
  CHECK(message([](Centre&) {}, {.threads = -1}) == "simulate: threads must be >= 0, got -1");
}
