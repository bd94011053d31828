#pragma once

#include <erlang/detail/birth_death.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

/// One queue whose agents change: the chain of the number in system, and beside it the states in which agents whose
/// shift has ended still finish a call.
namespace erlang::detail {

/// More busy than there are agents: rows[i][q] is the probability of `lowest + i` busy and q waiting. Nobody is taken
/// from the queue until the busy are no more than the agents.
struct Finishing {
  std::ptrdiff_t lowest = 0;
  std::vector<std::vector<double>> rows;

  double& at(std::ptrdiff_t busy, std::ptrdiff_t waiting) {
    const auto row = static_cast<std::size_t>(busy - lowest);
    if (row >= rows.size()) rows.resize(row + 1);
    if (static_cast<std::size_t>(waiting) >= rows[row].size()) rows[row].resize(static_cast<std::size_t>(waiting) + 1);
    return rows[row][static_cast<std::size_t>(waiting)];
  }
  template <class Visit>
  void visit(Visit&& visit) const {
    for (std::size_t i = 0; i < rows.size(); ++i)
      for (std::size_t q = 0; q < rows[i].size(); ++q)
        if (rows[i][q] != 0.0)
          visit(lowest + static_cast<std::ptrdiff_t>(i), static_cast<std::ptrdiff_t>(q), rows[i][q]);
  }
  [[nodiscard]] double mass() const noexcept {
    double sum = 0.0;
    for (const auto& row : rows)
      for (const double value : row) sum += value;
    return sum;
  }
};

/// Time spent, in expectation, since it was last cleared.
struct Exposure {
  double queue = 0.0;            ///< caller-seconds waiting
  double all_busy = 0.0;         ///< s with no agent free
  double surplus = 0.0;          ///< agent-seconds of finishing a call after leaving
  std::vector<double> by_state;  ///< s with k in system, all agents busy, by k
  Finishing finishing;           ///< s in each of its states
};

/// The state of the queue and its course. With `followed` it is that of one waiting caller and those ahead, who takes
/// every state with him where he is answered or hangs up.
class StaffedQueue {
 public:
  StaffedQueue(bool exhaustive, bool followed, StepFunction step)
      : exhaustive_(exhaustive), followed_(followed), chain_(step) {}

  [[nodiscard]] const BirthDeathChain& chain() const noexcept { return chain_; }
  [[nodiscard]] BirthDeathChain& chain() noexcept { return chain_; }
  [[nodiscard]] const Finishing& finishing() const noexcept { return finishing_; }
  [[nodiscard]] Finishing& finishing() noexcept { return finishing_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] double mass() const noexcept { return chain_.mass() + finishing_.mass(); }
  [[nodiscard]] bool empty() const noexcept { return chain_.empty() && finishing_.rows.empty(); }
  [[nodiscard]] double lost() const noexcept { return chain_.lost() + lost_; }

  /// The agents there are from now on, when nothing is in progress or all that is fits in.
  void start(double agents) {
    agents_ = agents;
    finishing_.rows.clear();
    finishing_.lowest = surplus_from(agents);
  }

  /// The agents there are from now on, after others: agents who join take from the queue at once, agents who leave do
  /// so when their call ends, or at once with the call going back to the head of the queue. A fraction of an agent is
  /// busy with a whole call with the probability of that fraction.
  void change(double agents) {
    if (agents == agents_) return;
    if (exhaustive_) {
      const Finishing old = std::move(finishing_);
      finishing_ = {.lowest = surplus_from(agents), .rows = {}};
      old.visit([&](std::ptrdiff_t busy, std::ptrdiff_t waiting, double mass) { place(agents, busy, waiting, mass); });
      if (agents < agents_) divide(agents);
    }
    agents_ = agents;
    if (followed_) chain_.drop_below(whole_up(agents));
  }

  /// Moves on by `duration` seconds and adds to `exposure`.
  /// @param keep_states  whether the states in which all are busy are kept one by one
  void advance(const ChainRates& rates, double duration, Exposure& exposure, bool keep_states) {
    double left = duration;
    while (left > 0.0 && !finishing_.rows.empty()) left -= step_finishing(rates, left, exposure, keep_states);
    if (left <= 0.0) return;
    const std::ptrdiff_t from = whole_up(rates.agents);
    chain_.advance(rates, left, from, followed_ ? from : 0);
    for (std::ptrdiff_t k = chain_.time_low(); k <= chain_.time_high(); ++k)
      expose(k, chain_.time(k), exposure, keep_states);
  }

