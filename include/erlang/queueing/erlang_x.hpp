#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/errors.hpp>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/erlang_x_limits.hpp>
#include <erlang/queueing/patience.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <type_traits>
#include <utility>
#include <variant>

namespace erlang {

/// What a queue has beyond calls and agents.
struct ErlangXOptions {
  std::optional<Patience> patience{};  ///< how long callers wait before they hang up; for ever when not given
  std::optional<Count> lines{};  ///< places, in service and in queue: a whole number >= agents; no limit when not given
  double redial = 0.0;           ///< share of those lost (blocked or hung up) who call again, in [0, 1)
};

/// M/M/n/K+G with redials, Erlang X: Poisson arrivals, exponential handle times, patience of any distribution, a
/// limited number of lines, and callers who try again. With lines alone it is M/M/n/K, with patience alone M/M/n+G
/// (Erlang A where that is exponential), with both M/M/n/K+G. First come first served.
///
/// Redials: first calls and repeated calls together are taken as Poisson with the volume v that solves
/// v (1 - redial * lost(v)) = first calls, as if who calls again came back much later. Then every share is per attempt;
/// load and occupancy count attempts.
///
/// Agents may be fractional where there are no lines. Limits are values, the first that applies: load 0: every service
/// level 1, all else 0; nobody hangs up, no lines, load >= agents: Erlang C's overload; no agents: everybody waits
/// until hanging up; patience 0 or lines = agents: a loss system.
///
/// Accuracy: 1e-12 relative for every measure above 1e-12, for loads from 1e-3 to 1e5 and mean patience from 1e-6 to
/// 1e6 handle times. Cost: an adaptive quadrature at construction, hardly dependent on the number of agents; redials
/// take the construction several times; exponential patience without lines costs what Erlang A does. Empirical patience
/// costs in proportion to the distinct samples within reach of the waits. References: Baccelli and Hebuterne,
/// Performance '81, 159; Zeltyn and Mandelbaum, Queueing Systems 51 (2005) 361; Brandt and Brandt, Performance
/// Evaluation 35 (1999) 1.
///
///     const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
///     const erlang::ErlangX queue{calls, 12, {.patience = erlang::Lognormal{.mean = 120s, .cv = 2}, .lines = 20}};
///     service_level(queue, 20s);
template <Offered From>
class ErlangX {
 public:
  /// @param offered  first calls: a Traffic, or a Load where nobody hangs up; measures in seconds exist for a Traffic
  /// only
  /// @param agents  number of agents, >= 0; real-valued without lines, whole with
  /// @throws std::domain_error  where a number is outside its domain
  /// @throws std::invalid_argument  for a Load with patience
  /// @throws ConvergenceError  where the volume with redials does not settle
  ErlangX(From offered, Count agents, ErlangXOptions options = {})
      : offered_(offered), attempts_(offered), agents_(agents), options_(std::move(options)) {
    detail::check_offered("ErlangX", offered_);
    detail::check_non_negative("ErlangX", "agents", agents_);
    detail::check_fraction_below_one("ErlangX", "redial", options_.redial);
    if (options_.lines) {
      const double lines = *options_.lines;
      if (!(lines >= agents_) || std::floor(lines) != lines || !std::isfinite(lines))
        detail::fail_domain("ErlangX", "lines", "a whole number >= agents", lines);
      if (std::floor(agents_) != agents_)
        detail::fail_domain("ErlangX", "agents", "a whole number where lines is given", agents_);
    }
    if (options_.patience) {
      if constexpr (std::same_as<From, Load>)
        throw std::invalid_argument("ErlangX: patience needs volume, interval and aht");
      curve_ = detail::curve_of(*options_.patience);
    } else {
      curve_ = detail::PatienceCurve{detail::EndlessCurve{}, 1.0, 0.0};
    }
    settle();
  }

  [[nodiscard]] const From& offered() const noexcept { return offered_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] const ErlangXOptions& options() const noexcept { return options_; }
  /// First calls and repeated ones together.
  [[nodiscard]] const From& attempted() const noexcept { return attempts_; }
  /// Load of all attempts in erlangs.
  [[nodiscard]] double load() const noexcept { return offered_load(attempts_); }

  friend bool operator==(const ErlangX& a, const ErlangX& b) {
    const auto lines = [](const ErlangX& queue) { return queue.options_.lines ? double{*queue.options_.lines} : -1.0; };
    return a.offered_ == b.offered_ && a.agents_ == b.agents_ && a.options_.patience == b.options_.patience &&
           lines(a) == lines(b) && a.options_.redial == b.options_.redial;
  }

