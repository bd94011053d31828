#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/erlang_a_kernel.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <optional>
#include <variant>

namespace erlang {

namespace detail {

struct NobodyCalls {};
struct NobodyAnswers {};

}  // namespace detail

/// M/M/n+M, Erlang A (Palm): Poisson arrivals, exponential handle times and patience, first come first served.
/// Agents may be fractional. Its load may exceed its agents.
///
/// Limits are values, the first that applies:
/// - load 0: every service level 1, all else 0;
/// - patience infinite: Erlang C;
/// - no agents: wait probability, abandonment, occupancy 1; service levels 0 but `abandons_counted` =
///   P(patience <= t); asa of all = mean patience, of answered NaN, virtual infinite;
/// - patience 0: a loss system, where nobody waits; V is 0 with probability 1 - B, else exponential with mean
///   aht / agents.
///
/// Accuracy: 1e-12 relative for loads from 1e-6 to 1e7 and mean patience from 1e-6 to 1e6 handle times. Cost: two
/// kernels at construction, one or two more for each measure with a time; the wait of those who hang up and the
/// deviation take a quadrature. Reference: Palm (1957); Garnett, Mandelbaum and Reiman, MSOM 4 (2002) 208.
///
///     const erlang::ErlangA queue{erlang::Traffic{.volume = 100, .interval = 30min, .aht = 180s}, 14, 120s};
///     abandonment(queue);   // 0.0228
class ErlangA {
 public:
  /// @param traffic  what is offered
  /// @param agents  number of agents, >= 0, real-valued
  /// @param patience  mean time until a waiting caller hangs up, >= 0 s, may be infinite
  /// @throws std::domain_error  where a number is outside its domain
  ErlangA(Traffic traffic, Count agents, GivenSeconds patience)
      : traffic_(traffic), agents_(agents), patience_(patience), load_(offered_load(traffic)) {
    detail::check_offered("ErlangA", traffic_);
    detail::check_non_negative("ErlangA", "agents", agents_);
    if (!(patience_.count() >= 0.0)) detail::fail_domain("ErlangA", "patience", ">= 0 s", patience_.count());
    const double relative = patience_.count() / traffic_.aht.count();
    constexpr double most = 1e290;
    if (load_ == 0.0) {
      solution_ = detail::NobodyCalls{};
    } else if (!(relative * std::fmax(load_, agents_) < most)) {
      solution_.emplace<ErlangC<Traffic>>(traffic_, agents_);
    } else if (agents_ == 0.0) {
      solution_ = detail::NobodyAnswers{};
    } else if (!(relative * std::fmin(load_, agents_) > 1.0 / most)) {
      solution_.emplace<ErlangB<Traffic>>(traffic_, agents_);
    } else {
      solution_ = detail::ErlangAKernel(agents_, load_, detail::spare_agents(traffic_, agents_), relative);
    }
  }

  [[nodiscard]] const Traffic& offered() const noexcept { return traffic_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] Seconds patience() const noexcept { return patience_; }
  /// Offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }

  friend bool operator==(const ErlangA& a, const ErlangA& b) noexcept {
    return a.traffic_ == b.traffic_ && a.agents_ == b.agents_ && a.patience_ == b.patience_;
  }

  using Solution = std::variant<detail::NobodyCalls, ErlangC<Traffic>, detail::NobodyAnswers, ErlangB<Traffic>,
                                detail::ErlangAKernel>;
  /// What the queue amounts to: the first of the limits that applies, or the solved queue.
  [[nodiscard]] const Solution& solution() const noexcept { return solution_; }