  /// The first whole number that is at least the agents: from here on all are busy.
  [[nodiscard]] static std::ptrdiff_t whole_up(double agents) noexcept {
    return static_cast<std::ptrdiff_t>(std::ceil(agents));
  }

 private:
  static constexpr double nothing = 1e-18;
  /// The first whole number above the agents.
  [[nodiscard]] static std::ptrdiff_t surplus_from(double agents) noexcept {
    return static_cast<std::ptrdiff_t>(std::floor(agents)) + 1;
  }

  void place(double agents, std::ptrdiff_t busy, std::ptrdiff_t waiting, double mass) {
    if (static_cast<double>(busy) > agents) {
      finishing_.at(busy, waiting) += mass;
    } else {
      chain_.add(busy + waiting, mass);
    }
  }

  /// Takes from the chain the states in which more are busy than the agents who stay.
  void divide(double agents) {
    const std::ptrdiff_t from = std::max(surplus_from(agents), chain_.low());
    if (from > chain_.high()) return;
    std::vector<double> above;
    for (std::ptrdiff_t k = from; k <= chain_.high(); ++k) above.push_back(chain_.at(k));
    chain_.drop_above(from - 1);
    const double whole = std::floor(agents_);
    const double part = agents_ - whole;
    for (std::size_t i = 0; i < above.size(); ++i) {
      const std::ptrdiff_t k = from + static_cast<std::ptrdiff_t>(i);
      const auto fewer = std::min(k, static_cast<std::ptrdiff_t>(whole));
      const auto more = std::min(k, whole_up(agents_));
      place(agents, fewer, k - fewer, above[i] * (1.0 - part));
      if (part > 0.0) place(agents, more, k - more, above[i] * part);
    }
  }

  void expose(std::ptrdiff_t k, double time, Exposure& exposure, bool keep_states) const {
    exposure.queue += (static_cast<double>(k) - agents_) * time;
    exposure.all_busy += time;
    if (!keep_states) return;
    const auto at = static_cast<std::size_t>(k);
    if (at >= exposure.by_state.size()) exposure.by_state.resize(at + 1);
    exposure.by_state[at] += time;
  }

