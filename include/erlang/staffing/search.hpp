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

/// The infimum of the real n in (low, high] at which `holds(n)`, to 1e-9 relative and on the side that holds.
/// Holding is monotone, holds(high) is known.
template <class Holds>
[[nodiscard]] double infimum(double low, double high, Holds holds) {
  constexpr double relative = 1e-9;
  constexpr double least = 1e-9;  // where every n > 0 holds there is no smallest: this one stands for it
  while (high - low > relative * high && high > least) {
    const double middle = std::max(0.5 * (low + high), 0.5 * least);
    (holds(middle) ? high : low) = middle;
  }
  return high;
}

}  // namespace erlang::detail
