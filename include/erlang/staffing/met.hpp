#pragma once

namespace erlang::detail {

/// The one rule for ties, shared by solvers and checkers: a target counts as met within rounding, so that
/// 21 calls of 180 s in half an hour at an occupancy cap of 0.7 need 3 agents and not 4. NaN is never met.
inline constexpr double tie = 1e-12;

[[nodiscard]] constexpr bool at_least(double measure, double target) noexcept {
  return measure >= target * (1.0 - tie);
}

[[nodiscard]] constexpr bool at_most(double measure, double bound) noexcept {
  return measure <= bound * (1.0 + tie);
}

/// For times: a bound of 0 s is met within 1e-12 s.
[[nodiscard]] constexpr bool time_at_most(double measure, double bound) noexcept {
  return bound > 0.0 ? at_most(measure, bound) : measure <= tie;
}

}  // namespace erlang::detail
