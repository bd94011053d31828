#pragma once

#include <cmath>
#include <cstddef>
#include <vector>

namespace erlang::detail {

/// Nodes and weights of the Gauss-Legendre rule of n points on [-1, 1], by Newton's method, in ascending order.
struct LegendreRule {
  std::vector<double> nodes, weights;
  explicit LegendreRule(int points) : nodes(points), weights(points) {
    for (int i = 0; i < points; ++i) {
      double x = -std::cos(3.14159265358979323846 * (i + 0.75) / (points + 0.5));
      double slope = 1.0;
      for (int round = 0; round < 8; ++round) {
        double before = 1.0;
        double value = x;
        for (int k = 2; k <= points; ++k) {
          const double next = ((2 * k - 1) * x * value - (k - 1) * before) / k;
          before = value;
          value = next;
        }
        slope = points * (x * value - before) / (x * x - 1.0);
        x -= value / slope;
      }
      nodes[static_cast<std::size_t>(i)] = x;
      weights[static_cast<std::size_t>(i)] = 2.0 / ((1.0 - x * x) * slope * slope);
    }
  }
};

}  // namespace erlang::detail
