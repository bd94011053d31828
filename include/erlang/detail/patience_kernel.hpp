#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/panel_rule.hpp>
#include <erlang/detail/patience_curve.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <utility>
#include <vector>

namespace erlang::detail {

/// M/M/n/K+G solved for one set of inputs, with patience of any survival curve S and places K, which may be endless.
/// Times u are in units of the curve; y and x are the rates of arrivals and of n busy agents, R = K - n.
/// With H(u) the integral of S from 0 to u, b(s, z) the blocking of Erlang B and eps = 1/B(n - 1, load), the wait V of
/// one who enters and never hangs up has beyond 0 the density
///
///     y e(u) / den,  e(u) = exp(-x u) sum_{j < R} (y H)^j / j!,  den = eps + y integral of e (1 + (y H / R) b(R - 1, y
///     H)), d ln e / du = y S (1 - b(R - 1, y H)) - x,
///
/// where the last term of den is the state with all places taken. e is log-concave, and every measure an integral of e
/// with a positive weight. Quadrature: 20-point panels over ln u, whose ends are where the curve has kinks and wherever
/// the last Legendre coefficients say that a panel is too long. ln e is integrated within each panel from its slope
/// (never as a difference of large numbers) and kept relative to the top.
/// Its answers about times and states are defined in patience_answers.hpp.
/// References: Baccelli and Hebuterne (1981); Brandt and Brandt, Performance Evaluation 35 (1999) 1.
class PatienceKernel {
 public:
  PatienceKernel() = default;

  /// @param spare  agents - load
  /// @param unit  of the curve, in handle times
  /// @param queue_places  K - n >= 1, may be infinite
  PatienceKernel(double agents, double load, double spare, PatienceCurve curve, double unit, double queue_places)
      : curve_(std::move(curve)), x_(agents * unit), y_(load * unit), spare_(spare * unit), places_(queue_places) {
    idle_ = served_odds(agents, load, spare) * (load / agents);
    at_once_ = curve_.at(0.0).leaves;
    if (std::isinf(idle_)) {
      idle_ = 1.0;
      return;
    }
    refine(first_panels());
    add_up();
  }

  [[nodiscard]] double no_wait() const noexcept { return idle_ * weight_; }
  /// P(enters and V > 0).
  [[nodiscard]] double delayed() const noexcept { return y_ * weight_ * total_[plain]; }
  [[nodiscard]] double wait() const noexcept { return (1.0 - at_once_) * delayed(); }
  [[nodiscard]] double answered() const noexcept { return (idle_ + y_ * total_[staying]) * weight_; }
  [[nodiscard]] double abandonment() const noexcept { return y_ * weight_ * total_[leaving]; }
  [[nodiscard]] double blocking() const noexcept { return y_ * weight_ * total_[blocked]; }

  /// Means over all offered, those who do not enter with 0, in units of the curve.
  [[nodiscard]] double virtual_wait() const noexcept { return y_ * weight_ * total_[virtual_first]; }
  [[nodiscard]] double answered_wait() const noexcept { return y_ * weight_ * total_[answered_first]; }
  [[nodiscard]] double abandoned_wait() const noexcept { return y_ * weight_ * total_[abandoned_first]; }
  [[nodiscard]] double mean_wait() const noexcept { return y_ * weight_ * total_[first]; }
  [[nodiscard]] double mean_square_wait() const noexcept { return y_ * weight_ * total_[second]; }

  /// Shares of offered on both sides of a time.
  struct Sides {
    double virtual_within, virtual_after;    ///< enters and V <= u, or > u
    double answered_within, answered_after;  ///< answered with a wait <= u, or > u
    double abandoned_within;
    double waits_after;  ///< enters and min(V, patience) > u
  };
  [[nodiscard]] Sides sides(double u) const;

  /// The smallest u with P(enters and min(V, patience) > u) <= tail, 0 < tail < wait().
  [[nodiscard]] double quantile(double tail) const;

  /// P(N = agents + k), or P(N >= agents + k).
  [[nodiscard]] double state(double k, bool or_more) const;

 private:
  // What is integrated against e.
  enum Sum { plain, staying, leaving, virtual_first, answered_first, abandoned_first, first, second, blocked, sums };
  using Sums = std::array<double, sums>;

  static constexpr double for_one = 40.0;  // what is e^-40 of an integral does not count for it
  static constexpr double for_any = 90.0;  // nor what is e^-90 of the greatest for any

