#include <cmath>
#include <cstdlib>
#include <erlang/simulation/replication.hpp>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include "../reference.hpp"
#include "catch.hpp"
#include "naive.hpp"

using namespace erlang;
using namespace erlang::detail;
using namespace std::chrono_literals;

namespace {

std::vector<Contact> contacts_of(const Course& course, const std::vector<double>& offered, std::vector<Counts>& counts,
                                 std::uint64_t seed, std::uint64_t replication = 0) {
  std::vector<Contact> contacts;
  counts.assign(course.intervals.size(), {});
  Replication simulation(course);
  REQUIRE(simulation.run(offered, seed, replication, 0, counts, nullptr, {},
                         [&](const Contact& contact) { contacts.push_back(contact); }));
  return contacts;
}

std::vector<std::size_t> agents_of(const Course& course) {
  std::vector<std::size_t> agents;
  for (const StaffStep& step : course.steps) agents.push_back(std::size_t(step.agents));
  return agents;
}

}  // namespace

TEST_CASE("every contact fares as in a simulation by brute force") {
  // Random centres: gaps between openings, slots finer than intervals, people from 0 to 12, patience and lines or not.
  RandomStream random(2024);
  int answered = 0;
  int abandoned = 0;
  int blocked = 0;
  for (int scenario = 0; scenario < 400; ++scenario) {
    Queue queue{.name = "q", .interval = 30min};
    Group group{.name = "g", .queues = {"q"}, .interval = 15min};
    double at = 0.0;
    for (int i = 0; i < 12; ++i) {
      if (i > 0 && random.uniform() < 0.2) at += std::floor(random.uniform() * 4.0) * 1800.0;
      queue.start.emplace_back(at);
      queue.offered.push_back(random.uniform() < 0.1 ? 0.0 : 50.0 * random.uniform());
      queue.aht.emplace_back(60.0 + 400.0 * random.uniform());
      queue.patience.emplace_back(random.uniform() < 0.1 ? TimeHeap::never : 300.0 * random.uniform());
      for (int half = 0; half < 2; ++half) {
        group.start.emplace_back(at + 900.0 * half);
        group.agents.push_back(random.uniform() < 0.15 ? 0.0 : std::floor(13.0 * random.uniform()));
      }
      at += 1800.0;
    }
    if (scenario % 3 == 0) queue.patience.clear();
    if (scenario % 4 == 0) queue.lines = 14.0;
    const Course course = make_course(queue, group);
    std::vector<Counts> counts;
    const auto contacts = contacts_of(course, queue.offered, counts, std::uint64_t(scenario));
    auto calls = naive::calls_of(course, queue.offered, std::uint64_t(scenario), 0, 0);
    naive::run(course, agents_of(course), calls);
    std::vector<naive::Call> entered;
    for (const naive::Call& call : calls)
      if (call.entered) entered.push_back(call);
    blocked += int(calls.size() - entered.size());
    REQUIRE(contacts.size() == entered.size());
    for (std::size_t k = 0; k < contacts.size(); ++k) {
      INFO("scenario " << scenario << " contact " << k << " at " << contacts[k].arrival);
      REQUIRE(contacts[k].arrival == Approx(entered[k].arrival).margin(1e-6));
      REQUIRE(contacts[k].answered == entered[k].answered);
      REQUIRE(contacts[k].wait == Approx(entered[k].wait).margin(1e-6));
      REQUIRE(contacts[k].virtual_wait >= contacts[k].wait);
      ++(contacts[k].answered ? answered : abandoned);
    }
    double offered = 0.0;
    for (const Counts& c : counts) {
      CHECK(c.offered == c.blocked + c.answered + c.abandoned);
      CHECK(c.busy <= c.available * (1.0 + 1e-12));
      CHECK(c.available >= c.on_phones);
      offered += c.offered;
    }
    CHECK(offered == double(calls.size()));
    double busy = 0.0;
    double handled = 0.0;  // the part of it in open time
    for (const Counts& c : counts) busy += c.busy;
    for (const Contact& contact : contacts) {
      if (!contact.answered) continue;
      const double start = contact.arrival + contact.wait;
      for (const OpenInterval& open : course.intervals)
        handled += std::max(0.0, std::min(start + contact.handle_time, open.end) - std::max(start, open.begin));
    }
    CHECK(busy == Approx(handled));
  }
  CHECK(answered > 10000);
  CHECK(abandoned > 10000);
  CHECK(blocked > 1000);
}

TEST_CASE("a virtual wait is the wait of one who stays") {
  // Two centres that differ in the patience of nobody but the last caller: he stays, and gets his virtual wait.
  Queue queue{.name = "q",
              .start = {0s, 1800s, 3600s},
              .interval = 30min,
              .offered = {60, 60, 0},
              .aht = {300s},
              .patience = {200s}};
  const Group group{
      .name = "g", .queues = {"q"}, .start = {0s, 900s, 1800s, 2700s}, .interval = 15min, .agents = {6, 2, 9, 3}};
  const Course course = make_course(queue, group);
  int checked = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    std::vector<Counts> counts;
    const auto contacts = contacts_of(course, queue.offered, counts, seed);
    for (std::size_t k = 0; k < contacts.size(); ++k) {
      if (contacts[k].answered || contacts[k].virtual_wait < contacts[k].wait + 300.0) continue;
      auto calls = naive::calls_of(course, queue.offered, seed, 0, 0);
      calls[k].leaves = naive::never;
      naive::run(course, agents_of(course), calls);
      REQUIRE(calls[k].entered);
      if (calls[k].answered) CHECK(contacts[k].virtual_wait == Approx(calls[k].wait).margin(1e-6));
      ++checked;
    }
  }
  CHECK(checked > 50);
}

