#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/n_design.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/priority_agents.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <erlang/staffing/situation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <stdexcept>
#include <utility>

namespace erlang {

/// How to staff the two groups of an NDesign, beside the targets.
struct NDesignStaffing {
  std::array<double, 2> costs{1.0, 1.0};               ///< of an agent of group 1 (class 1 alone) and 2, each > 0
  G2Priority g2_priority = G2Priority::class_2_first;  ///< which queue group 2 serves first
  double shrinkage = 0.0;                              ///< share of scheduled time not on contacts, in [0, 1)
  Rounding rounding = Rounding::up;                    ///< of positions
};

/// The cheapest two groups, and how the classes then perform; arrays by group (agents, scheduled, positions,
/// occupancy, binding, binding_class, split) or by class.
struct NDesignRequirement {
  std::array<double, 2> agents{};
  std::array<double, 2> scheduled{};      ///< agents / (1 − shrinkage), never rounded
  std::array<double, 2> positions{};      ///< scheduled, rounded
  double cost = 0.0;                      ///< costs · agents
  std::array<double, 2> service_level{};  ///< by the class's target, within 20 s where it names no time
  std::array<Seconds, 2> asa{};
  std::array<double, 2> abandonment{};
  std::array<double, 2> wait_probability{};
  std::array<double, 2> occupancy{};
  std::array<Binding, 2> binding{};            ///< the first target that fails with one agent fewer in the group …
  std::array<std::size_t, 2> binding_class{};  ///< … and of which class
  double pooled = 0.0;            ///< agents if both classes were one queue, first come first served: an Erlang A
  std::array<double, 2> split{};  ///< agents if nobody had both skills: an Erlang A for each class
  std::uint32_t warnings = 0;     ///< bits of Warning
  std::size_t evaluations = 0;    ///< chains solved
};

namespace detail {

/// Two classes, their targets, and what is known of the mixes that can meet them.
struct NDesignSituation {
  NTraffic traffic;
  std::array<Targets, 2> goals;
  G2Priority g2_priority;

  [[nodiscard]] NDesign at(double first, double second) const { return {traffic, {first, second}, g2_priority}; }

  /// Whether the target, once it holds, is proven to hold with more agents in group 1: see required_agents.
  [[nodiscard]] bool proven(std::size_t rank, Binding target) const noexcept {
    const Targets& own = goals[rank];
    if (target == Binding::max_asa) return own.asa_of == WaitOf::all;
    if (target != Binding::service_level) return true;
    if (own.definition == ServiceLevel::answered_of_answered) return false;
    return !own.short_abandon || *own.short_abandon <= *own.answer_within;
  }

  [[nodiscard]] double service_level_of(const NDesign& centre, std::size_t rank) const {
    const Targets& own = goals[rank];
    const Seconds within = own.answer_within.value_or(Seconds{20.0});
    const double level = service_level(centre, rank, within);
    const auto definition = own.definition.value_or(ServiceLevel::answered_of_offered);
    if (definition == ServiceLevel::answered_of_offered) return level;
    if (definition == ServiceLevel::answered_of_answered) {
      const double answered = 1.0 - abandonment(centre, rank);
      return answered > 0.0 ? std::fmin(1.0, level / answered) : 0.0;
    }
    const Seconds brief = own.short_abandon.value_or(within);
    const double at_brief = brief == within ? level : service_level(centre, rank, brief);
    const double gone = std::fmax(0.0, 1.0 - wait_exceeds(centre, rank, brief) - at_brief);
    if (definition == ServiceLevel::abandons_counted) return std::fmin(1.0, level + gone);
    return gone < 1.0 ? std::fmin(1.0, level / (1.0 - gone)) : 0.0;
  }

  [[nodiscard]] bool holds(const NDesign& centre, std::size_t rank, Binding target) const {
    const Targets& own = goals[rank];
    switch (target) {
      case Binding::service_level:
        return !own.service_level || at_least(service_level_of(centre, rank), *own.service_level);
      case Binding::max_asa:
        return !own.max_asa ||
               time_at_most(asa(centre, rank, own.asa_of.value_or(WaitOf::answered)).count(), own.max_asa->count());
      case Binding::max_abandonment:
        return !own.max_abandonment || at_most(abandonment(centre, rank), *own.max_abandonment);
      case Binding::max_wait_probability:
        return !own.max_wait_probability || at_most(wait_probability(centre, rank), *own.max_wait_probability);
      case Binding::max_wait:
        return !own.max_wait || at_most(wait_exceeds(centre, rank, *own.max_wait), 1.0 - *own.max_wait_percentile);
      default:
        return true;
    }
  }

  static constexpr std::array in_order{Binding::service_level, Binding::max_asa, Binding::max_abandonment,
                                       Binding::max_wait_probability, Binding::max_wait};

