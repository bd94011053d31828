#pragma once

#include <erlang/detail/gamma_tails.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <memory>
#include <numbers>
#include <utility>
#include <variant>
#include <vector>

/// Survival curves of patience, each in a unit of time of its own, so that its shape sits near 1.
namespace erlang::detail {

/// P(patience > u) and P(patience <= u), each without cancellation.
struct Stay {
  double stays;
  double leaves;
};

/// Nobody ever hangs up.
struct EndlessCurve {
  [[nodiscard]] Stay at(double, double) const noexcept { return {1.0, 0.0}; }
  [[nodiscard]] double mean() const noexcept { return std::numeric_limits<double>::infinity(); }
  [[nodiscard]] double mean_square() const noexcept { return std::numeric_limits<double>::infinity(); }
};

/// One or two exponential phases; unit: the mean of the first.
struct PhasesCurve {
  double share = 1.0;   // of the first phase
  double second = 1.0;  // mean of the second
  [[nodiscard]] Stay at(double u, double) const noexcept {
    if (share == 1.0) return {std::exp(-u), -std::expm1(-u)};
    const double rest = 1.0 - share;
    const double v = u / second;
    return {share * std::exp(-u) + rest * std::exp(-v), -(share * std::expm1(-u) + rest * std::expm1(-v))};
  }
  [[nodiscard]] double mean() const noexcept { return share + (1.0 - share) * second; }
  [[nodiscard]] double mean_square() const noexcept { return 2.0 * (share + (1.0 - share) * second * second); }
};

/// Unit: the median.
struct LognormalCurve {
  double sigma = 1.0;
  [[nodiscard]] Stay at(double, double log_u) const noexcept {
    const double y = log_u / (sigma * std::numbers::sqrt2);
    const double small = 0.5 * std::erfc(std::fabs(y));
    return y > 0.0 ? Stay{small, 1.0 - small} : Stay{1.0 - small, small};
  }
  [[nodiscard]] double mean() const noexcept { return std::exp(0.5 * sigma * sigma); }
  [[nodiscard]] double mean_square() const noexcept { return std::exp(2.0 * sigma * sigma); }
};

/// Unit: the scale.
struct WeibullCurve {
  double shape = 1.0;
  [[nodiscard]] Stay at(double, double log_u) const noexcept {
    const double y = std::exp(shape * log_u);
    return {std::exp(-y), -std::expm1(-y)};
  }
  [[nodiscard]] double mean() const noexcept { return std::tgamma(1.0 + 1.0 / shape); }
  [[nodiscard]] double mean_square() const noexcept { return std::tgamma(1.0 + 2.0 / shape); }
};

/// Unit: the upper end.
struct UniformCurve {
  double low = 0.0;
  [[nodiscard]] Stay at(double u, double) const noexcept {
    if (u <= low) return {1.0, 0.0};
    if (u >= 1.0) return {0.0, 1.0};
    return {(1.0 - u) / (1.0 - low), (u - low) / (1.0 - low)};
  }
  [[nodiscard]] double mean() const noexcept { return 0.5 * (1.0 + low); }
  [[nodiscard]] double mean_square() const noexcept { return (1.0 + low + low * low) / 3.0; }
};

/// Falls to left[i] at times[i]; unit: the last time.
struct StepsCurve {
  struct Steps {
    std::vector<double> times;  // ascending, the last 1
    std::vector<double> left;   // descending, the last 0
  };
  std::shared_ptr<const Steps> steps;

  [[nodiscard]] std::size_t passed(double u) const noexcept {
    const auto& times = steps->times;
    return static_cast<std::size_t>(std::upper_bound(times.begin(), times.end(), u) - times.begin());
  }
  [[nodiscard]] Stay at(double u, double) const noexcept {
    const std::size_t gone = passed(u);
    if (gone == 0) return {1.0, 0.0};
    return {steps->left[gone - 1], 1.0 - steps->left[gone - 1]};
  }
  [[nodiscard]] double mean() const noexcept {
    return moment([](double time) { return time; });
  }
  [[nodiscard]] double mean_square() const noexcept {
    return moment([](double time) { return time * time; });
  }
  template <class Power>
  [[nodiscard]] double moment(Power&& power) const noexcept {
    double sum = 0.0;
    double before = 1.0;
    for (std::size_t i = 0; i < steps->times.size(); ++i) {
      sum += (before - steps->left[i]) * power(steps->times[i]);
      before = steps->left[i];
    }
    return sum;
  }
};

/// A survival curve with an atom at 0: the share `balking` leaves at once.
class PatienceCurve {
 public:
  using Shape = std::variant<EndlessCurve, PhasesCurve, LognormalCurve, WeibullCurve, UniformCurve, StepsCurve>;

  PatienceCurve() = default;
  /// @param unit  in seconds
  PatienceCurve(Shape shape, double unit, double balking) : shape_(std::move(shape)), unit_(unit), balking_(balking) {}

