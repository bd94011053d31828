#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/quadrature.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <numbers>
#include <vector>

/// M/D/n by Spitzer's identity. Seen every handle time D, the number waiting moves as Q' = max(Q + A - n, 0) with A
/// Poisson of mean a; seen by every n-th caller, the wait moves as W' = max(W + D - G, 0) with G gamma of shape n.
/// Both are maxima of random walks, so that everything is a sum over k of what k steps do: positive terms, no roots.
namespace erlang::detail {

/// sum over k = 1, 2, ... of f(k) as a sum of weight * f(point), f smooth and in the end below e^(-decay k): the first
/// terms themselves, then an integral in ln k with Gregory's end corrections.
class SmoothSum {
 public:
  explicit SmoothSum(double decay) {
    const double end = 200.0 / decay;
    constexpr int whole = 64;
    const int terms = end < whole ? static_cast<int>(std::ceil(end)) : whole;
    for (int k = 1; k <= terms; ++k) nodes_.push_back({static_cast<double>(k), 1.0});
    if (terms < whole) return;
    for (int k = 1; k <= 3; ++k) nodes_.push_back({static_cast<double>(whole + k), 0.0});
    // Differences about whole + 1/2: d/24 - 17 d^3/5760 + 367 d^5/967680.
    constexpr double one = 1.0 / 24.0;
    constexpr double three = -17.0 / 5760.0;
    constexpr double five = 367.0 / 967680.0;
    const std::array corrections{one - 3.0 * three + 10.0 * five, three - 5.0 * five, five};
    for (int i = 0; i < 3; ++i) {
      const double correction = corrections[static_cast<std::size_t>(i)];
      nodes_[static_cast<std::size_t>(whole + i)].weight += correction;
      nodes_[static_cast<std::size_t>(whole - 1 - i)].weight -= correction;
    }
    const double from = std::log(whole + 0.5);
    const double to = std::log(end);
    const int panels = static_cast<int>(std::ceil((to - from) / 0.5));
    for (int i = 0; i < panels; ++i) {
      visit_panel(from + (to - from) * i / panels, from + (to - from) * (i + 1) / panels,
                  [&](double point, double weight) {
                    const double k = std::exp(point);
                    nodes_.push_back({k, weight * k});
                  });
    }
  }

  struct Node {
    double k;
    double weight;
  };
  [[nodiscard]] const std::vector<Node>& nodes() const noexcept { return nodes_; }

  template <class Function>
  double operator()(Function&& f) const {
    double sum = 0.0;
    for (const Node& node : nodes_) sum += node.weight * f(node.k);
    return sum;
  }

 private:
  std::vector<Node> nodes_;
};

/// E[(y - G)^+] and E[((y - G)^+)^2], G gamma of shape x = y + spare and scale 1, 0 < spare.
struct GammaShortfall {
  double first;
  double second;

  GammaShortfall(double x, double y, double spare) noexcept {
    const double below = lower_share(x, y, spare);
    if (spare * spare > 4.0 * y) {
      // With R_r = E[((y - G)^+)^r]/r!: (r + 1) R_(r+1) = y R_(r-1) - (spare + r) R_r, whose small solution this is.
      double ratio = 0.0;
      double next = 0.0;
      for (int r = 60; r >= 1; --r) {
        next = ratio;
        ratio = y / (spare + r + (r + 1.0) * ratio);
      }
      first = below * ratio;
      second = 2.0 * first * next;
    } else {
      first = std::exp(log_density(x, y, spare)) * (x - spare * growth(x, y, spare));
      second = y * below - (spare + 1.0) * first;
    }
  }
};

/// M/D/n with 0 < a = n - spare < n, times in handle times.
class DeterministicQueue {
 public:
  DeterministicQueue(double n, double a, double spare)
      : n_(n), a_(a), spare_(spare), sum_(n * divergence(n, a, spare)) {}

  /// -ln P(W = 0).
  [[nodiscard]] double log_no_wait() const {
    return sum_([&](double k) { return lower_share(k * n_, k * a_, k * spare_) / k; });
  }
  [[nodiscard]] double mean_wait() const {
    return sum_([&](double k) { return GammaShortfall(k * n_, k * a_, k * spare_).first / k; }) / a_;
  }
  [[nodiscard]] double wait_variance() const {
    return sum_([&](double k) { return GammaShortfall(k * n_, k * a_, k * spare_).second / k; }) / (a_ * a_);
  }

 private:
  friend class DeterministicStates;
  /// The rate at which P(a walk of k steps is above 0) falls: ln of 1/rho - 1 + ... per server.
  static double divergence(double n, double a, double spare) noexcept {
    const double down = -spare / n;
    return down < -0.9 ? down - std::log(a / n) : minus_log1p(down);
  }

