#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/blend.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/rounding.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/shrinkage.hpp>
#include <erlang/staffing/situation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>

namespace erlang {

/// Inbound calls, and the outbound contacts to be made beside them.
struct BlendTraffic {
  Traffic inbound;        ///< the calls; outbound contacts last as long
  Count outbound_volume;  ///< outbound contacts wanted per interval, >= 0

  friend bool operator==(const BlendTraffic&, const BlendTraffic&) = default;
};

/// What a blended queue needs, or can do, and how it then performs. Where a target is unreachable all numbers but
/// `load` are NaN.
struct BlendRequirement {
  double agents = Performance::nothing;
  double idle_reserve = Performance::nothing;      ///< agents kept free for inbound calls
  double threshold = Performance::nothing;         ///< agents − idle_reserve: outbound starts while fewer are busy
  double scheduled = Performance::nothing;         ///< agents / (1 − shrinkage), never rounded
  double positions = Performance::nothing;         ///< scheduled, rounded
  double load = Performance::nothing;              ///< inbound, erlangs
  double outbound_volume = Performance::nothing;   ///< outbound contacts made per interval
  double outbound_load = Performance::nothing;     ///< agents busy with them on average
  double service_level = Performance::nothing;     ///< inbound, by the targets, within 20 s where they name no time
  Seconds asa{Performance::nothing};               ///< inbound
  double wait_probability = Performance::nothing;  ///< inbound
  double occupancy = Performance::nothing;         ///< inbound and outbound together
  Status status = Status::met;
  Binding binding = Binding::none;  ///< what fails with one agent fewer; `outbound_volume` where inbound targets hold
  Binding reserve_binding = Binding::none;  ///< the first inbound target that fails with one agent fewer kept idle
  std::uint32_t warnings = 0;               ///< bits of Warning
  std::uint32_t missed = 0;                 ///< bit 1 << Binding of every target missed, where the status is not met
};

namespace detail {

/// A blended queue with its targets.
struct BlendSituation {
  Situation goals;
  double outbound_volume;