  using Plain = std::conditional_t<std::same_as<From, Traffic>, ErlangA, ErlangC<Load>>;
  using Solution =
      std::variant<detail::IdleQueue, Plain, detail::LossQueue, detail::UnansweredQueue, detail::WaitingQueue>;
  /// What the queue amounts to for all attempts: Erlang A or C without lines and with exponential patience, a limit, or
  /// the solved queue.
  [[nodiscard]] const Solution& solution() const noexcept { return solution_; }
  /// Erlang A or C, where that is what it is.
  [[nodiscard]] const Plain* plain() const noexcept { return std::get_if<Plain>(&solution_); }
  [[nodiscard]] const detail::QueueShares& shares() const noexcept { return shares_; }

  /// Calls question(case) with what the queue amounts to unless that is plain().
  template <class Question>
  auto ask(Question&& question) const {
    return std::visit(
        [&](const auto& solved) -> decltype(question(detail::IdleQueue{})) {
          if constexpr (std::same_as<std::decay_t<decltype(solved)>, Plain>) {
            return {};
          } else {
            return question(solved);
          }
        },
        solution_);
  }

 private:
  [[nodiscard]] double handle_time() const noexcept {
    if constexpr (std::same_as<From, Traffic>) {
      return offered_.aht.count();
    } else {
      return 1.0;
    }
  }

  void attempt(double times) {
    if constexpr (std::same_as<From, Traffic>) {
      attempts_.volume = offered_.volume * times;
    } else {
      attempts_.erlangs = offered_.erlangs * times;
    }
    solve();
    if (const Plain* queue = plain()) {
      shares_ = {no_wait_probability(*queue), wait_probability(*queue), 1.0, abandonment(*queue), 0.0};
      if constexpr (std::same_as<From, Traffic>) shares_.answered = answered(*queue);
    } else {
      shares_ = ask([](const auto& solved) { return solved.shares(); });
    }
  }

  void solve() {
    const double load = offered_load(attempts_);
    const double aht = handle_time();
    const double limit = options_.lines ? double{*options_.lines} : std::numeric_limits<double>::infinity();
    constexpr double most = 1e290;
    const double relative = curve_.endless() ? 1.0 : curve_.unit() / aht;
    if (load == 0.0) {
      solution_ = detail::IdleQueue{};
      return;
    }
    if (!options_.lines) {
      const bool too_long = !(relative * std::fmax(load, agents_) < most);
      if (curve_.endless() || curve_.exponential() || too_long) {
        if constexpr (std::same_as<From, Traffic>) {
          const double mean =
              curve_.exponential() && !too_long ? curve_.unit() : std::numeric_limits<double>::infinity();
          solution_.template emplace<Plain>(attempts_, agents_, Seconds{mean});
        } else {
          solution_.template emplace<Plain>(attempts_, agents_);
        }
        return;
      }
    }
    if (agents_ == 0.0) {
      solution_.template emplace<detail::UnansweredQueue>(curve_, limit, load, aht);
    } else if (limit == agents_ || !(relative * std::fmin(load, agents_) > 1.0 / most)) {
      solution_.template emplace<detail::LossQueue>(ErlangB{Load{load}, agents_}, limit > agents_, aht);
    } else {
      solution_ = detail::WaitingQueue{detail::PatienceKernel(agents_, load, detail::spare_agents(attempts_, agents_),
                                                              curve_, relative, limit - agents_),
                                       relative * aht};
    }
  }

  /// Solves times (1 - redial * lost) = 1, where the left side rises from at most 1 at times = 1 to at least 1 at
  /// times = 1 / (1 - redial), by a bracketed secant.
  void settle() {
    attempt(1.0);
    const double redial = options_.redial;
    const auto excess = [&](double times) { return (1.0 - redial) * times + redial * times * shares_.answered - 1.0; };
    double low = 1.0;
    double below = excess(low);
    if (redial == 0.0 || below >= 0.0) return;
    double high = 1.0 / (1.0 - redial);
    double above = std::numeric_limits<double>::infinity();
    double times = 1.0 / (1.0 - redial * (1.0 - shares_.answered));
    double moved = high;
    for (int i = 0; i < 200; ++i) {
      attempt(times);
      const double value = excess(times);
      const bool under = value < 0.0;
      const double slope = (value - (under ? below : above)) / (times - (under ? low : high));
      const double other = (value - (under ? above : below)) / (times - (under ? high : low));
      (under ? low : high) = times;
      (under ? below : above) = value;
      if (std::fabs(value) <= 2e-16 || high - low <= 4e-16 * high) return;
      const double chosen = std::isfinite(slope) && slope > 0.0 ? slope : other;
      double next = times - value / chosen;
      if (!(next > low && next < high) || i % 8 == 7) next = 0.5 * (low + high);
      moved = std::fabs(next - times);
      if (moved <= 1e-16 * times) return;
      times = next;
    }
    throw ConvergenceError("ErlangX", 200, moved);
  }

