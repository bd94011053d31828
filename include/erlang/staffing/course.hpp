#pragma once

#include <erlang/queueing/transient.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/targets.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <utility>
#include <vector>

namespace erlang {

/// One interval of a day that is judged by its exact course.
struct CourseInterval {
  Traffic traffic;                                            ///< what is offered
  Count agents;                                               ///< >= 0, real-valued
  Seconds patience{std::numeric_limits<double>::infinity()};  ///< mean, > 0
  Targets targets{};  ///< what it must reach; `max_asa` of all, the only wait known of a queue that changes
};

struct CourseOptions {
  Leaving leaving = Leaving::exhaustive;         ///< what agents do whose shift ends during a call
  TransientStart initial = Opening::stationary;  ///< what is in progress when the first interval begins
  void (*interrupt)() = nullptr;                 ///< called now and then; may throw to stop
};

/// What happens in an interval, or in several together: everything a measure is made of, so that measures of a day are
/// ratios of sums.
struct CourseSums {
  double offered = 0;       ///< contacts that arrive
  double waited = 0;        ///< of those, find no agent free
  double abandoned = 0;     ///< hang up, whenever they came
  double waiting_time = 0;  ///< caller-seconds spent waiting
  double busy_time = 0;     ///< agent-seconds on contacts
  double staffed_time = 0;  ///< agent-seconds there are, those of agents finishing a call after their shift included
  double good = 0;          ///< of the arrivals: well served by the definition of the service level
  double base = 0;          ///< of the arrivals: that it is a share of; 0 where none is asked for
  double in_time = 0;       ///< of the arrivals: answered or gone within `max_wait`

  CourseSums& operator+=(const CourseSums& other) noexcept {
    offered += other.offered;
    waited += other.waited;
    abandoned += other.abandoned;
    waiting_time += other.waiting_time;
    busy_time += other.busy_time;
    staffed_time += other.staffed_time;
    good += other.good;
    base += other.base;
    in_time += other.in_time;
    return *this;
  }
  friend bool operator==(const CourseSums&, const CourseSums&) = default;
};

/// How an interval went.
struct CourseMeasures : CourseSums {
  double waiting_before = 0;  ///< contacts waiting when it begins: taken over from the interval before
  double waiting_after = 0;   ///< contacts waiting when it ends

  friend bool operator==(const CourseMeasures&, const CourseMeasures&) = default;
};

namespace detail {
[[nodiscard]] inline double share_of(double part, double whole) noexcept {
  return whole > 0.0 ? part / whole : std::numeric_limits<double>::quiet_NaN();
}
}  // namespace detail

// Measures; NaN where nothing was offered, or nobody was there.
[[nodiscard]] inline double service_level(const CourseSums& sums) noexcept {
  return detail::share_of(sums.good, sums.base);
}
[[nodiscard]] inline double abandonment(const CourseSums& sums) noexcept {
  return detail::share_of(sums.abandoned, sums.offered);
}
[[nodiscard]] inline double wait_probability(const CourseSums& sums) noexcept {
  return detail::share_of(sums.waited, sums.offered);
}
[[nodiscard]] inline double occupancy(const CourseSums& sums) noexcept {
  return detail::share_of(sums.busy_time, sums.staffed_time);
}
/// Time spent waiting by contacts offered: of all, those who hang up included.
[[nodiscard]] inline Seconds asa_all(const CourseSums& sums) noexcept {
  return Seconds{detail::share_of(sums.waiting_time, sums.offered)};
}

namespace detail {

/// By how much a target is missed, relative to it; 0 where it is met or nothing was offered.
[[nodiscard]] inline double shortfall(const CourseSums& sums, const Targets& targets, Binding target) noexcept {
  const auto above = [](double part, double bound, double whole) {
    if (!(whole > 0.0) || at_most(part, bound * whole)) return 0.0;
    return bound > 0.0 ? part / (bound * whole) - 1.0 : part / whole;
  };
  const auto below = [](double part, double bound, double whole) {
    return !(whole > 0.0) || at_least(part, bound * whole) ? 0.0 : 1.0 - part / (bound * whole);
  };
  switch (target) {
    case Binding::service_level:
      return targets.service_level ? below(sums.good, *targets.service_level, sums.base) : 0.0;
    case Binding::max_asa:
      if (!targets.max_asa || (sums.offered > 0.0 && time_at_most(asa_all(sums).count(), targets.max_asa->count())))
        return 0.0;
      return above(sums.waiting_time, targets.max_asa->count(), sums.offered);
    case Binding::max_abandonment:
      return targets.max_abandonment ? above(sums.abandoned, *targets.max_abandonment, sums.offered) : 0.0;
    case Binding::max_occupancy:
      return targets.max_occupancy ? above(sums.busy_time, *targets.max_occupancy, sums.staffed_time) : 0.0;
    case Binding::max_wait_probability:
      return targets.max_wait_probability ? above(sums.waited, *targets.max_wait_probability, sums.offered) : 0.0;
    case Binding::max_wait:
      return targets.max_wait ? below(sums.in_time, *targets.max_wait_percentile, sums.offered) : 0.0;
    default:
      return 0.0;
  }
}

inline constexpr std::array course_targets{
    Binding::service_level,        Binding::max_asa,  Binding::max_abandonment, Binding::max_occupancy,
    Binding::max_wait_probability, Binding::max_wait,
};

/// Over all targets: the largest shortfall, and the first target that is missed.
struct Missed {
  double shortfall = 0.0;
  Binding first = Binding::none;
};
[[nodiscard]] inline Missed missed(const CourseSums& sums, const Targets& targets) noexcept {
  Missed result;
  for (const Binding target : course_targets) {
    const double by = shortfall(sums, targets, target);
    if (by > 0.0 && result.first == Binding::none) result.first = target;
    result.shortfall = std::fmax(result.shortfall, by);
  }
  return result;
}

/// A day followed interval by interval, with the state before each, so that it can be followed again from any.
class DayCourse {
 public:
  DayCourse(std::span<const CourseInterval> intervals, CourseOptions options, const char* function)
      : options_(std::move(options)), states_(intervals.size() + 1), measures_(intervals.size()) {
    if (intervals.empty())
      throw std::invalid_argument(fmt::format("{}: there must be at least one interval, got none", function));
    for (std::size_t i = 0; i < intervals.size(); ++i) {
      const CourseInterval& one = intervals[i];
      check_numbers(one, i, function);
      check_targets(one.targets, function, std::isfinite(one.patience.count()));
      if (one.targets.max_asa && one.targets.asa_of != WaitOf::all)
        throw std::invalid_argument(
            fmt::format("{}: max_asa needs asa_of all where a queue changes at index {}", function, i));
      intervals_.push_back({.traffic = one.traffic, .agents = one.agents, .patience = one.patience});
      targets_.push_back(one.targets);
      horizon_.push_back(horizon(one));
    }
  }

