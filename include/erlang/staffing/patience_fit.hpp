#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <erlang/detail/check.hpp>
#include <erlang/errors.hpp>
#include <erlang/units.hpp>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace erlang {

/// What call records say about patience. Waits of those answered are censored: they would have waited longer.
struct WaitRecords {
  std::span<const double> waits;    ///< seconds from the start of waiting to the answer or to hanging up, >= 0
  std::span<const bool> abandoned;  ///< whether it ended by hanging up
};

/// A share of those who had to wait that hangs up at once: the atom of patience at 0.
struct Balking {
  double share;           ///< NaN where nobody had to wait
  double standard_error;  ///< binomial
  std::size_t left;       ///< who hung up within the threshold
  std::size_t waited;     ///< who had to wait: a wait > 0, or hung up
};

/// Maximum-likelihood patience of those who do not balk. Errors are standard errors from the observed information.
struct PatienceFit {
  Seconds mean;
  Seconds mean_error;
  double shape;        ///< of the Weibull; 1 for the exponential
  double shape_error;  ///< 0 for the exponential
  Seconds scale;       ///< patience of which the share 1/e is longer
  Seconds scale_error;
  double log_likelihood;
  std::size_t left;  ///< who hung up, balkers not counted
  std::size_t kept;  ///< records used: waits longer than the threshold
  Seconds exposure;  ///< waiting time beyond the threshold, summed
};

namespace detail {

inline void check_records(std::string_view function, const WaitRecords& records, double balk_within) {
  if (records.waits.size() != records.abandoned.size()) {
    throw std::invalid_argument(fmt::format("{}: waits and abandoned must have the same length", function));
  }
  check_non_negative(function, "balk_within", balk_within, ">= 0 s");
  for (std::size_t i = 0; i < records.waits.size(); ++i) {
    const double wait = records.waits[i];
    if (!(wait >= 0.0) || !std::isfinite(wait)) {
      throw std::domain_error(fmt::format("{}: waits must be >= 0 s, got {:g} at index {}", function, wait, i));
    }
  }
}

/// Sums over the records that outlast the threshold b, in units of the longest wait: with the number d that left, the
/// likelihood of a Weibull conditioned on lasting beyond b is d ln k − d k θ + (k − 1) Σ ln w − e^{−kθ} T(k),
/// T(k) = Σ (w^k − b^k), θ the logarithm of the scale.
struct WeibullSums {
  double power = 0.0;  // T(k)
  double slope = 0.0;  // T'(k)
  double curve = 0.0;  // T''(k)
};

class CensoredWaits {
 public:
  CensoredWaits(const WaitRecords& records, std::optional<Seconds> balk_within)
      : threshold_(balk_within.value_or(Seconds{0}).count()) {
    for (std::size_t i = 0; i < records.waits.size(); ++i) {
      if (balk_within && !(records.waits[i] > threshold_)) continue;
      waits_.push_back(records.waits[i]);
      exposure_ += records.waits[i] - threshold_;
      unit_ = std::max(unit_, records.waits[i]);
      if (!records.abandoned[i]) continue;
      ++left_;
      at_zero_ = at_zero_ || records.waits[i] == 0.0;
      logs_ += std::log(records.waits[i]);
    }
    if (unit_ == 0.0) unit_ = 1.0;
    for (double& wait : waits_) wait /= unit_;
    threshold_ /= unit_;
    logs_ -= static_cast<double>(left_) * std::log(unit_);
  }

  [[nodiscard]] WeibullSums sums(double shape) const {
    WeibullSums sums;
    const double less = threshold_ > 0.0 ? std::pow(threshold_, shape) : 0.0;
    const double log_less = threshold_ > 0.0 ? std::log(threshold_) : 0.0;
    for (const double wait : waits_) {
      if (wait == 0.0) continue;  // answered at once
      const double log = std::log(wait);
      const double power = std::exp(shape * log);
      sums.power += power - less;
      sums.slope += power * log - less * log_less;
      sums.curve += power * log * log - less * log_less * log_less;
    }
    return sums;
  }

