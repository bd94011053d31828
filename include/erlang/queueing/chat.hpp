#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/erlang_a_kernel.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <optional>
#include <stdexcept>
#include <utility>
#include <vector>

namespace erlang {

/// Chats offered in one interval, with a handle time for each level of concurrency.
struct ChatTraffic {
  Count volume;                       ///< chats offered in the interval, real-valued, >= 0
  GivenSeconds interval;              ///< length of the interval, > 0
  std::vector<Seconds> handle_times;  ///< mean handle time of a chat while its agent holds 1, 2, ... chats, each > 0

  friend bool operator==(const ChatTraffic&, const ChatTraffic&) = default;
};

/// Chats: each agent holds up to `concurrency` chats at once, the number of handle times given. Chats are spread evenly
/// (no two agents differ by more than one), handle times are exponential at a rate that follows the agent's level,
/// arrivals are Poisson, customers who find every place taken wait, first come first served, with an exponential
/// patience. Concurrency 1 is Erlang A, or Erlang C where patience is endless.
///
/// Limits are values, the first that applies: load 0: every service level 1, all else 0. Patience infinite and volume
/// at least what all places together serve: wait probability 1, waits and queue infinite, service level 0, occupancy 1.
/// No agents: as in Erlang A. Patience 0: who finds every place taken is lost.
///
/// Accuracy: 1e-12 relative. Cost: one step for each of agents * concurrency states at construction, then as Erlang A.
/// Reference: the birth-death chain of balanced routing; Tezcan and Zhang, Operations Research 62 (2014) 943, treat
/// routing that need not be balanced.
///
///     const erlang::Chat queue{{.volume = 216, .interval = 1h, .handle_times = {200s, 250s}}, 10, 120s};
///     abandonment(queue);   // 0.0140
class Chat {
 public:
  /// What the queue amounts to: the first of the limits that applies, or with waits of one of two kinds.
  enum class Kind { nobody_comes, endless_overload, endless, nobody_answers, impatient, patient };

  /// @param traffic  what is offered
  /// @param agents  number of agents, a whole number from 0 to 1e7 / concurrency
  /// @param patience  mean time until a waiting customer leaves, >= 0 s, may be infinite
  /// @throws std::domain_error  where a number is outside its domain
  /// @throws std::invalid_argument  where no handle time is given
  Chat(ChatTraffic traffic, Count agents, GivenSeconds patience)
      : traffic_(std::move(traffic)), agents_(agents), patience_(patience) {
    check();
    const double last = traffic_.handle_times.back().count();
    const Traffic full{.volume = traffic_.volume, .interval = traffic_.interval, .aht = Seconds{last}};
    detail::check_offered("Chat", full);
    const double load = offered_load(full);  // as if every chat took the longest level
    const double spare = detail::spare_agents(full, places());
    const double relative = patience_.count() / last;
    constexpr double most = 1e290;
    if (load == 0.0) {
      kind_ = Kind::nobody_comes;
    } else if (!(relative * std::fmax(load, places()) < most)) {
      kind_ = spare > 0.0 && load < places() ? Kind::endless : Kind::endless_overload;
    } else if (places() == 0.0) {
      kind_ = Kind::nobody_answers;
    } else {
      kind_ = relative * std::fmin(load, places()) > 1.0 / most ? Kind::patient : Kind::impatient;
    }
    drain_rate_ = spare / last;
    if (kind_ == Kind::patient) waiting_ = detail::ErlangAKernel(places(), load, spare, relative, 0.0);
    if (kind_ == Kind::endless || kind_ == Kind::impatient || kind_ == Kind::patient) solve(load, spare, relative);
  }

  [[nodiscard]] const ChatTraffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] Seconds patience() const noexcept { return patience_; }
  /// How many chats an agent can hold.
  [[nodiscard]] double concurrency() const noexcept { return static_cast<double>(traffic_.handle_times.size()); }
  /// How many chats can be in service: agents * concurrency.
  [[nodiscard]] double places() const noexcept { return agents_ * concurrency(); }
  [[nodiscard]] Kind kind() const noexcept { return kind_; }

  /// P(a place is free) and P(every place is taken), each computed directly.
  [[nodiscard]] double place_free() const noexcept { return free_; }
  [[nodiscard]] double places_taken() const noexcept { return taken_; }
  /// Mean number of chats in service, and of agents with a chat, while a place is free.
  [[nodiscard]] double chats_while_free() const noexcept { return chats_; }
  [[nodiscard]] double busy_while_free() const noexcept { return busy_; }
  /// The waits while every place is taken, as an Erlang A queue without free agents; of kind patient.
  [[nodiscard]] const detail::ErlangAKernel& waiting() const noexcept { return waiting_; }
  /// The rate per second at which all places together serve beyond what arrives.
  [[nodiscard]] double drain_rate() const noexcept { return drain_rate_; }