  [[nodiscard]] std::size_t size() const noexcept { return intervals_.size(); }
  [[nodiscard]] double agents(std::size_t i) const noexcept { return intervals_[i].agents; }
  [[nodiscard]] double volume(std::size_t i) const noexcept { return intervals_[i].traffic.volume; }
  [[nodiscard]] double load(std::size_t i) const noexcept { return offered_load(intervals_[i].traffic); }
  [[nodiscard]] bool patient(std::size_t i) const noexcept { return std::isinf(intervals_[i].patience.count()); }
  [[nodiscard]] const Targets& targets(std::size_t i) const noexcept { return targets_[i]; }
  [[nodiscard]] const CourseMeasures& measures(std::size_t i) const noexcept { return measures_[i]; }
  [[nodiscard]] const TransientState& state(std::size_t i) const noexcept { return states_[i]; }
  /// Intervals followed so far.
  [[nodiscard]] std::size_t evaluations() const noexcept { return evaluations_; }
  /// Whether the first interval's staff decides what the day begins with.
  [[nodiscard]] bool stationary() const noexcept {
    const auto* opening = std::get_if<Opening>(&options_.initial);
    return opening != nullptr && *opening == Opening::stationary;
  }

  void set_agents(std::size_t i, double agents) { intervals_[i].agents = Count{agents}; }
  void set(std::size_t i, const CourseMeasures& measures) { measures_[i] = measures; }
  void set_state(std::size_t i, TransientState state) { states_[i] = std::move(state); }

  struct Followed {
    CourseMeasures measures;
    TransientState end;
  };

  /// Interval i from the state before it, under the staff set now.
  Followed follow(std::size_t i, const TransientState& before) {
    ++evaluations_;
    Followed result;
    const Targets& goals = targets_[i];
    TransientOptions how{.leaving = options_.leaving,
                         .initial = i == 0 ? options_.initial : TransientStart{before},
                         .answer_within = goals.service_level ? goals.answer_within : std::nullopt,
                         .short_abandon = goals.service_level ? goals.short_abandon : std::nullopt,
                         .interrupt = options_.interrupt,
                         .run_first = 1,
                         .count_doomed = goals.definition == ServiceLevel::answered_of_answered};
    TransientResult run = transient(ahead(i), how);
    const TransientMeasures& m = run.intervals.front();
    CourseMeasures& sums = result.measures;
    sums.offered = m.offered;
    sums.waited = m.waited;
    sums.abandoned = m.abandoned;
    sums.waiting_time = m.waiting_time;
    sums.busy_time = m.busy_time;
    sums.staffed_time = intervals_[i].agents * intervals_[i].traffic.interval.count() + m.surplus_time;
    sums.waiting_after = m.queue;
    if (goals.service_level) level(m, goals.definition.value_or(ServiceLevel::answered_of_offered), sums);
    if (goals.max_wait) {
      how.answer_within = goals.max_wait;
      how.short_abandon = std::nullopt;
      how.count_doomed = false;
      const TransientMeasures timed = transient(ahead(i), how).intervals.front();
      sums.in_time = timed.answered_within + timed.abandoned_within;
    }
    result.end = std::move(run.end);
    return result;
  }