TEST_CASE("whole numbers of people are decided once a day") {
  Queue queue{
      .name = "q", .start = {0s, 1800s, 86400s, 88200s}, .interval = 30min, .offered = {0, 0, 0, 0}, .aht = {300s}};
  const Group group{
      .name = "g", .queues = {"q"}, .start = queue.start, .interval = 30min, .agents = {2.25, 7.25, 2.25, 3.75}};
  const Course course = make_course(queue, group);
  int above = 0;
  int days_differ = 0;
  std::vector<Counts> counts;
  for (std::uint64_t r = 0; r < 4000; ++r) {
    contacts_of(course, queue.offered, counts, 5, r);
    const auto people = [&](std::size_t i) { return counts[i].on_phones / 1800.0; };
    CHECK((people(0) == 2.0 || people(0) == 3.0));
    CHECK(people(1) - people(0) == 5.0);
    if (people(2) == 3.0) CHECK(people(3) == 4.0);  // u < 0.25 is also < 0.75
    above += people(0) == 3.0;
    days_differ += people(0) != people(2);
  }
  CHECK(std::fabs(above / 4000.0 - 0.25) < 3.3 * std::sqrt(0.25 * 0.75 / 4000.0));
  CHECK(std::fabs(days_differ / 4000.0 - 0.375) < 3.3 * std::sqrt(0.375 * 0.625 / 4000.0));
}

TEST_CASE("a stop flag ends a replication") {
  Queue queue{.name = "q", .start = {0s}, .interval = 30min, .offered = {1e6}, .aht = {3s}};
  const Group group{.name = "g", .queues = {"q"}, .start = queue.start, .interval = 30min, .agents = {5000}};
  const Course course = make_course(queue, group);
  std::vector<Counts> counts(1);
  const std::atomic<bool> stop = true;
  Replication simulation(course);
  CHECK_FALSE(simulation.run(queue.offered, 1, 0, 0, counts, &stop, {}, [](const Contact&) {}));
}

TEST_CASE("agents who leave finish their call: exact values of a transient queue") {
  // M(t)/M/s(t)+M from 4 busy agents of 8, 5 from time 1 on, rate 8, handle time and patience 1, looked at at 1.5;
  // exact values by uniformisation and by Taylor series in the reference file beside the repository.
  const char* folder = std::getenv("ERLANG_SHARED");
  const std::string path = std::string(folder != nullptr ? folder : ERLANG_TEST_DATA "/../../../shared") +
                           "/reference/queueing_reference.csv";
  std::ifstream in(path);
  if (!in) {
    WARN("no reference file " << path << ": skipped");
    return;
  }
  std::map<std::string, double> exact;
  for (std::string line; std::getline(in, line);) {
    const auto cells = reference::split_csv(line);
    if (cells[0] == "transient_mmn_m_exhaustive") exact[cells[2]] = std::strtod(cells[3].c_str(), nullptr);
  }
  REQUIRE(exact.size() == 6);

  const Queue queue{
      .name = "q", .start = {0s, 500ms, 1s}, .interval = 500ms, .offered = {4, 4, 4}, .aht = {1s}, .patience = {1s}};
  const Group group{.name = "g", .queues = {"q"}, .start = queue.start, .interval = 500ms, .agents = {8, 8, 5}};
  const Course course = make_course(queue, group);
  const double end = 1.5;
  constexpr int replications = 200000;
  std::map<std::string, std::pair<double, double>> sums;
  const auto add = [&](const char* name, double value) {
    sums[name].first += value;
    sums[name].second += value * value;
  };
  Replication simulation(course);
  std::vector<Counts> counts(3);
  for (int r = 0; r < replications; ++r) {
    RandomStream residual(99, std::uint64_t(r), 0, 17);
    std::vector<double> busy_until;
    for (int k = 0; k < 4; ++k) busy_until.push_back(exponential(residual));
    double busy = 0.0;
    for (const double time : busy_until) busy += time > end;
    double waiting = 0.0;
    double gone = 0.0;
    simulation.run(queue.offered, 7, std::uint64_t(r), 0, counts, nullptr, busy_until, [&](const Contact& contact) {
      const double until = contact.arrival + contact.wait;
      if (until > end) waiting += 1.0;
      if (!contact.answered && until <= end) gone += 1.0;
      if (contact.answered && until <= end && until + contact.handle_time > end) busy += 1.0;
    });
    add("E_busy", busy);
    add("E_Q", waiting);
    add("P_queue_nonempty", waiting > 0.0);
    add("P_wait_at_end", busy >= 5.0);
    add("cum_abandoned", gone);
    add("frac_abandoned", gone / 12.0);
  }
  for (const auto& [name, value] : exact) {
    const double mean = sums.at(name).first / replications;
    const double variance = sums.at(name).second / replications - mean * mean;
    INFO(name << " simulated " << mean << " exact " << value);
    CHECK(std::fabs(mean - value) < 3.29 * std::sqrt(variance / replications));
  }
}
