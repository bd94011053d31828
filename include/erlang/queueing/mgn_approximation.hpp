#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <string_view>

namespace erlang {

/// Named approximations of the mean wait in M/G/n from the handle times' coefficient of variation c, given the
/// waits W_M of exponential and W_D of constant handle times:
enum class WaitApproximation {
  allen_cunneen,  ///< W_M (1 + c^2) / 2
  kimura,         ///< (1 + c^2) / (2 c^2 / W_M + (1 - c^2) / W_D)
  cosmetatos,     ///< c^2 W_M + (1 - c^2) W_D
};

namespace detail {
inline constexpr std::array<std::string_view, 3> wait_approximation_names = {"allen_cunneen", "kimura", "cosmetatos"};
}

/// The spelling shared with Python.
constexpr std::string_view name_of(WaitApproximation approximation) noexcept {
  return detail::wait_approximation_names[static_cast<std::size_t>(approximation)];
}
constexpr std::optional<WaitApproximation> wait_approximation_from_name(std::string_view name) noexcept {
  return detail::enum_from_name<WaitApproximation>(detail::wait_approximation_names, name);
}

/// M/G/n by a named approximation, never exact but for one agent (Pollaczek and Khinchine) and exponential handle
/// times (Erlang C). W_D in them is Cosmetatos' own approximation,
/// W_M (1 + (1 - rho)(n - 1)(sqrt(4 + 5n) - 2)/(16 rho n)) / 2 with rho = load / agents. The wait probability is Erlang
/// C's, the wait of those who wait exponential.
///
/// Against exact values the mean wait of all three is within a few per cent for cv up to 1 in busy queues, and worse
/// for larger cv and light loads, where more than the cv matters. MGn and MDn are exact.
/// Limits are values, as for ErlangC. Cost: one ErlangC.
/// Reference: Allen, Probability, Statistics and Queueing Theory (1978); Kimura, Operations Research 34 (1986) 259;
/// Cosmetatos, Operational Research Quarterly 26 (1975) 615.
///
///     asa(erlang::MGnApproximation{calls, 14, 0.5, erlang::WaitApproximation::kimura});
class MGnApproximation {
 public:
  /// @param traffic  what is offered
  /// @param agents  number of agents, >= 0, real-valued
  /// @param service_cv  coefficient of variation of the handle times, >= 0
  /// @throws std::domain_error  where a number is outside its domain
  MGnApproximation(Traffic traffic, Count agents, Count service_cv, WaitApproximation approximation)
      : exponential_(checked(traffic, agents), agents), cv_(service_cv), approximation_(approximation) {
    detail::check_non_negative("MGn", "service_cv", cv_);
    const double n = agents;
    // W_D / W_M of Cosmetatos.
    const double constant = 0.5 + 0.5 * exponential_.spare() / n * ((n - 1.0) * (std::sqrt(4.0 + 5.0 * n) - 2.0)) /
                                      (16.0 * exponential_.load());
    const double square = cv_ * cv_;
    switch (approximation_) {
      case WaitApproximation::allen_cunneen:
        factor_ = 0.5 * (1.0 + square);
        break;
      case WaitApproximation::kimura:
        factor_ = (1.0 + square) / (2.0 * square + (1.0 - square) / constant);
        break;
      case WaitApproximation::cosmetatos:
        // At light loads the formula puts W_D above W_M, from where extrapolation would go below 0.
        factor_ = square + (1.0 - square) * (square > 1.0 ? std::fmin(constant, 1.0) : constant);
        break;
    }
  }

  /// The queue with exponential handle times.
  [[nodiscard]] const ErlangC<Traffic>& exponential() const noexcept { return exponential_; }
  [[nodiscard]] const Traffic& offered() const noexcept { return exponential_.offered(); }
  [[nodiscard]] double agents() const noexcept { return exponential_.agents(); }
  [[nodiscard]] double load() const noexcept { return exponential_.load(); }
  [[nodiscard]] double service_cv() const noexcept { return cv_; }
  [[nodiscard]] WaitApproximation approximation() const noexcept { return approximation_; }
  /// Mean wait over that with exponential handle times.
  [[nodiscard]] double factor() const noexcept { return factor_; }

  friend bool operator==(const MGnApproximation& a, const MGnApproximation& b) noexcept {
    return a.exponential_ == b.exponential_ && a.cv_ == b.cv_ && a.approximation_ == b.approximation_;
  }

 private:
  static Traffic checked(const Traffic& traffic, double agents) {
    detail::check_offered("MGn", traffic);
    detail::check_non_negative("MGn", "agents", agents);
    return traffic;
  }

  ErlangC<Traffic> exponential_;
  double cv_;
  WaitApproximation approximation_;
  double factor_ = 1.0;
};

/// Erlang C's, unchanged by the handle times' distribution.
inline double wait_probability(const MGnApproximation& queue) noexcept {
  return wait_probability(queue.exponential());
}
inline double no_wait_probability(const MGnApproximation& queue) noexcept {
  return no_wait_probability(queue.exponential());
}
inline double occupancy(const MGnApproximation& queue) noexcept {
  return occupancy(queue.exponential());
}
inline double carried_load(const MGnApproximation& queue) noexcept {
  return carried_load(queue.exponential());
}
inline double abandonment(const MGnApproximation&) noexcept {
  return 0.0;
}
inline double blocking(const MGnApproximation&) noexcept {
  return 0.0;
}

/// Mean wait by the approximation; infinite in overload.
inline Seconds asa(const MGnApproximation& queue, WaitOf /*of*/ = WaitOf::answered) noexcept {
  const Seconds wait = asa(queue.exponential());
  return wait.count() == 0.0 || std::isinf(wait.count()) ? wait : wait * queue.factor();
}

/// Mean number waiting by the approximation; infinite in overload.
inline double queue_length(const MGnApproximation& queue) noexcept {
  return queue.load() == 0.0 ? 0.0 : queue.load() * (asa(queue) / queue.offered().aht);
}

/// Share of offered that waits longer than `time`, the wait of those who wait taken as exponential.
inline double wait_exceeds(const MGnApproximation& queue, Seconds time, WaitOf /*of*/ = WaitOf::all) {
  detail::checked_time("wait_exceeds", "time", time);
  return wait_exceeds(queue.exponential(), queue.load() == 0.0 ? time : time / queue.factor());
}

/// Share answered within `answer_within`, the wait of those who wait taken as exponential.
inline double service_level(const MGnApproximation& queue, Seconds answer_within,
                            ServiceLevel /*definition*/ = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  return service_level(queue.exponential(), queue.load() == 0.0 ? answer_within : answer_within / queue.factor());
}

/// The wait that a share p of callers does not exceed, the wait of those who wait taken as exponential.
inline Seconds wait_percentile(const MGnApproximation& queue, double p) {
  const Seconds wait = wait_percentile(queue.exponential(), p);
  return wait.count() == 0.0 || std::isinf(wait.count()) ? wait : wait * queue.factor();
}

}  // namespace erlang
