#pragma once

#include <algorithm>
#include <cstddef>
#include <vector>

namespace erlang::detail {

/// A finite continuous-time Markov chain whose transitions reach at most `band` states up or down, and its stationary
/// probabilities by the elimination of Grassmann, Taksar and Heyman (Operations Research 33 (1985) 1107). No step
/// subtracts, so that small probabilities keep their relative accuracy as well. Every state must lead to state 0.
class BandChain {
 public:
  BandChain(std::size_t states, std::size_t band)
      : states_(states), band_(band), width_(2 * band + 1), rates_(states * width_, 0.0) {}

  /// The numbers that a chain keeps, 8 bytes each; a solution takes `band` operations for each.
  [[nodiscard]] static double size(double states, double band) noexcept { return states * (2.0 * band + 1.0); }
  static constexpr double most = 3e7;

  void add(std::size_t from, std::size_t to, double rate) noexcept { at(from, to) += rate; }

  /// Stationary probabilities, which sum to 1. Overwrites the rates.
  [[nodiscard]] std::vector<double> solve() {
    for (std::size_t state = states_ - 1; state > 0; --state) eliminate(state);
    std::vector<double> shares(states_, 0.0);
    shares[0] = 1.0;
    double sum = 1.0;
    for (std::size_t state = 1; state < states_; ++state) {
      double share = 0.0;
      for (std::size_t i = lowest(state); i < state; ++i) share += shares[i] * at(i, state);
      shares[state] = share;
      sum += share;
      if (sum > 1e200) {  // far below the bulk
        for (std::size_t i = 0; i <= state; ++i) shares[i] *= 1e-200;
        sum *= 1e-200;
      }
    }
    for (double& share : shares) share /= sum;
    return shares;
  }

 private:
  [[nodiscard]] double& at(std::size_t from, std::size_t to) noexcept {
    return rates_[from * width_ + (to + band_ - from)];
  }
  [[nodiscard]] std::size_t lowest(std::size_t state) const noexcept { return state > band_ ? state - band_ : 0; }

  /// Leads what passes through the state past it, and leaves in its column the visits to it per unit of time.
  void eliminate(std::size_t state) noexcept {
    std::size_t first = lowest(state);
    while (first < state && at(state, first) == 0.0) ++first;
    const double* down = &at(state, first);
    const std::size_t count = state - first;
    double out = 0.0;
    for (std::size_t j = 0; j < count; ++j) out += down[j];
    for (std::size_t i = lowest(state); i < state; ++i) {
      double& visits = at(i, state);
      if (visits == 0.0) continue;
      visits /= out;
      const double factor = visits;
      // Entries below the band are zero in exact terms too: a state above reaches no further than its own band.
      const std::size_t from = std::max(first, lowest(i));
      double* row = &at(i, from);
      const double* source = down + (from - first);
      const std::size_t length = state - from;
      for (std::size_t j = 0; j < length; ++j) row[j] += factor * source[j];
    }
  }

  std::size_t states_;
  std::size_t band_;
  std::size_t width_;
  std::vector<double> rates_;
};

}  // namespace erlang::detail