  friend bool operator==(const Chat& a, const Chat& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.patience_ == b.patience_;
  }

 private:
  void check() const {
    if (traffic_.handle_times.empty())
      throw std::invalid_argument("Chat: handle_times must have a level at least, got none");
    for (std::size_t level = 0; level < traffic_.handle_times.size(); ++level) {
      const double time = traffic_.handle_times[level].count();
      if (!(time > 0.0) || !std::isfinite(time))
        throw std::domain_error(fmt::format("Chat: handle_times must be > 0 s, got {:g} at index {}", time, level));
    }
    detail::check_non_negative("Chat", "agents", agents_);
    if (!(places() <= 1e7) || agents_ != std::floor(agents_))
      detail::fail_domain("Chat", "agents", "a whole number from 0 to 1e7 / concurrency", agents_);
    if (!(patience_.count() >= 0.0)) detail::fail_domain("Chat", "patience", ">= 0 s", patience_.count());
  }

  /// Chats that end per second while i are in service, relative to the rate of arrivals.
  [[nodiscard]] double ends(double i) const noexcept {
    const double level = std::floor(i / agents_);
    const double more = i - level * agents_;  // agents with one chat more than the level
    const auto at = static_cast<std::size_t>(level);
    const auto& times = traffic_.handle_times;
    const double arrivals = traffic_.volume / traffic_.interval.count();
    double rate = level > 0.0 ? (agents_ - more) * level / times[at - 1].count() : 0.0;
    if (more > 0.0) rate += more * (level + 1.0) / times[at].count();
    return std::fmin(1e150, rate / arrivals);
  }

  /// Sums over the states with a free place, from below, relative to the state at hand and to 2^-scale.
  void solve(double load, double spare, double relative) noexcept {
    constexpr int step = 500;
    double unit = 1.0;
    double states = 0.0;
    double chats = 0.0;
    double busy = 0.0;
    int scale = 0;
    for (double i = 0.0; i < places(); i += 1.0) {
      const double ratio = ends(i + 1.0);
      states = ratio * (unit + states);
      chats = ratio * (i * unit + chats);
      busy = ratio * (std::fmin(i, agents_) * unit + busy);
      if (states > 0x1p500) {
        for (double* sum : {&states, &chats, &busy}) *sum = std::ldexp(*sum, -step);
        scale += step;
        unit = std::ldexp(1.0, -scale);
      }
    }
    chats_ = chats / states;
    busy_ = busy / states;
    // Against the states with every place taken, relative to the first of them.
    double full = 1.0;
    if (kind_ == Kind::endless) full = places() / spare;
    if (kind_ == Kind::patient) full = detail::growth(places() * relative, load * relative, spare * relative);
    double odds = states / (unit * full);
    if (kind_ == Kind::patient && !(full < 1e280)) {
      const double x = places() * relative;
      const double y = load * relative;
      const double log_full =
          std::log(detail::lower_share(x, y, spare * relative)) - detail::log_density(x, y, spare * relative);
      odds = std::exp(std::log(states) + scale * std::numbers::ln2 - log_full);
    }
    taken_ = 1.0 / (1.0 + odds);
    free_ = 1.0 / (1.0 + 1.0 / odds);
  }

  ChatTraffic traffic_;
  double agents_;
  GivenSeconds patience_;
  Kind kind_ = Kind::nobody_comes;
  double drain_rate_ = 0.0;
  double free_ = 0.0;
  double taken_ = 1.0;
  double chats_ = 0.0;
  double busy_ = 0.0;
  detail::ErlangAKernel waiting_;
};

namespace detail {

/// One answer per limit, in the order of Chat::Kind; the last three are given as functions.
template <class Endless, class Impatient, class Patient>
double by_limit(const Chat& queue, double nobody_comes, double overload, double nobody_answers, Endless endless,
                Impatient impatient, Patient patient) {
  switch (queue.kind()) {
    case Chat::Kind::nobody_comes:
      return nobody_comes;
    case Chat::Kind::endless_overload:
      return overload;
    case Chat::Kind::endless:
      return endless();
    case Chat::Kind::nobody_answers:
      return nobody_answers;
    case Chat::Kind::impatient:
      return impatient();
    case Chat::Kind::patient:
      break;
  }
  return patient();
}

/// Mean time between the ends of chats while every place is taken, s.
inline double place_step(const Chat& queue) noexcept {
  return queue.offered().handle_times.back().count() / queue.places();
}

}  // namespace detail

