#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/erlang_x.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/required_agents.hpp>
#include <erlang/staffing/search.hpp>
#include <erlang/staffing/situation.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace erlang {

/// More lines than this are not searched.
inline constexpr double most_lines = 1e9;

/// The fewest lines, places in service and in queue, at which at most the share `max_blocking` of attempts finds all of
/// them taken, by ErlangX.
///
/// Blocking falls with every line, so that the search gallops and bisects. Without redials, P(j callers present) is in
/// proportion to weights w(j) that do not depend on the lines, and w(j - 1) / w(j) = d(j) / rate, d(j) being the rate
/// at which the j-th leaves. d(j) does not fall in j: below `agents` it is j / aht; above, w(agents + k) is in
/// proportion to E[H(X)^k] / k!, H(x) the integral of P(patience > u) to x and X exponential with the agents' rate, and
/// as H is concave, H(X) has an increasing hazard rate, for which these moments are log-concave. So what leaves with
/// K - 1 lines leaves at a rate of at most d(K): (1 - B(K - 1)) rate <= d(K); and 1/B(K) = 1 + d(K) / (rate B(K - 1))
/// is then at least 1/B(K - 1). With redials: one line more, and at the same attempts fewer are lost, so there are
/// fewer attempts; and blocking grows with attempts.
///
/// @param traffic  volume >= 0 per interval (first calls, with redials), interval and aht > 0
/// @param agents  a whole number >= 0; there are no fewer lines than agents
/// @param max_blocking  share of attempts, in (0, 1); met within 1e-12 relative
/// @param staffing  patience and redial; no lines, not fractional
/// @return  a whole number; infinite where no number up to 1e9 suits: where nobody hangs up and more is offered than
///   the agents can do, those turned away do not vanish with any queue
/// @throws std::domain_error, std::invalid_argument  as required_agents; lines or fractional given
///
/// Load 0 needs as many lines as agents. Cost: O(log lines) evaluations of ErlangX.
/// References: Brandt and Brandt, Performance Evaluation 35 (1999) 1 (the weights); Barlow and Proschan, Statistical
/// Theory of Reliability (1975), chapter 4 (moments of laws with increasing hazard).
///
///     erlang::required_lines({.volume = 100, .interval = 30min, .aht = 180s}, 12, 0.01);
[[nodiscard]] inline double required_lines(const Traffic& traffic, Count agents, double max_blocking,
                                           const Staffing& staffing = {}) {
  constexpr const char* function = "required_lines";
  constexpr double infinity = std::numeric_limits<double>::infinity();
  detail::check_open_fraction(function, "max_blocking", max_blocking);
  const double present = agents;
  if (!(present >= 0.0 && present <= most_lines && present == std::floor(present))) {
    detail::fail_domain(function, "agents", "a whole number from 0 to 1e9", present);
  }
  if (staffing.lines || staffing.fractional) {
    throw std::invalid_argument(
        fmt::format("{}: {}", function, staffing.lines ? "lines are what is looked for" : "lines are whole numbers"));
  }
  Staffing limited = staffing;
  limited.lines = std::max(1.0, present);
  const auto situation = detail::checked_situation(function, traffic, {.max_blocking = max_blocking}, limited);
  if (situation.load() == 0.0) return present;
  const auto holds = [&](double lines) {
    ErlangXOptions options = *situation.general;
    options.lines = lines;
    return detail::at_most(blocking(ErlangX<Traffic>{traffic, present, std::move(options)}), max_blocking);
  };
  const double step = std::max(1.0, std::sqrt(situation.load()));
  const double lines = detail::first_whole(present, most_lines,
                                           std::clamp(std::ceil(situation.load()), present, most_lines), step, holds);
  return std::isnan(lines) ? infinity : lines;
}

}  // namespace erlang
