#pragma once

#include <fmt/format.h>

#include <stdexcept>
#include <string>

namespace erlang {

/// Thrown when an iteration did not settle. Carries how far it came.
class ConvergenceError : public std::runtime_error {
 public:
  /// @param what  what was being computed
  /// @param iterations  iterations done
  /// @param last_step  size of the last change, in the unit of the quantity
  ConvergenceError(const std::string& what, int iterations, double last_step)
      : std::runtime_error(
            fmt::format("{}: did not settle after {} iterations, last step {:g}", what, iterations, last_step)),
        iterations_(iterations),
        last_step_(last_step) {}

  [[nodiscard]] int iterations() const noexcept { return iterations_; }
  [[nodiscard]] double last_step() const noexcept { return last_step_; }

 private:
  int iterations_;
  double last_step_;
};

}  // namespace erlang