/// Share of offered that waits, in [0, 1]. Patience 0: nobody waits.
inline double wait_probability(const Chat& queue) {
  const auto taken = [&] { return queue.places_taken(); };
  return detail::by_limit(queue, 0.0, 1.0, 1.0, taken, [] { return 0.0; }, taken);
}

/// Share of offered that is answered at once, computed directly.
inline double no_wait_probability(const Chat& queue) {
  const auto free = [&] { return queue.place_free(); };
  return detail::by_limit(queue, 1.0, 0.0, 0.0, free, free, free);
}

/// Share of offered that leaves before an answer, in [0, 1].
inline double abandonment(const Chat& queue) {
  return detail::by_limit(
      queue, 0.0, 0.0, 1.0, [] { return 0.0; }, [&] { return queue.places_taken(); },
      [&] { return queue.places_taken() * queue.waiting().abandonment(); });
}

/// Share of offered that is answered, 1 - abandonment, computed directly. In overload without abandonment: 1.
inline double answered(const Chat& queue) {
  return detail::by_limit(
      queue, 1.0, 1.0, 0.0, [] { return 1.0; }, [&] { return queue.place_free(); },
      [&] { return queue.place_free() + queue.places_taken() * queue.waiting().answered(); });
}

/// Nobody is turned away.
inline double blocking(const Chat&) noexcept {
  return 0.0;
}

/// Mean number of chats in service.
inline double chats_in_service(const Chat& queue) {
  const auto mean = [&] {
    return queue.place_free() * queue.chats_while_free() + queue.places_taken() * queue.places();
  };
  return detail::by_limit(queue, 0.0, queue.places(), 0.0, mean, mean, mean);
}

/// Mean number of agents who hold a chat at least.
inline double busy_agents(const Chat& queue) {
  const auto mean = [&] {
    return queue.place_free() * queue.busy_while_free() + queue.places_taken() * queue.agents();
  };
  return detail::by_limit(queue, 0.0, queue.agents(), 0.0, mean, mean, mean);
}

/// Share of the agents' time in which they hold a chat at least, in [0, 1]. No agents: 1.
inline double occupancy(const Chat& queue) {
  if (queue.kind() == Chat::Kind::nobody_comes) return 0.0;
  return queue.agents() == 0.0 ? 1.0 : std::fmin(1.0, busy_agents(queue) / queue.agents());
}

/// Mean handle time of those answered at the concurrency that comes about: chats in service / answered per second.
/// Load 0: that of the first level; no agents: NaN.
inline Seconds handle_time(const Chat& queue) {
  const auto mean = [&] {
    return chats_in_service(queue) * queue.offered().interval.count() / (queue.offered().volume * answered(queue));
  };
  const auto& times = queue.offered().handle_times;
  if (queue.agents() == 0.0 && queue.kind() != Chat::Kind::nobody_comes)
    return Seconds{std::numeric_limits<double>::quiet_NaN()};
  return Seconds{detail::by_limit(queue, times.front().count(), times.back().count(), 0.0, mean, mean, mean)};
}

/// Share of offered that leaves within `time`.
inline double abandoned_within(const Chat& queue, Seconds time) {
  const double t = detail::checked_time("abandoned_within", "time", time);
  const double patience = queue.patience().count();
  const double nobody_answers = patience > 0.0 ? -std::expm1(-t / patience) : 1.0;
  return detail::by_limit(
      queue, 0.0, 0.0, nobody_answers, [] { return 0.0; }, [&] { return queue.places_taken(); },
      [&] { return queue.places_taken() * queue.waiting().abandoned_within(t / patience); });
}

namespace detail {

/// Share answered within t seconds.
inline double answered_within(const Chat& queue, double t) {
  const double free = queue.place_free();
  const double taken = queue.places_taken();
  return by_limit(
      queue, 1.0, 0.0, 0.0, [&] { return free - taken * std::expm1(-queue.drain_rate() * t); }, [&] { return free; },
      [&] { return free + taken * queue.waiting().answered_within(t / queue.patience().count()); });
}

inline double virtual_within(const Chat& queue, double t) {
  const double free = queue.place_free();
  const double taken = queue.places_taken();
  return by_limit(
      queue, 1.0, 0.0, 0.0, [&] { return free - taken * std::expm1(-queue.drain_rate() * t); },
      [&] { return free - taken * std::expm1(-t / place_step(queue)); },
      [&] { return free + taken * queue.waiting().virtual_within(t / queue.patience().count()); });
}

}  // namespace detail

