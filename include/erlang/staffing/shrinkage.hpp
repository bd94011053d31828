#pragma once

#include <cstdint>
#include <erlang/detail/check.hpp>
#include <initializer_list>
#include <span>
#include <stdexcept>

namespace erlang {

/// How parts of shrinkage join.
enum class Combine : std::uint8_t {
  add,       ///< every part is a share of scheduled time: s = Σ part
  compound,  ///< every part takes its share of what the others leave: 1 − s = Π (1 − part)
};

/// The share of scheduled time lost to `parts` (training, leave, meetings …), in [0, 1).
///
/// @param parts  shares in [0, 1)
/// @param combine  how they join
/// @throws std::domain_error  a part outside [0, 1), or a sum of 1 or more
///
/// @code
/// erlang::shrinkage({0.05, 0.10}, erlang::Combine::compound);  // 0.145
/// @endcode
[[nodiscard]] inline double shrinkage(std::span<const double> parts, Combine combine = Combine::add) {
  double sum = 0.0;
  double left = 1.0;
  for (const double part : parts) {
    detail::check_fraction_below_one("shrinkage", "part", part);
    sum += part;
    left *= 1.0 - part;
  }
  if (combine == Combine::compound) return 1.0 - left;
  detail::check_fraction_below_one("shrinkage", "sum of the parts", sum);
  return sum;
}

[[nodiscard]] inline double shrinkage(std::initializer_list<double> parts, Combine combine = Combine::add) {
  return shrinkage(std::span<const double>(parts.begin(), parts.size()), combine);
}

/// People to roster so that `agents` are on contacts: agents / (1 − shrinkage), never rounded.
/// Divide, do not multiply: 100 agents at 30 % are 142.9 people, and 130 would leave 91.
///
/// @throws std::domain_error  shrinkage outside [0, 1)
[[nodiscard]] inline double scheduled(double agents, double shrinkage) {
  detail::check_fraction_below_one("scheduled", "shrinkage", shrinkage);
  return agents / (1.0 - shrinkage);
}

}  // namespace erlang