 private:
  Traffic traffic_;
  double agents_;
  GivenSeconds patience_;
  double load_;
  Solution solution_;
};

namespace detail {

template <class... Cases>
struct Overload : Cases... {
  using Cases::operator()...;
};
template <class... Cases>
Overload(Cases...) -> Overload<Cases...>;

/// One answer per limit, in the order of the rules.
template <class... Cases>
double by_limit(const ErlangA& queue, Cases... cases) {
  return std::visit(Overload{cases...}, queue.solution());
}

inline constexpr double infinite = std::numeric_limits<double>::infinity();
inline constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

/// Share answered within t seconds.
inline double answered_within(const ErlangA& queue, double t) {
  return by_limit(
      queue, [](NobodyCalls) { return 1.0; },
      [t](const ErlangC<Traffic>& patient) { return service_level(patient, Seconds{t}); },
      [](NobodyAnswers) { return 0.0; }, [](const ErlangB<Traffic>& loss) { return no_wait_probability(loss); },
      [&](const ErlangAKernel& kernel) { return kernel.answered_within(t / queue.patience().count()); });
}

inline double virtual_within(const ErlangA& queue, double t) {
  return by_limit(
      queue, [](NobodyCalls) { return 1.0; },
      [t](const ErlangC<Traffic>& patient) { return service_level(patient, Seconds{t}); },
      [](NobodyAnswers) { return 0.0; },
      [&](const ErlangB<Traffic>& loss) {
        return no_wait_probability(loss) -
               blocking(loss) * std::expm1(-t * queue.agents() / queue.offered().aht.count());
      },
      [&](const ErlangAKernel& kernel) { return kernel.virtual_within(t / queue.patience().count()); });
}

}  // namespace detail

/// Share of offered that waits, in [0, 1]. Patience 0: nobody waits.
inline double wait_probability(const ErlangA& queue) {
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; },
      [](const ErlangC<Traffic>& patient) { return wait_probability(patient); },
      [](detail::NobodyAnswers) { return 1.0; }, [](const ErlangB<Traffic>&) { return 0.0; },
      [](const detail::ErlangAKernel& kernel) { return kernel.wait(); });
}

/// Share of offered that is answered at once, computed directly.
inline double no_wait_probability(const ErlangA& queue) {
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 1.0; },
      [](const ErlangC<Traffic>& patient) { return no_wait_probability(patient); },
      [](detail::NobodyAnswers) { return 0.0; }, [](const ErlangB<Traffic>& loss) { return no_wait_probability(loss); },
      [](const detail::ErlangAKernel& kernel) { return kernel.no_wait(); });
}

/// Share of offered that hangs up, in [0, 1].
inline double abandonment(const ErlangA& queue) {
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; }, [](const ErlangC<Traffic>&) { return 0.0; },
      [](detail::NobodyAnswers) { return 1.0; }, [](const ErlangB<Traffic>& loss) { return blocking(loss); },
      [](const detail::ErlangAKernel& kernel) { return kernel.abandonment(); });
}

/// Share of offered that is answered, 1 - abandonment, computed directly. In overload without abandonment: 1.
inline double answered(const ErlangA& queue) {
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 1.0; }, [](const ErlangC<Traffic>&) { return 1.0; },
      [](detail::NobodyAnswers) { return 0.0; }, [](const ErlangB<Traffic>& loss) { return no_wait_probability(loss); },
      [](const detail::ErlangAKernel& kernel) { return kernel.answered(); });
}

/// Share of offered that hangs up within `time`.
inline double abandoned_within(const ErlangA& queue, Seconds time) {
  const double t = detail::checked_time("abandoned_within", "time", time);
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; }, [](const ErlangC<Traffic>&) { return 0.0; },
      [&](detail::NobodyAnswers) {
        return queue.patience().count() > 0.0 ? -std::expm1(-t / queue.patience().count()) : 1.0;
      },
      [](const ErlangB<Traffic>& loss) { return blocking(loss); },
      [&](const detail::ErlangAKernel& kernel) { return kernel.abandoned_within(t / queue.patience().count()); });
}

/// Nobody is turned away.
inline double blocking(const ErlangA&) noexcept {
  return 0.0;
}

/// Mean number of busy agents.
inline double carried_load(const ErlangA& queue) {
  if (const auto* patient = std::get_if<ErlangC<Traffic>>(&queue.solution())) return carried_load(*patient);
  return queue.load() * answered(queue);
}

