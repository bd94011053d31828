#pragma once

#include <erlang/detail/band_chain.hpp>
#include <erlang/detail/check.hpp>
#include <erlang/detail/tagged_wait.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <stdexcept>
#include <vector>

namespace erlang {

/// Two classes of calls and two groups of agents.
struct NTraffic {
  std::array<double, 2> volumes;    ///< contacts offered in the interval, per class, each >= 0
  GivenSeconds interval;            ///< length of the interval, > 0
  std::array<Seconds, 2> aht;       ///< average handle time, per group of agents, each > 0
  std::array<Seconds, 2> patience;  ///< mean time until a waiting caller hangs up, per class, each > 0, finite

  friend bool operator==(const NTraffic&, const NTraffic&) = default;
};

/// Which class an agent of group 2 who gets free takes first.
enum class G2Priority { class_1_first, class_2_first };

/// The N-design: group 1 serves class 1 alone, group 2 serves both. A call of class 1 tries group 1, then group 2; one
/// of class 2 tries group 2; who finds no agent waits in the queue of the class with an exponential patience. An agent
/// of group 1 who gets free takes from queue 1, one of group 2 in the given order. Handle times are exponential with a
/// mean per group; nobody is interrupted. Group 1 empty with one patience is Erlang A, and so is group 2 empty for
/// class 1.
///
/// With a = busy in group 1 + queue 1 and b = busy in group 2 + queue 2, since queue 1 needs everybody busy, this is a
/// chain in (a, b) that moves by one, solved exactly.
///
/// Limits: a class with volume 0 has the measures of a call that came in it; without any volume every service level is
/// 1, all else 0. Refused: chains that keep more than 3e7 numbers (240 MB, some seconds): about 100 agents in each
/// group.
///
/// Accuracy: 1e-12 relative. Each queue is cut where the probability of its end is below 1e-18 of that of a queue.
/// Cost: states times the square of the narrower side.
///
///     const erlang::NDesign centre{{.volumes = {2, 1.5}, .interval = 1s, .aht = {1s, 1.25s}, .patience = {2s, 4s}},
///                                  {2, 3}, erlang::G2Priority::class_2_first};
///     wait_probability(centre, 0);   // 0.3615
class NDesign {
 public:
  /// @param traffic  what is offered
  /// @param agents  number of agents in group 1 and 2, whole numbers >= 0
  /// @param g2_priority  which queue group 2 serves first
  /// @throws std::domain_error  where a number is outside its domain
  /// @throws std::invalid_argument  where the chain is too large to solve
  NDesign(NTraffic traffic, std::array<double, 2> agents, G2Priority g2_priority = G2Priority::class_2_first)
      : traffic_(traffic), agents_(agents), g2_priority_(g2_priority) {
    check();
    if (traffic_.volumes[0] > 0.0 || traffic_.volumes[1] > 0.0) solve();
  }

  [[nodiscard]] const NTraffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] const std::array<double, 2>& agents() const noexcept { return agents_; }
  [[nodiscard]] G2Priority g2_priority() const noexcept { return g2_priority_; }

  /// The chain's solution; arrays by class or group.
  struct Solution {
    std::array<double, 2> busy{};         ///< mean number of busy agents per group
    std::array<double, 2> queue{};        ///< mean number waiting per class
    std::array<double, 2> waits{};        ///< P(a call of the class would wait)
    std::array<double, 2> no_wait{1, 1};  ///< P(it would not)
    std::array<std::size_t, 2> cut{};     ///< most waiting per class
    /// For each class P(it would wait with m of its class ahead, x of the other kind beside), m * width + x: x counts
    /// the other queue where this one is served last, and for class 2 also the busy agents of group 1; width 1 where
    /// first.
    std::array<std::vector<double>, 2> seen;
  };
  [[nodiscard]] const Solution& solution() const noexcept { return solution_; }
  [[nodiscard]] bool idle() const noexcept { return traffic_.volumes[0] == 0.0 && traffic_.volumes[1] == 0.0; }

  /// The waits of calls of a class that wait, as shares of all its calls.
  [[nodiscard]] detail::TaggedWait waits_of(std::size_t rank) const {
    const std::size_t ahead = solution_.cut[rank] + 1;
    const auto& seen = solution_.seen[rank];
    const std::size_t width = seen.size() / ahead;
    std::vector<detail::TaggedWait::Side> sides;
    sides.reserve(width);
    for (std::size_t x = 0; x < width; ++x) sides.push_back(side(rank, width == 1, x));
    detail::TaggedWait wait(std::move(sides), leaving(rank), ahead);
    for (std::size_t m = 0; m < ahead; ++m) {
      for (std::size_t x = 0; x < width; ++x) wait.add(m, x, seen[m * width + x]);
    }
    return wait;
  }

