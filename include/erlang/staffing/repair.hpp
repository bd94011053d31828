#pragma once

#include <erlang/staffing/course.hpp>
#include <erlang/staffing/requirement.hpp>
#include <erlang/staffing/targets.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <vector>

namespace erlang {

/// How a repair ended.
enum class RepairStatus : std::uint8_t {
  met,      ///< every target holds, and with one agent fewer anywhere some target fails
  limited,  ///< `max_agents` stands in the way of some target
  stopped,  ///< `max_evaluations` was reached: targets may be missed, or agents to spare
};

/// Its name, as in Python.
[[nodiscard]] constexpr std::string_view name_of(RepairStatus status) noexcept {
  constexpr std::array<std::string_view, 3> names{"met", "limited", "stopped"};
  return names[static_cast<std::size_t>(status)];
}

struct RepairOptions {
  CourseOptions course{};
  /// The period of each interval over which its targets are to hold, volume-weighted; all intervals of a period have
  /// the same targets. Empty: every interval by itself.
  std::span<const std::size_t> periods{};
  /// At most about so many intervals are followed; 0: 2000 times the number of intervals.
  std::size_t max_evaluations = 0;
};

/// What became of an interval.
struct RepairedInterval {
  double before = 0;  ///< agents given
  double agents = 0;  ///< agents now
  /// The target missed as given, in the interval or its period; none where all held.
  Binding missed_before = Binding::none;
  /// The target that would fail with one agent fewer, and the interval in which (or the first of the period over which)
  /// it would; none where the floor decides.
  Binding binding = Binding::none;
  std::size_t binding_interval = 0;
  CourseMeasures measures{};  ///< with the agents there are now
};

struct Repair {
  std::vector<RepairedInterval> intervals;
  RepairStatus status = RepairStatus::met;
  std::size_t evaluations = 0;  ///< intervals followed
};

namespace detail {

/// See repair().
class Repairer {
 public:
  Repairer(std::span<const CourseInterval> intervals, const RepairOptions& options)
      : day_(intervals, options.course, "repair"),
        periods_(options.periods.begin(), options.periods.end()),
        most_(options.max_evaluations > 0 ? options.max_evaluations : 2000 * intervals.size()) {
    const std::size_t count = intervals.size();
    if (periods_.empty()) {
      for (std::size_t i = 0; i < count; ++i) periods_.push_back(i);
    }
    if (periods_.size() != count)
      throw std::invalid_argument(
          fmt::format("repair: periods must be as many as intervals, got {} and {}", periods_.size(), count));
    for (std::size_t i = 0; i < count; ++i) {
      if (periods_[i] >= count)
        throw std::domain_error(
            fmt::format("repair: periods must be below the number of intervals, got {} at index {}", periods_[i], i));
    }
    members_.resize(count);
    for (std::size_t i = 0; i < count; ++i) members_[periods_[i]].push_back(i);
    for (const auto& members : members_)
      for (const std::size_t i : members) same_targets(day_.targets(members.front()), day_.targets(i), i);
    if (count > 0 && least(0) > day_.targets(0).max_agents.value_or(1e6)) {  // least above most: the steady state alone
      fail_domain("repair", "initial", "other than stationary where nobody hangs up and load reaches max_agents",
                  day_.load(0));
    }
  }

  Repair operator()() {
    Repair result;
    result.intervals.resize(day_.size());
    for (std::size_t i = 0; i < day_.size(); ++i) result.intervals[i].before = day_.agents(i);
    round_up();
    day_.run();
    for (std::size_t i = 0; i < day_.size(); ++i) result.intervals[i].missed_before = missed_of(periods_[i]).first;
    bindings_.assign(day_.size(), {Binding::none, 0});
    for (bool changed = true; changed && !spent();) {
      raise();
      changed = trim();
      // Raising and trimming may disturb each other where callers hang up faster than they are served.
      changed = changed && any_missed_but_limited();
    }
    for (std::size_t i = 0; i < day_.size(); ++i) {
      RepairedInterval& row = result.intervals[i];
      row.agents = day_.agents(i);
      row.measures = day_.measures(i);
      row.binding = bindings_[i].first;
      row.binding_interval = bindings_[i].second;
      if (missed_of(periods_[i]).first != Binding::none) result.status = RepairStatus::limited;
    }
    if (spent()) result.status = RepairStatus::stopped;
    result.evaluations = day_.evaluations();
    return result;
  }

