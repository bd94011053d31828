#pragma once

#include <erlang/detail/quadrature.hpp>

#include <array>
#include <cmath>
#include <cstddef>

/// The 20-point Gauss-Legendre rule with what it takes to integrate up to each of its nodes and to see whether it was
/// fine enough.
namespace erlang::detail {

using PanelValues = std::array<double, 20>;

/// All for [-1, 1], nodes ascending.
struct PanelRule {
  PanelValues nodes{};
  PanelValues weights{};
  std::array<PanelValues, 20> up_to{};  ///< [j][i]: weight of the value at node j in the integral from -1 to node i
  PanelValues last{};                   ///< Legendre coefficient 19 of the interpolant
  PanelValues before_last{};            ///< and 18

  constexpr PanelRule() {
    for (std::size_t i = 0; i < 10; ++i) {
      nodes[10 + i] = GaussLegendre::nodes[i];
      nodes[9 - i] = -GaussLegendre::nodes[i];
      weights[10 + i] = weights[9 - i] = GaussLegendre::weights[i];
    }
    std::array<std::array<double, 21>, 20> legendre{};
    for (std::size_t i = 0; i < 20; ++i) {
      auto& p = legendre[i];
      p[0] = 1.0;
      p[1] = nodes[i];
      for (std::size_t k = 1; k < 20; ++k) {
        const auto order = static_cast<double>(k);
        p[k + 1] = ((2.0 * order + 1.0) * nodes[i] * p[k] - order * p[k - 1]) / (order + 1.0);
      }
      last[i] = 19.5 * weights[i] * p[19];
      before_last[i] = 18.5 * weights[i] * p[18];
    }
    // The integral of the k-th Legendre polynomial from -1 is (P_{k+1} - P_{k-1}) / (2k + 1).
    for (std::size_t j = 0; j < 20; ++j) {
      for (std::size_t i = 0; i < 20; ++i) {
        double sum = 1.0 + nodes[i];
        for (std::size_t k = 1; k < 20; ++k) sum += legendre[j][k] * (legendre[i][k + 1] - legendre[i][k - 1]);
        up_to[j][i] = 0.5 * weights[j] * sum;
      }
    }
  }

  /// The integral over the panel of the given half width.
  [[nodiscard]] static double whole(const PanelValues& values) noexcept;
  /// The integrals from the panel's start to each node.
  static void partial(const PanelValues& values, double start, PanelValues& result) noexcept;
  /// The size of the last two Legendre coefficients: far below the values where the panel is fine enough.
  [[nodiscard]] static double roughness(const PanelValues& values) noexcept;
};

inline constexpr PanelRule panel_rule{};

inline double dot(const PanelValues& a, const PanelValues& b) noexcept {
  double even = 0.0;
  double odd = 0.0;
  for (std::size_t i = 0; i < 20; i += 2) {
    even += a[i] * b[i];
    odd += a[i + 1] * b[i + 1];
  }
  return even + odd;
}

inline double PanelRule::whole(const PanelValues& values) noexcept {
  return dot(panel_rule.weights, values);
}

inline void PanelRule::partial(const PanelValues& values, double start, PanelValues& result) noexcept {
  PanelValues sum{};
  for (std::size_t j = 0; j < 20; ++j) {
    for (std::size_t i = 0; i < 20; ++i) sum[i] += values[j] * panel_rule.up_to[j][i];
  }
  for (std::size_t i = 0; i < 20; ++i) result[i] = start + sum[i];
}

inline double PanelRule::roughness(const PanelValues& values) noexcept {
  return std::fabs(dot(panel_rule.last, values)) + std::fabs(dot(panel_rule.before_last, values));
}

}  // namespace erlang::detail