  /// @throws std::domain_error  for a rank that is not 0 or 1
  static void check_rank(std::size_t rank) {
    if (rank > 1) throw std::domain_error(fmt::format("NDesign: rank must be 0 or 1, got {}", rank));
  }

  friend bool operator==(const NDesign& a, const NDesign& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.g2_priority_ == b.g2_priority_;
  }

 private:
  static constexpr double cut = 1e-18;

  void check() const {
    const auto each = [](const char* name, const char* rule, const std::array<double, 2>& values, auto good) {
      for (std::size_t i = 0; i < 2; ++i) {
        if (!std::isfinite(values[i]) || !good(values[i]))
          throw std::domain_error(
              fmt::format("NDesign: {} must be {}, got {:g} at index {}", name, rule, values[i], i));
      }
    };
    const auto numbers = [](const std::array<Seconds, 2>& times) {
      return std::array<double, 2>{times[0].count(), times[1].count()};
    };
    each("volumes", ">= 0", traffic_.volumes, [](double x) { return x >= 0.0; });
    detail::check_positive("NDesign", "interval", traffic_.interval.count(), "> 0 s");
    each("aht", "> 0 s", numbers(traffic_.aht), [](double x) { return x > 0.0; });
    each("patience", "> 0 s and finite", numbers(traffic_.patience), [](double x) { return x > 0.0; });
    each("agents", "whole numbers >= 0", agents_, [](double x) { return x >= 0.0 && x == std::floor(x); });
  }

  [[nodiscard]] double arrivals(std::size_t rank) const noexcept {
    return traffic_.volumes[rank] / traffic_.interval.count();
  }
  [[nodiscard]] double serving(std::size_t group, double busy) const noexcept {
    return busy / traffic_.aht[group].count();
  }
  [[nodiscard]] double leaving(std::size_t rank) const noexcept { return 1.0 / traffic_.patience[rank].count(); }
  [[nodiscard]] bool served_first(std::size_t rank) const noexcept {
    return (rank == 0) == (g2_priority_ == G2Priority::class_1_first);
  }

  /// What goes on beside a waiting call: see Solution::seen.
  [[nodiscard]] detail::TaggedWait::Side side(std::size_t rank, bool first, std::size_t x) const noexcept {
    const double all = serving(1, agents_[1]);
    const auto count = static_cast<double>(x);
    if (rank == 0) {
      const double own = serving(0, agents_[0]);
      if (first) return {.up = 0.0, .down = 0.0, .serve = own + all};
      return {.up = arrivals(1), .down = count * leaving(1) + (x > 0 ? all : 0.0), .serve = own + (x > 0 ? 0.0 : all)};
    }
    if (first) return {.up = 0.0, .down = 0.0, .serve = all};
    const double queued = std::fmax(0.0, count - agents_[0]);
    return {.up = arrivals(0),
            .down = serving(0, std::fmin(count, agents_[0])) + queued * leaving(0) + (queued > 0.0 ? all : 0.0),
            .serve = queued > 0.0 ? 0.0 : all};
  }

  /// Where (a, b) lies in the chain, and how far its moves reach: by the rows of a or of b, whichever is narrower.
  struct Layout {
    std::size_t first;   // agents of group 1
    std::size_t second;  // agents of group 2
    std::size_t most_a;
    std::size_t most_b;
    bool by_a;

    [[nodiscard]] std::size_t index(std::size_t a, std::size_t b) const noexcept {
      if (by_a) {  // rows of a: b from 0, above `first` from `second` on
        if (a <= first) return a * (most_b + 1) + b;
        return (first + 1) * (most_b + 1) + (a - first - 1) * (most_b + 1 - second) + (b - second);
      }
      if (b < second) return b * (first + 1) + a;
      return second * (first + 1) + (b - second) * (most_a + 1) + a;
    }
    [[nodiscard]] std::size_t band() const noexcept { return (by_a ? most_b : most_a) + 1; }
    [[nodiscard]] std::size_t states() const noexcept {
      return (first + 1) * (most_b + 1) + (most_a - first) * (most_b + 1 - second);
    }
  };

