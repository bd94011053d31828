#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace erlang {

/// How scheduled staff, a real number, becomes positions on a roster.
enum class Rounding : std::uint8_t {
  up,    ///< whole people, never fewer than scheduled
  half,  ///< up to the next half position
  none,  ///< as it is
};

/// Positions for `scheduled` people: ⌈x − e⌉, ⌈2(x − e)⌉/2 or x, with e = 1e-9·max(1, x), so that 21 agents at
/// 30 % shrinkage are 30 positions and not 31. NaN (unreachable) stays NaN.
///
/// @code
/// erlang::positions(17.1, erlang::Rounding::half);  // 17.5
/// @endcode
[[nodiscard]] inline double positions(double scheduled, Rounding rounding = Rounding::up) noexcept {
  if (rounding == Rounding::none || std::isnan(scheduled)) return scheduled;
  const double x = scheduled - 1e-9 * std::max(1.0, scheduled);
  const double rounded = rounding == Rounding::half ? std::ceil(2.0 * x) / 2.0 : std::ceil(x);
  return std::max(0.0, rounded);
}

}  // namespace erlang
