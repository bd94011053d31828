#pragma once

#include <algorithm>
#include <cstddef>
#include <limits>
#include <vector>

namespace erlang::detail {

/// A heap of times with the earliest on top; each node has four children, which halves its depth.
class TimeHeap {
 public:
  static constexpr double never = std::numeric_limits<double>::infinity();

  [[nodiscard]] std::size_t size() const noexcept { return times_.size(); }

  /// The earliest time, `never` when there is none.
  [[nodiscard]] double first() const noexcept { return times_.empty() ? never : times_.front(); }

  void clear() noexcept { times_.clear(); }

  void push(double time) {
    times_.push_back(time);
    std::size_t at = times_.size() - 1;
    while (at > 0 && times_[(at - 1) / 4] > time) {
      times_[at] = times_[(at - 1) / 4];
      at = (at - 1) / 4;
    }
    times_[at] = time;
  }

  /// Takes the earliest time out. There must be one.
  double pop() noexcept {
    const double top = times_.front();
    const double last = times_.back();
    times_.pop_back();
    if (!times_.empty()) replace_first(last);
    return top;
  }

  /// Puts `time` in the place of the earliest. There must be one.
  void replace_first(double time) noexcept {
    double* const heap = times_.data();
    const std::size_t size = times_.size();
    std::size_t at = 0;
    for (;;) {
      const std::size_t child = 4 * at + 1;
      std::size_t least = child;
      if (child + 4 <= size) {
        const std::size_t left = heap[child + 1] < heap[child] ? child + 1 : child;
        const std::size_t right = heap[child + 3] < heap[child + 2] ? child + 3 : child + 2;
        least = heap[right] < heap[left] ? right : left;
      } else {
        if (child >= size) break;
        for (std::size_t other = child + 1; other < size; ++other)
          if (heap[other] < heap[least]) least = other;
      }
      if (!(heap[least] < time)) break;
      heap[at] = heap[least];
      at = least;
    }
    heap[at] = time;
  }

 private:
  std::vector<double> times_;
};

/// Makes `pool`, the times at which each agent is free, hold `agents` of them from `time` on: newcomers are free at
/// once; of those who leave, the idle ones go first, then the next to finish, who finish their call.
/// @param left  called with the time at which each one who leaves is free
template <class Left>
void change_agents(TimeHeap& pool, double time, std::size_t agents, Left&& left) {
  while (pool.size() < agents) pool.push(time);
  while (pool.size() > agents) left(pool.pop());
}

}  // namespace erlang::detail
