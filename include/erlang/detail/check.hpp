#pragma once

#include <fmt/format.h>

#include <cmath>
#include <stdexcept>
#include <string_view>

/// Checks at the door. Each throws std::domain_error with the one message form of the library:
/// `function: argument must be RULE, got VALUE`.
namespace erlang::detail {

[[noreturn]] inline void fail_domain(std::string_view function, std::string_view argument, std::string_view rule,
                                     double got) {
  throw std::domain_error(fmt::format("{}: {} must be {}, got {:g}", function, argument, rule, got));
}

/// Finite and >= 0.
inline void check_non_negative(std::string_view function, std::string_view argument, double value,
                               std::string_view rule = ">= 0") {
  if (!(value >= 0.0) || !std::isfinite(value)) fail_domain(function, argument, rule, value);
}

/// Finite and > 0.
inline void check_positive(std::string_view function, std::string_view argument, double value,
                           std::string_view rule = "> 0") {
  if (!(value > 0.0) || !std::isfinite(value)) fail_domain(function, argument, rule, value);
}

/// Strictly between 0 and 1.
inline void check_open_fraction(std::string_view function, std::string_view argument, double value) {
  if (!(value > 0.0 && value < 1.0)) fail_domain(function, argument, "in (0, 1)", value);
}

/// In [0, 1).
inline void check_fraction_below_one(std::string_view function, std::string_view argument, double value) {
  if (!(value >= 0.0 && value < 1.0)) fail_domain(function, argument, "in [0, 1)", value);
}

}  // namespace erlang::detail
