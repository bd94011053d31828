#pragma once

#include <erlang/detail/gamma_tails.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace erlang::detail {

/// The wait of one caller who hangs up at a constant rate, with m callers of the same kind ahead (who hang up alike)
/// and a side process x beside, which moves by one and decides at what rate callers of the kind are taken up.
class TaggedWait {
 public:
  struct Side {
    double up;     ///< rate of x -> x + 1
    double down;   ///< rate of x -> x - 1
    double serve;  ///< rate at which callers of the kind are taken up, the first in line first
  };

  /// @param sides  the states of the side process
  /// @param leaving  rate at which each caller hangs up, > 0
  /// @param ahead  number of m, from 0 on
  TaggedWait(std::vector<Side> sides, double leaving, std::size_t ahead)
      : sides_(std::move(sides)), leaving_(leaving), ahead_(ahead), start_(sides_.size() * ahead, 0.0) {
    sides_.front().down = 0.0;
    sides_.back().up = 0.0;
  }

  /// Adds a share of callers who arrive with m ahead and the side process in x.
  void add(std::size_t m, std::size_t x, double share) noexcept { start_[m * sides_.size() + x] += share; }

  struct Ends {
    double answered;       ///< share answered
    double answered_wait;  ///< E[wait; answered]
    double wait;           ///< E[wait], until answer or hanging up
  };

  /// How the waits end, from the balance of each m in turn.
  [[nodiscard]] Ends ends() const {
    const std::size_t width = sides_.size();
    std::vector<double> answered(width, 1.0);  // with m - 1 ahead; "-1 ahead" is answered
    std::vector<double> waits(width, 0.0);
    std::vector<double> all(width, 0.0);
    Ends sum{0.0, 0.0, 0.0};
    for (std::size_t m = 0; m < ahead_; ++m) {
      const double gone = leaving_ * static_cast<double>(m);
      for (std::size_t x = 0; x < width; ++x) {
        const double step = sides_[x].serve + gone;
        answered[x] *= step;
        waits[x] *= step;
        all[x] = all[x] * step + 1.0;
      }
      balance(gone, answered);
      for (std::size_t x = 0; x < width; ++x) waits[x] += answered[x];
      balance(gone, waits);
      balance(gone, all);
      for (std::size_t x = 0; x < width; ++x) {
        const double share = start_[m * width + x];
        sum.answered += share * answered[x];
        sum.answered_wait += share * waits[x];
        sum.wait += share * all[x];
      }
    }
    return sum;
  }

  /// Share answered within t.
  [[nodiscard]] double answered_within(double t) const { return after(t, false); }

  /// Share that still waits at t.
  [[nodiscard]] double waiting_after(double t) const { return after(t, true); }

 private:
  /// Where the callers are after t, by uniformisation.
  [[nodiscard]] double after(double t, bool still_waiting) const {
    const std::size_t width = sides_.size();
    double pace = 0.0;
    for (const Side& side : sides_) pace = std::max(pace, side.up + side.down + side.serve);
    pace += leaving_ * static_cast<double>(ahead_);
    const double mean = pace * t;
    std::vector<double> here = start_;
    std::vector<double> next(here.size());
    double sum = 0.0;
    double answered = 0.0;
    const double last = mean + 40.0 + 9.5 * std::sqrt(mean);
    double missing = 1.0;  // of the Poisson weights
    for (double step = 0.0; step <= last; step += 1.0) {
      double waiting = 0.0;
      for (const double share : here) waiting += share;
      const double weight = mean > 0.0 ? std::exp(log_density(step, mean, step - mean)) : 1.0;
      sum += weight * (still_waiting ? waiting : answered);
      missing -= weight;
      if (mean == 0.0) return sum;
      if (waiting <= 1e-18 * (still_waiting ? sum : answered) || waiting < 1e-300) {
        // What is left of the weights sees the end.
        return still_waiting ? sum : sum + std::fmax(0.0, missing) * answered;
      }
      std::fill(next.begin(), next.end(), 0.0);
      for (std::size_t m = 0; m < ahead_; ++m) {
        const double gone = leaving_ * static_cast<double>(m);
        for (std::size_t x = 0; x < width; ++x) {
          const double share = here[m * width + x] / pace;
          if (share == 0.0) continue;
          const Side& side = sides_[x];
          const double forward = side.serve + gone;
          next[m * width + x] += share * std::fmax(0.0, pace - side.up - side.down - forward - leaving_);
          if (side.up > 0.0) next[m * width + x + 1] += share * side.up;
          if (side.down > 0.0) next[m * width + x - 1] += share * side.down;
          if (m > 0)
            next[(m - 1) * width + x] += share * forward;
          else
            answered += share * side.serve;
        }
      }
      here.swap(next);
    }
    return sum;
  }

  /// Solves (up + down + serve + gone + leaving) f(x) - up f(x + 1) - down f(x - 1) = right(x) in place.
  void balance(double gone, std::vector<double>& right) const {
    const std::size_t width = sides_.size();
    std::vector<double> carried(width, 0.0);
    // The diagonal left after elimination is up + what leads out of {0 ... x}: kept as a sum of positive terms.
    double out = 0.0;
    for (std::size_t x = 0; x < width; ++x) {
      const Side& side = sides_[x];
      const double before = x > 0 ? side.down * out / (sides_[x - 1].up + out) : 0.0;
      const double over = x > 0 ? side.down * right[x - 1] / (sides_[x - 1].up + out) : 0.0;
      out = side.serve + gone + leaving_ + before;
      right[x] += over;
      carried[x] = out;
    }
    for (std::size_t x = width; x-- > 0;) {
      const double above = x + 1 < width ? sides_[x].up * right[x + 1] : 0.0;
      right[x] = (right[x] + above) / (sides_[x].up + carried[x]);
    }
  }

  std::vector<Side> sides_;
  double leaving_;
  std::size_t ahead_;
  std::vector<double> start_;
};

}  // namespace erlang::detail
