#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/random_rate.hpp>
#include <erlang/queueing/rate_quantile.hpp>
#include <erlang/staffing/guess_abandon.hpp>
#include <erlang/staffing/inverses.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/uncertain_situation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

/// Agents for a volume that is not known, only how it is distributed.
namespace erlang {

/// What agents are for where the volume is uncertain: averages that meet the targets, or all targets met with some
/// probability.
struct PlanFor {
  std::optional<double> probability{};       ///< in (0, 1); left out: what is expected
  RateAverage average = RateAverage::calls;  ///< what an expected measure is an average over

  friend bool operator==(const PlanFor&, const PlanFor&) = default;
};

/// What an uncertain interval needs. The measures are expected ones, over `PlanFor::average`.
struct UncertainRequirement : Requirement {
  double planned_volume = nothing;           ///< the one staffed for: the quantile, or the mean where expected
  double service_level_calls = nothing;      ///< expected service level of a call, as reports that sum calls have it
  double service_level_intervals = nothing;  ///< average of the service levels of many such intervals
  double probability_met = nothing;          ///< that the rate is one at which all targets hold
};

namespace detail {

/// The first n at which all targets hold on average.
[[nodiscard]] inline FirstAgents first_expected(const ExpectedSituation& situation, bool fractional) {
  const double floor = situation.goals.targets.min_agents.value_or(0.0);
  const double step = 0.25 * std::sqrt(situation.goals.load());
  FirstAgents found;
  const double first = std::max(1.0, std::ceil(floor));
  const ExpectedSituation rough = situation.coarse();
  double guess = first_whole(first, most_agents, guess_first(situation.goals, first, most_agents), step,
                             [&](double n) { return rough.first_missed(n) == Binding::none; });
  if (std::isnan(guess)) guess = first;
  const auto holds = [&](double n) {
    const Binding failed = situation.first_missed(n);
    if (failed == Binding::none) return true;
    found.failed_at = n;
    found.failed = failed;
    return false;
  };
  if (situation.all_monotone()) {
    const double whole = first_whole(first, most_agents, guess, 1.0, holds);
    found.agents = whole;
    if (!fractional || std::isnan(whole)) return found;
    double low = whole > first ? whole - 1.0 : 0.0;
    if (floor > low) {
      if (holds(floor)) {
        found.agents = floor;
        return found;
      }
      low = floor;
    }
    found.agents = infimum(low, whole, holds);
    return found;
  }
  const double low = first_whole(first, most_agents, std::min(guess, most_agents), 1.0,
                                 [&](double n) { return situation.monotone_hold(n); });
  if (std::isnan(low)) return found;
  double high = std::max(low, guess);
  for (double stride = 1.0; !holds(high); stride *= 2.0) {
    if (high >= most_agents) return found;
    high = std::min(most_agents, high + stride);
  }
  const auto all = [&](double n) { return situation.first_missed(n) == Binding::none; };
  const double below = fractional ? std::max({floor, low > first ? low - 1.0 : 0.0, smallest_agents}) : low - 1.0;
  if (fractional && all(below)) {
    found.agents = below;
    return found;
  }
  found.agents = first_by_parts(
      below, high, !fractional, [&](double few, double many) { return situation.may_hold(few, many); }, all);
  return found;
}

[[nodiscard]] inline double share_up_to(const ExpectedSituation& situation, double volume) {
  return std::visit(
      [&](const auto& rate) {
        if constexpr (requires { rate.cv; })
          return rate_share(situation.goals.traffic.volume, rate, volume);
        else
          return rate_share(rate, volume);
      },
      situation.rate);
}

[[nodiscard]] inline double volume_quantile(const ExpectedSituation& situation, double p) {
  return std::visit(
      [&](const auto& rate) {
        if constexpr (requires { rate.cv; })
          return rate_quantile(situation.goals.traffic.volume, rate, p);
        else
          return rate_quantile(rate, p);
      },
      situation.rate);
}

/// The chance of a rate at which n agents meet all targets: every measure gets worse with the rate.
[[nodiscard]] inline double chance_met(const ExpectedSituation& situation, double n) {
  if (situation.goals.load() == 0.0) return 1.0;
  Situation one = situation.goals;
  one.targets.min_agents.reset();
  const auto holds = [&](double volume) {
    one.traffic.volume = volume;
    return volume == 0.0 || (n > 0.0 && one.all_hold(n));
  };
  if (const auto* few = std::get_if<DiscreteRate>(&situation.rate)) {
    double met = 0.0;
    double all = 0.0;
    for (std::size_t i = 0; i < few->volumes.size(); ++i) {
      all += few->weights[i];
      if (few->weights[i] > 0.0 && holds(few->volumes[i])) met += few->weights[i];
    }
    return met / all;
  }
  if (n == 0.0) return 0.0;
  const double per_load = one.traffic.interval / one.traffic.aht;
  return share_up_to(situation, last_holding(0.5 * n * per_load, unbounded * per_load, 2.0, holds));
}

inline void perform(UncertainRequirement& need, const ExpectedSituation& situation, double n) {
  const RandomRate queue = situation.at(n);
  const RateAverage over = situation.average;
  need.load = queue.load();
  need.model = situation.goals.model();
  need.service_level_calls = situation.service_level_of(queue, RateAverage::calls);
  need.service_level_intervals = situation.service_level_of(queue, RateAverage::intervals);
  need.service_level = over == RateAverage::calls ? need.service_level_calls : need.service_level_intervals;
  need.asa = asa(queue, situation.asa_of(), over);
  need.abandonment = abandonment(queue, over);
  need.blocking = 0.0;
  need.occupancy = occupancy(queue);
  need.wait_probability = wait_probability(queue, over);
  need.probability_met = chance_met(situation, n);
  if (need.abandonment > 0.20) need.warnings |= static_cast<std::uint32_t>(Warning::heavy_loss);
}

[[nodiscard]] inline UncertainRequirement solve_uncertain(ExpectedSituation situation, const PlanFor& plan,
                                                          const Targets& given, const Staffing& staffing) {
  constexpr std::string_view function = "required_agents";
  if (plan.probability) check_open_fraction(function, "plan_for", *plan.probability);
  const double cv = std::visit(
      [](const auto& rate) {
        if constexpr (requires { rate.cv; })
          return double{rate.cv};
        else
          return 0.0;
      },
      situation.rate);
  if (!(cv >= 0.0 && cv <= 10.0)) fail_domain(function, "cv", "in [0, 10]", cv);
  if (staffing.lines || staffing.redial > 0.0 || situation.goals.general) {
    const auto* what = staffing.lines          ? "lines"
                       : staffing.redial > 0.0 ? "redial"
                                               : "a patience that is not exponential";
    throw std::invalid_argument(fmt::format("{}: an uncertain volume does not go with {}", function, what));
  }
  if (situation.goals.late_counts()) {
    throw std::invalid_argument(
        fmt::format("{}: an uncertain volume needs short_abandon <= answer_within for abandons_counted", function));
  }
  const Targets& targets = situation.goals.targets;
  const double floor = targets.min_agents.value_or(0.0);
  const double seats = targets.max_agents.value_or(std::numeric_limits<double>::infinity());
  UncertainRequirement need;
  if (targets != given) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  need.planned_volume =
      plan.probability ? volume_quantile(situation, *plan.probability) : double{situation.goals.traffic.volume};
  Situation planned = situation.goals;
  planned.traffic.volume = need.planned_volume;
  const bool idle = planned.load() == 0.0;
  const FirstAgents found = idle               ? FirstAgents{.agents = floor}
                            : plan.probability ? first_agents(planned, staffing.fractional)
                                               : first_expected(situation, staffing.fractional);
  const auto missed = [&](double n) { return plan.probability ? planned.missed(n) : situation.missed(n); };
  const auto first_missed = [&](double n) {
    return plan.probability ? planned.first_missed(n) : situation.first_missed(n);
  };
  if (std::isnan(found.agents)) {
    need.load = situation.goals.load();
    need.model = situation.goals.model();
    need.status = Status::unreachable;
    need.missed = missed(most_agents);
    need.binding = static_cast<Binding>(std::countr_zero(need.missed));
    return need;
  }
  need.agents = std::min(found.agents, seats);
  need.scheduled = scheduled(need.agents, staffing.shrinkage);
  need.positions = positions(need.scheduled, staffing.rounding);
  if (found.agents > seats) {
    need.status = Status::limited;
    need.missed = missed(seats);
  }
  perform(need, situation, need.agents);
  const bool lone = !staffing.fractional && need.agents == 1.0 && floor <= 1.0;
  if (!idle && !lone) {
    const double fewer = staffing.fractional ? need.agents * (1.0 - 1e-6) : need.agents - 1.0;
    need.binding = fewer == found.failed_at ? found.failed : first_missed(fewer);
  }
  return need;
}

}  // namespace detail

/// The first number of agents at which all targets hold for an uncertain volume, and what is then to be expected.
///
/// The rate is drawn once per interval from a gamma or lognormal distribution about the mean, and the queue is Erlang A
/// or C in the steady state of that rate (RandomRate). Two kinds of plan:
///
/// - expected: the average of every measure meets its target; over calls, as a report that sums calls has it, or over
///   intervals. Ratios over calls are ratios of averages. `max_wait` holds where the average share that waits longer is
///   at most 1 - max_wait_percentile; occupancy is always averaged over time. Without patience an unstable rate counts
///   with service level 0, wait probability and occupancy 1 and an infinite wait: `max_asa` is unreachable then, unless
///   no rate is unstable.
/// - with a probability: the rate is one at which all targets hold with at least this probability. Every measure gets
///   worse with the rate (the virtual wait grows in the likelihood-ratio order), so these are the agents for the
///   quantile of the volume.
///
/// @param mean  the mean volume, interval and aht
/// @param rate  how the volume is distributed about it; cv in [0, 10], and 0 is required_agents of the mean
/// @param plan  what the agents are for
/// @param targets, staffing  as of required_agents for a known volume
/// @throws std::domain_error, std::invalid_argument  as there; lines, redial, a patience that is not exponential, or
///   abandons_counted with short_abandon above answer_within
///
/// Cost: expected, some 2 averages of a few hundred queues each; with a probability, as for a known volume, and the
/// report's averages. Reference: Steckley, Henderson and Mehrotra, Probability in the Engineering and Informational
/// Sciences 23 (2009) 305.
///
///     erlang::required_agents({.volume = 100, .interval = 30min, .aht = 180s}, erlang::GammaRate{0.2}, {},
///                             {.service_level = 0.80, .answer_within = 20s}, {.patience = 120s}).agents;   // 13
template <class Rate>
  requires std::same_as<Rate, GammaRate> || std::same_as<Rate, LognormalRate>
[[nodiscard]] UncertainRequirement required_agents(const Traffic& mean, const Rate& rate, const PlanFor& plan,
                                                   const Targets& targets = {}, const Staffing& staffing = {}) {
  return detail::solve_uncertain(
      {detail::checked_situation("required_agents", mean, targets, staffing), rate, plan.average}, plan, targets,
      staffing);
}

/// The same for a volume that is one of a few, such as sample paths of a forecast.
[[nodiscard]] inline UncertainRequirement required_agents(const DiscreteRate& rate, GivenSeconds interval,
                                                          GivenSeconds aht, const PlanFor& plan,
                                                          const Targets& targets = {}, const Staffing& staffing = {}) {
  constexpr std::string_view function = "required_agents";
  detail::check_positive(function, "interval", static_cast<Seconds>(interval).count(), "> 0 s");
  detail::check_positive(function, "aht", static_cast<Seconds>(aht).count(), "> 0 s");
  const Traffic mean = RandomRate(rate, interval, aht, 1.0).mean();
  return detail::solve_uncertain({detail::checked_situation(function, mean, targets, staffing), rate, plan.average},
                                 plan, targets, staffing);
}

}  // namespace erlang
