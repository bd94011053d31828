#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <new>
#include <vector>

#include <erlang/detail/poisson_weights.hpp>

/// The number in system of M/M/n+M over a time of constant rates, by uniformisation on a moving window of states.
namespace erlang::detail {

/// What happens at k in system: arrivals, service and hanging up; and a hazard `own` that takes the whole state
/// away, as the patience of one caller who is followed.
struct ChainRates {
  double arrival;  ///< per second
  double service;  ///< per second and busy agent
  double agents;   ///< >= 0, real-valued: min(k, agents) are busy
  double abandon;  ///< per second and waiting caller
  double own = 0.0;

  [[nodiscard]] double death(double k) const noexcept {
    return std::fmin(k, agents) * service + std::fmax(k - agents, 0.0) * abandon;
  }
};

/// How many states a step takes at a time, and what their rows are aligned to.
inline constexpr std::ptrdiff_t step_block = 8;
inline constexpr std::size_t step_alignment = step_block * sizeof(double);

template <class T>
struct AlignedAllocator {
  using value_type = T;
  AlignedAllocator() = default;
  template <class Other>
  AlignedAllocator(const AlignedAllocator<Other>&) noexcept {}  // NOLINT(google-explicit-constructor)
  T* allocate(std::size_t count) {
    return static_cast<T*>(::operator new(count * sizeof(T), std::align_val_t{step_alignment}));
  }
  void deallocate(T* place, std::size_t) noexcept { ::operator delete(place, std::align_val_t{step_alignment}); }
  friend bool operator==(const AlignedAllocator&, const AlignedAllocator&) = default;
};
using AlignedRow = std::vector<double, AlignedAllocator<double>>;

/// One uniformised step of a row of states, with what it adds to the weighted sums. All rows are aligned blocks; the
/// states around those that hold mass hold 0.
struct ChainStep {
  double* next;
  const double* now;
  const double* stay;
  const double* fall;  ///< fall[k]: share of k + 1 that goes to k
  double up;           ///< share that goes up
  double* sum;
  double weight;
  double* time;
  double tail;
  std::ptrdiff_t blocks;       ///< to be done
  std::ptrdiff_t time_blocks;  ///< the last of them, for which time is kept
};

template <bool Sum, bool Time>
inline void step_states(const ChainStep& step, std::ptrdiff_t from, std::ptrdiff_t blocks) noexcept {
  double* __restrict next = std::assume_aligned<step_alignment>(step.next + from * step_block);
  const double* __restrict now = std::assume_aligned<step_alignment>(step.now + from * step_block);
  const double* __restrict stay = std::assume_aligned<step_alignment>(step.stay + from * step_block);
  const double* __restrict fall = std::assume_aligned<step_alignment>(step.fall + from * step_block);
  double* __restrict sum = std::assume_aligned<step_alignment>(step.sum + from * step_block);
  double* __restrict time = std::assume_aligned<step_alignment>(step.time + from * step_block);
  const double up = step.up;
  const double weight = step.weight;
  const double tail = step.tail;
  const std::ptrdiff_t states = blocks * step_block;
  for (std::ptrdiff_t k = 0; k < states; ++k) {
    const double here = now[k];
    if constexpr (Sum) sum[k] += weight * here;
    if constexpr (Time) time[k] += tail * here;
    next[k] = stay[k] * here + up * now[k - 1] + fall[k] * now[k + 1];
  }
}

template <bool Sum>
inline void step_with_time(const ChainStep& step) noexcept {
  step_states<Sum, false>(step, 0, step.blocks - step.time_blocks);
  step_states<Sum, true>(step, step.blocks - step.time_blocks, step.time_blocks);
}

/// The step as a function of its own, so that a build for any processor can hold several.
using StepFunction = void (*)(const ChainStep&, bool with_sum);
inline void plain_step(const ChainStep& step, bool with_sum) noexcept {
  with_sum ? step_with_time<true>(step) : step_with_time<false>(step);
}

/// A distribution over the number in system, kept on a window of states outside of which it is negligible, and its
/// course over a time of constant rates.
///
/// Truncation is dynamic and its error is measured: uniformised steps move mass by one state at most, so the window is
/// widened by one a step, and every few steps the ends that hold less than `trim` are cut off. What is cut, and what
/// leaves through the upper bound, is missing from the sum at the end; that difference bounds the error in total
/// variation, and is added to lost().
class BirthDeathChain {
 public:
  static constexpr double trim = 1e-19;
  static constexpr std::ptrdiff_t period = 8;            // steps between cuts
  static constexpr std::ptrdiff_t pad = 3 * step_block;  // of zeros beside the window, more than period + step_block

  explicit BirthDeathChain(StepFunction step = &plain_step) : step_(step) {}

  [[nodiscard]] std::ptrdiff_t low() const noexcept { return low_; }
  [[nodiscard]] std::ptrdiff_t high() const noexcept { return high_; }
  [[nodiscard]] bool empty() const noexcept { return high_ < low_; }
  [[nodiscard]] double at(std::ptrdiff_t k) const noexcept { return k < low_ || k > high_ ? 0.0 : state_[index(k)]; }
  [[nodiscard]] double mass() const noexcept {
    double sum = 0.0;
    for (std::ptrdiff_t k = low_; k <= high_; ++k) sum += state_[index(k)];
    return sum;
  }
  /// Bound on the error in total variation since the start.
  [[nodiscard]] double lost() const noexcept { return lost_; }