  /// Advances chain and finishing together until next to nobody finishes any more, or by `left`; returns the seconds
  /// done.
  double step_finishing(const ChainRates& rates, double left, Exposure& exposure, bool keep_states) {
    const std::ptrdiff_t lowest = finishing_.lowest;
    const std::ptrdiff_t base = lowest - 1;  // busy where the chain takes over
    const auto levels = static_cast<std::ptrdiff_t>(finishing_.rows.size());
    std::ptrdiff_t waiting = 0;
    for (const auto& row : finishing_.rows) waiting = std::max(waiting, static_cast<std::ptrdiff_t>(row.size()) - 1);
    const auto most_busy = static_cast<double>(base + levels);
    const double span = std::fmin(left, time_to_finish(rates));
    const double arrivals = rates.arrival * span;
    const auto growth =
        arrivals > 0.0 ? static_cast<std::ptrdiff_t>(arrivals + 10.0 * std::sqrt(arrivals)) + 20 : std::ptrdiff_t{0};
    const std::ptrdiff_t room = waiting + growth;
    const std::ptrdiff_t top = std::max(chain_.high(), base + waiting) + growth;
    const double rate = rates.arrival + rates.own +
                        std::fmax(most_busy * rates.service + static_cast<double>(room) * rates.abandon,
                                  rates.death(static_cast<double>(top)));
    weights_.assign(rate * span);
    const auto steps = static_cast<std::ptrdiff_t>(weights_.last());
    const double before = mass();
    const std::ptrdiff_t floor = followed_ ? whole_up(rates.agents) : 0;
    const std::ptrdiff_t least = std::max(floor, std::min(chain_.empty() ? base : chain_.low(), base) - steps);

    // The chain by number in system from `least` on, and row i for base + 1 + i busy, by number waiting. Every row has
    // a 0 on either side.
    const auto chain_width = static_cast<std::size_t>(top - least + 3);
    const auto width = static_cast<std::size_t>(room + 3);
    const std::size_t size = chain_width + static_cast<std::size_t>(levels) * width;
    for (std::vector<double>* all : {&now_, &next_, &sum_, &time_}) all->assign(size, 0.0);
    const auto chain_row = [&](std::vector<double>& all) { return all.data() + (1 - least); };
    const auto row_of = [&](std::vector<double>& all, std::ptrdiff_t row) {
      return all.data() + chain_width + static_cast<std::size_t>(row) * width + 1;
    };
    for (std::ptrdiff_t k = std::max(chain_.low(), floor); k <= chain_.high(); ++k) chain_row(now_)[k] = chain_.at(k);
    finishing_.visit(
        [&](std::ptrdiff_t busy, std::ptrdiff_t q, double mass) { row_of(now_, busy - lowest)[q] = mass; });

    const double share = 1.0 / rate;
    const double up = rates.arrival * share;
    const double own = rates.own * share;
    down_.assign(chain_width, 0.0);
    stay_.assign(chain_width, 0.0);
    for (std::ptrdiff_t k = least; k <= top; ++k) {
      down_[static_cast<std::size_t>(k - least + 1)] = rates.death(static_cast<double>(k)) * share;
      stay_[static_cast<std::size_t>(k - least + 1)] = 1.0 - up - own - rates.death(static_cast<double>(k)) * share;
    }
    queue_down_.assign(width, 0.0);
    queue_stay_.assign(width, 0.0);
    for (std::ptrdiff_t q = 0; q <= room; ++q) {
      queue_down_[static_cast<std::size_t>(q + 1)] = static_cast<double>(q) * rates.abandon * share;
      queue_stay_[static_cast<std::size_t>(q + 1)] = 1.0 - up - own - static_cast<double>(q) * rates.abandon * share;
    }

    std::ptrdiff_t low = chain_.empty() ? base : std::max(chain_.low(), floor);
    std::ptrdiff_t high = chain_.empty() ? base - 1 : chain_.high();
    std::ptrdiff_t rows = levels;
    std::ptrdiff_t longest = waiting;
    for (std::ptrdiff_t m = 0; m <= steps; ++m) {
      const auto at = static_cast<std::size_t>(m);
      const Weights weigh{.sum = weights_.weight(at), .time = weights_.tail(at) * share};
      const std::ptrdiff_t from = std::max(least, std::min(low - 1, base));
      const std::ptrdiff_t to = std::min(top, std::max(high + 1, base + longest));
      step_row(chain_row(next_), chain_row(now_), stay_.data() + (1 - least), down_.data() + (1 - least), up, 0.0,
               nullptr, 0.0, chain_row(sum_), chain_row(time_), weigh, from, to);
      // Who finishes with one busy more than the agents brings the state back into the chain.
      const double back = static_cast<double>(lowest) * rates.service * share;
      double* chain = chain_row(next_);
      const double* first = row_of(now_, 0);
      for (std::ptrdiff_t q = std::max<std::ptrdiff_t>(0, least - base); q <= std::min(longest, top - base); ++q)
        chain[base + q] += back * first[q];
      low = from;
      high = to;
      const std::ptrdiff_t reach = std::min(room, longest + (up > 0.0 ? 1 : 0));
      for (std::ptrdiff_t row = 0; row < rows; ++row) {
        const double leave = static_cast<double>(lowest + row) * rates.service * share;
        const double enter = static_cast<double>(lowest + row + 1) * rates.service * share;
        step_row(row_of(next_, row), row_of(now_, row), queue_stay_.data() + 1, queue_down_.data() + 1, up, leave,
                 row + 1 < rows ? row_of(now_, row + 1) : nullptr, enter, row_of(sum_, row), row_of(time_, row), weigh,
                 0, reach);
      }
      longest = reach;
      std::swap(now_, next_);
      if (m % BirthDeathChain::period != BirthDeathChain::period - 1) continue;
      // Cut off what holds next to nothing: the busiest level, the longest queues, the ends of the chain.
      double gone = 0.0;
      const auto clear = [&](double* one, double* other, std::ptrdiff_t count) {
        std::fill(one, one + count, 0.0);
        std::fill(other, other + count, 0.0);
      };
      for (; rows > 0; --rows) {
        const double* row = row_of(now_, rows - 1);
        for (std::ptrdiff_t q = 0; q <= longest; ++q) gone += row[q];
        if (gone >= BirthDeathChain::trim) break;
        clear(row_of(now_, rows - 1), row_of(next_, rows - 1), longest + 1);
      }
      gone = 0.0;
      for (; longest > 0; --longest) {
        for (std::ptrdiff_t row = 0; row < rows; ++row) gone += row_of(now_, row)[longest];
        if (gone >= BirthDeathChain::trim) break;
        for (std::ptrdiff_t row = 0; row < levels; ++row)
          row_of(now_, row)[longest] = row_of(next_, row)[longest] = 0.0;
      }
      double* here = chain_row(now_);
      double* there = chain_row(next_);
      for (gone = 0.0; low < high && (gone += here[low]) < BirthDeathChain::trim; ++low) here[low] = there[low] = 0.0;
      for (gone = 0.0; low < high && (gone += here[high]) < BirthDeathChain::trim; --high)
        here[high] = there[high] = 0.0;
    }

    const double* sum = chain_row(sum_);
    chain_.assign(least, top, [&](std::ptrdiff_t k) { return sum[k]; });
    const double* time = chain_row(time_);
    for (std::ptrdiff_t k = std::max(least, whole_up(rates.agents)); k <= top; ++k)
      if (time[k] > 0.0) expose(k, time[k], exposure, keep_states);
    finishing_.rows.clear();
    for (std::ptrdiff_t row = 0; row < levels; ++row) {
      const double* masses = row_of(sum_, row);
      const double* times = row_of(time_, row);
      for (std::ptrdiff_t q = 0; q <= room; ++q) {
        if (times[q] > 0.0) expose_finishing(lowest + row, q, times[q], exposure, keep_states);
        if (masses[q] > BirthDeathChain::trim) finishing_.at(lowest + row, q) = masses[q];
      }
    }
    if (finishing_.mass() < nothing) finishing_.rows.clear();
    if (!followed_) {
      const double after = mass();
      lost_ += std::fabs(before - after);
      chain_.scale(before / after);
      for (auto& row : finishing_.rows)
        for (double& value : row) value *= before / after;
    }
    return span;
  }

