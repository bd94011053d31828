#pragma once

#include <algorithm>
#include <cmath>
#include <erlang/staffing/situation.hpp>
#include <numbers>

namespace erlang::detail {

/// ln of the Halfin–Whitt probability of waiting at β: 1 / (1 + βΦ(β)/φ(β)).
[[nodiscard]] inline double log_halfin_whitt(double beta) noexcept {
  const double upper = 0.5 * std::erfc(-beta / std::numbers::sqrt2);
  const double density = std::exp(-0.5 * beta * beta) / std::sqrt(2.0 * std::numbers::pi);
  if (density < 1e-300) return -0.5 * beta * beta - std::log(beta * std::sqrt(2.0 * std::numbers::pi));
  return -std::log1p(beta * upper / density);
}

/// The β > 0 at which ln HW(β) − decay·β − power·ln β = log_target, by bisection: a rough root is enough for a guess.
/// The left side falls from 0 or +∞ to −∞.
[[nodiscard]] inline double solve_beta(double decay, bool divided, double log_target) noexcept {
  const auto above = [&](double beta) {
    return log_halfin_whitt(beta) - decay * beta - (divided ? std::log(beta) : 0.0) > log_target;
  };
  double low = 0.0;
  double high = 1.0;
  for (int i = 0; i < 40 && above(high); ++i) {
    low = high;
    high *= 2.0;
  }
  for (int i = 0; i < 12; ++i) {
    const double middle = 0.5 * (low + high);
    (above(middle) ? low : high) = middle;
  }
  return high;
}

/// Where to start the search: the square-root rule a + β√a of the hardest target, as if nobody hung up. For Erlang C it
/// is the answer, or one less, nearly always; it never decides.
[[nodiscard]] inline double guess_agents(const Situation& situation) noexcept {
  const Targets& targets = situation.targets;
  const double load = situation.load();
  const double root = std::sqrt(load);
  const double aht = situation.traffic.aht.count();
  double beta = 0.0;
  if (targets.service_level) {
    beta = std::max(
        beta, solve_beta(root * targets.answer_within->count() / aht, false, std::log1p(-*targets.service_level)));
  }
  if (targets.max_wait) {
    beta = std::max(
        beta, solve_beta(root * targets.max_wait->count() / aht, false, std::log1p(-*targets.max_wait_percentile)));
  }
  if (targets.max_wait_probability) {
    beta = std::max(beta, solve_beta(0.0, false, std::log(*targets.max_wait_probability)));
  }
  if (targets.max_asa) {
    beta = std::max(beta, solve_beta(0.0, true, std::log(std::max(targets.max_asa->count(), 1e-12) * root / aht)));
  }
  double agents = load + beta * root;
  if (targets.max_occupancy) agents = std::max(agents, load / *targets.max_occupancy * (1.0 - 1e-12));
  return std::ceil(agents);
}

}  // namespace erlang::detail