  void clear() noexcept {
    low_ = 0;
    high_ = -1;
  }
  /// Takes value(k) for k in [low, high].
  template <class Value>
  void assign(std::ptrdiff_t low, std::ptrdiff_t high, Value&& value) {
    reserve(high);
    for (std::ptrdiff_t k = low; k <= high; ++k) state_[index(k)] = value(k);
    low_ = low;
    high_ = high;
    shorten();
  }
  void add(std::ptrdiff_t k, double mass) {
    if (mass == 0.0) return;
    reserve(k);
    if (empty()) {
      low_ = high_ = k;
      state_[index(k)] = 0.0;
    }
    while (low_ > k) state_[index(--low_)] = 0.0;
    while (high_ < k) state_[index(++high_)] = 0.0;
    state_[index(k)] += mass;
  }
  /// Cuts off all below k.
  void drop_below(std::ptrdiff_t k) noexcept {
    low_ = std::max(low_, k);
    if (high_ < low_) clear();
  }
  /// Cuts off all above k.
  void drop_above(std::ptrdiff_t k) noexcept {
    high_ = std::min(high_, k);
    if (high_ < low_) clear();
  }
  void scale(double factor) noexcept {
    for (std::ptrdiff_t k = low_; k <= high_; ++k) state_[index(k)] *= factor;
  }

  /// The integral of the distribution over the last advance, by state, from `time_low()` to `time_high()`.
  [[nodiscard]] std::ptrdiff_t time_low() const noexcept { return time_low_; }
  [[nodiscard]] std::ptrdiff_t time_high() const noexcept { return time_high_; }
  [[nodiscard]] double time(std::ptrdiff_t k) const noexcept { return time_[index(k)]; }

  /// Moves on by `duration` seconds, keeping the integral over time from state `time_from` on. States below `floor`
  /// are left for good: mass that gets there is gone. With floor 0 and without an own hazard mass is conserved.
  void advance(const ChainRates& rates, double duration, std::ptrdiff_t time_from, std::ptrdiff_t floor = 0) {
    time_low_ = 0;
    time_high_ = -1;
    if (empty() || duration <= 0.0) return;
    const bool conserved = floor == 0 && rates.own == 0.0;
    const double before = conserved ? mass() : 0.0;
    const std::ptrdiff_t cap = upper_bound(rates, duration);
    const double rate = rates.arrival + rates.death(static_cast<double>(cap)) + rates.own;
    if (rate == 0.0) {
      stand_still(duration, time_from);
      return;
    }
    weights_.assign(rate * duration);
    run(rates, rate, cap, time_from, floor);
    if (conserved) {
      const double after = mass();
      lost_ += std::fabs(before - after);
      if (after > 0.0) scale(before / after);
    }
  }

 private:
  static std::size_t index(std::ptrdiff_t k) noexcept { return static_cast<std::size_t>(k + pad); }
  static std::ptrdiff_t block(std::ptrdiff_t k) noexcept { return (k + pad) / step_block; }

  void reserve(std::ptrdiff_t high) {
    const std::size_t size = index(high + pad + 1);
    if (state_.size() >= size) return;
    for (AlignedRow* row : {&state_, &now_, &next_, &time_, &stay_, &fall_}) row->resize(size + size / 2);
  }

  /// The state above which the chain will hardly ever be: from k the chance to climb another state before going back
  /// is at most arrival / death, and the number of climbs tried is about arrival * duration.
  [[nodiscard]] std::ptrdiff_t upper_bound(const ChainRates& rates, double duration) const noexcept {
    const double arrivals = rates.arrival * duration;
    if (arrivals == 0.0) return high_;
    double reach = 0.0;
    std::ptrdiff_t k = low_;
    const auto climb = [&] {
      const double death = rates.death(static_cast<double>(k));
      return death > rates.arrival ? rates.arrival / death : 1.0;
    };
    for (; k <= high_; ++k) reach = std::fmin(1.0, reach * climb() + state_[index(k)]);
    const auto most = high_ + static_cast<std::ptrdiff_t>(arrivals + 10.0 * std::sqrt(arrivals)) + 40;
    for (; k < most && reach * (1.0 + arrivals) > 1e-21; ++k) reach *= climb();
    return k;
  }

  void stand_still(double duration, std::ptrdiff_t time_from) noexcept {
    time_low_ = std::max(low_, time_from);
    time_high_ = high_;
    for (std::ptrdiff_t k = time_low_; k <= high_; ++k) time_[index(k)] = duration * state_[index(k)];
  }

