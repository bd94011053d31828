#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/patience_curve.hpp>
#include <erlang/errors.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// How long callers wait before they hang up. Each distribution takes `balking`, the share in [0, 1) of those finding
/// all agents busy who leave at once; its other parameters are of those who do not.
namespace erlang {

/// Exponential patience, that of Erlang A: hanging up has the same hazard at every moment.
struct Exponential {
  GivenSeconds mean;  ///< >= 0 s; infinite: nobody hangs up
  double balking = 0.0;

  friend bool operator==(const Exponential&, const Exponential&) = default;
};

/// Lognormal patience. With cv 0 everybody waits exactly the mean.
struct Lognormal {
  GivenSeconds mean;  ///< >= 0 s
  Count cv;           ///< coefficient of variation, >= 0
  double balking = 0.0;

  friend bool operator==(const Lognormal&, const Lognormal&) = default;
};

/// Weibull patience, by its coefficient of variation or its shape. Shape below 1: who has waited long is the less
/// likely to hang up.
struct Weibull {
  GivenSeconds mean;             ///< >= 0 s
  std::optional<Count> cv{};     ///< >= 0; either this
  std::optional<Count> shape{};  ///< > 0; or this
  double balking = 0.0;

  friend bool operator==(const Weibull& a, const Weibull& b) noexcept {
    const auto same = [](const std::optional<Count>& x, const std::optional<Count>& y) {
      return x.has_value() == y.has_value() && (!x || double{*x} == double{*y});
    };
    return a.mean == b.mean && same(a.cv, b.cv) && same(a.shape, b.shape) && a.balking == b.balking;
  }
};

/// A mixture of two exponentials: some are impatient, some are not.
struct Hyperexponential {
  Count share;          ///< of the first, in [0, 1]
  GivenSeconds first;   ///< mean of the first, >= 0 s
  GivenSeconds second;  ///< mean of the others, >= 0 s
  double balking = 0.0;

  /// With balanced means (either kind has the same part in the mean), by mean and cv >= 1.
  static Hyperexponential balanced(Seconds mean, double cv, double balking = 0.0) {
    if (!(cv >= 1.0) || !std::isfinite(cv)) detail::fail_domain("Hyperexponential", "cv", ">= 1", cv);
    const double square = cv * cv;
    const double share = 0.5 * (1.0 + std::sqrt((square - 1.0) / (square + 1.0)));
    // 1 - share without cancellation
    const double rest = 1.0 / ((square + 1.0) * 2.0 * share);
    return {.share = share, .first = mean / (2.0 * share), .second = mean / (2.0 * rest), .balking = balking};
  }

  friend bool operator==(const Hyperexponential&, const Hyperexponential&) = default;
};

/// Patience uniform between two times.
struct Uniform {
  GivenSeconds low;   ///< >= 0 s
  GivenSeconds high;  ///< >= low
  double balking = 0.0;

  friend bool operator==(const Uniform&, const Uniform&) = default;
};

/// Everybody hangs up after the same time: a recording that ends the call, say.
struct Deterministic {
  GivenSeconds value;  ///< >= 0 s
  double balking = 0.0;

  friend bool operator==(const Deterministic&, const Deterministic&) = default;
};

/// Patience from data: one of `samples` (seconds until hanging up), each as likely; or, with `survival`, the share of
/// callers still waiting after each of ascending `samples`, as a Kaplan-Meier estimate gives it. Who is left after the
/// last time leaves then. Hanging-up times of those who did alone overstate impatience wherever many are answered
/// first: estimate the survival from both.
struct Empirical {
  std::vector<double> samples;
  std::vector<double> survival{};
  double balking = 0.0;

  friend bool operator==(const Empirical&, const Empirical&) = default;
};

/// A patience: one of the distributions. A bare time is the mean of an exponential.
///
///     const erlang::Patience exponential = 120s;
///     const erlang::Patience lognormal = erlang::Lognormal{.mean = 120s, .cv = 2};
struct Patience : std::variant<Exponential, Lognormal, Weibull, Hyperexponential, Uniform, Deterministic, Empirical> {
  using variant::variant;
  using variant::operator=;

