#pragma once

#include <chrono>
#include <concepts>
#include <type_traits>

namespace erlang {

/// Every time in a public signature: seconds as a double. `20s`, `30min` and any other
/// std::chrono duration convert to it; a bare number does not compile.
using Seconds = std::chrono::duration<double>;

/// A time that must be given: a Seconds without a default constructor, so that an aggregate
/// which leaves the member out does not compile. Derived from Seconds, so that the operators
/// of std::chrono keep deducing.
struct GivenSeconds : Seconds {
  GivenSeconds() = delete;

  template <class Rep, class Period>
  constexpr GivenSeconds(std::chrono::duration<Rep, Period> time)  // NOLINT(google-explicit-constructor)
      : Seconds(time) {}
};

/// A number of contacts, agents or erlangs that must be given: from any arithmetic type but bool,
/// kept as double, without a default constructor.
class Count {
 public:
  Count() = delete;

  template <class Number>
    requires(std::is_arithmetic_v<Number> && !std::same_as<std::remove_cv_t<Number>, bool>)
  constexpr Count(Number value)  // NOLINT(google-explicit-constructor)
      : value_(static_cast<double>(value)) {}

  constexpr operator double() const noexcept { return value_; }  // NOLINT(google-explicit-constructor)

 private:
  double value_;
};

}  // namespace erlang
