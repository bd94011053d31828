#pragma once

#include <array>
#include <cmath>
#include <cstddef>

namespace erlang::detail {

/// a b + c. Types that can round it once have an overload of their own.
constexpr double multiply_add(double a, double b, double c) noexcept {
  return a * b + c;
}

/// a b - p exactly, where p is a b rounded.
inline double product_rest(double a, double b, double p) noexcept {
#ifdef FP_FAST_FMA
  return std::fma(a, b, -p);
#else
  // Veltkamp's halves (Dekker 1971); without the instruction std::fma costs far more.
  constexpr double splitter = 134217729.0;  // 2^27 + 1
  const double a_high = splitter * a - (splitter * a - a);
  const double b_high = splitter * b - (splitter * b - b);
  const double a_low = a - a_high;
  const double b_low = b - b_high;
  return ((a_high * b_high - p) + a_high * b_low + a_low * b_high) + a_low * b_low;
#endif
}

/// c[From] + c[From + Step] x + c[From + 2 Step] x^2 + ... up to c[To - 1], by Horner's rule, unrolled.
template <std::size_t From, std::size_t To, std::size_t Step, std::size_t Size, class Value>
constexpr Value horner(const std::array<double, Size>& c, Value x) noexcept {
  if constexpr (From + Step >= To) {
    return Value(c[From]);
  } else {
    return multiply_add(horner<From + Step, To, Step>(c, x), x, Value(c[From]));
  }
}

/// c[From] + c[From + 1] x + ... + c[To - 1] x^(To - From - 1): in two or four chains that run beside each other.
/// `square` is x^2.
template <std::size_t From, std::size_t To, std::size_t Size, class Value>
constexpr Value polynomial(const std::array<double, Size>& c, Value x, Value square) noexcept {
  static_assert(To <= Size);
  if constexpr (To - From <= 3) {
    return horner<From, To, 1>(c, x);
  } else if constexpr (To - From <= 11) {
    return multiply_add(horner<From + 1, To, 2>(c, square), x, horner<From, To, 2>(c, square));
  } else {
    const Value fourth = square * square;
    const Value high = multiply_add(horner<From + 3, To, 4>(c, fourth), x, horner<From + 2, To, 4>(c, fourth));
    const Value low = multiply_add(horner<From + 1, To, 4>(c, fourth), x, horner<From, To, 4>(c, fourth));
    return multiply_add(high, square, low);
  }
}

/// All of c.
template <std::size_t Size, class Value>
constexpr Value polynomial(const std::array<double, Size>& c, Value x, Value square) noexcept {
  return polynomial<0, Size>(c, x, square);
}
template <std::size_t Size, class Value>
constexpr Value polynomial(const std::array<double, Size>& c, Value x) noexcept {
  return polynomial<0, Size>(c, x, x * x);
}

}  // namespace erlang::detail