  /// A point with the integrals up to it: H of S, `gone` of 1 - S, `square` of 2 u S; `height` is ln e.
  struct Edge {
    double u, stayed, gone, square, height;
  };
  struct Panel {
    Edge from;
    double to;
    double rise;                // of ln e over the panel
    double lift;                // greatest ln e in it, relative to from.height
    Sums sum;                   // relative to e^(from.height + lift)
    double rough, rough_leave;  // relative roughness of the two main integrands
    double leaves;              // greatest
    double full;                // greatest
  };
  struct Nodes {
    PanelValues u, step, stays, leaves, stayed, gone, square, height, full;
  };

  /// Erlang B's odds of R - 1 servers, infinite where the queue is far from full.
  template <std::size_t Size>
  void odds_of(const std::array<double, Size>& waiting, std::array<double, Size>& odds) const noexcept {
    const double below = places_ - 1.0;
    odds.fill(std::numeric_limits<double>::infinity());
    const double most = *std::max_element(waiting.begin(), waiting.end());
    if (std::isinf(places_) || below - most > 12.0 * std::sqrt(places_)) return;
    if (below > 128.0) {  // up to here the recursion is cheaper for all nodes together
      for (std::size_t i = 0; i < Size; ++i) odds[i] = served_odds(below, waiting[i], below - waiting[i]);
      return;
    }
    std::array<double, Size> inverse;
    std::array<double, Size> rest;  // 1/z in two parts: its rounding would enter once for each server
    for (std::size_t i = 0; i < Size; ++i) {
      inverse[i] = 1.0 / waiting[i];
      rest[i] = std::fma(-waiting[i], inverse[i], 1.0);
    }
    odds.fill(0.0);
    for (double k = 1.0; k <= below; k += 1.0) {
      for (std::size_t i = 0; i < Size; ++i) {
        const double ratio = k * inverse[i];
        odds[i] = (ratio + ratio * rest[i]) * (1.0 + odds[i]);
      }
    }
  }

  /// The slope of ln e.
  [[nodiscard]] double slope(double stays, double leaves, double odds) const noexcept {
    const double taken = 1.0 / (1.0 + odds);
    const double against = leaves + stays * taken;
    if (!(against > 0.5)) return -spare_ - y_ * against;
    return y_ * stays * (std::isinf(odds) ? 1.0 : odds * taken) - x_;
  }
  [[nodiscard]] double slope_at(const Edge& edge, bool before = false) const noexcept {
    const Stay stay = before ? curve_.before(edge.u) : curve_.at(edge.u);
    std::array<double, 1> odds;
    odds_of<1>({y_ * edge.stayed}, odds);
    return slope(stay.stays, stay.leaves, odds[0]);
  }

  /// Fills the nodes of [from.u, to], spread over ln u, or over u where that is nearly the same or `linear`, and
  /// returns the edge at `to`; `roughness` is that of the slope of ln e and, relative, of S.
  Edge advance(const Edge& from, double to, Nodes& nodes, double& roughness, bool linear = false) const noexcept {
    PanelValues log_u{};
    if (linear || to < 2.0 * from.u || from.u == 0.0) {
      const double half = 0.5 * (to - from.u);
      for (std::size_t i = 0; i < 20; ++i) {
        nodes.u[i] = from.u + half * (1.0 + panel_rule.nodes[i]);
        nodes.step[i] = half;
      }
      if (curve_.takes_log()) {
        for (std::size_t i = 0; i < 20; ++i) log_u[i] = std::log(nodes.u[i]);
      }
    } else {
      const double half = 0.5 * log_ratio(from.u, to);
      const double start = std::log(from.u);
      for (std::size_t i = 0; i < 20; ++i) {
        const double along = half * (1.0 + panel_rule.nodes[i]);
        log_u[i] = start + along;
        nodes.u[i] = from.u * std::exp(along);
        nodes.step[i] = half * nodes.u[i];
      }
    }
    curve_.at(nodes.u, log_u, nodes.stays, nodes.leaves);
    PanelValues value;
    const auto integrate = [&](double before, PanelValues& up_to) {
      PanelRule::partial(value, before, up_to);
      return before + PanelRule::whole(value);
    };
    Edge next{to, 0.0, 0.0, 0.0, 0.0};
    for (std::size_t i = 0; i < 20; ++i) value[i] = nodes.stays[i] * nodes.step[i];
    next.stayed = integrate(from.stayed, nodes.stayed);
    const double rough_stayed = PanelRule::roughness(value) / next.stayed;
    for (std::size_t i = 0; i < 20; ++i) value[i] *= 2.0 * nodes.u[i];
    next.square = integrate(from.square, nodes.square);
    for (std::size_t i = 0; i < 20; ++i) value[i] = nodes.leaves[i] * nodes.step[i];
    next.gone = integrate(from.gone, nodes.gone);
    PanelValues odds;
    for (std::size_t i = 0; i < 20; ++i) value[i] = y_ * nodes.stayed[i];
    odds_of(value, odds);
    for (std::size_t i = 0; i < 20; ++i) {
      nodes.full[i] = value[i] / places_ / (1.0 + odds[i]);
      value[i] = slope(nodes.stays[i], nodes.leaves[i], odds[i]) * nodes.step[i];
    }
    next.height = integrate(from.height, nodes.height);
    roughness = std::max(PanelRule::roughness(value), rough_stayed);
    return next;
  }