  From offered_;
  From attempts_;
  double agents_;
  ErlangXOptions options_;
  detail::PatienceCurve curve_;
  Solution solution_;
  detail::QueueShares shares_{};
};

/// Share of attempts that enters and waits, in [0, 1]; those who leave at once do not wait.
template <Offered From>
double wait_probability(const ErlangX<From>& queue) noexcept {
  return queue.shares().wait;
}
/// Share of attempts that is answered at once.
template <Offered From>
double no_wait_probability(const ErlangX<From>& queue) noexcept {
  return queue.shares().no_wait;
}
/// Share of attempts that enters and hangs up.
template <Offered From>
double abandonment(const ErlangX<From>& queue) noexcept {
  return queue.shares().abandonment;
}
/// Share of attempts that finds all lines taken.
template <Offered From>
double blocking(const ErlangX<From>& queue) noexcept {
  return queue.shares().blocking;
}
/// Share of attempts that is answered, 1 - abandonment - blocking, computed directly.
template <Offered From>
double answered(const ErlangX<From>& queue) noexcept {
  return queue.shares().answered;
}
/// Mean number of attempts per first call, >= 1.
template <Offered From>
double attempts(const ErlangX<From>& queue) noexcept {
  const double first = offered_load(queue.offered());
  return first == 0.0 ? 1.0 : queue.load() / first;
}
/// Share of first calls that is lost for good.
template <Offered From>
double lost(const ErlangX<From>& queue) noexcept {
  const double share = abandonment(queue) + blocking(queue);
  const double redial = queue.options().redial;
  return (1.0 - redial) * share / (1.0 - redial * share);
}
/// Mean number of busy agents.
template <Offered From>
double carried_load(const ErlangX<From>& queue) {
  if (const auto* plain = queue.plain()) return carried_load(*plain);
  return queue.load() == 0.0 ? 0.0 : queue.load() * answered(queue);
}
/// Share of the agents' time spent busy, (load / agents)(1 - abandonment - blocking). No agents: 1.
template <Offered From>
double occupancy(const ErlangX<From>& queue) {
  if (queue.load() == 0.0) return 0.0;
  if (queue.agents() == 0.0) return 1.0;
  return std::fmin(1.0, carried_load(queue) / queue.agents());
}

/// Mean number waiting.
template <Offered From>
double queue_length(const ErlangX<From>& queue) {
  if (const auto* plain = queue.plain()) return queue_length(*plain);
  double aht = 1.0;
  if constexpr (std::same_as<From, Traffic>) aht = queue.offered().aht.count();
  if (const auto* unanswered = std::get_if<detail::UnansweredQueue>(&queue.solution()); unanswered != nullptr) {
    if (std::isinf(unanswered->there)) return unanswered->places;
    return unanswered->there * unanswered->enters;
  }
  return queue.load() * (queue.ask([](const auto& solved) { return solved.waits(); }).all / aht);
}
/// P(all agents are busy and at least `waiting` wait), waiting >= 0.
template <Offered From>
double queue_at_least(const ErlangX<From>& queue, Count waiting) {
  detail::check_non_negative("queue_at_least", "waiting", waiting);
  if (const auto* plain = queue.plain()) return queue_at_least(*plain, waiting);
  return queue.ask([&](const auto& solved) { return solved.state(waiting, true); });
}
/// P(all agents are busy and exactly `waiting` wait), waiting >= 0.
template <Offered From>
double queue_exactly(const ErlangX<From>& queue, Count waiting) {
  detail::check_non_negative("queue_exactly", "waiting", waiting);
  if (const auto* plain = queue.plain()) return queue_exactly(*plain, waiting);
  return queue.ask([&](const auto& solved) { return solved.state(waiting, false); });
}

namespace detail {

inline QueueSides sides_of(const ErlangX<Traffic>& queue, double t) {
  return queue.ask([t](const auto& solved) { return solved.sides(t); });
}
inline double entering(const ErlangX<Traffic>& queue) noexcept {
  return queue.shares().answered + queue.shares().abandonment;
}

}  // namespace detail

/// Share of attempts that hangs up within `time`.
inline double abandoned_within(const ErlangX<Traffic>& queue, Seconds time) {
  if (const auto* plain = queue.plain()) return abandoned_within(*plain, time);
  const double t = detail::checked_time("abandoned_within", "time", time);
  return std::fmin(1.0, detail::sides_of(queue, t).abandoned_within);
}

/// Service level in the definition named, in [0, 1], as a share of attempts.
/// @param answer_within  T, >= 0 s; 0 s is answered at once
/// @param definition  which of the five; answered_of_offered when not given
/// @param short_abandon  t of abandons_excluded and abandons_counted, >= 0 s; answer_within when not given
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const ErlangX<Traffic>& queue, Seconds answer_within,
                            ServiceLevel definition = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  if (const auto* plain = queue.plain()) return service_level(*plain, answer_within, definition, short_abandon);
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  const double quick = short_abandon ? detail::checked_time("service_level", "short_abandon", *short_abandon) : t;
  if (queue.load() == 0.0) return 1.0;
  const auto sides = detail::sides_of(queue, t);
  if (definition == ServiceLevel::virtual_wait) return std::fmin(1.0, sides.virtual_within);
  const double within = std::fmin(1.0, sides.answered_within);
  if (definition == ServiceLevel::answered_of_offered) return within;
  if (definition == ServiceLevel::answered_of_answered)
    return within == 0.0 ? 0.0 : std::fmin(1.0, within / answered(queue));
  const auto gone = quick == t ? sides : detail::sides_of(queue, quick);
  if (definition == ServiceLevel::abandons_counted) return std::fmin(1.0, within + gone.abandoned_within);
  if (within == 0.0) return 0.0;
  return std::fmin(1.0, within / (1.0 - gone.abandoned_within));
}

