#pragma once

#include <algorithm>
#include <cmath>
#include <vector>

/// What the calendar leaves of the day totals: a slow level, and a residual that fades from day to day.
namespace erlang::forecasting {

/// Weighted average around each day, weights halving every `half_life` days to both sides, held towards 0 by
/// `prior` observations; at the last day it looks back only. Days must increase.
inline std::vector<double> smooth_level(const std::vector<int>& day, const std::vector<double>& value,
                                        const std::vector<double>& weight, double half_life, double prior) {
  const auto n = day.size();
  std::vector<double> sum(n, 0.0);
  std::vector<double> mass(n, 0.0);
  const auto pass = [&](auto at, double sign) {
    double s = 0.0;
    double m = 0.0;
    for (std::size_t i = 0; i < n; ++i) {
      const auto k = at(i);
      if (i > 0) {
        const double fade = std::exp2(sign * (day[at(i - 1)] - day[k]) / half_life);
        s *= fade;
        m *= fade;
      }
      // The day itself is added on the first pass only.
      sum[k] += s;
      mass[k] += m;
      s += weight[k] * value[k];
      m += weight[k];
      if (sign > 0.0) {
        sum[k] += weight[k] * value[k];
        mass[k] += weight[k];
      }
    }
  };
  pass([](std::size_t i) { return i; }, 1.0);
  pass([n](std::size_t i) { return n - 1 - i; }, -1.0);
  for (std::size_t i = 0; i < n; ++i) sum[i] /= mass[i] + prior;
  return sum;
}

/// Values with single outliers pulled in: each to within `reach` of the median of its neighbours, `side` on either
/// side. A lasting change passes, since its neighbours agree.
inline std::vector<double> without_spikes(const std::vector<double>& value, double reach, std::size_t side = 4) {
  std::vector<double> result = value;
  std::vector<double> around;
  for (std::size_t i = 0; i < value.size(); ++i) {
    const std::size_t begin = i > side ? i - side : 0;
    const std::size_t end = std::min(value.size(), i + side + 1);
    around.assign(value.begin() + static_cast<std::ptrdiff_t>(begin), value.begin() + static_cast<std::ptrdiff_t>(end));
    const auto middle = around.begin() + static_cast<std::ptrdiff_t>(around.size() / 2);
    std::nth_element(around.begin(), middle, around.end());
    result[i] = std::clamp(value[i], *middle - reach, *middle + reach);
  }
  return result;
}

/// First-order correlation of the residuals of days at most three apart, in [0, 0.95], held towards 0.
inline double carry_over(const std::vector<int>& day, const std::vector<double>& residual,
                         const std::vector<double>& weight, double scale) {
  double product = 0.0;
  double square = 4.0 * scale * scale;
  for (std::size_t i = 1; i < day.size(); ++i) {
    if (day[i] - day[i - 1] > 3) continue;
    product += weight[i] * residual[i] * residual[i - 1];
    square += weight[i] * residual[i - 1] * residual[i - 1];
  }
  return square > 0.0 ? std::clamp(product / square, 0.0, 0.95) : 0.0;
}

/// Median of the absolute values times 1.4826: a standard deviation that outliers do not move.
inline double robust_scale(const std::vector<double>& residual) {
  if (residual.empty()) return 0.0;
  std::vector<double> size(residual.size());
  std::transform(residual.begin(), residual.end(), size.begin(), [](double r) { return std::fabs(r); });
  const auto middle = size.begin() + static_cast<std::ptrdiff_t>(size.size() / 2);
  std::nth_element(size.begin(), middle, size.end());
  return 1.4826 * *middle;
}

}  // namespace erlang::forecasting
