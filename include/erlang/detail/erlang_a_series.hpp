#pragma once

#include <erlang/detail/polynomial.hpp>

#include <array>
#include <cstddef>

/// Two sums of Erlang A that do not cancel, for doubles and for lanes of doubles alike.
namespace erlang::detail {

// 1/2!, -1/3!, 1/4!, ...
inline constexpr std::array<double, 13> bend_coefficients = [] {
  std::array<double, 13> result{};
  double factorial = 1.0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    factorial *= static_cast<double>(i) + 2.0;
    result[i] = (i % 2 == 0 ? 1.0 : -1.0) / factorial;
  }
  return result;
}();
inline constexpr double bend_below = 0.35;

/// z - 1 + e^-z for 0 <= z < bend_below.
template <class Value>
constexpr Value bend(Value z) noexcept {
  return z * z * polynomial(bend_coefficients, z);
}

/// Abandonment given wait is (x/growth - (x - y))/y; where (x - y)^2 is beyond so many y that cancels, and this takes
/// its place: 1/(d + 1 + 2y/(d + 2 + 3y/(d + 3 + ...))) with d = x - y, positive terms only.
inline constexpr double light_from = 40.0;

template <class Value>
constexpr Value light_abandonment(Value spare, Value y) noexcept {
  constexpr int terms = 18;  // what spare^2 = light_from y takes
  const Value inverse = Value(1.0) / spare;
  const Value share = y * inverse * inverse;
  Value above(1.0);
  Value below(0.0);
  for (int k = terms; k >= 2; --k) {
    const Value next = multiply_add(multiply_add(inverse, Value(static_cast<double>(k)), Value(1.0)), above,
                                    share * Value(static_cast<double>(k + 1)) * below);
    below = above;
    above = next;
  }
  return inverse * above / multiply_add(inverse + Value(1.0), above, Value(2.0) * share * below);
}

}  // namespace erlang::detail
