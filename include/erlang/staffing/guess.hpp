#pragma once

#include <algorithm>
#include <cmath>
#include <erlang/staffing/situation.hpp>
#include <numbers>

namespace erlang::detail {

/// ln of the Halfin–Whitt probability of waiting, 1 / (1 + βΦ(β)/φ(β)), and its slope.
struct LogWait {
  double value;
  double slope;
};

[[nodiscard]] inline LogWait log_halfin_whitt(double beta) noexcept {
  const double upper = 0.5 * std::erfc(-beta / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * beta * beta) / std::sqrt(2.0 * std::numbers::pi);
  if (density < 1e-290) {  // βΦ/φ overflows: only its leading part counts
    return {-0.5 * beta * beta - std::log(beta * std::sqrt(2.0 * std::numbers::pi)), -beta - 1.0 / beta};
  }
  const double mills = upper / density;
  return {-std::log1p(beta * mills), -(mills * (1.0 + beta * beta) + beta) / (1.0 + beta * mills)};
}

/// The β > 0 at which ln HW(β) − decay·β = log_target, by Newton from the tangent at 0: the left side is concave, so
/// the steps come down to the root from above. A rough root is enough for a guess.
[[nodiscard]] inline double solve_wait(double decay, double log_target) noexcept {
  double beta = std::max(0.0, -log_target / (std::sqrt(0.5 * std::numbers::pi) + decay));
  for (int i = 0; i < 12; ++i) {
    const LogWait wait = log_halfin_whitt(beta);
    const double step = (wait.value - decay * beta - log_target) / (wait.slope - decay);
    beta = std::max(0.0, beta - step);
    if (!(std::fabs(step) > 0.005)) break;
  }
  return beta;
}

/// The β > 0 at which ln HW(β) − ln β = log_target, by Newton in ln β.
[[nodiscard]] inline double solve_mean_wait(double log_target) noexcept {
  double log_beta = std::clamp(-log_target, -40.0, 4.0);
  for (int i = 0; i < 12; ++i) {
    const double beta = std::exp(log_beta);
    const LogWait wait = log_halfin_whitt(beta);
    const double step = (wait.value - log_beta - log_target) / (wait.slope * beta - 1.0);
    log_beta = std::clamp(log_beta - step, -40.0, 4.0);
    if (!(std::fabs(step) * beta > 0.005)) break;
  }
  return std::exp(log_beta);
}

/// Where to start the search: the square-root rule a + β√a of the hardest target, as if nobody hung up. For Erlang C it
/// is the answer, or one less, nearly always; it never decides.
[[nodiscard]] inline double guess_agents(const Situation& situation) noexcept {
  const Targets& targets = situation.targets;
  const double load = situation.load();
  const double root = std::sqrt(load);
  const double pace = root / situation.traffic.aht.count();
  double beta = 0.0;
  if (targets.service_level && targets.answer_within) {
    beta = solve_wait(pace * targets.answer_within->count(), std::log1p(-*targets.service_level));
  }
  if (targets.max_wait && targets.max_wait_percentile) {
    beta = std::max(beta, solve_wait(pace * targets.max_wait->count(), std::log1p(-*targets.max_wait_percentile)));
  }
  if (targets.max_wait_probability) {
    beta = std::max(beta, solve_wait(0.0, std::log(*targets.max_wait_probability)));
  }
  if (targets.max_asa) {
    beta = std::max(beta, solve_mean_wait(std::log(std::max(targets.max_asa->count(), 1e-12) * pace)));
  }
  double agents = load + beta * root;
  if (targets.max_occupancy) agents = std::max(agents, load / *targets.max_occupancy * (1.0 - 1e-12));
  return std::ceil(agents);
}

}  // namespace erlang::detail