 private:
  static constexpr double same_state = 1e-14;  // in total variation: from there on nothing differs

  /// The day from some interval on, with other agents in one interval.
  struct Trial {
    std::size_t from = 0;
    std::vector<CourseMeasures> measures;  // of `from` and those after it, until nothing differs
    std::vector<TransientState> ends;
    Binding missed = Binding::none;  // the first target that no longer holds, and where
    std::size_t missed_at = 0;
    double gain = 0.0;  // in shortfall, over all periods touched; as slack where nothing was missed
  };

  static void same_targets(const Targets& one, const Targets& other, std::size_t i) {
    Targets a = one;
    Targets b = other;
    a.min_agents = b.min_agents;
    a.max_agents = b.max_agents;
    if (a != b)
      throw std::invalid_argument(
          fmt::format("repair: targets must be the same in all intervals of a period, got others at index {}", i));
  }

  [[nodiscard]] bool spent() const noexcept { return day_.evaluations() >= most_; }

  [[nodiscard]] double least(std::size_t i) const noexcept {
    double floor = day_.volume(i) > 0.0 ? 1.0 : 0.0;
    // A day that begins in the steady state of a queue that has one.
    if (i == 0 && day_.stationary() && day_.patient(0) && day_.volume(0) > 0.0)
      floor = std::floor(day_.load(0) * (1.0 + 1e-9)) + 1.0;
    return std::fmax(floor, std::ceil(day_.targets(i).min_agents.value_or(0.0)));
  }
  [[nodiscard]] double greatest(std::size_t i) const noexcept {
    return std::fmax(least(i), std::fmin(1e6, day_.targets(i).max_agents.value_or(1e6)));
  }

  void round_up() {
    for (std::size_t i = 0; i < day_.size(); ++i)
      day_.set_agents(i, std::clamp(std::ceil(day_.agents(i) - 1e-9), least(i), std::fmax(least(i), greatest(i))));
  }

  [[nodiscard]] CourseSums sums_of(std::size_t period, const Trial* trial = nullptr) const noexcept {
    CourseSums sums;
    for (const std::size_t i : members_[period]) {
      const bool there = trial != nullptr && i >= trial->from && i - trial->from < trial->measures.size();
      sums += there ? static_cast<const CourseSums&>(trial->measures[i - trial->from])
                    : static_cast<const CourseSums&>(day_.measures(i));
    }
    return sums;
  }
  [[nodiscard]] Missed missed_of(std::size_t period, const Trial* trial = nullptr) const noexcept {
    if (members_[period].empty()) return {};
    return missed(sums_of(period, trial), day_.targets(members_[period].front()));
  }

  [[nodiscard]] bool any_missed_but_limited() const noexcept {
    for (std::size_t i = 0; i < day_.size(); ++i)
      if (day_.agents(i) < greatest(i) && missed_of(periods_[i]).first != Binding::none) return true;
    return false;
  }

  static bool same(const TransientState& a, const TransientState& b) noexcept {
    if (a.finishing.size() != b.finishing.size() || a.agents != b.agents) return false;
    const auto apart = [](const std::vector<double>& one, const std::vector<double>& other) {
      double sum = 0.0;
      for (std::size_t k = 0; k < std::max(one.size(), other.size()); ++k)
        sum += std::fabs((k < one.size() ? one[k] : 0.0) - (k < other.size() ? other[k] : 0.0));
      return sum;
    };
    double difference = apart(a.in_system, b.in_system);
    for (std::size_t i = 0; i < a.finishing.size() && difference < same_state; ++i)
      difference += apart(a.finishing[i], b.finishing[i]);
    return difference < same_state;
  }