/// Service level in the definition named, in [0, 1].
/// @param answer_within  T, >= 0 s; 0 s is answered at once
/// @param definition  which of the five; answered_of_offered when not given
/// @param short_abandon  t of abandons_excluded and abandons_counted, >= 0 s; answer_within when not given
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const Chat& queue, Seconds answer_within,
                            ServiceLevel definition = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  const double quick = short_abandon ? detail::checked_time("service_level", "short_abandon", *short_abandon) : t;
  if (queue.kind() == Chat::Kind::nobody_comes) return 1.0;
  if (definition == ServiceLevel::virtual_wait) return std::fmin(1.0, detail::virtual_within(queue, t));
  const double within = std::fmin(1.0, detail::answered_within(queue, t));
  if (definition == ServiceLevel::answered_of_offered) return within;
  if (definition == ServiceLevel::abandons_counted)
    return std::fmin(1.0, within + abandoned_within(queue, Seconds{quick}));
  if (within == 0.0) return 0.0;
  if (definition == ServiceLevel::answered_of_answered) return std::fmin(1.0, within / answered(queue));
  return std::fmin(1.0, within / (1.0 - abandoned_within(queue, Seconds{quick})));
}

/// Share of offered that waits longer than `time`: of all (until answer or leaving), of those answered after it, or in
/// virtual wait. The small side of the service levels.
inline double wait_exceeds(const Chat& queue, Seconds time, WaitOf of = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  const double patience = queue.patience().count();
  const double taken = queue.places_taken();
  const double stays = patience > 0.0 ? std::exp(-t / patience) : 0.0;
  const double nobody_answers = of == WaitOf::answered ? 0.0 : of == WaitOf::virtual_wait ? 1.0 : stays;
  return detail::by_limit(
      queue, 0.0, 1.0, nobody_answers, [&] { return taken * std::exp(-queue.drain_rate() * t); },
      [&] { return of == WaitOf::virtual_wait ? taken * std::exp(-t / detail::place_step(queue)) : 0.0; },
      [&] {
        const auto& waiting = queue.waiting();
        if (of == WaitOf::answered) return taken * waiting.answered_after(t / patience);
        return taken * (of == WaitOf::all ? waiting.exceeds(t / patience) : waiting.virtual_exceeds(t / patience));
      });
}

/// Average speed of answer: mean wait of those answered (the default), of all until answer or leaving, or the mean
/// virtual wait.
inline Seconds asa(const Chat& queue, WaitOf of = WaitOf::answered) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  const double patience = queue.patience().count();
  const double taken = queue.places_taken();
  const double nobody_answers = of == WaitOf::all        ? patience
                                : of == WaitOf::answered ? std::numeric_limits<double>::quiet_NaN()
                                                         : infinite;
  return Seconds{detail::by_limit(
      queue, 0.0, infinite, nobody_answers, [&] { return taken / queue.drain_rate(); },
      [&] { return of == WaitOf::virtual_wait ? taken * detail::place_step(queue) : 0.0; },
      [&] {
        if (of == WaitOf::all) return abandonment(queue) * patience;
        if (of == WaitOf::virtual_wait) return taken * patience * queue.waiting().virtual_wait();
        return taken * patience * queue.waiting().answered_wait() / answered(queue);
      })};
}

/// Standard deviation of the wait of all, until answer or leaving.
inline Seconds wait_deviation(const Chat& queue) {
  const double patience = queue.patience().count();
  const double taken = queue.places_taken();
  return Seconds{detail::by_limit(
      queue, 0.0, std::numeric_limits<double>::infinity(), patience,
      [&] { return std::sqrt(taken * (1.0 + queue.place_free())) / queue.drain_rate(); }, [] { return 0.0; },
      [&] {
        const double mean = abandonment(queue);
        return patience * std::sqrt(std::fmax(0.0, 2.0 * taken * queue.waiting().abandoned_wait() - mean * mean));
      })};
}

/// The wait, until answer or leaving, that a share p does not exceed; 0 where p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const Chat& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  const double tail = (1.0 - p) / queue.places_taken();
  const bool waits = p > queue.place_free() && tail < 1.0;
  const double patience = queue.patience().count();
  return Seconds{detail::by_limit(
      queue, 0.0, std::numeric_limits<double>::infinity(), -std::log1p(-p) * patience,
      [&] { return waits ? -std::log(tail) / queue.drain_rate() : 0.0; }, [] { return 0.0; },
      [&] { return waits ? queue.waiting().quantile(tail) * patience : 0.0; })};
}

/// Mean number of customers who wait.
inline double queue_length(const Chat& queue) {
  if (queue.kind() == Chat::Kind::nobody_comes || queue.kind() == Chat::Kind::impatient) return 0.0;
  return queue.offered().volume * (asa(queue, WaitOf::all) / queue.offered().interval);
}

}  // namespace erlang