  void solve() {
    // A guess, widened where the ends of the chain are met: an overload's queue, or a geometric one below it.
    const double second = serving(1, agents_[1]);
    const double all = serving(0, agents_[0]) + second;
    const double share = std::fmax((arrivals(0) + arrivals(1)) / all, arrivals(1) / second);
    const double geometric = share < 1.0 ? 45.0 / -std::log(share) : 1e12;
    std::array<double, 2> most{};
    for (std::size_t rank = 0; rank < 2; ++rank) {
      const double mean = arrivals(rank) / leaving(rank);
      const double excess = std::fmax(0.0, mean - (rank == 0 ? serving(0, agents_[0]) : second) / leaving(rank));
      most[rank] = std::ceil(20.0 + std::fmin(geometric, excess + 6.0 * std::sqrt(mean)));
    }
    for (;;) {
      for (const double waiting : most) {
        if (!(waiting + agents_[0] + agents_[1] < 1e6)) fail_size(most, 1e12);
      }
      Layout layout{.first = static_cast<std::size_t>(agents_[0]),
                    .second = static_cast<std::size_t>(agents_[1]),
                    .most_a = static_cast<std::size_t>(agents_[0] + most[0]),
                    .most_b = static_cast<std::size_t>(agents_[1] + most[1]),
                    .by_a = true};
      layout.by_a = layout.most_b <= layout.most_a;
      const double size =
          detail::BandChain::size(static_cast<double>(layout.states()), static_cast<double>(layout.band()));
      if (!(size <= detail::BandChain::most)) fail_size(most, size);
      const std::array<bool, 2> open = attempt(layout);
      if (!open[0] && !open[1]) return;
      for (std::size_t rank = 0; rank < 2; ++rank) {
        if (open[rank]) most[rank] = std::ceil(1.4 * most[rank]);
      }
    }
  }

  [[noreturn]] void fail_size(const std::array<double, 2>& most, double size) const {
    throw std::invalid_argument(fmt::format(
        "NDesign: the chain must keep at most {:g} numbers, got {:g}, with {:g} + {:g} agents and queues of up to "
        "{:g} and {:g}; simulate a system this large",
        detail::BandChain::most, size, agents_[0], agents_[1], most[0], most[1]));
  }

  /// Solves the chain; says which queues are cut too short.
  std::array<bool, 2> attempt(const Layout& layout) {
    detail::BandChain chain(layout.states(), layout.band());
    const auto [first, second, most_a, most_b, by_a] = layout;
    for (std::size_t a = 0; a <= most_a; ++a) {
      for (std::size_t b = a > first ? second : 0; b <= most_b; ++b) {
        const std::size_t here = layout.index(a, b);
        const auto move = [&](std::size_t to_a, std::size_t to_b, double rate) {
          if (rate > 0.0) chain.add(here, layout.index(to_a, to_b), rate);
        };
        const std::size_t queue_1 = a > first ? a - first : 0;
        const std::size_t queue_2 = b > second ? b - second : 0;
        if (a >= first && b < second)
          move(a, b + 1, arrivals(0));
        else if (a < most_a)
          move(a + 1, b, arrivals(0));
        if (b < most_b) move(a, b + 1, arrivals(1));
        const double all = serving(1, static_cast<double>(std::min(b, second)));
        const bool takes_1 = queue_1 > 0 && (served_first(0) || queue_2 == 0);
        if (a > 0) {
          const double left = static_cast<double>(queue_1) * leaving(0);
          move(a - 1, b, serving(0, static_cast<double>(std::min(a, first))) + left + (takes_1 ? all : 0.0));
        }
        if (b > 0) move(a, b - 1, static_cast<double>(queue_2) * leaving(1) + (takes_1 ? 0.0 : all));
      }
    }
    return read(layout, chain.solve());
  }