  [[nodiscard]] double unit() const noexcept { return unit_; }
  [[nodiscard]] bool endless() const noexcept { return std::holds_alternative<EndlessCurve>(shape_); }

  // NOLINTBEGIN(bugprone-exception-escape): a shape never loses its value, so std::visit cannot throw.
  /// At u units.
  [[nodiscard]] Stay at(double u) const noexcept {
    const double log_u = std::log(u);
    return std::visit([&](const auto& shape) { return with_balking(shape.at(u, log_u)); }, shape_);
  }
  /// Just before u units, where the curve may jump.
  [[nodiscard]] Stay before(double u) const noexcept { return at(std::nextafter(u, 0.0)); }

  /// At many points; both arguments for each of them.
  template <std::size_t Size>
  void at(const std::array<double, Size>& u, const std::array<double, Size>& log_u, std::array<double, Size>& stays,
          std::array<double, Size>& leaves) const noexcept {
    if (const auto* steps = std::get_if<StepsCurve>(&shape_);
        steps != nullptr && steps->passed(u.front()) == steps->passed(u.back())) {
      const Stay stay = with_balking(steps->at(u.front(), 0.0));
      stays.fill(stay.stays);
      leaves.fill(stay.leaves);
      return;
    }
    std::visit(
        [&](const auto& shape) {
          for (std::size_t i = 0; i < Size; ++i) {
            const Stay stay = with_balking(shape.at(u[i], log_u[i]));
            stays[i] = stay.stays;
            leaves[i] = stay.leaves;
          }
        },
        shape_);
  }

  /// Whether the shape is taken from the logarithm of u.
  [[nodiscard]] bool takes_log() const noexcept {
    return std::holds_alternative<LognormalCurve>(shape_) || std::holds_alternative<WeibullCurve>(shape_);
  }

  /// From 0 up to here the curve is like a polynomial; `tiny` where it never is.
  [[nodiscard]] double plain_until(double tiny) const noexcept {
    if (const auto* phases = std::get_if<PhasesCurve>(&shape_)) return std::fmin(2.0, 2.0 * phases->second);
    if (const auto* lognormal = std::get_if<LognormalCurve>(&shape_)) return std::exp(-7.5 * lognormal->sigma);
    if (const auto* weibull = std::get_if<WeibullCurve>(&shape_))
      return std::fmin(tiny, std::exp(-40.0 / weibull->shape));
    return std::numeric_limits<double>::infinity();
  }

  /// Mean in units, those who leave at once included.
  [[nodiscard]] double mean() const noexcept {
    return (1.0 - balking_) * std::visit([](const auto& shape) { return shape.mean(); }, shape_);
  }

  /// Mean square in units squared, likewise.
  [[nodiscard]] double mean_square() const noexcept {
    return (1.0 - balking_) * std::visit([](const auto& shape) { return shape.mean_square(); }, shape_);
  }
  // NOLINTEND(bugprone-exception-escape)

  /// Whether this is an exponential without an atom.
  [[nodiscard]] bool exponential() const noexcept {
    const auto* phases = std::get_if<PhasesCurve>(&shape_);
    return phases != nullptr && phases->share == 1.0 && balking_ == 0.0;
  }

  /// The first point beyond u where the curve is not smooth.
  [[nodiscard]] double next_kink(double u) const noexcept {
    constexpr double none = std::numeric_limits<double>::infinity();
    if (const auto* uniform = std::get_if<UniformCurve>(&shape_))
      return u < uniform->low ? uniform->low : u < 1.0 ? 1.0 : none;
    if (const auto* steps = std::get_if<StepsCurve>(&shape_)) {
      const std::size_t gone = steps->passed(u);
      return gone < steps->steps->times.size() ? steps->steps->times[gone] : none;
    }
    return none;
  }

  /// The smallest u with P(patience > u) <= tail, in units.
  [[nodiscard]] double quantile(double tail) const noexcept {
    if (at(0.0).stays <= tail) return 0.0;
    double low = 1e-300;
    double high = 1.0;
    while (at(high).stays > tail && high < 1e300) high *= 2.0;
    for (int i = 0; i < 1100 && std::nextafter(low, high) < high; ++i) {
      const double middle = high > 4.0 * low ? std::sqrt(low) * std::sqrt(high) : 0.5 * (low + high);
      (at(middle).stays > tail ? low : high) = middle;
    }
    return high;
  }

 private:
  [[nodiscard]] Stay with_balking(Stay stay) const noexcept {
    if (balking_ == 0.0) return stay;
    return {(1.0 - balking_) * stay.stays, balking_ + (1.0 - balking_) * stay.leaves};
  }

  Shape shape_;
  double unit_ = 1.0;
  double balking_ = 0.0;
};

}  // namespace erlang::detail