  static double log_ratio(double from, double to) noexcept {
    const double ratio = to / from;
    return ratio < 1.5 ? std::log1p((to - from) / from) : std::log(ratio);
  }

  /// Halves a panel on the scale its nodes are taken from.
  static double middle_of(double from, double to) noexcept {
    return to < 2.0 * from || from == 0.0 ? 0.5 * (from + to) : from * std::exp(0.5 * log_ratio(from, to));
  }

  /// The sums over the nodes of a panel, relative to e^base.
  static Sums sums_of(const Nodes& nodes, double base, Panel* panel = nullptr) noexcept {
    PanelValues e;
    PanelValues weighed;
    Sums sum{};
    for (std::size_t i = 0; i < 20; ++i) {
      e[i] = std::exp(nodes.height[i] - base) * nodes.step[i];
      weighed[i] = e[i] * panel_rule.weights[i];
    }
    PanelValues left;
    for (std::size_t i = 0; i < 20; ++i) left[i] = e[i] * nodes.leaves[i];
    for (std::size_t i = 0; i < 20; ++i) {
      const double w = weighed[i];
      const double u = nodes.u[i];
      const double stays = nodes.stays[i];
      const double leaves = nodes.leaves[i];
      // E[patience; patience <= u]
      const double lost = leaves < 0.5 ? u * leaves - nodes.gone[i] : nodes.stayed[i] - u * stays;
      sum[plain] += w;
      sum[staying] += w * stays;
      sum[leaving] += w * leaves;
      sum[virtual_first] += w * u;
      sum[answered_first] += w * u * stays;
      sum[abandoned_first] += w * std::fmax(0.0, lost);
      sum[first] += w * nodes.stayed[i];
      sum[second] += w * nodes.square[i];
      sum[blocked] += w * nodes.full[i];
    }
    if (panel != nullptr) {
      panel->rough = PanelRule::roughness(e) / sum[plain];
      panel->rough_leave = sum[leaving] > 0.0 ? PanelRule::roughness(left) / sum[leaving] : 0.0;
    }
    return sum;
  }

  /// A panel and the edge behind it.
  std::pair<Panel, Edge> panel_of(const Edge& from, double to, double& roughness) const noexcept {
    Nodes nodes;
    Edge relative = from;
    relative.height = 0.0;
    Edge next = advance(relative, to, nodes, roughness);
    Panel panel{from, to, next.height, std::max(0.0, next.height), {}, 0.0, 0.0, nodes.leaves[19], nodes.full[19]};
    for (std::size_t i = 0; i < 20; ++i) panel.lift = std::max(panel.lift, nodes.height[i]);
    panel.sum = sums_of(nodes, panel.lift, &panel);
    next.height += from.height;
    return {panel, next};
  }

