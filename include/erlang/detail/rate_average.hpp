#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/quadrature.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <numbers>

/// Averages over a random factor with mean 1, in its logarithm: a gamma density that is singular at 0 is smooth there.
namespace erlang::detail {

/// e^t - 1 - t without cancellation.
inline double expm1_rest(double t) noexcept {
  if (std::fabs(t) > 0.4) return std::expm1(t) - t;
  double sum = 0.0;
  for (int k = 18; k >= 3; --k) sum = (sum + 1.0) * t / k;
  return 0.5 * t * t * (1.0 + sum);
}

/// The density of ln X, X gamma with mean 1, times X with `weighted`.
class GammaLog {
 public:
  GammaLog(double cv, bool weighted) noexcept : shape_(1.0 / (cv * cv)), weighted_(weighted) {
    // shape^shape e^-shape / Gamma(shape)
    constant_ = shape_ >= 15.0 ? std::sqrt(shape_ / (2.0 * std::numbers::pi)) / gamma_star(shape_)
                               : std::exp(shape_ * std::log(shape_) - shape_) * shape_ / std::tgamma(shape_ + 1.0);
  }
  [[nodiscard]] double operator()(double t) const noexcept {
    return constant_ * std::exp(-shape_ * expm1_rest(t) + (weighted_ ? t : 0.0));
  }
  [[nodiscard]] double mode() const noexcept { return weighted_ ? std::log1p(1.0 / shape_) : 0.0; }
  [[nodiscard]] double width() const noexcept { return std::fmin(1.0, 1.0 / std::sqrt(shape_)); }

 private:
  double shape_;
  bool weighted_;
  double constant_;
};

/// The same for X lognormal with mean 1.
class NormalLog {
 public:
  NormalLog(double cv, bool weighted) noexcept
      : variance_(std::log1p(cv * cv)), mode_(weighted ? 0.5 * variance_ : -0.5 * variance_) {
    constant_ = 1.0 / std::sqrt(2.0 * std::numbers::pi * variance_);
  }
  [[nodiscard]] double operator()(double t) const noexcept {
    const double from_mode = t - mode_;
    return constant_ * std::exp(-0.5 * from_mode * from_mode / variance_);
  }
  [[nodiscard]] double mode() const noexcept { return mode_; }
  [[nodiscard]] double width() const noexcept { return std::sqrt(variance_); }

 private:
  double variance_;
  double mode_;
  double constant_;
};

/// The integral of a smooth function over [from, to], given its 20-point value: panels are halved until that does
/// not change them.
template <class Function>
double integrate_smooth(double from, double to, double coarse, double scale, int depth, Function& f) {
  const double middle = 0.5 * (from + to);
  const double left = integrate_panel(from, middle, f);
  const double right = integrate_panel(middle, to, f);
  const double sum = left + right;
  if (depth == 0 || std::fabs(sum - coarse) <= 1e-13 * std::fabs(sum) + 1e-15 * scale) return sum;
  return integrate_smooth(from, middle, left, scale, depth - 1, f) +
         integrate_smooth(middle, to, right, scale, depth - 1, f);
}

/// The integral of density(t) value(t) over the line, where |value| <= bound and value may have a kink at `kink`.
/// Panels grow outward from the density's mode, until what is left cannot matter.
template <class Density, class Value>
double rate_average(const Density& density, double kink, double bound, Value&& value) {
  const auto integrand = [&](double t) {
    const double weight = density(t);
    return weight > 0.0 ? weight * value(t) : 0.0;
  };
  struct Panel {
    double from;
    double to;
    double coarse;
  };
  std::array<Panel, 512> panels{};
  std::size_t count = 0;
  double scale = 0.0;
  const auto add = [&](double from, double to) {
    if (!(from < to) || count == panels.size()) return;
    const double coarse = integrate_panel(from, to, integrand);
    panels[count++] = {from, to, coarse};
    scale += std::fabs(coarse);
  };
  const double mode = density.mode();
  std::array<double, 2> edge = {mode, mode};
  std::array<bool, 2> open = {true, true};
  double step = density.width();
  while ((open[0] || open[1]) && count + 4 < panels.size()) {
    for (const std::size_t side : {0, 1}) {
      if (!open[side]) continue;
      const double direction = side == 0 ? -1.0 : 1.0;
      const double next = edge[side] + direction * step;
      const double from = std::fmin(edge[side], next);
      const double to = std::fmax(edge[side], next);
      if (kink > from && kink < to) {
        add(from, kink);
        add(kink, to);
      } else {
        add(from, to);
      }
      edge[side] = next;
      // The density falls at least geometrically out here: what is left is below that of a panel like the last.
      const double here = density(next);
      open[side] = here > 0.0 && here * bound * step * 8.0 > 1e-18 * scale;
    }
    step *= 1.25;
  }
  double sum = 0.0;
  for (std::size_t i = 0; i < count; ++i)
    sum += integrate_smooth(panels[i].from, panels[i].to, panels[i].coarse, scale, 16, integrand);
  return sum;
}

}  // namespace erlang::detail
