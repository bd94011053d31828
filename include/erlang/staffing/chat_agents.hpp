#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/chat.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/situation.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>

namespace erlang {

namespace detail {

/// Chats with their targets. What holds is asked of the chat queue itself; `goals` only carries the targets.
struct ChatSituation {
  ChatTraffic traffic;
  Seconds patience;
  Situation goals;

  [[nodiscard]] double concurrency() const noexcept { return static_cast<double>(traffic.handle_times.size()); }
  [[nodiscard]] Chat at(double n) const { return {traffic, n, patience}; }

  [[nodiscard]] Binding first_missed(double n) const {
    const Chat queue = at(n);
    for (const Binding target : Situation::in_order) {
      if (!goals.holds(queue, target)) return target;
    }
    return Binding::none;
  }
  [[nodiscard]] std::uint32_t missed(double n) const {
    const Chat queue = at(n);
    std::uint32_t bits = 0;
    for (const Binding target : Situation::in_order) {
      if (!goals.holds(queue, target)) bits |= 1U << static_cast<std::uint32_t>(target);
    }
    return bits;
  }
};

[[nodiscard]] inline ChatSituation checked_chat(std::string_view function, const ChatTraffic& traffic,
                                                const Targets& targets, const Staffing& staffing) {
  if (traffic.handle_times.empty()) {
    throw std::invalid_argument(fmt::format("{}: handle_times must not be empty", function));
  }
  if (staffing.lines || staffing.redial > 0.0 || staffing.fractional) {
    const auto* what = staffing.lines ? "lines" : staffing.redial > 0.0 ? "redial" : "fractional";
    throw std::invalid_argument(fmt::format("{}: chats have no {}", function, what));
  }
  const Traffic longest{
      .volume = traffic.volume, .interval = traffic.interval, .aht = Seconds{traffic.handle_times.back()}};
  Situation goals = checked_situation(function, longest, targets, staffing);
  if (goals.general) throw std::invalid_argument(fmt::format("{}: patience must be exponential for chats", function));
  const Seconds patience = goals.patience;
  static_cast<void>(Chat{traffic, 1.0, patience});  // its own checks
  return {traffic, patience, std::move(goals)};
}

/// The most agents searched: what keeps the chain of Chat within its limit.
[[nodiscard]] inline double most_chat_agents(const ChatSituation& situation) noexcept {
  return std::floor(1e6 / situation.concurrency());
}

/// Counted up from one where few are needed. No measure is known to be monotone for any handle times: further up, the
/// search gallops and bisects, and the fifty numbers below the answer are counted again.
[[nodiscard]] inline double first_chat_agents(const ChatSituation& situation) {
  constexpr double counted = 300.0;
  constexpr double guarded = 50.0;
  const double last = most_chat_agents(situation);
  double first = std::max(1.0, std::ceil(situation.goals.targets.min_agents.value_or(0.0)));
  const double full = situation.goals.load() / situation.concurrency();
  if (!situation.goals.abandons()) first = std::max(first, std::floor(full) + 1.0);
  const auto holds = [&](double n) { return situation.first_missed(n) == Binding::none; };
  double n = first;
  for (; n <= std::min(last, counted); n += 1.0) {
    if (holds(n)) return n;
  }
  if (n > last) return std::numeric_limits<double>::quiet_NaN();
  n = first_whole(n, last, std::max(n, std::ceil(full)), 0.25 * std::sqrt(full), holds);
  for (double fewer = std::max(counted + 1.0, n - guarded); fewer < n; fewer += 1.0) {
    if (holds(fewer)) n = fewer;
  }
  return n;
}

}  // namespace detail

/// The first number of agents at which all targets hold for chats, each agent holding up to as many at once as there
/// are handle times: Chat's model. Waits are those before an agent takes the chat.
///
/// @param traffic  chats offered, with a mean handle time per level of concurrency
/// @param targets  as of required_agents for calls; occupancy is the share of agents with at least one chat
/// @param staffing  patience (exponential), shrinkage, rounding
/// @return  as of required_agents; `load` is what the chats would offer at the longest handle time, in chats
/// @throws std::domain_error, std::invalid_argument  as Chat and required_agents; lines, redial or fractional given
///
/// Cost: counts up to 300 agents; above that O(log) evaluations of agents × concurrency steps.
///
///     const erlang::ChatTraffic chats{.volume = 216, .interval = 1h, .handle_times = {200s, 250s}};
///     erlang::required_agents(chats, {.service_level = 0.9, .answer_within = 30s}, {.patience = 120s}).agents;
[[nodiscard]] inline Requirement required_agents(const ChatTraffic& traffic, const Targets& targets = {},
                                                 const Staffing& staffing = {}) {
  const auto situation = detail::checked_chat("required_agents", traffic, targets, staffing);
  const Targets& goals = situation.goals.targets;
  const double floor = goals.min_agents.value_or(0.0);
  const double seats = goals.max_agents.value_or(std::numeric_limits<double>::infinity());
  const bool idle = situation.goals.load() == 0.0;
  const double agents = idle ? floor : detail::first_chat_agents(situation);
  Requirement need;
  need.model = Model::chat;
  need.load = situation.goals.load();
  if (goals != targets) need.warnings |= static_cast<std::uint32_t>(Warning::default_target);
  if (std::isnan(agents)) {
    need.status = Status::unreachable;
    need.missed = situation.missed(detail::most_chat_agents(situation));
    need.binding = situation.first_missed(detail::most_chat_agents(situation));
    return need;
  }
  need.agents = std::min(agents, seats);
  need.scheduled = scheduled(need.agents, staffing.shrinkage);
  need.positions = positions(need.scheduled, staffing.rounding);
  if (agents > seats) {
    need.status = Status::limited;
    need.missed = situation.missed(seats);
  }
  const Chat queue = situation.at(need.agents);
  need.service_level = situation.goals.service_level_of(queue);
  need.asa = Seconds{situation.goals.asa_of(queue)};
  need.abandonment = abandonment(queue);
  need.blocking = 0.0;
  need.occupancy = occupancy(queue);
  need.wait_probability = wait_probability(queue);
  if (need.abandonment > 0.20) need.warnings |= static_cast<std::uint32_t>(Warning::heavy_loss);
  const bool lone = need.agents == 1.0 && floor <= 1.0;
  if (!idle && !lone) need.binding = situation.first_missed(need.agents - 1.0);
  return need;
}

}  // namespace erlang
