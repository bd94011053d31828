#pragma once

#include <erlang/staffing/patience_fit.hpp>
#include <numeric>

namespace erlang {

/// Survival of patience at the waits at which anybody hung up.
struct PatienceSurvival {
  std::vector<double> wait;      ///< seconds, ascending
  std::vector<double> at_risk;   ///< who had waited that long
  std::vector<double> left;      ///< who hung up then
  std::vector<double> survival;  ///< share whose patience is longer, in [0, 1]
  std::vector<double> error;     ///< its standard error (Greenwood)
};

/// The hazard of hanging up over a stretch of waiting time.
struct PatienceHazard {
  double left;      ///< who hung up in it
  double exposure;  ///< seconds waited in it
  double hazard;    ///< per second, left / exposure; NaN without exposure
  double error;     ///< √left / exposure
};

/// The Kaplan–Meier estimate: the share of callers who are willing to wait longer than t, whatever its shape.
///
/// At equal waits hanging up goes before being answered. Those answered without a wait are at risk at 0 s only. After
/// the longest wait nothing is known.
///
/// @param records  waits and how they ended
/// @throws std::invalid_argument, std::domain_error  as exponential_patience
///
/// n log n.
/// @note Kaplan, Meier, JASA 53 (1958) 457; Greenwood's formula for the errors.
[[nodiscard]] inline PatienceSurvival patience_survival(const WaitRecords& records) {
  detail::check_records("patience_survival", records, 0.0);
  std::vector<std::size_t> order(records.waits.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(),
            [&](std::size_t one, std::size_t other) { return records.waits[one] < records.waits[other]; });
  PatienceSurvival result;
  double survival = 1.0;
  double sum = 0.0;
  for (std::size_t i = 0; i < order.size();) {
    const double wait = records.waits[order[i]];
    const auto at_risk = static_cast<double>(order.size() - i);
    double left = 0.0;
    for (; i < order.size() && records.waits[order[i]] == wait; ++i) left += records.abandoned[order[i]] ? 1.0 : 0.0;
    if (left == 0.0) continue;
    survival *= (at_risk - left) / at_risk;
    sum += at_risk > left ? left / (at_risk * (at_risk - left)) : 0.0;
    result.wait.push_back(wait);
    result.at_risk.push_back(at_risk);
    result.left.push_back(left);
    result.survival.push_back(survival);
    result.error.push_back(survival * std::sqrt(sum));
  }
  return result;
}

/// The hazard of hanging up between given waiting times: a constant one in each stretch [edges[i], edges[i + 1]).
///
/// @param records  waits and how they ended
/// @param edges  seconds, ascending, at least two
/// @throws std::invalid_argument, std::domain_error  as exponential_patience; edges that do not ascend
[[nodiscard]] inline std::vector<PatienceHazard> patience_hazard(const WaitRecords& records,
                                                                 std::span<const double> edges) {
  detail::check_records("patience_hazard", records, 0.0);
  if (edges.size() < 2) throw std::invalid_argument("patience_hazard: edges must hold at least two times");
  for (std::size_t i = 0; i < edges.size(); ++i) {
    if (!(edges[i] >= 0.0) || std::isnan(edges[i]) || (i > 0 && !(edges[i] > edges[i - 1]))) {
      throw std::domain_error(
          fmt::format("patience_hazard: edges must be >= 0 s and ascend, got {:g} at index {}", edges[i], i));
    }
  }
  std::vector<PatienceHazard> result(edges.size() - 1, PatienceHazard{0.0, 0.0, 0.0, 0.0});
  for (std::size_t i = 0; i < records.waits.size(); ++i) {
    const double wait = records.waits[i];
    for (std::size_t k = 0; k < result.size() && wait >= edges[k]; ++k) {
      result[k].exposure += std::min(wait, edges[k + 1]) - edges[k];
      if (records.abandoned[i] && wait < edges[k + 1]) result[k].left += 1.0;
    }
  }
  for (PatienceHazard& one : result) {
    one.hazard = one.exposure > 0.0 ? one.left / one.exposure : std::numeric_limits<double>::quiet_NaN();
    one.error = one.exposure > 0.0 ? std::sqrt(one.left) / one.exposure : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

}  // namespace erlang