/// Share of the agents' time spent busy, (load / agents)(1 - abandonment), in [0, 1]. No agents: 1.
inline double occupancy(const ErlangA& queue) {
  if (queue.load() == 0.0) return 0.0;
  if (queue.agents() == 0.0) return 1.0;
  return std::fmin(1.0, carried_load(queue) / queue.agents());
}

/// Service level in the definition named, in [0, 1].
/// @param answer_within  T, >= 0 s; 0 s is answered at once
/// @param definition  which of the five; answered_of_offered when not given
/// @param short_abandon  t of abandons_excluded and abandons_counted, >= 0 s; answer_within when not given
/// @throws std::domain_error  for a negative or infinite time
inline double service_level(const ErlangA& queue, Seconds answer_within,
                            ServiceLevel definition = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  const double t = detail::checked_time("service_level", "answer_within", answer_within);
  const double quick = short_abandon ? detail::checked_time("service_level", "short_abandon", *short_abandon) : t;
  if (queue.load() == 0.0) return 1.0;
  if (definition == ServiceLevel::virtual_wait) return std::fmin(1.0, detail::virtual_within(queue, t));
  const double within = std::fmin(1.0, detail::answered_within(queue, t));
  if (definition == ServiceLevel::answered_of_offered) return within;
  if (definition == ServiceLevel::abandons_counted)
    return std::fmin(1.0, within + abandoned_within(queue, Seconds{quick}));
  if (within == 0.0) return 0.0;
  if (definition == ServiceLevel::answered_of_answered) return std::fmin(1.0, within / answered(queue));
  return std::fmin(1.0, within / (1.0 - abandoned_within(queue, Seconds{quick})));
}

/// Share of offered that waits longer than `time`: of all (until answer or hanging up), of those answered after
/// it, or in virtual wait. The small side of the service levels.
inline double wait_exceeds(const ErlangA& queue, Seconds time, WaitOf of = WaitOf::all) {
  const double t = detail::checked_time("wait_exceeds", "time", time);
  const double patience = queue.patience().count();
  return detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; },
      [&](const ErlangC<Traffic>& patient) { return wait_exceeds(patient, time); },
      [&](detail::NobodyAnswers) {
        if (of == WaitOf::answered) return 0.0;
        return of == WaitOf::virtual_wait ? 1.0 : patience > 0.0 ? std::exp(-t / patience) : 0.0;
      },
      [&](const ErlangB<Traffic>& loss) {
        if (of != WaitOf::virtual_wait) return 0.0;
        return blocking(loss) * std::exp(-t * queue.agents() / queue.offered().aht.count());
      },
      [&](const detail::ErlangAKernel& kernel) {
        if (of == WaitOf::answered) return kernel.answered_after(t / patience);
        return of == WaitOf::all ? kernel.exceeds(t / patience) : kernel.virtual_exceeds(t / patience);
      });
}

/// Average speed of answer: mean wait of those answered (the default), of all who enter until answer or hanging up,
/// or the mean virtual wait.
inline Seconds asa(const ErlangA& queue, WaitOf of = WaitOf::answered) {
  const double patience = queue.patience().count();
  return Seconds{detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; },
      [](const ErlangC<Traffic>& patient) { return asa(patient).count(); },
      [&](detail::NobodyAnswers) {
        return of == WaitOf::all ? patience : of == WaitOf::answered ? detail::undefined : detail::infinite;
      },
      [&](const ErlangB<Traffic>& loss) {
        return of == WaitOf::virtual_wait ? blocking(loss) * queue.offered().aht.count() / queue.agents() : 0.0;
      },
      [&](const detail::ErlangAKernel& kernel) {
        if (of == WaitOf::all) return kernel.abandonment() * patience;
        return patience * (of == WaitOf::answered ? kernel.answered_wait() / kernel.answered() : kernel.virtual_wait());
      })};
}

