#pragma once

#include <fmt/format.h>

#include <array>
#include <cmath>
#include <cstdint>
#include <erlang/detail/check.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/units.hpp>
#include <optional>
#include <stdexcept>
#include <string_view>

namespace erlang {

/// What decides a number of agents: a target, or the floor `min_agents`. The order is the order in which
/// the first failing one is named.
enum class Binding : std::uint8_t {
  none,
  service_level,
  max_asa,
  max_abandonment,
  max_blocking,
  max_occupancy,
  max_wait_probability,
  max_wait,
  min_agents,
  outbound_volume,  ///< of a blended queue: the outbound contacts wanted
};

/// Its name, as in Python; empty for `none`.
[[nodiscard]] constexpr std::string_view name_of(Binding binding) noexcept {
  constexpr std::array<std::string_view, 10> names{
      "",
      "service_level",
      "max_asa",
      "max_abandonment",
      "max_blocking",
      "max_occupancy",
      "max_wait_probability",
      "max_wait",
      "min_agents",
      "outbound_volume",
  };
  return names[static_cast<std::size_t>(binding)];
}

/// What an interval must reach. Every member may be left out; those given must all hold.
///
/// @code
/// const erlang::Targets targets{.service_level = 0.80, .answer_within = 20s, .max_occupancy = 0.85};
/// @endcode
struct Targets {
  std::optional<double> service_level{};     ///< at least this share, in (0, 1) …
  std::optional<Seconds> answer_within{};    ///< … within this time, >= 0 s
  std::optional<ServiceLevel> definition{};  ///< which service level; answered_of_offered when left out
  std::optional<Seconds> short_abandon{};   ///< for abandons_excluded and abandons_counted; answer_within when left out
  std::optional<Seconds> max_asa{};         ///< average speed of answer at most this, >= 0 s
  std::optional<WaitOf> asa_of{};           ///< of whom; of those answered when left out
  std::optional<double> max_abandonment{};  ///< share of offered that hang up, in (0, 1); needs patience
  std::optional<double> max_blocking{};     ///< share of offered that find all lines taken, in (0, 1); needs lines
  std::optional<double> max_occupancy{};    ///< in (0, 1]; below 1 where nobody hangs up
  std::optional<double> max_wait_probability{};  ///< share of offered that wait, in (0, 1)
  std::optional<Seconds> max_wait{};             ///< wait of the share max_wait_percentile at most this, >= 0 s
  std::optional<double> max_wait_percentile{};   ///< in (0, 1)
  std::optional<double> min_agents{};            ///< a bound, no target: at least so many, >= 0
  std::optional<double> max_agents{};            ///< a bound, no target: seats, >= 1

  friend bool operator==(const Targets&, const Targets&) = default;