  std::array<bool, 2> read(const Layout& layout, const std::vector<double>& shares) {
    const auto [first, second, most_a, most_b, by_a] = layout;
    Solution found;
    found.no_wait = {0.0, 0.0};
    found.cut = {most_a - first, most_b - second};
    const std::array<std::size_t, 2> width = {served_first(0) ? 1 : found.cut[1] + 1, served_first(1) ? 1 : most_a + 1};
    for (std::size_t rank = 0; rank < 2; ++rank) found.seen[rank].assign((found.cut[rank] + 1) * width[rank], 0.0);
    std::array<double, 2> queued{};
    std::array<double, 2> last{};
    for (std::size_t a = 0; a <= most_a; ++a) {
      for (std::size_t b = a > first ? second : 0; b <= most_b; ++b) {
        const double share = shares[layout.index(a, b)];
        found.busy[0] += share * static_cast<double>(std::min(a, first));
        found.busy[1] += share * static_cast<double>(std::min(b, second));
        if (b < second) {
          found.no_wait[0] += share;
          found.no_wait[1] += share;
          continue;
        }
        const std::size_t queue_2 = b - second;
        found.waits[1] += share;
        found.seen[1][queue_2 * width[1] + (served_first(1) ? 0 : a)] += share;
        found.queue[1] += share * static_cast<double>(queue_2);
        if (queue_2 > 0) queued[1] += share;
        if (b == most_b) last[1] += share;
        if (a < first) {
          found.no_wait[0] += share;
          continue;
        }
        const std::size_t queue_1 = a - first;
        found.waits[0] += share;
        found.seen[0][queue_1 * width[0] + (served_first(0) ? 0 : queue_2)] += share;
        found.queue[0] += share * static_cast<double>(queue_1);
        if (queue_1 > 0) queued[0] += share;
        if (a == most_a) last[0] += share;
      }
    }
    solution_ = std::move(found);
    return {last[0] > cut * queued[0], last[1] > cut * queued[1]};
  }

  NTraffic traffic_;
  std::array<double, 2> agents_;
  G2Priority g2_priority_;
  Solution solution_;
};

/// Share of a class's calls that waits, in [0, 1].
/// @param rank  0 for class 1, 1 for class 2
inline double wait_probability(const NDesign& centre, std::size_t rank) {
  NDesign::check_rank(rank);
  return centre.solution().waits[rank];
}

/// Share of a class's calls that is answered at once, computed directly.
inline double no_wait_probability(const NDesign& centre, std::size_t rank) {
  NDesign::check_rank(rank);
  return centre.solution().no_wait[rank];
}

/// Mean number of a class's calls that wait.
inline double queue_length(const NDesign& centre, std::size_t rank) {
  NDesign::check_rank(rank);
  return centre.solution().queue[rank];
}

/// Average speed of answer of a class: mean wait of those answered (the default), or of all until answer or hanging up.
/// @throws std::invalid_argument  for the virtual wait
inline Seconds asa(const NDesign& centre, std::size_t rank, WaitOf of = WaitOf::answered) {
  NDesign::check_rank(rank);
  if (of == WaitOf::virtual_wait)
    throw std::invalid_argument("asa: of must be answered or all for an NDesign, got virtual_wait");
  if (centre.idle()) return Seconds{0.0};
  const double volume = centre.offered().volumes[rank];
  if (of == WaitOf::all && volume > 0.0) return centre.solution().queue[rank] * centre.offered().interval / volume;
  const auto ends = centre.waits_of(rank).ends();
  return Seconds{of == WaitOf::all ? ends.wait
                                   : ends.answered_wait / (no_wait_probability(centre, rank) + ends.answered)};
}

/// Share of a class's calls that hangs up, in [0, 1].
inline double abandonment(const NDesign& centre, std::size_t rank) {
  return asa(centre, rank, WaitOf::all) / centre.offered().patience[rank];
}

/// Share of a class's calls that is answered within `answer_within`, in [0, 1].
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const NDesign& centre, std::size_t rank, Seconds answer_within) {
  NDesign::check_rank(rank);
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  if (centre.idle()) return 1.0;
  return std::fmin(1.0, no_wait_probability(centre, rank) + centre.waits_of(rank).answered_within(t));
}

/// Share of a class's calls that waits longer than `time`, until answer or hanging up.
/// @throws std::domain_error  for a negative or infinite time
inline double wait_exceeds(const NDesign& centre, std::size_t rank, Seconds time) {
  NDesign::check_rank(rank);
  const double t = detail::checked_time("wait_exceeds", "time", time);
  return centre.idle() ? 0.0 : centre.waits_of(rank).waiting_after(t);
}

/// Share of a group's time spent busy, in [0, 1]. No agents: 1 where there is volume.
/// @param group  0 for group 1, 1 for group 2
inline double occupancy(const NDesign& centre, std::size_t group) {
  NDesign::check_rank(group);
  if (centre.idle()) return 0.0;
  const double agents = centre.agents()[group];
  return agents == 0.0 ? 1.0 : std::fmin(1.0, centre.solution().busy[group] / agents);
}

}  // namespace erlang