  /// The day with `agents` in interval i. With `needs_all` it stops as soon as a target fails.
  Trial attempt(std::size_t i, double agents, bool needs_all) {
    const double kept = day_.agents(i);
    day_.set_agents(i, agents);
    Trial trial;
    trial.from = day_.first_affected(i);
    // The interval itself first: it fails most often.
    DayCourse::Followed own = day_.follow(i, day_.state(i));
    own.measures.waiting_before = day_.measures(i).waiting_before;
    const auto fails = [&](std::size_t at, const CourseMeasures& measures) {
      if (!needs_all || members_[periods_[at]].size() > 1) return false;
      const Missed now = missed(measures, day_.targets(at));
      if (now.first == Binding::none || now.shortfall <= missed_of(periods_[at]).shortfall) return false;
      trial.missed = now.first;
      trial.missed_at = at;
      return true;
    };
    bool failed = fails(i, own.measures);
    for (std::size_t at = trial.from; at < i && !failed; ++at) {
      DayCourse::Followed found = day_.follow(at, day_.state(at));
      found.measures.waiting_before = day_.measures(at).waiting_before;
      failed = fails(at, found.measures);
      trial.measures.push_back(found.measures);
      trial.ends.push_back(std::move(found.end));
    }
    if (!failed) {
      trial.measures.push_back(own.measures);
      trial.ends.push_back(std::move(own.end));
      for (std::size_t at = i + 1; at < day_.size() && !failed; ++at) {
        if (same(trial.ends.back(), day_.state(at))) break;
        DayCourse::Followed found = day_.follow(at, trial.ends.back());
        found.measures.waiting_before = trial.measures.back().waiting_after;
        failed = fails(at, found.measures);
        trial.measures.push_back(found.measures);
        trial.ends.push_back(std::move(found.end));
      }
    }
    day_.set_agents(i, kept);
    if (!failed) judge(trial, needs_all);
    return trial;
  }

  /// Whether the periods a trial touches still hold, and what it gains in them.
  void judge(Trial& trial, bool needs_all) const {
    std::vector<std::size_t> touched;
    for (std::size_t at = 0; at < trial.measures.size(); ++at) touched.push_back(periods_[trial.from + at]);
    std::sort(touched.begin(), touched.end());
    touched.erase(std::unique(touched.begin(), touched.end()), touched.end());
    for (const std::size_t period : touched) {
      const Missed before = missed_of(period);
      const Missed now = missed_of(period, &trial);
      if (needs_all && trial.missed == Binding::none && now.first != Binding::none &&
          now.shortfall > before.shortfall) {
        trial.missed = now.first;
        trial.missed_at = members_[period].front();
      }
      trial.gain += slack(period, &trial) - slack(period);
    }
  }

  /// The least room a period has towards any of its targets, relative to each; negative where it misses one.
  [[nodiscard]] double slack(std::size_t period, const Trial* trial = nullptr) const noexcept {
    const CourseSums sums = sums_of(period, trial);
    const Targets& goals = day_.targets(members_[period].front());
    double least_room = 1.0;
    const auto room = [&](double part, double bound, double whole, double sign) {
      if (whole > 0.0) least_room = std::fmin(least_room, sign * (part / whole - bound) / std::fmax(bound, 1e-12));
    };
    if (goals.service_level) room(sums.good, *goals.service_level, sums.base, 1.0);
    if (goals.max_asa) room(sums.waiting_time, goals.max_asa->count(), sums.offered, -1.0);
    if (goals.max_abandonment) room(sums.abandoned, *goals.max_abandonment, sums.offered, -1.0);
    if (goals.max_occupancy) room(sums.busy_time, *goals.max_occupancy, sums.staffed_time, -1.0);
    if (goals.max_wait_probability) room(sums.waited, *goals.max_wait_probability, sums.offered, -1.0);
    if (goals.max_wait) room(sums.in_time, *goals.max_wait_percentile, sums.offered, 1.0);
    return least_room;
  }