  /// The first target missed, class by class; `rank` 2 and `none` where all hold. Only those that are `proven`, only
  /// the others, or all.
  [[nodiscard]] MissedTarget first_missed(const NDesign& centre, std::optional<bool> only_proven = {}) const {
    for (std::size_t rank = 0; rank < 2; ++rank) {
      for (const Binding target : in_order) {
        if (only_proven && *only_proven != proven(rank, target)) continue;
        if (!holds(centre, rank, target)) return {target, rank};
      }
    }
    return {};
  }

  /// Fewer agents of the given handle time than this cannot meet the class's proven targets even if they served it
  /// alone, by Erlang A. A little below it, so that rounding here and in the chain may differ.
  [[nodiscard]] double alone_at_least(std::size_t rank, Seconds aht) const {
    constexpr double more = 1.0 + 1e-9;
    const Targets& own = goals[rank];
    Targets eased;
    if (own.service_level && proven(rank, Binding::service_level)) {
      eased.service_level = *own.service_level / more;
      eased.answer_within = own.answer_within;
      eased.definition = own.definition;
      eased.short_abandon = own.short_abandon;
    }
    if (own.max_asa && own.asa_of == WaitOf::all) {
      eased.max_asa = *own.max_asa * more + Seconds{1e-9};
      eased.asa_of = own.asa_of;
    }
    if (own.max_abandonment) eased.max_abandonment = std::fmin(*own.max_abandonment * more, 1.0 - 1e-16);
    if (own.max_wait_probability) eased.max_wait_probability = std::fmin(*own.max_wait_probability * more, 1.0 - 1e-16);
    if (own.max_wait) {
      eased.max_wait = *own.max_wait * more + Seconds{1e-9};
      eased.max_wait_percentile = own.max_wait_percentile;
    }
    if (!eased.any()) return 0.0;
    const Traffic calls{.volume = traffic.volumes[rank], .interval = traffic.interval, .aht = aht};
    const double agents = erlang::required_agents(calls, eased, {.patience = traffic.patience[rank]}).agents;
    return agents > 1.0 ? agents : 0.0;  // it never says 0
  }

  /// Contacts of the class per second that its targets want answered.
  [[nodiscard]] double served_at_least(std::size_t rank) const noexcept {
    const Targets& own = goals[rank];
    double share = 0.0;
    if (own.service_level &&
        own.definition.value_or(ServiceLevel::answered_of_offered) == ServiceLevel::answered_of_offered)
      share = *own.service_level;
    if (own.max_abandonment) share = std::fmax(share, 1.0 - *own.max_abandonment);
    return share * (1.0 - 1e-9) * traffic.volumes[rank] / traffic.interval.count();
  }
};

[[nodiscard]] inline NDesignSituation checked_n_design(std::string_view function, const NTraffic& traffic,
                                                       const std::array<Targets, 2>& targets,
                                                       const NDesignStaffing& staffing) {
  const auto each = [&](const char* name, const char* rule, std::array<double, 2> values, bool zero) {
    for (std::size_t i = 0; i < 2; ++i) {
      if (std::isfinite(values[i]) && (zero ? values[i] >= 0.0 : values[i] > 0.0)) continue;
      throw std::domain_error(
          fmt::format("{}: {} must be {}, got {:g} at index {}", function, name, rule, values[i], i));
    }
  };
  each("volumes", ">= 0", traffic.volumes, true);
  check_positive(function, "interval", traffic.interval.count(), "> 0 s");
  each("aht", "> 0 s", {traffic.aht[0].count(), traffic.aht[1].count()}, false);
  each("patience", "> 0 s and finite", {traffic.patience[0].count(), traffic.patience[1].count()}, false);
  each("costs", "> 0", staffing.costs, false);
  check_fraction_below_one(function, "shrinkage", staffing.shrinkage);
  NDesignSituation situation{.traffic = traffic, .goals = targets, .g2_priority = staffing.g2_priority};
  for (std::size_t rank = 0; rank < 2; ++rank) {
    Targets& own = situation.goals[rank];
    if (own.min_agents || own.max_agents) {
      throw std::invalid_argument(fmt::format("{}: a class has no bounds on agents", function));
    }
    if (own.max_occupancy) {
      throw std::invalid_argument(fmt::format("{}: max_occupancy is of agents, not of a class", function));
    }
    if (own.definition == ServiceLevel::virtual_wait || own.asa_of == WaitOf::virtual_wait) {
      throw std::invalid_argument(fmt::format("{}: the virtual wait is not known for two groups", function));
    }
    check_targets(own, function, true);
  }
  if (!targets[0].any() && !targets[1].any()) {
    for (Targets& own : situation.goals) own = with_default(own);
  }
  for (std::size_t rank = 0; rank < 2; ++rank) {
    if (traffic.volumes[rank] == 0.0) situation.goals[rank] = {};  // nobody to serve
  }
  return situation;
}

/// The search of required_agents over both groups.
class NDesignSearch {
 public:
  NDesignSearch(const NDesignSituation& situation, const NDesignStaffing& staffing)
      : situation_(&situation),
        costs_(staffing.costs),
        fast_(std::min(situation.traffic.aht[0], situation.traffic.aht[1])),
        least_second_(situation.alone_at_least(1, situation.traffic.aht[1])),
        least_total_(std::max(1.0, situation.alone_at_least(0, fast_))) {
    const double first_load =
        situation.traffic.volumes[0] / situation.traffic.interval.count() * situation.traffic.aht[0].count();
    most_first_ = std::ceil(first_load + 10.0 * std::sqrt(first_load) + 60.0);
  }

