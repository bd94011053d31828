#pragma once

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace erlang::detail {

/// The first whole n in [first, last] at which `holds(n)`, where holding is monotone in n: once it holds, it goes on
/// holding. Gallops from `guess` in steps that double, then bisects; n holds and n − 1 fails have both been evaluated
/// (or n = first). NaN where nothing up to `last` holds.
///
/// About 2 evaluations where the guess is right, O(log |n − guess|) otherwise.
template <class Holds>
[[nodiscard]] double first_whole(double first, double last, double guess, double step, Holds holds) {
  double high = std::clamp(guess, first, last);
  double low = 0.0;  // fails at low, or low = first − 1
  step = std::max(1.0, std::floor(step));
  if (holds(high)) {
    double stride = 1.0;
    while (true) {
      if (high <= first) return first;
      const double next = std::max(first, high - stride);
      if (!holds(next)) {
        low = next;
        break;
      }
      high = next;
      stride = std::max(2.0 * stride, step);
    }
  } else {
    low = high;
    double stride = 1.0;
    while (true) {
      if (low >= last) return std::numeric_limits<double>::quiet_NaN();
      high = std::min(last, low + stride);
      if (holds(high)) break;
      low = high;
      stride = std::max(2.0 * stride, step);
    }
  }
  while (high - low > 1.0) {
    const double middle = std::floor(0.5 * (low + high));
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

/// Fractional agents are found to this, relatively.
inline constexpr double fractional_step = 1e-9;

/// Where every n > 0 holds there is no smallest: this one stands for it.
inline constexpr double smallest_agents = 1e-9;

/// The infimum of the real n in (low, high] at which `holds(n)`, to 1e-9 relative and on the side that holds.
/// Holding is monotone, holds(high) is known.
template <class Holds>
[[nodiscard]] double infimum(double low, double high, Holds holds) {
  while (high - low > fractional_step * high && high > smallest_agents) {
    const double middle = std::max(0.5 * (low + high), 0.5 * smallest_agents);
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

/// The first n in (low, high] at which `holds(n)`, whole or real to 1e-9 relative, where holding comes and goes.
/// `may_hold(few, many)` is false where no n in (few, many] can hold. NaN where nothing holds.
template <class MayHold, class Holds>
[[nodiscard]] double first_by_parts(double low, double high, bool whole, MayHold may_hold, Holds holds) {
  if (!(low < high) || !may_hold(low, high)) return std::numeric_limits<double>::quiet_NaN();
  const double width = high - low;
  if (whole ? width <= 1.0 : width <= fractional_step * high) {
    return holds(high) ? high : std::numeric_limits<double>::quiet_NaN();
  }
  const double half = 0.5 * (low + high);
  const double middle = whole ? std::floor(half) : half;
  const double found = first_by_parts(low, middle, whole, may_hold, holds);
  return std::isnan(found) ? first_by_parts(middle, high, whole, may_hold, holds) : found;
}

}  // namespace erlang::detail
