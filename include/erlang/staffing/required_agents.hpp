#pragma once

#include <bit>
#include <cmath>
#include <cstdint>
#include <erlang/detail/check.hpp>
#include <erlang/staffing/guess_abandon.hpp>
#include <erlang/staffing/requirement.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <erlang/staffing/situation.hpp>
#include <limits>

namespace erlang {

namespace detail {

/// Fills in the measures with n agents.
inline void perform(Performance& result, const Situation& situation, double n, bool timed) {
  result.model = situation.model();
  situation.at(n, [&](const auto& queue) {
    result.load = queue.load();  // of all attempts, where callers redial
    if (timed) {
      result.service_level = situation.service_level_of(queue);
      result.asa = Seconds{situation.asa_of(queue)};
    }
    result.abandonment = abandonment(queue);
    result.blocking = blocking(queue);
    result.occupancy = occupancy(queue);
    result.wait_probability = wait_probability(queue);
  });
  if (result.abandonment + result.blocking > 0.20) result.warnings |= static_cast<std::uint32_t>(Warning::heavy_loss);
}

/// The first n at which all targets hold, and the last n the search saw fail with the target that failed.
struct FirstAgents {
  double agents = std::numeric_limits<double>::quiet_NaN();  ///< NaN where there is none up to most_agents
  double failed_at = std::numeric_limits<double>::quiet_NaN();
  Binding failed = Binding::none;
  std::uint32_t missed = 0;  ///< where there is none: bits of the targets that no n meets, or not together
};

/// The same by `missed(n)`, which is `none` from some n on and never before.
template <class Missed>
[[nodiscard]] FirstAgents first_agents_by(const Situation& situation, bool fractional, Missed missed) {
  const double load = situation.load();
  const double floor = situation.targets.min_agents.value_or(0.0);
  FirstAgents found;
  const auto holds = [&](double n) {
    const Binding failed = missed(n);
    if (failed == Binding::none) return true;
    found.failed_at = n;
    found.failed = failed;
    return false;
  };
  double first = std::max(1.0, std::ceil(floor));
  if (!situation.abandons()) first = std::max(first, std::floor(load) + 1.0);
  if (!(first <= most_agents)) return found;
  const double guess = guess_first(situation, first, most_agents);
  const double whole = first_whole(first, most_agents, guess, 0.25 * std::sqrt(load), holds);
  found.agents = whole;
  if (!fractional || std::isnan(whole)) return found;
  double low = whole > first ? whole - 1.0 : 0.0;
  if (!situation.abandons()) low = std::max(low, load);
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

/// Where Situation::late_counts: answered in time only grows with the agents and hung up in time only falls, which
/// bounds a whole range of them at once. The range is hemmed in by the other targets, and by the service level that
/// counts nobody who hangs up late; both are monotone.
[[nodiscard]] inline FirstAgents first_agents_with_late(const Situation& situation, bool fractional) {
  const Seconds within = *situation.targets.answer_within;
  const Seconds late = *situation.targets.short_abandon;
  const double goal = *situation.targets.service_level;
  const auto queue = [&](double n) { return ErlangA{situation.traffic, n, situation.patience}; };
  const auto others = [&](double n) { return situation.first_missed(n, Binding::service_level); };
  const auto strict = [&](double n) {
    const double level = service_level(queue(n), within, ServiceLevel::abandons_counted);
    return at_least(level, goal) ? others(n) : Binding::service_level;
  };
  FirstAgents found;
  const double low = first_agents_by(situation, fractional, others).agents;
  if (std::isnan(low)) return found;
  const double high = first_agents_by(situation, false, strict).agents;
  const auto holds = [&](double n) { return situation.first_missed(n) == Binding::none; };
  const auto may_hold = [&](double few, double many) {
    return at_least(service_level(queue(many), within) + abandoned_within(queue(few), late), goal);
  };
  found.agents =
      holds(low) ? low : first_by_parts(low, std::isnan(high) ? most_agents : high, !fractional, may_hold, holds);
  return found;
}

/// With lines: upward one by one, since no measure is known to be monotone.
[[nodiscard]] inline FirstAgents first_agents_with_lines(const Situation& situation, double first) {
  FirstAgents found;
  const double last = std::min(most_agents, situation.lines());
  std::uint32_t always = ~0U;
  std::uint32_t ever = 0;
  for (double n = std::max(first, std::ceil(situation.served_at_least())); n <= last; n += 1.0) {
    const std::uint32_t missed = situation.missed(n);
    if (missed == 0) {
      found.agents = n;
      return found;
    }
    always &= missed;
    ever |= missed;
  }
  // Nothing was tried where serving enough would take more agents than lines.
  found.missed = ever == 0 ? situation.missed(last) : always != 0 ? always : ever;
  return found;
}

/// With redials or a general patience: the first n from which on the targets known to be monotone hold, then upward one
/// by one until the others do too. Above `counted` agents from there the rest is bisected, and the last `guarded`
/// numbers below the answer are counted again.
[[nodiscard]] inline FirstAgents first_agents_in_general(const Situation& situation, bool fractional) {
  constexpr double counted = 2000.0;
  constexpr double guarded = 50.0;
  double first = std::max(1.0, std::ceil(situation.targets.min_agents.value_or(0.0)));
  if (std::isfinite(situation.lines())) return first_agents_with_lines(situation, first);
  FirstAgents found;
  if (!situation.abandons()) first = std::max(first, std::floor(situation.load()) + 1.0);
  if (!(first <= most_agents)) return found;
  const double guess = guess_first(situation, first, most_agents);
  const double step = 0.25 * std::sqrt(situation.load());
  const auto all = [&](double n) { return situation.all_hold(n); };
  const auto sure = [&](double n) { return situation.monotone_hold(n); };
  const double low = first_whole(first, most_agents, guess, step, sure);
  if (std::isnan(low)) return found;
  double n = low;
  while (n <= low + counted && !all(n)) n += 1.0;
  if (n > low + counted) {
    n = first_whole(n, most_agents, n, step, all);
    if (std::isnan(n)) return found;
    for (double fewer = n - guarded; fewer < n; fewer += 1.0) {
      if (all(fewer)) n = fewer;
    }
  }
  found.agents = n;
  if (fractional) {
    const double below = n > first ? n - 1.0 : 0.0;
    found.agents = infimum(situation.abandons() ? below : std::max(below, situation.load()), n, all);
  }
  return found;
}

[[nodiscard]] inline FirstAgents first_agents(const Situation& situation, bool fractional) {
  if (situation.general) return first_agents_in_general(situation, fractional);
  if (situation.late_counts()) return first_agents_with_late(situation, fractional);
  return first_agents_by(situation, fractional, [&](double n) { return situation.first_missed(n); });
}

[[nodiscard]] inline Requirement solve(const Situation& situation, const Staffing& staffing, bool timed) {
  const Targets& targets = situation.targets;
  const double floor = targets.min_agents.value_or(0.0);
  const double seats = targets.max_agents.value_or(std::numeric_limits<double>::infinity());
  const bool idle = situation.load() == 0.0;
  const FirstAgents found = idle ? FirstAgents{.agents = floor} : first_agents(situation, staffing.fractional);
  const double agents = found.agents;
  Requirement need;
  if (std::isnan(agents)) {
    need.load = situation.load();
    need.model = situation.model();
    need.status = Status::unreachable;
    need.missed = found.missed != 0 ? found.missed : situation.missed(most_agents);
    need.binding = static_cast<Binding>(std::countr_zero(need.missed));
    return need;
  }
  need.agents = std::min(agents, seats);
  need.scheduled = scheduled(need.agents, staffing.shrinkage);
  need.positions = positions(need.scheduled, staffing.rounding);
  if (agents > seats) {
    need.status = Status::limited;
    need.missed = situation.missed(seats);
  }
  perform(need, situation, need.agents, timed);
  const bool lone = !staffing.fractional && need.agents == 1.0 && floor <= 1.0;
  if (!idle && !lone) {
    const double fewer = staffing.fractional ? need.agents * (1.0 - 1e-6) : need.agents - 1.0;
    need.binding = fewer == found.failed_at ? found.failed : situation.first_missed(fewer);
  }
  return need;
}

/// The interval with how it is staffed, its targets not yet taken. Checks what goes beyond Erlang A.
[[nodiscard]] inline Situation checked_staffing(std::string_view function, const Traffic& traffic,
                                                const Staffing& staffing) {
  check_fraction_below_one(function, "shrinkage", staffing.shrinkage);
  check_fraction_below_one(function, "redial", staffing.redial);
  Situation situation{traffic, Seconds{std::numeric_limits<double>::infinity()}, {}};
  bool plain = true;
  if (staffing.patience) {
    if (const auto* exponential = std::get_if<Exponential>(&*staffing.patience); exponential != nullptr) {
      const double mean = exponential->mean.count();
      if (!(mean >= 0.0)) fail_domain(function, "patience", ">= 0 s", mean);
      plain = exponential->balking == 0.0;
    } else {
      plain = false;
    }
    situation.patience =
        plain ? Seconds{std::get<Exponential>(*staffing.patience).mean} : mean_patience(*staffing.patience);
  }
  if (staffing.lines) {
    const double lines = *staffing.lines;
    if (!(lines >= 1.0) || std::floor(lines) != lines || !std::isfinite(lines)) {
      fail_domain(function, "lines", "a whole number >= 1", lines);
    }
  }
  if (plain && !staffing.lines && staffing.redial == 0.0) return situation;
  if (staffing.fractional && (staffing.lines || staffing.redial > 0.0)) {
    throw std::invalid_argument(
        fmt::format("{}: fractional needs a queue without {}", function, staffing.lines ? "lines" : "redial"));
  }
  situation.general = ErlangXOptions{.lines = staffing.lines, .redial = staffing.redial};
  if (situation.abandons()) situation.general->patience = staffing.patience;
  return situation;
}

[[nodiscard]] inline std::optional<double> lines_given(const Staffing& staffing) noexcept {
  return staffing.lines ? std::optional<double>(*staffing.lines) : std::nullopt;
}

/// The interval and its targets, checked; the default target where none is given.
[[nodiscard]] inline Situation checked_situation(std::string_view function, const Traffic& traffic,
                                                 const Targets& targets, const Staffing& staffing) {
  check_non_negative(function, "volume", traffic.volume);
  check_positive(function, "interval", traffic.interval.count(), "> 0 s");
  check_positive(function, "aht", traffic.aht.count(), "> 0 s");
  check_non_negative(function, "load", offered_load(traffic), "finite");
  Situation situation = checked_staffing(function, traffic, staffing);
  check_targets(targets, function, situation.abandons(), staffing.fractional, lines_given(staffing));
  situation.targets = with_default(targets);
  return situation;
}

/// A bare load and its targets, checked: an interval of one handle time, whose times mean nothing.
[[nodiscard]] inline Situation checked_situation(std::string_view function, Load load, const Targets& targets,
                                                 const Staffing& staffing) {
  constexpr std::string_view needed = "volume, interval and aht";
  check_non_negative(function, "load", load.erlangs);
  const Traffic traffic{.volume = load.erlangs, .interval = Seconds{1.0}, .aht = Seconds{1.0}};
  Situation situation = checked_staffing(function, traffic, staffing);
  if (situation.abandons()) fail_needs(function, "patience", needed);
  check_targets(targets, function, false, staffing.fractional, lines_given(staffing));
  if (targets.service_level) fail_needs(function, "service_level", needed);
  if (targets.max_asa) fail_needs(function, "max_asa", needed);
  if (targets.max_wait) fail_needs(function, "max_wait", needed);
  if (!targets.any()) fail_needs(function, "the default target, 80 % within 20 s,", needed);
  situation.targets = targets;
  return situation;
}

}  // namespace detail

/// The first number of agents at which all targets hold, and how the interval then performs.
///
/// Poisson arrivals, exponential handle times, first come first served; callers wait for ever (Erlang C) or hang up
/// after an exponential patience (Erlang A), where fewer agents than the load may do. With `lines`, `redial` or another
/// distribution of patience it is Erlang X: with lines, agents end there; with redials, volume is first calls.
///
/// @param traffic  volume >= 0 per interval, interval and aht > 0
/// @param targets  what must hold; where none is given, 80 % within 20 s, and `warnings` says so
/// @param staffing  patience, fractional agents, shrinkage, rounding
/// @return  agents with `binding`, the target that decided, `status` and the measures. At load 0: `min_agents`, or 0.
/// @throws std::domain_error  a number outside its range
/// @throws std::invalid_argument  targets that are half given or contradict each other
///
/// A target is met within 1e-12 relative. `fractional` gives the infimum of real agents to 1e-9 relative, on the side
/// that meets. Cost: two to four evaluations of the queue for Erlang C and A; for Erlang X as many as lie between where
/// the targets known to be monotone hold and the answer; with lines, as many as up to the answer.
///
/// @code
/// const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
/// const auto need = erlang::required_agents(
///     calls, {.service_level = 0.80, .answer_within = 20s, .max_occupancy = 0.85}, {.patience = 120s});
/// need.agents;   // 12
/// need.binding;  // erlang::Binding::service_level
/// @endcode
[[nodiscard]] inline Requirement required_agents(const Traffic& traffic, const Targets& targets = {},
                                                 const Staffing& staffing = {}) {
  const auto situation = detail::checked_situation("required_agents", traffic, targets, staffing);
  Requirement need = detail::solve(situation, staffing, true);
  if (situation.targets != targets) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  return need;
}

/// The same for a bare load in erlangs. Times mean nothing then: targets in seconds and patience throw
/// std::invalid_argument, at least one other target must be given, `service_level` and `asa` are NaN.
[[nodiscard]] inline Requirement required_agents(Load load, const Targets& targets, const Staffing& staffing = {}) {
  return detail::solve(detail::checked_situation("required_agents", load, targets, staffing), staffing, false);
}

namespace detail {

/// Agents that the lines allow: no more than there are places, and whole where these are limited.
inline void check_agents_of(const Situation& situation, std::string_view function, double agents) {
  check_non_negative(function, "agents", agents);
  if (std::isinf(situation.lines())) return;
  if (!(agents <= situation.lines()) || agents != std::floor(agents)) {
    fail_domain(function, "agents", "a whole number <= lines", agents);
  }
}

}  // namespace detail

/// How the interval performs with the agents there are, a real number >= 0 (whole and at most lines, where these are
/// given), and which targets it misses.
///
/// @throws  as required_agents
[[nodiscard]] inline Performance evaluate(const Traffic& traffic, Count agents, const Targets& targets = {},
                                          const Staffing& staffing = {}) {
  const auto situation = detail::checked_situation("evaluate", traffic, targets, staffing);
  detail::check_agents_of(situation, "evaluate", agents);
  Performance result;
  detail::perform(result, situation, agents, true);
  result.missed = situation.missed(agents);
  if (situation.targets != targets) result.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  return result;
}

/// The same for a bare load.
[[nodiscard]] inline Performance evaluate(Load load, Count agents, const Targets& targets,
                                          const Staffing& staffing = {}) {
  const auto situation = detail::checked_situation("evaluate", load, targets, staffing);
  detail::check_agents_of(situation, "evaluate", agents);
  Performance result;
  detail::perform(result, situation, agents, false);
  result.missed = situation.missed(agents);
  return result;
}

}  // namespace erlang