  [[nodiscard]] double unit() const noexcept { return unit_; }
  [[nodiscard]] double exposure() const noexcept { return exposure_; }
  [[nodiscard]] double logs() const noexcept { return logs_; }  // Σ ln w of those who left, in the unit
  [[nodiscard]] std::size_t left() const noexcept { return left_; }
  [[nodiscard]] bool at_zero() const noexcept { return at_zero_; }  // whether anybody left without a wait
  [[nodiscard]] std::size_t kept() const noexcept { return waits_.size(); }

 private:
  std::vector<double> waits_;
  double threshold_;
  double unit_ = 0.0;
  double exposure_ = 0.0;
  double logs_ = 0.0;
  std::size_t left_ = 0;
  bool at_zero_ = false;
};

}  // namespace detail

/// The share of those who had to wait that hangs up within `balk_within`, with its binomial standard error.
///
/// Who was answered without a wait says nothing about patience and is not counted. With waits in whole seconds, a
/// threshold of 0 s takes those recorded with a wait of 0.
[[nodiscard]] inline Balking balking_share(const WaitRecords& records, GivenSeconds balk_within = Seconds{0}) {
  detail::check_records("balking_share", records, balk_within.count());
  Balking result{.share = std::numeric_limits<double>::quiet_NaN(), .standard_error = 0.0, .left = 0, .waited = 0};
  for (std::size_t i = 0; i < records.waits.size(); ++i) {
    if (records.abandoned[i] && records.waits[i] <= balk_within.count()) ++result.left;
    if (records.abandoned[i] || records.waits[i] > 0.0) ++result.waited;
  }
  const auto waited = static_cast<double>(result.waited);
  if (result.waited > 0) result.share = static_cast<double>(result.left) / waited;
  result.standard_error = std::sqrt(result.share * (1.0 - result.share) / waited);
  return result;
}

/// Exponential patience from censored waits: mean = waiting time of all / number who hung up.
///
/// @param records  waits and how they ended
/// @param balk_within  who hangs up within it balks and is left out, and so is everybody's waiting time up to it; 0 s
///        takes out those who hang up at once; not given: all who hang up are counted
/// @return  mean with its standard error mean / √(number who hung up)
/// @throws std::invalid_argument  lengths that differ, or nobody hung up (the mean is not bounded then)
/// @throws std::domain_error  a wait that is negative or no number
/// @note Brown et al., JASA 100 (2005) 36, section 6, for call centres. The estimate is that of a constant hazard;
/// where the hazard is not constant it depends on how long people were made to wait.
[[nodiscard]] inline PatienceFit exponential_patience(const WaitRecords& records,
                                                      std::optional<Seconds> balk_within = {}) {
  constexpr std::string_view function = "exponential_patience";
  detail::check_records(function, records, balk_within.value_or(Seconds{0}).count());
  const detail::CensoredWaits waits(records, balk_within);
  if (waits.left() == 0) {
    throw std::invalid_argument(fmt::format("{}: nobody hung up after waiting, so patience has no bound", function));
  }
  const auto left = static_cast<double>(waits.left());
  const double mean = waits.exposure() / left;
  const Seconds error{mean / std::sqrt(left)};
  return {.mean = Seconds{mean},
          .mean_error = error,
          .shape = 1.0,
          .shape_error = 0.0,
          .scale = Seconds{mean},
          .scale_error = error,
          .log_likelihood = -left * (std::log(mean) + 1.0),
          .left = waits.left(),
          .kept = waits.kept(),
          .exposure = Seconds{waits.exposure()}};
}

