#pragma once

#include <cmath>

/// Sums of two doubles, about 31 digits, for the few places where large terms cancel.
namespace erlang::detail {

struct DoubleDouble {
  double high = 0.0;
  double low = 0.0;

  constexpr DoubleDouble() = default;
  constexpr DoubleDouble(double value) noexcept : high(value) {}  // NOLINT(google-explicit-constructor)
  constexpr DoubleDouble(double h, double l) noexcept : high(h), low(l) {}

  [[nodiscard]] constexpr double value() const noexcept { return high + low; }

  /// The exact sum of two doubles.
  static DoubleDouble sum(double a, double b) noexcept {
    const double s = a + b;
    const double part = s - a;
    return {s, (a - (s - part)) + (b - part)};
  }
  /// The exact product of two doubles.
  static DoubleDouble product(double a, double b) noexcept {
    const double p = a * b;
    return {p, std::fma(a, b, -p)};
  }

  friend DoubleDouble operator-(const DoubleDouble& a) noexcept { return {-a.high, -a.low}; }
  friend DoubleDouble operator+(const DoubleDouble& a, const DoubleDouble& b) noexcept {
    const DoubleDouble s = sum(a.high, b.high);
    const DoubleDouble t = sum(a.low, b.low);
    const DoubleDouble u = sum(s.high, s.low + t.high);
    return sum(u.high, u.low + t.low);
  }
  friend DoubleDouble operator-(const DoubleDouble& a, const DoubleDouble& b) noexcept { return a + (-b); }
  friend DoubleDouble operator*(const DoubleDouble& a, const DoubleDouble& b) noexcept {
    const DoubleDouble p = product(a.high, b.high);
    return sum(p.high, p.low + (a.high * b.low + a.low * b.high));
  }
  friend DoubleDouble operator/(const DoubleDouble& a, const DoubleDouble& b) noexcept {
    const double first = a.high / b.high;
    const DoubleDouble rest = a - b * DoubleDouble(first);
    const double second = rest.high / b.high;
    const DoubleDouble last = rest - b * DoubleDouble(second);
    return sum(first, second) + DoubleDouble(last.high / b.high);
  }
};

}  // namespace erlang::detail
