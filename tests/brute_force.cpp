#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <string_view>

#include "cpp/staffing/random_targets.hpp"

/// Holds required_agents against brute force: random intervals and mixes of targets, loads 0.1 to 1e5. Up to a load of
/// 300 the answer is found by counting up from one agent; above it n must hold, n - 1 must fail, and holding must be
/// monotone on [n - 50, n]. Prints the cases, the differences, and how many queues the search evaluates on average.
///
///     brute_force [cases per model]

using erlang::Seconds;
using erlang::Staffing;
using erlang::Targets;
using erlang::Traffic;
using erlang::test::Random;
using erlang::test::reached;

namespace {

struct Tally {
  long cases = 0;
  long differences = 0;
  long evaluations = 0;
};

/// How many queues the search for whole agents looks at, without the report.
long evaluations(const Traffic& traffic, const Targets& targets, const Staffing& staffing) {
  const auto situation = erlang::detail::checked_situation("brute_force", traffic, targets, staffing);
  long count = 0;
  static_cast<void>(erlang::detail::first_agents_by(situation, false, [&](double n) {
    ++count;
    return situation.first_missed(n);
  }));
  return count;
}

bool right(const Traffic& traffic, const Targets& targets, const Staffing& staffing, double n) {
  const auto holds = [&](double agents) { return agents >= 1.0 && reached(traffic, agents, staffing, targets); };
  const double floor = targets.min_agents.value_or(0.0);
  if (offered_load(traffic) <= 300.0) {
    double counted = std::fmax(1.0, floor);
    while (!holds(counted)) counted += 1.0;
    return counted == n;
  }
  if (!holds(n)) return false;
  for (double fewer = n - 1.0; fewer >= std::fmax(1.0, n - 50.0); fewer -= 1.0) {
    if (fewer >= floor && holds(fewer)) return false;
  }
  return true;
}

Tally run(bool abandons, long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const Seconds aht{std::exp(random(std::log(20.0), std::log(1800.0)))};
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 4 == 0 ? 1e5 : 300.0)));
    const Traffic traffic{.volume = load * 1800.0 / aht.count(), .interval = Seconds{1800.0}, .aht = aht};
    Targets targets = erlang::test::some_targets(random, abandons);
    Staffing staffing;
    if (abandons) staffing.patience = Seconds{std::exp(random(std::log(5.0), std::log(3000.0)))};
    const double n = required_agents(traffic, targets, staffing).agents;
    if (!right(traffic, targets, staffing, n)) {
      ++tally.differences;
      fmt::print("  differs: load {:.17g}, aht {:.17g}, patience {:.17g}: {} agents\n", load, aht.count(),
                 staffing.patience.value_or(Seconds{0.0}).count(), n);
    }
    tally.evaluations += evaluations(traffic, targets, staffing);
  }
  fmt::print("{:8}  {:7} cases  {} differences  {:.2f} evaluations on average\n", abandons ? "Erlang A" : "Erlang C",
             tally.cases, tally.differences, static_cast<double>(tally.evaluations) / static_cast<double>(tally.cases));
  return tally;
}

}  // namespace

int main(int count, char** words) {
  const long cases = count > 1 ? std::strtol(words[1], nullptr, 10) : 200'000;
  const long wrong = run(false, cases).differences + run(true, cases).differences;
  return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
