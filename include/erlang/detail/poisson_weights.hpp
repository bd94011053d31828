#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

#include <erlang/detail/gamma_tails.hpp>

namespace erlang::detail {

/// The Poisson probabilities of a mean x that matter, and their tails: what uniformisation weighs its powers with.
/// Started at the mode and carried outward by ratios, so nothing underflows whatever x (Fox and Glynn, CACM 31
/// (1988) 440); what is cut off on either side is below `cut`, the rest is scaled to a sum of 1.
class PoissonWeights {
 public:
  static constexpr double cut = 1e-18;

  /// @param x  mean, > 0 and finite
  void assign(double x) {
    const double mode = std::floor(x);
    const double at_mode = std::exp(log_density(mode, x, mode - x));
    below_.clear();
    double weight = at_mode;
    for (double k = mode; k > 0.0; k -= 1.0) {
      weight *= k / x;
      // All that is further below sums to less than weight / (1 - k/x), at worst as many terms as are left.
      if (weight * k < cut * at_mode && weight < cut) break;
      below_.push_back(weight);
    }
    first_ = static_cast<std::size_t>(mode) - below_.size();
    weights_.assign(below_.rbegin(), below_.rend());
    weights_.push_back(at_mode);
    weight = at_mode;
    for (double k = mode + 1.0; weight >= 0.01 * cut; k += 1.0) {
      weight *= x / k;
      weights_.push_back(weight);
    }
    double sum = 0.0;
    tails_.resize(weights_.size());
    for (std::size_t i = weights_.size(); i-- > 0;) {
      tails_[i] = sum;
      sum += weights_[i];
    }
    // The integral of the weights over time is the mean of what is left: sum over m of P(M > m) = x.
    auto area = static_cast<double>(first_);
    for (std::size_t i = 0; i < weights_.size(); ++i) {
      weights_[i] /= sum;
      tails_[i] /= sum;
      area += tails_[i];
    }
    tail_scale_ = x / area;
  }

  /// The first and the last number with a weight.
  [[nodiscard]] std::size_t first() const noexcept { return first_; }
  [[nodiscard]] std::size_t last() const noexcept { return first_ + weights_.size() - 1; }
  /// P(M = m), 0 below first().
  [[nodiscard]] double weight(std::size_t m) const noexcept { return m < first_ ? 0.0 : weights_[m - first_]; }
  /// P(M > m), scaled so that they sum to x.
  [[nodiscard]] double tail(std::size_t m) const noexcept {
    return m < first_ ? tail_scale_ : tails_[m - first_] * tail_scale_;
  }

 private:
  std::size_t first_ = 0;
  double tail_scale_ = 1.0;
  std::vector<double> below_;
  std::vector<double> weights_;
  std::vector<double> tails_;
};

}  // namespace erlang::detail
