#pragma once

#include <boost/math/distributions/students_t.hpp>
#include <cmath>
#include <erlang/simulation/counts.hpp>
#include <limits>

namespace erlang {

/// An estimate with half the width of its 95 % interval: mean ± half_width. NaN where nothing can be said.
struct Estimate {
  double mean = std::numeric_limits<double>::quiet_NaN();
  double half_width = std::numeric_limits<double>::quiet_NaN();
};

/// The 97.5 % point of Student's distribution, the factor of a 95 % interval from so many replications; NaN below 2.
inline double confidence_factor(int replications) {
  if (replications < 2) return std::numeric_limits<double>::quiet_NaN();
  return boost::math::quantile(boost::math::students_t_distribution<double>(replications - 1.0), 0.975);
}

/// Sums over replications from which a ratio of expectations and its interval follow.
class RatioMoments {
 public:
  void add(const Ratio& observed) noexcept {
    count_ += 1.0;
    x_ += observed.numerator;
    y_ += observed.denominator;
    xx_ += observed.numerator * observed.numerator;
    xy_ += observed.numerator * observed.denominator;
    yy_ += observed.denominator * observed.denominator;
  }

  /// Ratio of the sums, with its interval by the delta method: the replications are independent, and to first order
  /// the ratio r of the sums of x and y varies as the mean of x - r y divided by the mean of y.
  /// @param factor  as by confidence_factor() for the number of replications
  [[nodiscard]] Estimate estimate(double factor) const noexcept {
    if (!(y_ > 0.0)) return {};
    const double r = x_ / y_;
    const double squares = xx_ - 2.0 * r * xy_ + r * r * yy_;  // of x - r y, whose sum is 0
    const double rounding = 1e-14 * (xx_ + r * r * yy_);
    const double variance = squares > rounding ? squares / (count_ - 1.0) : 0.0;
    return {r, factor * std::sqrt(variance * count_) / y_};
  }

 private:
  double count_ = 0;
  double x_ = 0;
  double y_ = 0;
  double xx_ = 0;
  double xy_ = 0;
  double yy_ = 0;
};

}  // namespace erlang