  void accept(std::size_t i, double agents, Trial& trial) {
    day_.set_agents(i, agents);
    for (std::size_t at = 0; at < trial.measures.size(); ++at) {
      day_.set(trial.from + at, trial.measures[at]);
      day_.set_state(trial.from + at + 1, std::move(trial.ends[at]));
    }
    const std::size_t next = trial.from + trial.measures.size();
    if (next < day_.size()) {
      CourseMeasures measures = day_.measures(next);
      measures.waiting_before = trial.measures.back().waiting_after;
      day_.set(next, measures);
    }
  }

  // ---- raising

  void raise() {
    for (int round = 0; round < 4 && !spent(); ++round) {
      for (std::size_t i = 0; i < day_.size() && !spent(); ++i)
        if (members_[periods_[i]].size() == 1) raise_one(i);
      day_.run();
      for (std::size_t period = 0; period < members_.size() && !spent(); ++period)
        if (members_[period].size() > 1) raise_period(period);
      if (!any_missed_but_limited()) return;
    }
  }

  /// Follows interval i after those before it, with the fewest agents, no fewer than now, that meet its targets.
  void raise_one(std::size_t i) {
    const auto meets = [&](double agents) {
      day_.set_agents(i, agents);
      day_.step(i);
      return missed(day_.measures(i), day_.targets(i)).first == Binding::none;
    };
    const double start = day_.agents(i);
    if (meets(start)) return;
    double low = start;
    double step = 1.0;
    double high = start;
    do {
      low = high;
      high = std::fmin(greatest(i), low + step);
      step *= 2.0;
    } while (high > low && !meets(high) && !spent());
    if (!(high > low)) {  // max_agents does not do either
      meets(high);
      return;
    }
    while (high - low > 1.0) {
      const double middle = std::floor(0.5 * (low + high));
      (meets(middle) ? high : low) = middle;
    }
    meets(high);
  }

  /// Adds agents one by one where they help the period most, until it meets its targets.
  void raise_period(std::size_t period) {
    const auto& members = members_[period];
    const auto gain_of = [&](std::size_t i) {
      if (!(day_.agents(i) < greatest(i))) return -std::numeric_limits<double>::infinity();
      return attempt(i, day_.agents(i) + 1.0, false).gain;
    };
    if (missed_of(period).first == Binding::none) return;
    std::vector<double> gains;
    for (const std::size_t i : members) gains.push_back(gain_of(i));
    while (missed_of(period).first != Binding::none && !spent()) {
      const std::size_t best = best_of(gains, [&](std::size_t place) { return gain_of(members[place]); });
      if (!(gains[best] > 0.0)) return;
      const std::size_t i = members[best];
      Trial trial = attempt(i, day_.agents(i) + 1.0, false);
      accept(i, day_.agents(i) + 1.0, trial);
      gains[best] = gain_of(i);
    }
  }

  /// The place of the largest value, where values computed earlier are taken to be no smaller than now: the largest is
  /// computed anew until it stays the largest.
  template <class Value>
  std::size_t best_of(std::vector<double>& values, Value&& anew) {
    for (std::vector<bool> fresh(values.size(), false);;) {
      const auto best = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
      if (fresh[best] || spent()) return best;
      values[best] = anew(best);
      fresh[best] = true;
    }
  }

  // ---- trimming