  /// Walks on from an edge in panels that resolve the slope of ln e, until take(panel, next, slope there) says stop.
  template <class Take>
  void march(Edge edge, double limit, Take&& take) const {
    double length = 2.0;
    double start = edge.u == 0.0 ? start_of_curve() : 0.0;
    for (int i = 0; i < 20000; ++i) {
      const double falling = edge.u == 0.0 ? x_ - y_ * (1.0 - at_once_) : -slope_at(edge);
      double to = std::min({start > 0.0 ? start : edge.u * std::exp(length), curve_.next_kink(edge.u), limit});
      if (falling > 0.0) to = std::min(to, edge.u + 14.0 / falling);
      if (!(to > edge.u)) return;
      double roughness = 0.0;
      auto [panel, next] = panel_of(edge, to, roughness);
      const double behind = slope_at(next, true);
      const double width = to - edge.u;
      // The second is what rounding leaves, more where a kernel says how full the queue is.
      const double rounding = panel.full > 0.0 ? 1.5e-14 : 4e-15;
      const double enough = std::max(3e-14, rounding * (x_ + y_) * width);
      const bool top_inside = falling < 0.0 && behind < 0.0 && (-falling - behind) * width > 200.0;
      // Coefficient 20 goes with the 20th power of the panel's length, about.
      double factor = 0.9 * std::pow(enough / std::max(roughness, 1e-9 * enough), 0.05);
      if ((roughness > enough || top_inside) && width > 1e-13 * to) {
        factor = top_inside ? 0.5 : std::clamp(factor, 0.25, 0.8);
        (start > 0.0 ? start : length) = factor * (start > 0.0 ? to : log_ratio(edge.u, to));
        continue;
      }
      if (start > 0.0) {
        start = 0.0;
      } else {
        if (roughness < 0.3 * enough) factor = std::max(1.7, factor);  // near the noise it says no more
        length = std::min(12.0, std::max(length, log_ratio(edge.u, to)) * std::clamp(factor, 0.7, 2.5));
      }
      if (!take(panel, next, behind)) return;
      edge = next;
    }
  }

  /// Up to where the first panel may reach.
  [[nodiscard]] double start_of_curve() const noexcept {
    return std::min({curve_.plain_until(1e-18 / (x_ + y_)), 14.0 / (x_ + y_), std::fmax(1.0, 0.5 * places_) / y_});
  }

  std::vector<Panel> first_panels() {
    std::vector<Panel> panels;
    panels.reserve(32);
    constexpr double none = -std::numeric_limits<double>::infinity();
    double best = none;
    double best_leave = none;
    double best_full = none;
    std::size_t top = 0;
    const double forever = std::numeric_limits<double>::infinity();
    march(Edge{0.0, 0.0, 0.0, 0.0, 0.0}, forever, [&](const Panel& panel, const Edge& next, double behind) {
      const double peak = panel.from.height + panel.lift + std::log(panel.sum[plain]);
      if (peak > best) {
        best = peak;
        top = panels.size();
      }
      best_leave = std::max(best_leave, panel.from.height + panel.lift + std::log(panel.sum[leaving]));
      best_full = std::max(best_full, panel.from.height + panel.lift + std::log(panel.sum[blocked]));
      panels.push_back(panel);
      end_ = next;
      const double here = next.height - std::log(std::fabs(behind));
      const auto done = [&](double part, double best_part) {
        return curve_done(here, best) || part == 0.0 || here + std::log(part) < best_part - for_one;
      };
      const bool leaves_done =
          curve_.endless() || done(curve_.before(next.u).leaves, panel.leaves > 0.0 ? best_leave : forever);
      const bool full_done = std::isinf(places_) || done(panel.full, best_full);
      return !(behind < 0.0 && here < best - for_one && leaves_done && full_done);
    });
    // Heights anew, from the top panel outward: absolute ones lose digits where they are large.
    top_ = panels[top].from.height + panels[top].lift;
    panels[top].from.height = -panels[top].lift;
    for (std::size_t i = top + 1; i < panels.size(); ++i)
      panels[i].from.height = panels[i - 1].from.height + panels[i - 1].rise;
    for (std::size_t i = top; i-- > 0;) panels[i].from.height = panels[i + 1].from.height - panels[i].rise;
    end_.height = panels.back().from.height + panels.back().rise;
    return panels;
  }

  static bool curve_done(double here, double best) noexcept { return here < best - for_any; }

  struct Whole {
    double plain, leave, full;
  };