  void run(const ChainRates& rates, double rate, std::ptrdiff_t cap, std::ptrdiff_t time_from, std::ptrdiff_t floor) {
    const auto steps = static_cast<std::ptrdiff_t>(weights_.last());
    // States that can be reached, and their coefficients.
    const std::ptrdiff_t least = std::max(floor, low_ - steps);
    const std::ptrdiff_t most = std::max(high_, std::min(cap, high_ + steps));
    reserve(most);
    const double share = 1.0 / rate;
    const double up = rates.arrival * share;
    const double own = rates.own * share;
    const auto outside = [&](AlignedRow& row) {
      std::fill(row.begin() + least, row.begin() + (least + pad), 0.0);
      std::fill(row.begin() + (most + pad + 1), row.begin() + (most + 2 * pad + 1), 0.0);
    };
    // What falls below `least` or climbs above `most` is gone after a step.
    outside(stay_);
    outside(fall_);
    for (std::ptrdiff_t k = least; k <= most; ++k) {
      const double death = rates.death(static_cast<double>(k)) * share;
      if (k > least) fall_[index(k - 1)] = death;
      stay_[index(k)] = std::fmax(0.0, 1.0 - up - death - own);  // columns sum to 1 in the numbers at hand
    }
    fall_[index(most)] = 0.0;
    std::fill(now_.begin() + least, now_.begin() + most + 2 * pad + 1, 0.0);
    std::fill(next_.begin() + least, next_.begin() + most + 2 * pad + 1, 0.0);
    for (std::ptrdiff_t k = low_; k <= high_; ++k) now_[index(k)] = state_[index(k)];
    std::fill(state_.begin() + least, state_.begin() + most + 2 * pad + 1, 0.0);
    std::fill(time_.begin() + least, time_.begin() + most + 2 * pad + 1, 0.0);

    std::ptrdiff_t low = std::max(low_, floor);
    std::ptrdiff_t high = high_;
    std::ptrdiff_t sum_low = most + 1;
    std::ptrdiff_t sum_high = least - 1;
    time_low_ = most + 1;
    time_high_ = least - 1;
    double* now = now_.data() + pad;
    double* next = next_.data() + pad;
    const auto first = static_cast<std::ptrdiff_t>(weights_.first());
    ChainStep step{.next = nullptr,
                   .now = nullptr,
                   .stay = nullptr,
                   .fall = nullptr,
                   .up = up,
                   .sum = nullptr,
                   .weight = 0.0,
                   .time = nullptr,
                   .tail = 0.0,
                   .blocks = 0,
                   .time_blocks = 0};
    for (std::ptrdiff_t m = 0; m <= steps; ++m) {
      const std::ptrdiff_t from = std::max(least, low - 1);
      const std::ptrdiff_t to = std::min(most, high + 1);
      const std::ptrdiff_t first_block = block(from);
      const std::ptrdiff_t start = first_block * step_block - pad;
      const bool with_sum = m >= first;
      const auto at = static_cast<std::size_t>(m);
      step.next = next + start;
      step.now = now + start;
      step.stay = stay_.data() + (start + pad);
      step.fall = fall_.data() + (start + pad);
      step.sum = state_.data() + (start + pad);
      step.time = time_.data() + (start + pad);
      step.weight = weights_.weight(at);
      step.tail = weights_.tail(at) * share;
      step.blocks = block(to) - first_block + 1;
      step.time_blocks = std::clamp<std::ptrdiff_t>(block(to) - block(time_from) + 1, 0, step.blocks);
      step_(step, with_sum);
      if (with_sum) {
        sum_low = std::min(sum_low, from);
        sum_high = std::max(sum_high, to);
      }
      time_low_ = std::min(time_low_, from);
      time_high_ = std::max(time_high_, to);
      std::swap(now, next);
      low = from;
      high = to;
      if (m % period == period - 1 && !cut(now, next, low, high)) break;
    }
    time_low_ = std::max(time_low_, time_from);
    low_ = sum_low;
    high_ = sum_high;
    shorten();
  }

  /// Cuts the ends that hold next to nothing and clears a margin beside the window in both rows. False: all is gone.
  static bool cut(double* now, double* next, std::ptrdiff_t& low, std::ptrdiff_t& high) noexcept {
    double gone = 0.0;
    while (low <= high && gone + now[low] < trim) gone += now[low++];
    if (low > high) return false;
    gone = 0.0;
    while (gone + now[high] < trim) gone += now[high--];
    for (std::ptrdiff_t k = 1; k <= pad; ++k) {
      if (low - k >= -pad) now[low - k] = next[low - k] = 0.0;
      now[high + k] = next[high + k] = 0.0;
    }
    return true;
  }

  void shorten() noexcept {
    double gone = 0.0;
    while (low_ <= high_ && gone + state_[index(low_)] < trim) gone += state_[index(low_++)];
    double above = 0.0;
    while (low_ <= high_ && above + state_[index(high_)] < trim) above += state_[index(high_--)];
    if (high_ < low_) clear();
  }

  StepFunction step_;
  std::ptrdiff_t low_ = 0, high_ = -1;
  std::ptrdiff_t time_low_ = 0, time_high_ = -1;
  double lost_ = 0.0;
  PoissonWeights weights_;
  AlignedRow state_, now_, next_, time_, stay_, fall_;
};

}  // namespace erlang::detail