  [[nodiscard]] Blend at(double n, double reserve) const { return {goals.traffic, n, n - reserve}; }
  /// What the inbound calls miss, occupancy included; bounds on agents are for the search.
  [[nodiscard]] Binding inbound_missed(double n, double reserve) const {
    const Blend queue = at(n, reserve);
    for (const Binding target : Situation::in_order) {
      if (target != Binding::min_agents && !goals.holds(queue, target)) return target;
    }
    return Binding::none;
  }
  /// The smallest reserve at which the inbound targets hold, of 0, 1, ..., floor(n); NaN where none does.
  [[nodiscard]] double least_reserve(double n) const {
    const auto holds = [&](double reserve) { return inbound_missed(n, reserve) == Binding::none; };
    return first_whole(0.0, std::floor(n), 1.0, 0.25 * std::sqrt(goals.load()), holds);
  }
  [[nodiscard]] bool outbound_holds(double n, double reserve) const {
    return at_least(erlang::outbound_volume(at(n, reserve)), outbound_volume);
  }
  [[nodiscard]] Binding first_missed(double n) const {
    const double reserve = least_reserve(n);
    if (std::isnan(reserve)) return inbound_missed(n, std::floor(n));
    if (!outbound_holds(n, reserve)) return Binding::outbound_volume;
    return n < goals.targets.min_agents.value_or(0.0) ? Binding::min_agents : Binding::none;
  }
  [[nodiscard]] std::uint32_t missed(double n) const {
    const double reserve = least_reserve(n);
    const auto bit = [](Binding target) { return 1U << static_cast<std::uint32_t>(target); };
    std::uint32_t bits = n < goals.targets.min_agents.value_or(0.0) ? bit(Binding::min_agents) : 0U;
    if (!outbound_holds(n, std::isnan(reserve) ? 0.0 : reserve)) bits |= bit(Binding::outbound_volume);
    if (!std::isnan(reserve)) return bits;
    const Blend queue = at(n, std::floor(n));
    for (const Binding target : Situation::in_order) {
      if (target != Binding::min_agents && !goals.holds(queue, target)) bits |= bit(target);
    }
    return bits;
  }
};

[[nodiscard]] inline BlendSituation checked_blend(std::string_view function, const BlendTraffic& traffic,
                                                  const Targets& targets, const Staffing& staffing) {
  if (staffing.patience || staffing.lines || staffing.redial > 0.0 || staffing.fractional) {
    const auto* what = staffing.patience     ? "patience"
                       : staffing.lines      ? "lines"
                       : staffing.fractional ? "fractional"
                                             : "redial";
    throw std::invalid_argument(fmt::format("{}: a blended queue has no {}", function, what));
  }
  check_non_negative(function, "outbound_volume", traffic.outbound_volume);
  return {checked_situation(function, traffic.inbound, targets, staffing), traffic.outbound_volume};
}

/// The measures with n agents of whom `reserve` are kept idle.
inline void perform(BlendRequirement& need, const BlendSituation& situation, double n, double reserve,
                    const Staffing& staffing) {
  const Blend queue = situation.at(n, reserve);
  need.agents = n;
  need.idle_reserve = reserve;
  need.threshold = n - reserve;
  need.scheduled = scheduled(n, staffing.shrinkage);
  need.positions = positions(need.scheduled, staffing.rounding);
  need.outbound_volume = outbound_volume(queue);
  need.outbound_load = outbound_load(queue);
  need.service_level = situation.goals.service_level_of(queue);
  need.asa = Seconds{situation.goals.asa_of(queue)};
  need.wait_probability = wait_probability(queue);
  need.occupancy = occupancy(queue);
  if (reserve > 0.0) need.reserve_binding = situation.inbound_missed(n, reserve - 1.0);
}

}  // namespace detail

/// The fewest agents that meet all inbound targets and make the wanted outbound contacts, and with them the fewest to
/// keep idle: of that number of agents, the reserve that leaves the most to outbound. By Blend: inbound and outbound
/// contacts last alike, outbound work never runs dry, nobody hangs up, so that agents must exceed the inbound load.
///
/// Bisection skips no answer. With n agents of whom c may be busy before outbound stops, w(j) = load^j / j! up to n and
/// geometric above: P(wait) is the share of {n, n + 1, ...} in w over {c, c + 1, ...}, which grows with c; every
/// inbound target is one on P(wait) at the same rate of draining. Outbound is load w(c - 1) / (w(c) + w(c + 1) + ...),
/// which grows with c because w is log-concave. With n + 1 agents and the same c, w falls above n: P(wait) and waits
/// fall, outbound grows, and the share of idle time, the mean of (1 - j/n)+ over w, grows. So for each n the largest c
/// that suits inbound is best, and where n suits, n + 1 does.
///
/// @param traffic  what is offered inbound and wanted outbound
/// @param targets  inbound, as of required_agents; max_occupancy bounds inbound and outbound together. With max_agents
///   too low the answer is max_agents with the most outbound they can do (`limited`)
/// @param staffing  shrinkage and rounding
/// @throws std::domain_error, std::invalid_argument  as required_agents; patience, lines, redial or fractional given
///
/// Without inbound calls the wanted outbound alone counts. Without outbound it is Erlang C, with the fewest to keep
/// idle. Cost: O(log agents) squared evaluations of Blend.
///
///     const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
///     const erlang::BlendTraffic work{.inbound = calls, .outbound_volume = 40};
///     erlang::required_agents(work, {.service_level = 0.80, .answer_within = 20s}).idle_reserve;
[[nodiscard]] inline BlendRequirement required_agents(const BlendTraffic& traffic, const Targets& targets = {},
                                                      const Staffing& staffing = {}) {
  const auto situation = detail::checked_blend("required_agents", traffic, targets, staffing);
  const Targets& goals = situation.goals.targets;
  const double load = situation.goals.load();
  BlendRequirement need;
  need.load = load;
  if (goals != targets) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  const double floor = std::ceil(goals.min_agents.value_or(0.0));
  const double seats = goals.max_agents.value_or(std::numeric_limits<double>::infinity());
  const bool idle = load == 0.0 && situation.outbound_volume == 0.0;
  const double work = load + situation.outbound_volume * (traffic.inbound.aht / traffic.inbound.interval);
  const double first = idle ? floor : std::max({1.0, floor, load > 0.0 ? std::floor(load) + 1.0 : 1.0});
  const auto holds = [&](double n) { return situation.first_missed(n) == Binding::none; };
  double n = std::numeric_limits<double>::quiet_NaN();
  if (idle) {
    n = floor;
  } else if (first <= most_agents) {
    n = detail::first_whole(first, most_agents, std::ceil(work + 0.5 * std::sqrt(load)), 0.25 * std::sqrt(load), holds);
  }
  if (std::isnan(n)) {
    need.status = Status::unreachable;
    need.missed = situation.missed(most_agents);
    need.binding = situation.first_missed(most_agents);
    return need;
  }
  if (n > seats) {
    need.status = Status::limited;
    need.missed = situation.missed(seats);
    n = seats;
  }
  const double reserve = situation.least_reserve(n);
  detail::perform(need, situation, n, std::isnan(reserve) ? n : reserve, staffing);
  if (!idle && (n > 1.0 || floor > 1.0)) need.binding = situation.first_missed(n - 1.0);
  return need;
}

/// What given agents can do: the fewest of them to keep idle so that the inbound targets just hold, and the outbound
/// contacts they then make, which are the most they can.
///
/// @param agents  >= 0, real-valued; the number kept idle is whole
/// @return  `unreachable` where the inbound targets fail even with all outbound work left undone; `binding` is then the
///   first that does
/// @throws, model  as required_agents; bounds on agents given
///
/// Cost: O(log agents) evaluations of Blend.
///
///     erlang::max_outbound({.volume = 100, .interval = 30min, .aht = 180s}, 18).outbound_volume;
[[nodiscard]] inline BlendRequirement max_outbound(const Traffic& inbound, Count agents, const Targets& targets = {},
                                                   const Staffing& staffing = {}) {
  constexpr const char* function = "max_outbound";
  detail::check_non_negative(function, "agents", agents);
  if (targets.min_agents || targets.max_agents) {
    throw std::invalid_argument(fmt::format("{}: agents are given, bounds on them mean nothing", function));
  }
  const auto situation = detail::checked_blend(function, {inbound, 0.0}, targets, staffing);
  BlendRequirement need;
  need.load = situation.goals.load();
  if (situation.goals.targets != targets) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  const double reserve = situation.least_reserve(agents);
  if (std::isnan(reserve)) {
    need.status = Status::unreachable;
    need.binding = situation.inbound_missed(agents, std::floor(agents));
    need.missed = situation.missed(agents);
    return need;
  }
  detail::perform(need, situation, agents, reserve, staffing);
  return need;
}

}  // namespace erlang