  /// Splits panels until the main integrals are fine to the last digits.
  void refine(std::vector<Panel> waiting) {
    Whole whole{};
    for (const Panel& panel : waiting) {
      const double scale = std::exp(panel.from.height + panel.lift);
      whole.plain += scale * panel.sum[plain];
      whole.leave += scale * panel.sum[leaving];
      whole.full += scale * panel.sum[blocked];
    }
    std::reverse(waiting.begin(), waiting.end());
    panels_.reserve(waiting.size() + 8);
    for (int i = 0; i < 20000 && !waiting.empty(); ++i) {
      Panel panel = waiting.back();
      waiting.pop_back();
      if (fine(panel, whole)) {
        panels_.push_back(panel);
        continue;
      }
      const double middle = split_point(panel);
      double roughness = 0.0;
      auto [left, edge] = panel_of(panel.from, middle, roughness);
      auto [right, end] = panel_of(edge, panel.to, roughness);
      // Anchor the edge between at the side that is nearer to the top.
      const double at_end = panel.from.height + panel.rise;
      if (std::fabs(at_end) < std::fabs(panel.from.height)) right.from.height = at_end - right.rise;
      waiting.push_back(right);
      waiting.push_back(left);
    }
  }

  static bool fine(const Panel& panel, const Whole& whole) noexcept {
    const double width = panel.to - panel.from.u;
    if (!(width > 1e-13 * panel.to)) return true;
    const double scale = std::exp(panel.from.height + panel.lift);
    const double most = scale * width;
    constexpr double nothing = 1e-19;
    const auto settled = [](double rough, double part, double bound, double all) {
      return bound <= nothing * all || (rough < 1e-3 && rough * rough * part <= 1e-17 * all);
    };
    if (panel.full > 0.0 && most * panel.full > nothing * whole.full && panel.rough > 1e-3) return false;
    return settled(panel.rough, panel.sum[plain] * scale, most, whole.plain) &&
           settled(panel.rough_leave, panel.sum[leaving] * scale, most * panel.leaves, whole.leave);
  }

  /// Where a long slope comes within reach of its top, else the middle.
  [[nodiscard]] double split_point(const Panel& panel) const noexcept {
    const double middle = middle_of(panel.from.u, panel.to);
    const double reach = panel.lift - 60.0;
    if (reach < std::min(0.0, panel.rise)) return middle;
    Nodes nodes;
    double roughness = 0.0;
    Edge from = panel.from;
    from.height = 0.0;
    advance(from, panel.to, nodes, roughness);
    std::size_t low = 0;
    while (low < 20 && nodes.height[low] < reach) ++low;
    if (low > 10) return nodes.u[low - 1];
    std::size_t high = 20;
    while (high > 0 && nodes.height[high - 1] < reach) --high;
    return high < 10 ? nodes.u[high] : middle;
  }

  void add_up() {
    until_.resize(panels_.size() + 1);
    beyond_.resize(panels_.size() + 1);
    total_ = {};
    for (std::size_t i = 0; i < panels_.size(); ++i) {
      const double scale = std::exp(panels_[i].from.height + panels_[i].lift);
      for (std::size_t k = 0; k < sums; ++k) total_[k] += scale * panels_[i].sum[k];
      for (std::size_t k = 0; k < 3; ++k) until_[i + 1][k] = until_[i][k] + scale * panels_[i].sum[k];
    }
    for (std::size_t i = panels_.size(); i-- > 0;) {
      const double scale = std::exp(panels_[i].from.height + panels_[i].lift);
      for (std::size_t k = 0; k < 3; ++k) beyond_[i][k] = beyond_[i + 1][k] + scale * panels_[i].sum[k];
    }
    idle_ *= std::exp(-top_);
    weight_ = 1.0 / (idle_ + y_ * (total_[plain] + total_[blocked]));
  }

  using Three = std::array<double, 3>;  // plain, staying, leaving
  struct Parts {
    Three within, after;
  };
  [[nodiscard]] Parts parts(double u) const;

  static Three three(const Nodes& nodes) noexcept {
    const Sums sum = sums_of(nodes, 0.0);
    return {sum[plain], sum[staying], sum[leaving]};
  }

  template <class Weight>
  double integral(const Panel& panel, double from_height, double so_far, Weight& weight, int depth) const;

  PatienceCurve curve_;
  double x_ = 0.0;
  double y_ = 0.0;
  double spare_ = 0.0;
  double places_ = 0.0;
  double at_once_ = 0.0;
  double idle_ = 1.0;    // eps relative to e^top
  double top_ = 0.0;     // ln e there
  double weight_ = 1.0;  // 1/den
  Edge end_{};
  std::vector<Panel> panels_;
  std::vector<Three> until_;   // from 0 to each panel's start, and over all
  std::vector<Three> beyond_;  // from each panel's start on
  Sums total_{};
};

}  // namespace erlang::detail