  struct Mix {
    double first = 0.0;
    double second = 0.0;
  };

  /// The fewest agents if all are of group 2, counted up.
  [[nodiscard]] double without_first() {
    constexpr double too_many = 1e5;
    double second = std::max(least_total_, least_second_);
    while (!(least_first(second) <= 0.0) || !holds(0.0, second)) {
      second += 1.0;
      if (second > too_many) static_cast<void>(holds(0.0, second));  // says that such a chain is too large
    }
    return second;
  }

  [[nodiscard]] Mix cheapest() {
    Mix best{0.0, without_first()};
    double least_cost = costs_[1] * best.second;
    bool unproven = false;
    for (std::size_t rank = 0; rank < 2; ++rank) {
      for (const Binding target : NDesignSituation::in_order) unproven = unproven || !situation_->proven(rank, target);
    }
    for (double second = best.second - 1.0; second >= least_second_; second -= 1.0) {
      const double left = (least_cost * (1.0 + 1e-12) - costs_[1] * second) / costs_[0];
      const double last = std::floor(std::fmin(left, most_first_));
      const double low = least_first(second);
      if (low > last) continue;
      double first = first_whole(low, last, best.first + 1.0, 2.0, [&](double n) { return proven_hold(n, second); });
      while (unproven && first <= last && !holds(first, second)) first += 1.0;
      if (!(first <= last)) continue;
      best = {first, second};
      least_cost = std::min(least_cost, costs_[0] * first + costs_[1] * second);
    }
    return best;
  }

  [[nodiscard]] std::size_t evaluations() const noexcept { return known_.size(); }

 private:
  struct Known {
    bool proven;
    bool all;
  };

  [[nodiscard]] const Known& look(double first, double second) {
    const auto [place, fresh] = known_.try_emplace({first, second}, Known{false, false});
    if (fresh) {
      const NDesign centre = situation_->at(first, second);
      place->second.proven = situation_->first_missed(centre, true).target == Binding::none;
      place->second.all = place->second.proven && situation_->first_missed(centre, false).target == Binding::none;
    }
    return place->second;
  }
  [[nodiscard]] bool proven_hold(double first, double second) { return look(first, second).proven; }
  [[nodiscard]] bool holds(double first, double second) { return look(first, second).all; }

  /// Fewer agents than this in group 1 cannot do beside `second` in group 2.
  [[nodiscard]] double least_first(double second) const noexcept {
    const double rate_2 = second / situation_->traffic.aht[1].count();
    const double wanted_2 = situation_->served_at_least(1);
    if (rate_2 < wanted_2) return std::numeric_limits<double>::infinity();
    const double rest = (situation_->served_at_least(0) + wanted_2 - rate_2) * situation_->traffic.aht[0].count();
    return std::max({0.0, least_total_ - second, std::ceil(rest)});
  }

