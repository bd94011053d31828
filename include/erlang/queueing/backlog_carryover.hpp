#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/traffic.hpp>

#include <fmt/format.h>

#include <span>
#include <stdexcept>
#include <vector>

namespace erlang {

/// One period of the stationary backlog-carryover approximation.
struct BacklogPeriod {
  Count attempted;  ///< contacts: offered and carried over from the period before
  Count backlog;    ///< of those, carried over into the next
  Traffic carried;  ///< the rest: what the period's steady state works on
  Count agents;

  /// Share of the agents' time spent busy.
  [[nodiscard]] double occupancy() const noexcept { return agents > 0.0 ? offered_load(carried) / agents : 0.0; }
  /// The period as a steady state, for its wait probability, service level, mean wait: always stable.
  [[nodiscard]] ErlangC<Traffic> queue() const { return {carried, agents}; }
};

/// Stationary backlog-carryover: a cheap picture of a queue whose rate and staff change, without abandonment and
/// through temporary overload. Each period is taken as a loss system of its own; what it blocks is offered again in the
/// next:
///
///     attempted = offered + backlog of the period before
///     backlog   = attempted * B(agents, load of attempted)
///     carried   = attempted - backlog, whose steady state is M/M/n
///
/// Best with periods of about one handle time. An approximation: transient() is exact for exponential times.
///
/// @param offered  what is offered per period; lengths may differ
/// @param agents  per period, >= 0
/// @return  one per period
/// @throws std::invalid_argument  spans of different length
/// @throws std::domain_error  a number outside its range, with its index
/// @note Stolletz, European Journal of Operational Research 190 (2008) 478.
[[nodiscard]] inline std::vector<BacklogPeriod> backlog_carryover(std::span<const Traffic> offered,
                                                                  std::span<const double> agents) {
  if (offered.size() != agents.size())
    throw std::invalid_argument(fmt::format("backlog_carryover: offered and agents must have one length, got {} and {}",
                                            offered.size(), agents.size()));
  std::vector<BacklogPeriod> periods;
  periods.reserve(offered.size());
  double carry = 0.0;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    try {
      detail::check_offered("backlog_carryover", offered[i]);
      detail::check_non_negative("backlog_carryover", "agents", agents[i]);
    } catch (const std::domain_error& error) {
      throw std::domain_error(fmt::format("{} at index {}", error.what(), i));
    }
    Traffic all = offered[i];
    all.volume = offered[i].volume + carry;
    const ErlangB loss{all, agents[i]};
    Traffic carried = all;
    carried.volume = all.volume * no_wait_probability(loss);
    carry = all.volume * blocking(loss);
    periods.push_back({.attempted = all.volume, .backlog = carry, .carried = carried, .agents = agents[i]});
  }
  return periods;
}

}  // namespace erlang