  /// Whether any target is given; bounds are none.
  [[nodiscard]] bool any() const noexcept {
    return service_level || max_asa || max_abandonment || max_blocking || max_occupancy || max_wait_probability ||
           max_wait;
  }
};

/// The target taken where none is given: 80 % answered within 20 s.
[[nodiscard]] inline Targets with_default(Targets targets) noexcept {
  if (!targets.any() && !targets.answer_within) {
    targets.service_level = 0.80;
    targets.answer_within = Seconds{20.0};
  }
  return targets;
}

namespace detail {

[[noreturn]] inline void fail_needs(std::string_view function, std::string_view argument, std::string_view needed) {
  throw std::invalid_argument(fmt::format("{}: {} needs {}", function, argument, needed));
}

inline void check_time(std::string_view function, std::string_view argument, const std::optional<Seconds>& time) {
  if (time) check_non_negative(function, argument, time->count(), ">= 0 s");
}

inline void check_open(std::string_view function, std::string_view argument, const std::optional<double>& share) {
  if (share) check_open_fraction(function, argument, *share);
}

/// A bound on agents: a whole number unless fractional agents are asked for.
inline void check_agents(std::string_view function, std::string_view argument, const std::optional<double>& agents,
                         double least, bool fractional) {
  if (!agents) return;
  const bool whole = fractional || *agents == std::floor(*agents);
  if (!(*agents >= least) || !std::isfinite(*agents) || !whole) {
    fail_domain(function, argument,
                fractional ? fmt::format(">= {:g}", least) : fmt::format("a whole number >= {:g}", least), *agents);
  }
}

}  // namespace detail

/// Throws unless every value given is in its range.
///
/// @param function  named in the message
/// @param abandons  whether callers hang up: an occupancy cap of 1 is a target then
/// @param fractional  whether min_agents and max_agents may be real numbers
/// @throws std::domain_error  a value outside its range
inline void check_ranges(const Targets& targets, std::string_view function, bool abandons, bool fractional) {
  using detail::check_open;
  using detail::check_time;
  check_open(function, "service_level", targets.service_level);
  check_time(function, "answer_within", targets.answer_within);
  check_time(function, "short_abandon", targets.short_abandon);
  check_time(function, "max_asa", targets.max_asa);
  check_open(function, "max_abandonment", targets.max_abandonment);
  check_open(function, "max_blocking", targets.max_blocking);
  if (targets.max_occupancy) {
    const double cap = *targets.max_occupancy;
    if (!(cap > 0.0 && cap <= 1.0)) detail::fail_domain(function, "max_occupancy", "in (0, 1]", cap);
    if (!abandons && cap == 1.0) detail::fail_domain(function, "max_occupancy", "below 1 without patience", cap);
  }
  check_open(function, "max_wait_probability", targets.max_wait_probability);
  check_time(function, "max_wait", targets.max_wait);
  check_open(function, "max_wait_percentile", targets.max_wait_percentile);
  detail::check_agents(function, "min_agents", targets.min_agents, 0.0, fractional);
  detail::check_agents(function, "max_agents", targets.max_agents, 1.0, fractional);
}

/// Throws unless every value is in its range and the targets are whole and consistent: as check_ranges, and
///
/// @throws std::invalid_argument  one half of a pair, an option without its target, a target the model cannot miss,
///   contradictory bounds
inline void check_targets(const Targets& targets, std::string_view function, bool abandons, bool fractional = false,
                          std::optional<double> lines = {}) {
  using detail::fail_needs;
  check_ranges(targets, function, abandons, fractional);
  if (targets.service_level && !targets.answer_within) fail_needs(function, "service_level", "answer_within");
  if (targets.answer_within && !targets.service_level) fail_needs(function, "answer_within", "service_level");
  if (targets.definition && !targets.service_level) fail_needs(function, "definition", "service_level");
  if (targets.short_abandon) {
    const auto definition = targets.definition.value_or(ServiceLevel::answered_of_offered);
    if (!targets.service_level) fail_needs(function, "short_abandon", "service_level");
    if (definition != ServiceLevel::abandons_excluded && definition != ServiceLevel::abandons_counted) {
      fail_needs(function, "short_abandon", "definition abandons_excluded or abandons_counted");
    }
  }
  if (targets.asa_of && !targets.max_asa) fail_needs(function, "asa_of", "max_asa");
  if (targets.max_abandonment && !abandons) fail_needs(function, "max_abandonment", "patience");
  if (targets.max_blocking && !lines) fail_needs(function, "max_blocking", "lines");
  if (targets.max_wait && !targets.max_wait_percentile) fail_needs(function, "max_wait", "max_wait_percentile");
  if (targets.max_wait_percentile && !targets.max_wait) fail_needs(function, "max_wait_percentile", "max_wait");
  if (targets.min_agents && targets.max_agents && *targets.min_agents > *targets.max_agents) {
    throw std::invalid_argument(fmt::format("{}: min_agents must be <= max_agents, got {:g} and {:g}", function,
                                            *targets.min_agents, *targets.max_agents));
  }
  if (targets.min_agents && lines && *targets.min_agents > *lines) {
    throw std::invalid_argument(
        fmt::format("{}: min_agents must be <= lines, got {:g} and {:g}", function, *targets.min_agents, *lines));
  }
}

}  // namespace erlang
