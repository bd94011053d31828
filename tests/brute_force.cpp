#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "cpp/staffing/random_targets.hpp"

/// Holds required_agents against brute force: random intervals and mixes of targets, loads 0.1 to 1e5. Up to a load of
/// 300 the answer is found by counting up from one agent; above it n must hold, n - 1 must fail, and holding must be
/// monotone on [n - 50, n]. So too, at loads up to 200 and always by counting, queues with lines, redials and patience
/// of other distributions, chats, classes by priority, outbound work beside calls, two groups for two classes, the
/// lines for a bound on blocking, and uncertain volumes. Prints the cases, the differences, and how many queues the
/// search evaluates on average.
///
///     brute_force [cases of Erlang C and of A] [cases of each slower model]

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
                 abandons ? mean_patience(*staffing.patience).count() : 0.0, n);
    }
    tally.evaluations += evaluations(traffic, targets, staffing);
  }
  fmt::print("{:20}  {:7} cases  {} differences  {:.2f} evaluations on average\n", abandons ? "Erlang A" : "Erlang C",
             tally.cases, tally.differences, static_cast<double>(tally.evaluations) / static_cast<double>(tally.cases));
  return tally;
}

/// The first whole n at which a queue with lines, redials or a general patience reaches the targets; 0 where none does.
double counted(const Traffic& traffic, const Targets& targets, const Staffing& staffing) {
  const double last = staffing.lines ? double{*staffing.lines} : 1e6;
  double first = std::fmax(1.0, targets.min_agents.value_or(0.0));
  if (!staffing.patience && !staffing.lines) first = std::fmax(first, std::floor(offered_load(traffic)) + 1.0);
  for (double n = first; n <= last; n += 1.0) {
    const erlang::ErlangX<Traffic> queue{
        traffic, n, {.patience = staffing.patience, .lines = staffing.lines, .redial = staffing.redial}};
    const double bound = targets.max_blocking.value_or(1.0);
    if (reached(queue, targets) && blocking(queue) <= bound * (1.0 + 1e-12)) return n;
  }
  return 0.0;
}

erlang::Patience some_patience(Random& random) {
  const Seconds mean{std::exp(random(std::log(5.0), std::log(2000.0)))};
  const double balking = random.coin(0.3) ? random(0.0, 0.3) : 0.0;
  switch (static_cast<int>(random(0, 6))) {
    case 0:
      return erlang::Lognormal{.mean = mean, .cv = random(0.2, 4.0), .balking = balking};
    case 1:
      return erlang::Weibull{.mean = mean, .shape = random(0.5, 3.0), .balking = balking};
    case 2:
      return erlang::Hyperexponential{
          .share = random(0.1, 0.9), .first = mean, .second = 5.0 * mean, .balking = balking};
    case 3:
      return erlang::Uniform{.low = 0.2 * mean, .high = 2.0 * mean, .balking = balking};
    case 4:
      return erlang::Deterministic{.value = mean, .balking = balking};
    default:
      return erlang::Exponential{.mean = mean, .balking = balking};
  }
}

enum class Kind { lines, lines_and_patience, general_patience, redials };