  /// Takes agents away where all targets still hold, until none can go. Returns whether any went.
  bool trim() {
    bool any = false;
    for (std::size_t period = 0; period < members_.size() && !spent(); ++period)
      if (members_[period].size() > 1) any = trim_period(period) || any;
    // From the start until a whole round finds nobody to spare.
    for (bool changed = true; changed && !spent();) {
      changed = false;
      for (std::size_t i = 0; i < day_.size() && !spent(); ++i) changed = trim_one(i) || changed;
      any = any || changed;
    }
    return any;
  }

  /// Takes as many agents from interval i as may go, by doubling and then halving the step.
  bool trim_one(std::size_t i) {
    bindings_[i] = {Binding::none, 0};
    bool any = false;
    double step = 1.0;
    for (bool growing = true; step >= 1.0 && !spent();) {
      const double fewer = day_.agents(i) - step;
      bool goes = fewer >= least(i);
      if (goes) {
        Trial trial = attempt(i, fewer, true);
        goes = trial.missed == Binding::none && !spent();
        if (goes) {
          accept(i, fewer, trial);
        } else if (step == 1.0) {
          bindings_[i] = {trial.missed, trial.missed_at};
        }
      }
      any = any || goes;
      growing = growing && goes;
      if (!goes && step == 1.0) break;
      step = growing ? 2.0 * step : std::floor(0.5 * step);
      if (step < 1.0 && goes) step = 1.0;  // the last step went: try another
    }
    return any;
  }

  /// Takes agents one by one where the period loses least.
  bool trim_period(std::size_t period) {
    const auto& members = members_[period];
    constexpr double never = -std::numeric_limits<double>::infinity();
    const auto loss_of = [&](std::size_t i) {
      if (!(day_.agents(i) - 1.0 >= least(i))) return never;
      const Trial trial = attempt(i, day_.agents(i) - 1.0, true);
      return trial.missed == Binding::none ? trial.gain : never;
    };
    if (missed_of(period).first != Binding::none) return false;
    std::vector<double> values;
    for (const std::size_t i : members) values.push_back(loss_of(i));
    bool any = false;
    while (!spent()) {
      const std::size_t best = best_of(values, [&](std::size_t place) { return loss_of(members[place]); });
      if (values[best] == never) break;
      const std::size_t i = members[best];
      Trial trial = attempt(i, day_.agents(i) - 1.0, true);
      if (trial.missed != Binding::none) {
        values[best] = never;
        continue;
      }
      accept(i, day_.agents(i) - 1.0, trial);
      any = true;
      values[best] = loss_of(i);
    }
    return any;
  }

  DayCourse day_;
  std::vector<std::size_t> periods_;
  std::size_t most_;
  std::vector<std::vector<std::size_t>> members_;
  std::vector<std::pair<Binding, std::size_t>> bindings_;
};

}  // namespace detail

/// Agents raised where the exact course misses a target and trimmed where all hold with fewer, so that in the end every
/// target holds in every interval, or over every period by sums (volume-weighted), and one agent fewer anywhere would
/// break one. Intervals depend on each other: an agent goes only where all later intervals still hold.
///
/// First, from the start of the day on, each interval gets the fewest agents, no fewer than given, that meet its
/// targets with what it takes over; in a period of several intervals agents are added one by one where its scarcest
/// target gains most. Then agents are taken away, in a period where it loses least, until none can go. A minimum in
/// this sense need not be the least total. Start it from what modified offered load gives and it has little to do.
///
/// Agents are whole: fractions given are rounded up first. At least `min_agents`, and one where something is offered;
/// at most `max_agents`, with which an interval may miss its targets (`limited`): trimming then leaves no interval
/// worse.
///
/// @throws std::domain_error, std::invalid_argument  as evaluate_course; targets that differ within a period
///
/// Deterministic. Cost: that of the intervals followed, which RepairOptions::max_evaluations bounds.
[[nodiscard]] inline Repair repair(std::span<const CourseInterval> intervals, const RepairOptions& options = {}) {
  return detail::Repairer(intervals, options)();
}

}  // namespace erlang