  double n_;
  double a_;
  double spare_;
  SmoothSum sum_;
};

/// The distribution of the number waiting: its generating function is exp(-c_0 + sum of c_m z^m) with
/// c_m = sum over k of P(Poisson(k a) = k n + m)/k. From where only its leading pole is felt it is geometric.
class DeterministicStates {
 public:
  explicit DeterministicStates(const DeterministicQueue& queue) : n_(queue.n_), a_(queue.a_) {
    const double n = n_;
    const double a = a_;
    const double spare = queue.spare_;
    excess_ = leading_excess(n, a, spare);
    log_pole_ = std::log1p(excess_);
    // Until the other poles are forgotten, or nothing is left.
    const double apart = std::log(second_pole(n, a)) - log_pole_;
    const double vanished = 700.0 / log_pole_;
    const auto size = static_cast<std::size_t>(30.0 + (apart * vanished > 45.0 ? 45.0 / apart : vanished));
    std::vector<double> steps(size, 0.0);  // m c_m
    for (const auto& node : queue.sum_.nodes()) {
      const double z = node.k * a;
      double density = 0.0;
      for (std::size_t m = 1; m < size; ++m) {
        const double s = node.k * n + static_cast<double>(m);
        density = m % 128 == 1 ? std::exp(log_density(s, z, node.k * spare + static_cast<double>(m))) : density * z / s;
        steps[m] += node.weight / node.k * density;
      }
    }
    for (std::size_t m = 1; m < size; ++m) steps[m] *= static_cast<double>(m);
    exactly_.resize(size);
    exactly_[0] = std::exp(-queue.sum_([&](double k) { return lower_share(k * n, k * a, k * spare, true) / k; }));
    for (std::size_t j = 1; j < size; ++j) {
      double sum = 0.0;
      for (std::size_t m = 1; m <= j; ++m) sum += steps[m] * exactly_[j - m];
      exactly_[j] = sum / static_cast<double>(j);
    }
    at_least_.resize(size + 1);
    at_least_[size] = exactly_[size - 1] / excess_;
    for (std::size_t j = size; j-- > 0;) at_least_[j] = at_least_[j + 1] + exactly_[j];
    at_most_.resize(size);
    double sum = 0.0;
    for (std::size_t j = 0; j < size; ++j) at_most_[j] = sum += exactly_[j];
  }

  /// P(waiting >= j), j a whole number.
  [[nodiscard]] double at_least(double j) const noexcept {
    if (j <= 0.0) return 1.0;
    const auto last = static_cast<double>(at_least_.size() - 1);
    if (j <= last) return at_least_[static_cast<std::size_t>(j)];
    return at_least_.back() * std::exp(-(j - last) * log_pole_);
  }
  [[nodiscard]] double at_most(double j) const noexcept {
    if (j < 0.0) return 0.0;
    if (j < static_cast<double>(at_most_.size())) return at_most_[static_cast<std::size_t>(j)];
    return 1.0 - at_least(j + 1.0);
  }
  [[nodiscard]] double exactly(double j) const noexcept {
    if (j < static_cast<double>(exactly_.size())) return exactly_[static_cast<std::size_t>(j)];
    return at_least(j) * (excess_ / (1.0 + excess_));
  }
  /// P(number in service and waiting = n): all are busy and nobody waits.
  [[nodiscard]] double just_full() const noexcept {
    return over_poisson(a_, n_, [&](double j) { return exactly(n_ - j); });
  }

  /// P(W > x): the number waiting now and the calls of the (k D - x) before it exceed k n - 1.
  [[nodiscard]] double wait_exceeds(double x) const noexcept {
    const double k = std::floor(x) + 1.0;
    const double mean = a_ * (k - x);
    const double places = k * n_;
    return lower_share(places, mean, places - mean) +
           over_poisson(mean, places - 1.0, [&](double j) { return at_least(places - j); });
  }
  /// P(W <= x).
  [[nodiscard]] double wait_within(double x) const noexcept {
    const double k = std::floor(x) + 1.0;
    const double places = k * n_;
    return over_poisson(a_ * (k - x), places - 1.0, [&](double j) { return at_most(places - 1.0 - j); });
  }

 private:
  /// The root z - 1 > 0 of z^n = e^(a (z - 1)), by Newton from above.
  static double leading_excess(double n, double a, double spare) noexcept {
    const auto gap = [&](double w) { return spare * w - n * minus_log1p(w); };  // n ln(1 + w) - a w
    double w = 2.0 * spare / a;
    while (gap(w) > 0.0) w *= 2.0;
    for (int i = 0; i < 100; ++i) {
      const double step = gap(w) / ((spare - a * w) / (1.0 + w));
      w -= step;
      if (!(std::fabs(step) > 1e-16 * w)) break;
    }
    return w;
  }

  /// The modulus of the next root, n ln z = a (z - 1) + 2 pi i.
  static double second_pole(double n, double a) noexcept {
    const std::complex<double> turn(0.0, 2.0 * std::numbers::pi);
    std::complex<double> z(n / a, -std::sqrt(4.0 * std::numbers::pi / n));
    for (int i = 0; i < 60; ++i) z = 1.0 + (n * std::log(z) - turn) / a;
    for (int i = 0; i < 40; ++i) z -= (n * std::log(z) - a * (z - 1.0) - turn) / (n / z - a);
    return std::abs(z);
  }

  /// sum of P(Poisson(mean) = j) value(j) over j = 0 ... last, 0 <= value <= 1 and monotone in j.
  template <class Value>
  static double over_poisson(double mean, double last, Value&& value) noexcept {
    if (!(mean > 0.0)) return value(0.0);
    const double start = std::fmin(std::floor(mean), last);
    const double density = start > 0.0 ? std::exp(log_density(start, mean, start - mean)) : std::exp(-mean);
    double sum = 0.0;
    double here = density;
    for (double j = start; j <= last; j += 1.0) {
      sum += here * value(j);
      here *= mean / (j + 1.0);
      if (here < 1e-19 * sum || here == 0.0) break;
    }
    here = density;
    for (double j = start; j >= 1.0; j -= 1.0) {
      here *= j / mean;
      sum += here * value(j - 1.0);
      if (here < 1e-19 * sum || here == 0.0) break;
    }
    return sum;
  }

  double n_;
  double a_;
  double excess_ = 0.0;
  double log_pole_ = 0.0;
  std::vector<double> exactly_;
  std::vector<double> at_least_;
  std::vector<double> at_most_;
};

}  // namespace erlang::detail