/// Mean time until hanging up of those who do; NaN where nobody does.
inline Seconds abandonment_wait(const ErlangA& queue) {
  const double patience = queue.patience().count();
  return Seconds{detail::by_limit(
      queue, [](detail::NobodyCalls) { return detail::undefined; },
      [](const ErlangC<Traffic>&) { return detail::undefined; }, [&](detail::NobodyAnswers) { return patience; },
      [](const ErlangB<Traffic>&) { return 0.0; },
      [&](const detail::ErlangAKernel& kernel) { return patience * kernel.abandoned_wait() / kernel.abandonment(); })};
}

/// Standard deviation of the wait of all who enter, until answer or hanging up.
inline Seconds wait_deviation(const ErlangA& queue) {
  const double patience = queue.patience().count();
  return Seconds{detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; },
      [](const ErlangC<Traffic>& patient) { return wait_deviation(patient).count(); },
      [&](detail::NobodyAnswers) { return patience; }, [](const ErlangB<Traffic>&) { return 0.0; },
      [&](const detail::ErlangAKernel& kernel) {
        // E[W^2] = 2 patience E[W; abandoned], as hanging up has the constant hazard 1 / patience.
        const double mean = kernel.abandonment();
        return patience * std::sqrt(std::fmax(0.0, 2.0 * kernel.abandoned_wait() - mean * mean));
      })};
}

/// The wait, until answer or hanging up, that a share p of those who enter does not exceed; 0 where
/// p <= 1 - wait probability.
/// @param p  in (0, 1)
/// @throws std::domain_error  for any other p
inline Seconds wait_percentile(const ErlangA& queue, double p) {
  detail::check_open_fraction("wait_percentile", "p", p);
  const double patience = queue.patience().count();
  return Seconds{detail::by_limit(
      queue, [](detail::NobodyCalls) { return 0.0; },
      [p](const ErlangC<Traffic>& patient) { return wait_percentile(patient, p).count(); },
      [&](detail::NobodyAnswers) { return -std::log1p(-p) * patience; }, [](const ErlangB<Traffic>&) { return 0.0; },
      [&](const detail::ErlangAKernel& kernel) {
        if (p <= kernel.no_wait() || !(1.0 - p < kernel.wait())) return 0.0;
        return kernel.quantile(1.0 - p) * patience;
      })};
}

/// Mean number waiting.
inline double queue_length(const ErlangA& queue) {
  if (const auto* patient = std::get_if<ErlangC<Traffic>>(&queue.solution())) return queue_length(*patient);
  return queue.load() * (asa(queue, WaitOf::all) / queue.offered().aht);
}

namespace detail {

inline double queue_state(const ErlangA& queue, double waiting, bool or_more) {
  return by_limit(
      queue, [](NobodyCalls) { return 0.0; },
      [&](const ErlangC<Traffic>& patient) {
        return or_more ? queue_at_least(patient, waiting) : queue_exactly(patient, waiting);
      },
      [&](NobodyAnswers) {  // all who are there wait: Poisson
        const double mean = queue.load() * (queue.patience() / queue.offered().aht);
        if (mean == 0.0) return waiting == 0.0 ? 1.0 : 0.0;
        return or_more ? lower_share(waiting, mean, waiting - mean)
                       : std::exp(log_density(waiting, mean, waiting - mean));
      },
      [&](const ErlangB<Traffic>& loss) { return waiting == 0.0 ? blocking(loss) : 0.0; },
      [&](const ErlangAKernel& kernel) { return kernel.state(waiting, or_more); });
}

}  // namespace detail

/// P(all agents are busy and at least `waiting` wait), waiting >= 0.
inline double queue_at_least(const ErlangA& queue, Count waiting) {
  detail::check_non_negative("queue_at_least", "waiting", waiting);
  return detail::queue_state(queue, waiting, true);
}

/// P(all agents are busy and exactly `waiting` wait), waiting >= 0.
inline double queue_exactly(const ErlangA& queue, Count waiting) {
  detail::check_non_negative("queue_exactly", "waiting", waiting);
  return detail::queue_state(queue, waiting, false);
}

}  // namespace erlang