  const NDesignSituation* situation_;
  std::array<double, 2> costs_;
  Seconds fast_;
  double least_second_;  // group 2
  double least_total_;   // both groups
  double most_first_;
  std::map<std::pair<double, double>, Known> known_;
};

}  // namespace detail

/// The cheapest numbers of agents in the two groups of an NDesign at which both classes meet their own targets, exact:
/// with equal costs the smallest total. Of mixes that cost the same, the one with the fewest in group 2, who need both
/// skills.
///
/// No mix is skipped unless it cannot hold. Written with x = busy in group 1 + queue 1 − agents of group 1 and b = busy
/// in group 2 + queue 2:
///  - Beside a fixed group 2, one agent more in group 1 lowers x and b together, path by path: arrivals keep the order
///    of the two states, at the same x and b group 1 takes up calls no slower, and group 2 does the same. So fewer
///    wait, and hang up, and each wait ends sooner. The targets this decides (service level of offered, or with
///    abandons counted or excluded up to answer_within; abandonment, wait probability, wait percentile, asa of all) are
///    bisected in group 1; the others (asa of answered, service level of answered, a longer short_abandon) are counted
///    up from there.
///  - Calls of class 1 only take agents from class 2, which so waits at least as in an Erlang A with group 2 alone: a
///    lower bound for group 2. Likewise class 1 waits at least as in an Erlang A with all agents, at the shorter handle
///    time, and what the targets want answered has to be answered by somebody. Nothing else is assumed; in particular
///    not that an agent with both skills is better than one with one skill.
///  - Group 2 runs through all numbers from that bound up to where it does without group 1, found by counting; more of
///    them cost more. Group 1 ends where its blocking is far below 1e-16 and another agent changes nothing.
///
/// Beside the answer stand two yardsticks, Erlang A both. `pooled`: both classes in one queue, first come first served,
/// everybody with both skills and the shorter handle time; the larger of what the two classes' targets then ask for,
/// each with the patience of its class. `split`: two queues, nobody with both skills. Where the classes are alike, the
/// answer lies between their totals but for an agent now and then. Neither is a bound: strict targets of one class
/// beside loose ones of the other can be met with fewer than first come first served needs, and group 2 taking calls of
/// class 1 can hurt class 2 more than it helps.
///
/// @param traffic  what is offered, with a handle time per group and a patience per class; a class with volume 0 asks
///   for nothing
/// @param targets  one per class, as of required_agents for calls; a class without any is content, both without take
///   the default. No bounds on agents, no max_occupancy, no virtual wait
/// @param staffing  costs, priority of group 2, shrinkage, rounding
/// @throws std::domain_error, std::invalid_argument  as NDesign and required_agents; where a chain is too large to
///   solve: about 100 agents in each group, fewer where patience is a hundred handle times or more, since mixes below
///   the load are looked at and their queues grow with patience
///
/// Cost: one to two chains of NDesign for each number of group 2 looked at, which rises towards the fourth power of the
/// agents; one for every mix counted where a target is of the kind of which more agents are not known to help.
///
///     const erlang::NTraffic calls{
///         .volumes = {60, 40}, .interval = 30min, .aht = {180s, 200s}, .patience = {120s, 120s}};
///     const erlang::Targets target{.service_level = 0.80, .answer_within = 20s};
///     erlang::required_agents(calls, {target, target}).agents;
[[nodiscard]] inline NDesignRequirement required_agents(const NTraffic& traffic, const std::array<Targets, 2>& targets,
                                                        const NDesignStaffing& staffing = {}) {
  const auto situation = detail::checked_n_design("required_agents", traffic, targets, staffing);
  NDesignRequirement need;
  if (!targets[0].any() && !targets[1].any()) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  if (traffic.volumes[0] > 0.0 || traffic.volumes[1] > 0.0) {
    detail::NDesignSearch search(situation, staffing);
    const auto best = search.cheapest();
    need.agents = {best.first, best.second};
    need.evaluations = search.evaluations();
  }
  const NDesign centre = situation.at(need.agents[0], need.agents[1]);
  for (std::size_t i = 0; i < 2; ++i) {
    need.scheduled[i] = scheduled(need.agents[i], staffing.shrinkage);
    need.positions[i] = positions(need.scheduled[i], staffing.rounding);
    need.cost += staffing.costs[i] * need.agents[i];
    need.occupancy[i] = occupancy(centre, i);
    need.service_level[i] = situation.service_level_of(centre, i);
    need.asa[i] = asa(centre, i, situation.goals[i].asa_of.value_or(WaitOf::answered));
    need.abandonment[i] = abandonment(centre, i);
    need.wait_probability[i] = wait_probability(centre, i);
    if (traffic.volumes[i] > 0.0 && need.abandonment[i] > 0.20)
      need.warnings |= static_cast<std::uint32_t>(Warning::heavy_loss);
    if (situation.goals[i].any()) {
      const Traffic alone{.volume = traffic.volumes[i], .interval = traffic.interval, .aht = traffic.aht[i]};
      const Traffic both{.volume = traffic.volumes[0] + traffic.volumes[1],
                         .interval = traffic.interval,
                         .aht = std::min(traffic.aht[0], traffic.aht[1])};
      const Staffing patient{.patience = traffic.patience[i]};
      need.split[i] = required_agents(alone, situation.goals[i], patient).agents;
      need.pooled = std::max(need.pooled, required_agents(both, situation.goals[i], patient).agents);
    }
    std::array<double, 2> fewer = need.agents;
    fewer[i] -= 1.0;
    if (fewer[i] >= 0.0 && fewer[0] + fewer[1] > 0.0) {
      const auto missed = situation.first_missed(situation.at(fewer[0], fewer[1]));
      need.binding[i] = missed.target;
      need.binding_class[i] = missed.rank;
    }
  }
  return need;
}

}  // namespace erlang