/// Share of attempts that enters and waits longer than `time`: of all (until answer or hanging up), of those answered
/// after it, or in virtual wait. The small side of the service levels.
inline double wait_exceeds(const ErlangX<Traffic>& queue, Seconds time, WaitOf of = WaitOf::all) {
  if (const auto* plain = queue.plain()) return wait_exceeds(*plain, time, of);
  const auto sides = detail::sides_of(queue, detail::checked_time("wait_exceeds", "time", time));
  if (of == WaitOf::answered) return sides.answered_after;
  return of == WaitOf::all ? sides.waits_after : sides.virtual_after;
}

/// Average speed of answer: mean wait of those answered (the default), of all who enter until answer or hanging up,
/// or the mean virtual wait of those who enter. NaN of a group that is empty.
inline Seconds asa(const ErlangX<Traffic>& queue, WaitOf of = WaitOf::answered) {
  if (const auto* plain = queue.plain()) return asa(*plain, of);
  const auto waits = queue.ask([](const auto& solved) { return solved.waits(); });
  if (of == WaitOf::answered) return Seconds{waits.answered / answered(queue)};
  return Seconds{(of == WaitOf::all ? waits.all : waits.virtual_wait) / detail::entering(queue)};
}

/// Mean time until hanging up of those who do; NaN where nobody does.
inline Seconds abandonment_wait(const ErlangX<Traffic>& queue) {
  if (const auto* plain = queue.plain()) return abandonment_wait(*plain);
  return Seconds{queue.ask([](const auto& solved) { return solved.waits(); }).abandoned / abandonment(queue)};
}

/// Standard deviation of the wait of all who enter, until answer or hanging up.
inline Seconds wait_deviation(const ErlangX<Traffic>& queue) {
  if (const auto* plain = queue.plain()) return wait_deviation(*plain);
  const auto waits = queue.ask([](const auto& solved) { return solved.waits(); });
  const double mean = waits.all / detail::entering(queue);
  const double variance = waits.square / detail::entering(queue) - mean * mean;
  return Seconds{variance > 0.0 ? std::sqrt(variance) : variance * 0.0};  // NaN where nobody enters
}

/// The wait, until answer or hanging up, that a share p of those who enter does not exceed; 0 where
/// p <= 1 - wait probability / (1 - blocking). NaN where nobody enters.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const ErlangX<Traffic>& queue, double p) {
  if (const auto* plain = queue.plain()) return wait_percentile(*plain, p);
  detail::check_open_fraction("wait_percentile", "p", p);
  const double enters = detail::entering(queue);
  if (enters == 0.0) return Seconds{std::numeric_limits<double>::quiet_NaN()};
  const double tail = (1.0 - p) * enters;
  if (!(tail < wait_probability(queue))) return Seconds{0.0};
  return Seconds{queue.ask([tail](const auto& solved) { return solved.quantile(tail); })};
}

}  // namespace erlang