/// Weibull patience from censored waits, P(patience > t) = exp(−(t/scale)^shape): a hazard that falls (shape < 1) or
/// rises with the time waited. Given that it is longer than `balk_within`.
///
/// @param records, balk_within  as of exponential_patience
/// @return  mean, shape and scale with standard errors from the observed information (delta method for the mean)
/// @throws std::invalid_argument  as exponential_patience, or somebody hung up without a wait and no balk_within is
///         given, or all who hung up did so at one wait and nobody waited
///         longer, so that the likelihood has no maximum
/// @throws ConvergenceError  the shape did not settle
///
/// The shape is the zero of the profile score 1/k + mean ln w − T'(k)/T(k), bracketed, then Newton's steps inside the
/// bracket. A pass over the records per step, about ten.
/// @note Kalbfleisch, Prentice, The Statistical Analysis of Failure Time Data (2002), section 3.5.
[[nodiscard]] inline PatienceFit weibull_patience(const WaitRecords& records, std::optional<Seconds> balk_within = {}) {
  constexpr std::string_view function = "weibull_patience";
  detail::check_records(function, records, balk_within.value_or(Seconds{0}).count());
  const detail::CensoredWaits waits(records, balk_within);
  if (waits.left() == 0) {
    throw std::invalid_argument(fmt::format("{}: nobody hung up after waiting, so patience has no bound", function));
  }
  const auto left = static_cast<double>(waits.left());
  if (waits.at_zero()) {
    throw std::invalid_argument(
        fmt::format("{}: some hung up after a wait of 0 s, which no Weibull does; give balk_within", function));
  }
  const double mean_log = waits.logs() / left;
  const auto score = [&](double shape, const detail::WeibullSums& sums) {
    return 1.0 / shape + mean_log - sums.slope / sums.power;
  };
  double low = 1.0 / 64.0;
  double high = 64.0;
  if (score(high, waits.sums(high)) > 0.0 || score(low, waits.sums(low)) < 0.0) {
    throw std::invalid_argument(
        fmt::format("{}: the waits of those who hung up are too much alike or too far apart for a shape", function));
  }
  double shape = 1.0;
  detail::WeibullSums sums;
  double step = 1.0;
  int iterations = 0;
  for (; iterations < 200 && std::abs(step) > 1e-13 * shape; ++iterations) {
    sums = waits.sums(shape);
    const double value = score(shape, sums);
    (value > 0.0 ? low : high) = shape;
    const double ratio = sums.slope / sums.power;
    const double slope = -1.0 / (shape * shape) - (sums.curve / sums.power - ratio * ratio);
    double next = shape - value / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    step = next - shape;
    shape = next;
  }
  if (std::abs(step) > 1e-9 * shape) throw ConvergenceError("weibull_patience", iterations, step);
  sums = waits.sums(shape);
  const double theta = std::log(sums.power / left) / shape;  // log of the scale, in the unit
  const double scaled = left / sums.power;                   // e^{−kθ}
  // The information in (shape, θ); at the maximum e^{−kθ} T = d.
  const double kk =
      left / (shape * shape) + scaled * (sums.curve - 2.0 * theta * sums.slope + theta * theta * sums.power);
  const double kt = -shape * (scaled * sums.slope - theta * left);
  const double tt = shape * shape * left;
  const double determinant = kk * tt - kt * kt;
  const double shape_variance = tt / determinant;
  const double theta_variance = kk / determinant;
  const double covariance = -kt / determinant;
  const double scale = waits.unit() * std::exp(theta);
  const double x = 1.0 + 1.0 / shape;
  const double mean = scale * std::exp(std::lgamma(x));
  const double h = 1e-4 * x;
  const double digamma = (std::lgamma(x + h) - std::lgamma(x - h)) / (2.0 * h);
  const double by_shape = -digamma / (shape * shape);  // d ln mean / d shape
  const double relative = theta_variance + 2.0 * by_shape * covariance + by_shape * by_shape * shape_variance;
  return {.mean = Seconds{mean},
          .mean_error = Seconds{mean * std::sqrt(std::max(0.0, relative))},
          .shape = shape,
          .shape_error = std::sqrt(shape_variance),
          .scale = Seconds{scale},
          .scale_error = Seconds{scale * std::sqrt(theta_variance)},
          .log_likelihood = left * (std::log(shape) - shape * theta - 1.0) + (shape - 1.0) * waits.logs() -
                            left * std::log(waits.unit()),
          .left = waits.left(),
          .kept = waits.kept(),
          .exposure = Seconds{waits.exposure()}};
}

}  // namespace erlang