  /// About how long until nobody is left who finishes: until those busy have fallen from the most to the agents with
  /// all but a negligible probability. A sum of exponential times: mean, ten deviations, and the tail of the slowest.
  [[nodiscard]] double time_to_finish(const ChainRates& rates) const noexcept {
    double mean = 0.0;
    double variance = 0.0;
    for (std::size_t i = 0; i < finishing_.rows.size(); ++i) {
      const double each = 1.0 / ((static_cast<double>(finishing_.lowest) + static_cast<double>(i)) * rates.service);
      mean += each;
      variance += each * each;
    }
    return mean + 6.0 * std::sqrt(variance) + 12.0 / (static_cast<double>(finishing_.lowest) * rates.service);
  }

  struct Weights {
    double sum, time;
  };
  /// A step of one row: `leave` of every state goes to the row below, `enter` of the row above comes in.
  static void step_row(double* __restrict next, const double* __restrict now, const double* __restrict stay,
                       const double* __restrict down, double up, double leave, const double* __restrict above,
                       double enter, double* __restrict sum, double* __restrict time, Weights weigh,
                       std::ptrdiff_t from, std::ptrdiff_t to) noexcept {
    for (std::ptrdiff_t k = from; k <= to; ++k) {
      const double here = now[k];
      sum[k] += weigh.sum * here;
      time[k] += weigh.time * here;
      next[k] = (stay[k] - leave) * here + up * now[k - 1] + down[k + 1] * now[k + 1];
    }
    if (above == nullptr) return;
    for (std::ptrdiff_t k = from; k <= to; ++k) next[k] += enter * above[k];
  }

  void expose_finishing(std::ptrdiff_t busy, std::ptrdiff_t waiting, double time, Exposure& exposure,
                        bool keep_states) const {
    exposure.queue += static_cast<double>(waiting) * time;
    exposure.all_busy += time;
    exposure.surplus += (static_cast<double>(busy) - agents_) * time;
    if (!keep_states) return;
    exposure.finishing.lowest = finishing_.lowest;
    exposure.finishing.at(busy, waiting) += time;
  }

  bool exhaustive_;
  bool followed_;
  double agents_ = 0.0;
  double lost_ = 0.0;
  BirthDeathChain chain_;
  Finishing finishing_;
  PoissonWeights weights_;
  std::vector<double> now_, next_, sum_, time_, down_, stay_, queue_down_, queue_stay_;
};

}  // namespace erlang::detail