  /// The first interval whose measures depend on the staff of interval i.
  [[nodiscard]] std::size_t first_affected(std::size_t i) const noexcept {
    std::size_t first = i;
    double apart = 0.0;  // from the end of `first - 1` to the start of i
    while (first > 0 && horizon_[first - 1] > apart) {
      --first;
      apart += intervals_[first].traffic.interval.count();
    }
    return first;
  }

  /// Follows the day from interval i on and keeps what it finds.
  void run(std::size_t from = 0) {
    for (std::size_t i = from; i < size(); ++i) step(i);
  }
  void step(std::size_t i) {
    Followed found = follow(i, states_[i]);
    found.measures.waiting_before = i > 0 ? measures_[i - 1].waiting_after : waiting_at_first();
    measures_[i] = found.measures;
    states_[i + 1] = std::move(found.end);
  }

 private:
  static void check_numbers(const CourseInterval& one, std::size_t i, const char* function) {
    const auto check = [&](bool good, const char* argument, const char* rule, double got) {
      if (!good)
        throw std::domain_error(
            fmt::format("{}: {} must be {}, got {:g} at index {}", function, argument, rule, got, i));
    };
    const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
    const double volume = one.traffic.volume;
    const double agents = one.agents;
    check(volume >= 0.0 && std::isfinite(volume), "volume", ">= 0", volume);
    check(positive(one.traffic.interval.count()), "interval", "> 0 s", one.traffic.interval.count());
    check(positive(one.traffic.aht.count()), "aht", "> 0 s", one.traffic.aht.count());
    check(agents >= 0.0 && agents <= 1e7, "agents", "in [0, 1e7]", agents);
    check(one.patience.count() > 0.0, "patience", "> 0 s", one.patience.count());
  }

  /// How long after the end of an interval the staff still matters to those who came in it.
  static double horizon(const CourseInterval& one) noexcept {
    double time = 0.0;
    if (one.targets.service_level) time = one.targets.answer_within.value_or(Seconds{0.0}).count();
    if (one.targets.short_abandon) time = std::fmax(time, one.targets.short_abandon->count());
    if (one.targets.max_wait) time = std::fmax(time, one.targets.max_wait->count());
    if (one.targets.definition == ServiceLevel::answered_of_answered && std::isfinite(one.patience.count()))
      time += 36.0 * one.patience.count();  // less than 1e-15 are still waiting then
    return time;
  }

  /// Interval i and those after it whose staff matters to its arrivals.
  [[nodiscard]] std::span<const TransientInterval> ahead(std::size_t i) const noexcept {
    std::size_t last = i + 1;
    for (double covered = 0.0; last < size() && covered < horizon_[i]; ++last)
      covered += intervals_[last].traffic.interval.count();
    return std::span{intervals_}.subspan(i, last - i);
  }

  static void level(const TransientMeasures& m, ServiceLevel definition, CourseSums& sums) noexcept {
    sums.good = m.answered_within;
    sums.base = m.offered;
    switch (definition) {
      case ServiceLevel::answered_of_answered:
        sums.base = m.offered - m.abandoned_of_arrivals;
        break;
      case ServiceLevel::abandons_excluded:
        sums.base = m.offered - m.abandoned_within;
        break;
      case ServiceLevel::abandons_counted:
        sums.good += m.abandoned_within;
        break;
      case ServiceLevel::virtual_wait:
        sums.good = m.virtual_within;
        break;
      default:
        break;
    }
  }

  /// Contacts waiting when the day begins, by the end of an interval too short for anything to happen.
  [[nodiscard]] double waiting_at_first() const {
    TransientInterval instant = intervals_.front();
    const double shrink = 1e-9 / instant.traffic.interval.count();
    instant.traffic.volume = Count{instant.traffic.volume * shrink};
    instant.traffic.interval = Seconds{1e-9};
    const TransientOptions how{.leaving = options_.leaving, .initial = options_.initial};
    const double waiting = transient(std::span{&instant, 1}, how).intervals.front().queue;
    return waiting < 1e-7 ? 0.0 : waiting;
  }

  CourseOptions options_;
  std::vector<TransientInterval> intervals_;
  std::vector<Targets> targets_;
  std::vector<double> horizon_;
  std::vector<TransientState> states_;  ///< before each interval, and after the last; the first is `initial`
  std::vector<CourseMeasures> measures_;
  std::size_t evaluations_ = 0;
};

}  // namespace detail

/// How each interval goes with the agents there are, by the exact course of M(t)/M/n(t)+M: see transient(), whose
/// assumptions, errors and accuracy hold here too. The service level is that of the definition of the targets.
///
/// @throws std::invalid_argument  inconsistent targets; `max_asa` of others than all
[[nodiscard]] inline std::vector<CourseMeasures> evaluate_course(std::span<const CourseInterval> intervals,
                                                                 const CourseOptions& options = {}) {
  detail::DayCourse day(intervals, options, "evaluate_course");
  day.run();
  std::vector<CourseMeasures> result;
  result.reserve(day.size());
  for (std::size_t i = 0; i < day.size(); ++i) result.push_back(day.measures(i));
  return result;
}

}  // namespace erlang