  template <class Rep, class Period>
  Patience(std::chrono::duration<Rep, Period> mean)  // NOLINT(google-explicit-constructor)
      : variant(Exponential{.mean = Seconds{mean}}) {}
};

namespace detail {

/// ln Gamma(1 + s), s >= 0.
inline double log_gamma_above_one(double s) noexcept {
  if (s < 15.0) return std::log(std::tgamma(1.0 + s));
  return 0.5 * std::log(2.0 * std::numbers::pi * s) + s * (std::log(s) - 1.0) + std::log(gamma_star(s));
}

/// The shape of a Weibull distribution of coefficient of variation cv > 0.
inline double weibull_shape(double cv) noexcept {
  const double goal = std::log1p(cv * cv);
  // ln(1 + cv^2) = ln Gamma(1 + 2s) - 2 ln Gamma(1 + s) increases in s = 1/shape.
  const auto excess = [&](double s) { return log_gamma_above_one(2.0 * s) - 2.0 * log_gamma_above_one(s) - goal; };
  double low = 0.0;
  double high = 1.0;
  while (excess(high) < 0.0) high *= 2.0;
  double s = std::fmin(cv, high);
  double step = 1e-4 * s;
  for (int i = 0; i < 200; ++i) {
    const double value = excess(s);
    (value < 0.0 ? low : high) = s;
    const double slope = (excess(s + step) - value) / step;
    double next = s - value / slope;
    if (!(next > low && next < high)) next = 0.5 * (low + high);
    const double moved = std::fabs(next - s);
    s = next;
    if (moved <= 2e-16 * s) break;
    step = std::fmax(1e-7 * s, std::fmin(step, moved));
  }
  return 1.0 / s;
}

/// A step at one time.
inline PatienceCurve step_curve(double time, double balking) {
  return {StepsCurve{std::make_shared<const StepsCurve::Steps>(StepsCurve::Steps{{1.0}, {0.0}})}, time, balking};
}

inline void check_time(std::string_view function, std::string_view argument, double seconds) {
  check_non_negative(function, argument, seconds, ">= 0 s");
}

inline void check_survival(const Empirical& from) {
  if (from.samples.empty()) throw std::invalid_argument("Empirical: samples must not be empty");
  if (!from.survival.empty() && from.survival.size() != from.samples.size())
    throw std::invalid_argument(fmt::format("Empirical: samples and survival must have one length, got {} and {}",
                                            from.samples.size(), from.survival.size()));
  const auto fail = [](std::string_view argument, std::string_view rule, double got, std::size_t index) {
    throw std::domain_error(fmt::format("Empirical: {} must be {}, got {:g} at index {}", argument, rule, got, index));
  };
  double left = 1.0;
  for (std::size_t i = 0; i < from.samples.size(); ++i) {
    const double time = from.samples[i];
    if (!(time >= 0.0) || !std::isfinite(time)) fail("samples", ">= 0 s", time, i);
    if (from.survival.empty()) continue;
    if (i > 0 && !(time > from.samples[i - 1])) fail("samples", "ascending where survival is given", time, i);
    if (!(from.survival[i] >= 0.0 && from.survival[i] <= left))
      fail("survival", "in [0, 1] and not rising", from.survival[i], i);
    left = from.survival[i];
  }
}

inline PatienceCurve curve_of(const Exponential& p) {
  if (!(p.mean.count() >= 0.0)) fail_domain("Exponential", "mean", ">= 0 s", p.mean.count());
  if (std::isinf(p.mean.count())) {
    if (p.balking > 0.0) fail_domain("Exponential", "mean", "finite where balking is given", p.mean.count());
    return {EndlessCurve{}, 1.0, 0.0};
  }
  return {PhasesCurve{}, p.mean.count(), p.balking};
}
inline PatienceCurve curve_of(const Lognormal& p) {
  check_time("Lognormal", "mean", p.mean.count());
  check_non_negative("Lognormal", "cv", p.cv);
  if (p.cv == 0.0) return step_curve(p.mean.count(), p.balking);
  const double spread = std::sqrt(std::log1p(p.cv * p.cv));
  return {LognormalCurve{spread}, p.mean.count() / std::sqrt(1.0 + p.cv * p.cv), p.balking};
}
inline PatienceCurve curve_of(const Weibull& p) {
  check_time("Weibull", "mean", p.mean.count());
  if (p.cv.has_value() == p.shape.has_value()) throw std::invalid_argument("Weibull takes either cv or shape");
  if (p.cv) check_non_negative("Weibull", "cv", *p.cv);
  if (p.shape) check_positive("Weibull", "shape", *p.shape);
  if (p.cv && *p.cv == 0.0) return step_curve(p.mean.count(), p.balking);
  const double shape = p.shape ? double{*p.shape} : weibull_shape(*p.cv);
  return {WeibullCurve{shape}, p.mean.count() * std::exp(-log_gamma_above_one(1.0 / shape)), p.balking};
}
inline PatienceCurve curve_of(const Hyperexponential& p) {
  if (!(p.share >= 0.0 && p.share <= 1.0)) fail_domain("Hyperexponential", "share", "in [0, 1]", p.share);
  check_time("Hyperexponential", "first", p.first.count());
  check_time("Hyperexponential", "second", p.second.count());
  const double first = p.first.count();
  const double second = p.second.count();
  if (p.share == 1.0 || first == second) return {PhasesCurve{}, first, p.balking};
  if (p.share == 0.0) return {PhasesCurve{}, second, p.balking};
  // A phase of mean 0 leaves at once.
  if (first == 0.0) return {PhasesCurve{}, second, 1.0 - (1.0 - p.balking) * (1.0 - p.share)};
  if (second == 0.0) return {PhasesCurve{}, first, 1.0 - (1.0 - p.balking) * p.share};
  return {PhasesCurve{p.share, second / first}, first, p.balking};
}
inline PatienceCurve curve_of(const Uniform& p) {
  check_time("Uniform", "low", p.low.count());
  check_time("Uniform", "high", p.high.count());
  if (p.high < p.low) fail_domain("Uniform", "high", fmt::format(">= low, {:g} s", p.low.count()), p.high.count());
  if (p.low.count() == p.high.count()) return step_curve(p.high.count(), p.balking);
  return {UniformCurve{p.low / p.high}, p.high.count(), p.balking};
}
inline PatienceCurve curve_of(const Deterministic& p) {
  check_time("Deterministic", "value", p.value.count());
  return step_curve(p.value.count(), p.balking);
}
inline PatienceCurve curve_of(const Empirical& p) {
  check_survival(p);
  std::vector<double> samples = p.samples;
  std::sort(samples.begin(), samples.end());
  const double unit = samples.back();
  if (unit == 0.0) return step_curve(0.0, p.balking);
  StepsCurve::Steps steps;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const double time = samples[i] / unit;
    const double left = i + 1 == samples.size() ? 0.0
                        : p.survival.empty()
                            ? static_cast<double>(samples.size() - 1 - i) / static_cast<double>(samples.size())
                            : p.survival[i];
    if (!steps.times.empty() && steps.times.back() == time) {
      steps.left.back() = left;
    } else if (steps.left.empty() ? left < 1.0 : left < steps.left.back()) {
      steps.times.push_back(time);
      steps.left.push_back(left);
    }
  }
  return {StepsCurve{std::make_shared<const StepsCurve::Steps>(std::move(steps))}, unit, p.balking};
}

/// The survival curve of a patience after checking it.
inline PatienceCurve curve_of(const Patience& patience) {
  return std::visit(
      [](const auto& p) {
        check_fraction_below_one("patience", "balking", p.balking);
        return curve_of(p);
      },
      patience);
}

}  // namespace detail

/// Mean patience, those who leave at once included.
/// @throws std::domain_error  where a parameter is outside its domain
inline Seconds mean_patience(const Patience& patience) {
  const detail::PatienceCurve curve = detail::curve_of(patience);
  return Seconds{curve.mean() * curve.unit()};
}

}  // namespace erlang
