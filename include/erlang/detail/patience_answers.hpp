#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/panel_rule.hpp>
#include <erlang/detail/patience_curve.hpp>
#include <erlang/detail/patience_kernel.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

/// What PatienceKernel answers from its panels: shares on both sides of a time, quantiles, states.
namespace erlang::detail {

inline PatienceKernel::Parts PatienceKernel::parts(double u) const {
  if (panels_.empty()) return {};
  Nodes nodes;
  double roughness = 0.0;
  if (u < end_.u) {
    const auto behind = std::upper_bound(panels_.begin(), panels_.end(), u,
                                         [](double value, const Panel& panel) { return value < panel.from.u; });
    const auto at = static_cast<std::size_t>(behind - panels_.begin()) - 1;
    const Panel& panel = panels_[at];
    Parts result{until_[at], beyond_[at + 1]};
    if (u == panel.from.u) return {until_[at], beyond_[at]};
    const Edge middle = advance(panel.from, u, nodes, roughness);
    const Three left = three(nodes);
    advance(middle, panel.to, nodes, roughness, panel.from.u == 0.0);  // on the scale that was found fine
    const Three right = three(nodes);
    for (std::size_t k = 0; k < 3; ++k) {
      result.within[k] += left[k];
      result.after[k] += right[k];
    }
    return result;
  }
  // Beyond the panels: walk on; what is e^-200 of the top is 0.
  Parts result{until_.back(), {}};
  Edge edge = end_;
  if (u > edge.u) {
    march(edge, u, [&](const Panel&, const Edge& next, double) {
      edge = next;
      return next.u < u && next.height > -200.0;
    });
  }
  if (edge.u < u) return result;
  const double here = edge.height + std::log(edge.u);
  march(edge, std::numeric_limits<double>::infinity(), [&](const Panel& panel, const Edge& next, double) {
    const double scale = std::exp(panel.from.height + panel.lift);
    for (std::size_t k = 0; k < 3; ++k) result.after[k] += scale * panel.sum[k];
    return next.height + std::log(next.u) > here - 40.0;
  });
  return result;
}

inline PatienceKernel::Sides PatienceKernel::sides(double u) const {
  const Parts part = parts(u);
  const Stay stay = curve_.at(u);
  const double scale = y_ * weight_;
  return {.virtual_within = idle_ * weight_ + scale * part.within[plain],
          .virtual_after = scale * part.after[plain],
          .answered_within = idle_ * weight_ + scale * part.within[staying],
          .answered_after = scale * part.after[staying],
          .abandoned_within = scale * (part.within[leaving] + stay.leaves * part.after[plain]),
          .waits_after = scale * stay.stays * part.after[plain]};
}

inline double PatienceKernel::quantile(double tail) const {
  const double goal = tail / (y_ * weight_);
  // The first panel whose end is past the goal; the curve may jump there.
  std::size_t at = 0;
  while (at < panels_.size() && curve_.at(panels_[at].to).stays * beyond_[at + 1][plain] > goal) ++at;
  double low = 0.0;
  double high = 0.0;
  if (at < panels_.size()) {
    low = panels_[at].from.u;
    high = panels_[at].to;
    if (curve_.before(high).stays * beyond_[at + 1][plain] > goal) return high;
  } else {
    low = end_.u;
    high = 2.0 * low;
    while (sides(high).waits_after > tail) high *= 2.0;
  }
  // Newton on ln P(W > u), kept in the bracket; inside a panel nothing jumps.
  double u = 0.5 * (low + high);
  for (int i = 0; i < 200; ++i) {
    const Parts part = parts(u);
    const double stays = curve_.at(u).stays;
    const double value = stays * part.after[plain];
    if (value > goal) {
      low = u;
    } else {
      high = u;
    }
    if (!(std::nextafter(low, high) < high)) return high;
    // A secant slope of ln value over a small step would need the hazard; two evaluations give it as well.
    const double other = u * (1.0 - 1e-4) > low ? u * (1.0 - 1e-4) : low;
    const double other_value = other < u ? curve_.at(other).stays * parts(other).after[plain] : 0.0;
    double next = 0.5 * (low + high);
    if (other < u && other_value > value && value > 0.0) {
      const double rate = std::log(other_value / value) / (u - other);
      const double guess = u + std::log(value / goal) / rate;
      if (guess > low && guess < high) next = guess;
    }
    if (std::fabs(next - u) <= 4e-16 * u) return next;
    u = next;
  }
  return u;
}

template <class Weight>
double PatienceKernel::integral(const Panel& panel, double from_height, double so_far, Weight& weight,
                                int depth) const {
  Nodes nodes;
  double roughness = 0.0;
  Edge from = panel.from;
  from.height = from_height;
  advance(from, panel.to, nodes, roughness);
  PanelValues value;
  for (std::size_t i = 0; i < 20; ++i) value[i] = std::exp(nodes.height[i]) * weight(nodes.stayed[i]) * nodes.step[i];
  const double sum = PanelRule::whole(value);
  const double rough = PanelRule::roughness(value);
  if (depth == 0 || !(rough * rough > 1e-17 * sum * std::max(sum, so_far))) return sum;
  Panel left = panel;
  left.to = middle_of(panel.from.u, panel.to);
  Panel right = panel;
  right.from = advance(from, left.to, nodes, roughness);
  const double first_half = integral(left, from_height, so_far, weight, depth - 1);
  return first_half + integral(right, right.from.height, so_far + first_half, weight, depth - 1);
}

inline double PatienceKernel::state(double k, bool or_more) const {
  if (panels_.empty()) return 0.0;
  if (k > places_) return 0.0;
  // Weights of e: the Poisson probability of k, or of at least k up to R, over that of less than R.
  auto weight = [&](double stayed) {
    const double z = y_ * stayed;
    const double log_k = log_density(k, z, k - z);
    if (std::isinf(places_)) {
      if (!or_more) return std::exp(log_k);
      return k == 0.0 ? 1.0 : lower_share(k, z, k - z);
    }
    const double r = places_;
    const double log_r = log_density(r, z, r - z);
    const double odds = served_odds(r, z, r - z);
    const double under = std::isinf(odds) ? 0.0 : log_r + std::log(odds);  // ln P(Poisson < R)
    if (!or_more) return std::exp(log_k - under);
    const double at_r = std::exp(log_r - under);
    if (z < k) {
      const double next = r + 1.0;
      return std::exp(log_k - under) * growth(k, z, k - z) - at_r * (z / next) * growth(next, z, next - z);
    }
    return 1.0 + at_r - (k == 0.0 ? 0.0 : std::exp(log_k - under) * served_odds(k, z, k - z));
  };
  double sum = 0.0;
  for (const Panel& panel : panels_) sum += integral(panel, panel.from.height, sum, weight, 14);
  return y_ * weight_ * sum;
}

}  // namespace erlang::detail