Tally run_general(Kind kind, std::string_view name, long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const Seconds aht{std::exp(random(std::log(20.0), std::log(1800.0)))};
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    const Traffic traffic{.volume = load * 1800.0 / aht.count(), .interval = Seconds{1800.0}, .aht = aht};
    Staffing staffing;
    if (kind != Kind::lines) staffing.patience = some_patience(random);
    if (kind == Kind::redials && random.coin(0.3)) staffing.patience = Seconds{random(5.0, 500.0)};
    if (kind == Kind::redials || random.coin(0.1)) staffing.redial = random(0.05, 0.9);
    if (kind == Kind::lines || kind == Kind::lines_and_patience || (kind == Kind::redials && random.coin(0.3))) {
      staffing.lines = std::floor(1.0 + load * random(0.5, 2.0) + random(0.0, 20.0));
    }
    Targets targets = erlang::test::some_targets(random, kind != Kind::lines);
    if (staffing.lines) {
      if (random.coin(0.5)) targets.max_blocking = random(0.001, 0.3);
      if (targets.min_agents && *targets.min_agents > *staffing.lines) targets.min_agents.reset();
    }
    const auto need = required_agents(traffic, targets, staffing);
    const double n = std::isnan(need.agents) ? 0.0 : need.agents;
    const double expected = counted(traffic, targets, staffing);
    if (n != expected) {
      ++tally.differences;
      fmt::print("  differs: {}: load {:.17g}, aht {:.17g}: {} agents, by counting {}\n", name, load, aht.count(), n,
                 expected);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", name, tally.cases, tally.differences);
  return tally;
}

Tally run_chat(long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const double first = std::exp(random(std::log(30.0), std::log(900.0)));
    erlang::ChatTraffic chats{.volume = 0.0, .interval = Seconds{1800.0}, .handle_times = {}};
    const int levels = static_cast<int>(random(1, 5));
    for (int level = 0; level < levels; ++level) chats.handle_times.emplace_back(first * (1.0 + 0.3 * level));
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    chats.volume = load * 1800.0 / chats.handle_times.back().count();
    Staffing staffing;
    const bool abandons = random.coin(0.7);
    if (abandons) staffing.patience = Seconds{std::exp(random(std::log(5.0), std::log(2000.0)))};
    const Seconds patience = abandons ? mean_patience(*staffing.patience) : Seconds{INFINITY};
    const Targets targets = erlang::test::some_targets(random, abandons);
    double expected = std::fmax(1.0, targets.min_agents.value_or(0.0));
    if (!abandons) expected = std::fmax(expected, std::floor(load / levels) + 1.0);
    while (!reached(erlang::Chat{chats, expected, patience}, targets)) expected += 1.0;
    const double n = required_agents(chats, targets, staffing).agents;
    if (n != expected) {
      ++tally.differences;
      fmt::print("  differs: chats, load {:.17g} on {} levels: {} agents, by counting {}\n", load, levels, n, expected);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", "chats", tally.cases, tally.differences);
  return tally;
}

Tally run_priorities(long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const double aht = std::exp(random(std::log(30.0), std::log(900.0)));
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    erlang::ClassTraffic calls{.volumes = {}, .interval = Seconds{1800.0}, .aht = Seconds{aht}};
    std::vector<Targets> targets;
    const int classes = static_cast<int>(random(1, 5));
    for (int rank = 0; rank < classes; ++rank) {
      calls.volumes.push_back(load * 1800.0 / aht * random(0.1, 1.0) / classes);
      Targets own = random.coin(0.2) ? Targets{} : erlang::test::some_targets(random, false);
      own.min_agents.reset();
      targets.push_back(own);
    }
    const erlang::Priorities nobody{calls, 0.0};
    double expected = std::floor(nobody.load()) + 1.0;
    const auto holds = [&](double n) {
      const erlang::Priorities queue{calls, n};
      for (std::size_t rank = 0; rank < targets.size(); ++rank) {
        if (!reached(erlang::detail::RankedQueue{&queue, rank}, targets[rank])) return false;
      }
      return true;
    };
    while (!holds(expected)) expected += 1.0;
    const double n = required_agents(calls, targets).agents;
    if (n != expected) {
      ++tally.differences;
      fmt::print("  differs: priorities, load {:.17g}: {} agents, by counting {}\n", nobody.load(), n, expected);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", "priorities", tally.cases, tally.differences);
  return tally;
}

/// The targets on average over a random rate, in plain words.
bool reached_on_average(const erlang::RandomRate& queue, erlang::RateAverage over, const Targets& t) {
  constexpr double slack = 1e-12;
  const auto below = [](double value, double bound) { return value <= bound * (1 + slack); };
  if (t.service_level) {
    const auto definition = t.definition.value_or(erlang::ServiceLevel::answered_of_offered);
    const double level = service_level(queue, *t.answer_within, over, definition, t.short_abandon);
    if (!(level >= *t.service_level * (1 - slack))) return false;
  }
  const auto whose = t.asa_of.value_or(erlang::WaitOf::answered);
  if (t.max_asa && !below(asa(queue, whose, over).count(), t.max_asa->count())) return false;
  if (t.max_abandonment && !below(abandonment(queue, over), *t.max_abandonment)) return false;
  if (t.max_occupancy && !below(occupancy(queue), *t.max_occupancy)) return false;
  if (t.max_wait_probability && !below(wait_probability(queue, over), *t.max_wait_probability)) return false;
  return !t.max_wait || below(wait_exceeds(queue, *t.max_wait * (1 + slack), over), 1.0 - *t.max_wait_percentile);
}

/// An uncertain volume: what is expected, or the share of rates at which all targets hold, counted case by case.
Tally run_uncertain(bool expected, long cases) {
  Random random;
  Tally tally;
  while (tally.cases < cases) {
    const Seconds aht{std::exp(random(std::log(20.0), std::log(1800.0)))};
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    const Traffic mean{.volume = load * 1800.0 / aht.count(), .interval = Seconds{1800.0}, .aht = aht};
    const bool abandons = random.coin(0.7);
    Targets targets = erlang::test::some_targets(random, abandons);
    const bool late = targets.short_abandon && targets.definition == erlang::ServiceLevel::abandons_counted &&
                      *targets.short_abandon > *targets.answer_within;
    if (late || (!abandons && targets.max_asa)) continue;  // refused, and unreachable
    ++tally.cases;
    Staffing staffing;
    if (abandons) staffing.patience = Seconds{std::exp(random(std::log(5.0), std::log(3000.0)))};
    const Seconds patience = abandons ? mean_patience(*staffing.patience) : Seconds{INFINITY};
    const auto over = random.coin(0.5) ? erlang::RateAverage::calls : erlang::RateAverage::intervals;
    const int kind = static_cast<int>(random(0, expected ? 3 : 1));
    const double cv = random(0.0, 0.5);
    erlang::DiscreteRate few;
    const int count = static_cast<int>(random(1, 30));
    for (int i = 0; i < count; ++i) {
      few.volumes.push_back(mean.volume * std::exp(random(-1.0, 1.0)));
      few.weights.push_back(random(0.1, 1.0));
    }
    const erlang::PlanFor plan{.probability = expected ? std::nullopt : std::optional(random(0.02, 0.98)),
                               .average = over};
    const auto holds = [&](double n) {
      if (n < targets.min_agents.value_or(0.0)) return false;
      if (expected && kind == 0) return reached_on_average({mean, n, erlang::GammaRate{cv}, patience}, over, targets);
      if (expected && kind == 1)
        return reached_on_average({mean, n, erlang::LognormalRate{cv}, patience}, over, targets);
      if (expected) return reached_on_average({few, mean.interval, aht, n, patience}, over, targets);
      double met = 0.0;
      double all = 0.0;
      for (int i = 0; i < count; ++i) {
        const auto at = static_cast<std::size_t>(i);
        const Traffic one{.volume = few.volumes[at], .interval = mean.interval, .aht = aht};
        all += few.weights[at];
        if (reached(one, n, staffing, targets)) met += few.weights[at];
      }
      return met >= *plan.probability * all * (1 - 1e-12);
    };
    const double n =
        expected && kind == 0   ? required_agents(mean, erlang::GammaRate{cv}, plan, targets, staffing).agents
        : expected && kind == 1 ? required_agents(mean, erlang::LognormalRate{cv}, plan, targets, staffing).agents
                                : required_agents(few, mean.interval, aht, plan, targets, staffing).agents;
    double first = 1.0;
    while (!holds(first)) first += 1.0;
    if (n != first) {
      ++tally.differences;
      fmt::print("  differs: uncertain, load {:.17g}, cv {:.17g}, kind {}: {} agents, by counting {}\n", load, cv, kind,
                 n, first);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", expected ? "expected" : "with a probability", tally.cases,
             tally.differences);
  return tally;
}

/// All numbers of agents from 1 on, each with all numbers kept idle, from none on.
Tally run_blend(long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const double aht = std::exp(random(std::log(30.0), std::log(900.0)));
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    const double outbound = random.coin(0.1) ? 0.0 : load * random(0.0, 1.5);
    const bool calls = !random.coin(0.05);
    const Traffic inbound{
        .volume = calls ? load * 1800.0 / aht : 0.0, .interval = Seconds{1800.0}, .aht = Seconds{aht}};
    const erlang::BlendTraffic work{.inbound = inbound, .outbound_volume = outbound * 1800.0 / aht};
    const Targets targets = erlang::test::some_targets(random, false);
    const auto need = required_agents(work, targets);
    const bool nothing = !calls && outbound == 0.0;
    double expected = std::fmax(nothing ? 0.0 : 1.0, targets.min_agents.value_or(0.0));
    double idle = -1.0;
    for (;; expected += 1.0) {
      for (double reserve = 0.0; reserve <= expected && idle < 0.0; reserve += 1.0) {
        const erlang::Blend queue{inbound, expected, expected - reserve};
        const bool enough = outbound_volume(queue) >= work.outbound_volume * (1.0 - 1e-12);
        if (enough && !queue.overloaded() && reached(queue, targets)) idle = reserve;
      }
      if (idle >= 0.0) break;
    }
    const auto most = max_outbound(inbound, expected, [&] {
      Targets inbound_only = targets;
      inbound_only.min_agents.reset();
      return inbound_only;
    }());
    if (need.agents != expected || need.idle_reserve != idle || most.idle_reserve != idle) {
      ++tally.differences;
      fmt::print("  differs: blend, load {:.17g}, outbound {:.17g}: {} agents, {} idle, by counting {} and {}\n", load,
                 outbound, need.agents, need.idle_reserve, expected, idle);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", "outbound", tally.cases, tally.differences);
  return tally;
}

/// What a class of an N-design is asked, said apart from the solver: by definition from what the model answers.
bool reached(const erlang::NDesign& centre, std::size_t rank, const Targets& t) {
  constexpr double slack = 1e-12;
  if (t.service_level) {
    const Seconds brief = t.short_abandon.value_or(*t.answer_within);
    const double answered = service_level(centre, rank, *t.answer_within);
    const double gone = 1.0 - wait_exceeds(centre, rank, brief) - service_level(centre, rank, brief);
    double level = answered;
    if (t.definition == erlang::ServiceLevel::answered_of_answered) level /= 1.0 - abandonment(centre, rank);
    if (t.definition == erlang::ServiceLevel::abandons_excluded) level /= 1.0 - gone;
    if (t.definition == erlang::ServiceLevel::abandons_counted) level += gone;
    if (!(level >= *t.service_level * (1.0 - slack))) return false;
  }
  if (t.max_asa) {
    const double wait = asa(centre, rank, t.asa_of.value_or(erlang::WaitOf::answered)).count();
    if (!(wait <= t.max_asa->count() * (1.0 + slack))) return false;
  }
  if (t.max_abandonment && !(abandonment(centre, rank) <= *t.max_abandonment * (1.0 + slack))) return false;
  if (t.max_wait_probability && !(wait_probability(centre, rank) <= *t.max_wait_probability * (1.0 + slack)))
    return false;
  return !t.max_wait || wait_exceeds(centre, rank, *t.max_wait) <= (1.0 - *t.max_wait_percentile) * (1.0 + slack);
}

/// Every mix in the order of its cost, then of the number with both skills; also how often the answer lies outside the
/// yardsticks.
Tally run_n_design(long cases) {
  Random random;
  Tally tally;
  // At equal costs: cases, answers below `pooled`, answers above `split`; of any classes and of classes alike.
  std::array<std::array<long, 3>, 2> outside{};
  for (; tally.cases < cases; ++tally.cases) {
    const double most = tally.cases % 16 == 0 ? 25.0 : 8.0;
    erlang::NTraffic calls{.volumes = {std::exp(random(std::log(0.1), std::log(0.6 * most))),
                                       std::exp(random(std::log(0.1), std::log(0.4 * most)))},
                           .interval = Seconds{60.0},
                           .aht = {Seconds{random(30.0, 90.0)}, Seconds{random(30.0, 90.0)}},
                           .patience = {Seconds{std::exp(random(std::log(10.0), std::log(600.0)))},
                                        Seconds{std::exp(random(std::log(10.0), std::log(600.0)))}}};
    std::array<Targets, 2> targets;
    for (Targets& own : targets) {
      own = random.coin(0.1) ? Targets{} : erlang::test::some_targets(random, true);
      own.min_agents.reset();
      own.max_occupancy.reset();
      if (own.definition == erlang::ServiceLevel::virtual_wait) own.definition.reset();
      if (own.asa_of == erlang::WaitOf::virtual_wait) own.asa_of.reset();
      if (own.service_level) own.service_level = std::fmin(*own.service_level, 0.95);
    }
    const bool alike = tally.cases % 4 == 1;
    if (alike) {
      calls.aht[1] = calls.aht[0];
      calls.patience[1] = calls.patience[0];
      targets.fill({.service_level = random(0.5, 0.95), .answer_within = Seconds{random(0.0, 30.0)}});
    }
    if (!targets[0].any() && !targets[1].any()) continue;
    erlang::NDesignStaffing staffing;
    if (random.coin(0.5)) staffing.costs = {1.0, random(0.8, 2.0)};
    if (random.coin(0.5)) staffing.g2_priority = erlang::G2Priority::class_1_first;
    const auto need = required_agents(calls, targets, staffing);
    tally.evaluations += static_cast<long>(need.evaluations);
    double least_cost = INFINITY;
    std::array<double, 2> best{};
    // Nothing is known of the mixes: all that cost less than the cheapest found so far are tried.
    for (double total = 1.0; total * std::fmin(staffing.costs[0], staffing.costs[1]) <= least_cost; total += 1.0) {
      for (double second = 0.0; second <= total; second += 1.0) {
        const double cost = staffing.costs[0] * (total - second) + staffing.costs[1] * second;
        const bool cheaper = cost < least_cost * (1.0 - 1e-12);
        if (!cheaper && (cost > least_cost * (1.0 + 1e-12) || second >= best[1])) continue;
        const erlang::NDesign centre{calls, {total - second, second}, staffing.g2_priority};
        if (!reached(centre, 0, targets[0]) || !reached(centre, 1, targets[1])) continue;
        least_cost = cost;
        best = {total - second, second};
      }
    }
    if (need.agents != best) {
      ++tally.differences;
      fmt::print("  differs: N-design, case {}: {} + {} agents, by counting {} + {}\n", tally.cases, need.agents[0],
                 need.agents[1], best[0], best[1]);
    }
    if (staffing.costs[0] == staffing.costs[1]) {
      auto& [seen, below, above] = outside[alike ? 1 : 0];
      const double total = need.agents[0] + need.agents[1];
      ++seen;
      below += total < need.pooled;
      above += total > need.split[0] + need.split[1];
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences  {:.2f} chains on average\n", "N-design", tally.cases,
             tally.differences, static_cast<double>(tally.evaluations) / static_cast<double>(tally.cases));
  for (const bool alike : {false, true}) {
    const auto& [seen, below, above] = outside[alike ? 1 : 0];
    fmt::print("  at equal costs, {}: {} cases, {} below pooled, {} above split\n",
               alike ? "classes alike" : "any classes", seen, below, above);
  }
  return tally;
}

/// Line by line: where nobody hangs up or patience is exponential by 1/B(K) = 1 + d(K) / (rate B(K - 1)), else by the
/// model itself.
Tally run_lines(long cases) {
  Random random;
  Tally tally;
  for (; tally.cases < cases; ++tally.cases) {
    const Seconds aht{std::exp(random(std::log(20.0), std::log(1800.0)))};
    const double load = std::exp(random(std::log(0.1), std::log(tally.cases % 8 == 0 ? 200.0 : 30.0)));
    const Traffic traffic{.volume = load * 1800.0 / aht.count(), .interval = Seconds{1800.0}, .aht = aht};
    const double agents = std::floor(load * random(0.2, 1.6));
    const double bound = std::exp(random(std::log(1e-4), std::log(0.9)));
    const int kind = static_cast<int>(random(0, 4));
    Staffing staffing;
    if (kind == 1) staffing.patience = Seconds{std::exp(random(std::log(5.0), std::log(3000.0)))};
    if (kind > 1) staffing.patience = some_patience(random);
    if (kind == 3) staffing.redial = random(0.05, 0.9);
    const double lines = required_lines(traffic, agents, bound, staffing);
    double expected = agents;
    if (kind < 2) {
      const double leaving = kind == 1 ? aht / mean_patience(*staffing.patience) : 0.0;
      double odds = 1.0;  // 1/B
      for (double place = 1.0; place <= agents; place += 1.0) odds = 1.0 + place / load * odds;
      while (odds * bound * (1.0 + 1e-12) < 1.0) {
        expected += 1.0;
        if (expected > agents + 1e5) break;
        odds = 1.0 + (agents + (expected - agents) * leaving) / load * odds;
      }
    } else {
      while (blocking(erlang::ErlangX<Traffic>{
                 traffic, agents, {.patience = staffing.patience, .lines = expected, .redial = staffing.redial}}) >
             bound * (1.0 + 1e-12)) {
        expected += 1.0;
        if (expected > agents + 1e5) break;
      }
    }
    if (expected > agents + 1e5 ? lines < expected : lines != expected) {
      ++tally.differences;
      fmt::print("  differs: lines, load {:.17g}, {} agents, blocking {:.17g}: {}, by counting {}\n", load, agents,
                 bound, lines, expected);
    }
  }
  fmt::print("{:20}  {:7} cases  {} differences\n", "required_lines", tally.cases, tally.differences);
  return tally;
}

}  // namespace

int main(int count, char** words) {
  const long cases = count > 1 ? std::strtol(words[1], nullptr, 10) : 200'000;
  long wrong = run(false, cases).differences + run(true, cases).differences;
  const long slow = count > 2 ? std::strtol(words[2], nullptr, 10) : 4'000;
  wrong += run_general(Kind::lines, "lines", slow).differences;
  wrong += run_general(Kind::lines_and_patience, "lines and patience", slow).differences;
  wrong += run_general(Kind::general_patience, "M/M/n+G", slow).differences;
  wrong += run_general(Kind::redials, "redials", slow).differences;
  wrong += run_chat(slow).differences;
  wrong += run_priorities(slow).differences;
  wrong += run_blend(slow).differences;
  wrong += run_n_design(slow).differences;
  wrong += run_lines(slow).differences;
  wrong += run_uncertain(true, slow).differences;
  wrong += run_uncertain(false, slow).differences;
  return wrong == 0 ? EXIT_SUCCESS : EXIT_FAILURE;
}
