#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/legendre_rule.hpp>
#include <erlang/detail/staffed_queue.hpp>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/queueing/transient_terms.hpp>
#include <erlang/units.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>
#include <stdexcept>
#include <variant>
#include <vector>

namespace erlang::detail {

/// A run over the intervals: see transient().
class TransientRun {
 public:
  TransientRun(std::span<const TransientInterval> intervals, const TransientOptions& options, StepFunction step)
      : intervals_(intervals),
        options_(options),
        step_(step),
        system_(options.leaving == Leaving::exhaustive, false, step) {
    if (options.answer_within) limits_.push_back(options.answer_within->count());
    if (options.short_abandon && options.short_abandon != options.answer_within)
      limits_.push_back(options.short_abandon->count());
  }

  TransientResult operator()() {
    check();
    start();
    if (!limits_.empty() && options_.count_doomed) doomed_ = doomed(0);
    TransientResult result;
    const std::size_t count = std::min(options_.run_first.value_or(intervals_.size()), intervals_.size());
    result.intervals.reserve(count);
    for (std::size_t i = 0; i < count; ++i) {
      if (options_.interrupt != nullptr) options_.interrupt();
      result.intervals.push_back(run(i));
    }
    result.end.in_system.resize(static_cast<std::size_t>(system_.chain().high() + 1));
    for (std::size_t k = 0; k < result.end.in_system.size(); ++k)
      result.end.in_system[k] = system_.chain().at(static_cast<std::ptrdiff_t>(k));
    result.end.finishing = system_.finishing().rows;
    result.end.finishing_from = system_.finishing().lowest;
    result.end.agents = system_.agents();
    result.error = system_.lost();
    return result;
  }

 private:
  static double per_second(Seconds mean) noexcept { return 1.0 / mean.count(); }  // 0 for endless patience

  [[nodiscard]] ChainRates rates(std::size_t i) const noexcept {
    const TransientInterval& here = intervals_[i];
    return {.arrival = here.traffic.volume / here.traffic.interval.count(),
            .service = per_second(here.traffic.aht),
            .agents = here.agents,
            .abandon = per_second(here.patience)};
  }
  [[nodiscard]] double length(std::size_t i) const noexcept { return intervals_[i].traffic.interval.count(); }

  void check() const {
    if (intervals_.empty()) throw std::invalid_argument("transient: there must be at least one interval, got none");
    for (std::size_t i = 0; i < intervals_.size(); ++i) {
      const auto fail = [i](const char* argument, const char* rule, double got) {
        throw std::domain_error(fmt::format("transient: {} must be {}, got {:g} at index {}", argument, rule, got, i));
      };
      const auto& [traffic, agents, patience] = intervals_[i];
      const auto positive = [](double x) { return x > 0.0 && std::isfinite(x); };
      const auto not_negative = [](double x) { return x >= 0.0 && std::isfinite(x); };
      if (!not_negative(traffic.volume)) fail("volume", ">= 0", traffic.volume);
      if (!positive(traffic.interval.count())) fail("interval", "> 0 s", traffic.interval.count());
      if (!positive(traffic.aht.count())) fail("aht", "> 0 s", traffic.aht.count());
      if (!not_negative(agents) || agents > most_people) fail("agents", "in [0, 1e7]", agents);
      if (!(patience.count() > 0.0)) fail("patience", "> 0 s", patience.count());
    }
    for (const double limit : limits_)
      check_non_negative("transient", limit == limits_[0] ? "answer_within" : "short_abandon", limit, ">= 0 s");
    if (options_.short_abandon && !options_.answer_within)
      throw std::invalid_argument("transient: short_abandon needs answer_within");
  }

  void start() {
    const ChainRates first = rates(0);
    system_.start(first.agents);
    if (const auto* opening = std::get_if<Opening>(&options_.initial)) {
      if (*opening == Opening::empty) {
        system_.chain().add(0, 1.0);
      } else {
        start_stationary(first);
      }
    } else if (const auto* contacts = std::get_if<Count>(&options_.initial)) {
      if (!(*contacts >= 0.0 && *contacts <= most_people) || *contacts != std::floor(*contacts))
        fail_domain("transient", "initial", "a whole number in [0, 1e7]", *contacts);
      system_.chain().add(static_cast<std::ptrdiff_t>(*contacts), 1.0);
    } else {
      start_from(std::get<TransientState>(options_.initial));
    }
  }

  void start_from(const TransientState& state) {
    double sum = 0.0;
    const auto take = [&sum](double mass) {
      if (!(mass >= 0.0 && mass <= 2.0)) fail_domain("transient", "initial", "probabilities", mass);
      sum += mass;
    };
    for (const double mass : state.in_system) take(mass);
    for (const auto& row : state.finishing)
      for (const double mass : row) take(mass);
    if (!(std::fabs(sum - 1.0) < 1e-6)) fail_domain("transient", "initial", "probabilities that sum to 1", sum);
    const double before = state.agents.value_or(intervals_[0].agents);
    if (!(before >= 0.0 && before <= most_people)) fail_domain("transient", "initial agents", "in [0, 1e7]", before);
    system_.start(before);
    if (!state.finishing.empty()) {
      if (state.finishing_from != system_.finishing().lowest)
        fail_domain("transient", "initial finishing_from", "the first whole number above the agents",
                    static_cast<double>(state.finishing_from));
      system_.finishing().rows = state.finishing;
      for (auto& row : system_.finishing().rows)
        for (double& mass : row) mass /= sum;
    }
    if (!state.in_system.empty())
      system_.chain().assign(0, static_cast<std::ptrdiff_t>(state.in_system.size()) - 1,
                             [&](std::ptrdiff_t k) { return state.in_system[static_cast<std::size_t>(k)] / sum; });
    system_.change(intervals_[0].agents);
  }

  /// By the ratios of neighbours, outward from the largest.
  void start_stationary(const ChainRates& first) {
    if (first.arrival == 0.0) {
      system_.chain().add(0, 1.0);
      return;
    }
    if (first.abandon == 0.0 && !(first.arrival < first.agents * first.service))
      fail_domain("transient", "initial", "other than stationary where nobody hangs up and load reaches the agents",
                  first.arrival / first.service);
    double mode = first.arrival / first.service;
    if (mode > first.agents) mode = first.agents + (first.arrival - first.agents * first.service) / first.abandon;
    if (!(mode <= most_people)) fail_domain("transient", "initial", "other than stationary above 1e7 contacts", mode);
    const auto middle = static_cast<std::ptrdiff_t>(mode);
    std::vector<double> above{1.0};
    for (std::ptrdiff_t k = middle + 1; above.back() > 1e-22; ++k) {
      if (k > static_cast<std::ptrdiff_t>(most_people))
        fail_domain("transient", "initial", "other than stationary above 1e7 contacts", static_cast<double>(k));
      above.push_back(above.back() * first.arrival / first.death(static_cast<double>(k)));
    }
    std::vector<double> below;
    double mass = 1.0;
    for (std::ptrdiff_t k = middle; k > 0 && mass > 1e-22; --k)
      below.push_back(mass *= first.death(static_cast<double>(k)) / first.arrival);
    double sum = 0.0;
    for (const double value : above) sum += value;
    for (const double value : below) sum += value;
    const auto low = middle - static_cast<std::ptrdiff_t>(below.size());
    system_.chain().assign(low, middle + static_cast<std::ptrdiff_t>(above.size()) - 1, [&](std::ptrdiff_t k) {
      return (k < middle ? below[static_cast<std::size_t>(middle - k - 1)]
                         : above[static_cast<std::size_t>(k - middle)]) /
             sum;
    });
  }

  /// A time within an interval, and for each limit whether arrivals from here on see their deadline beyond a change.
  struct Stretch {
    double end;
    std::vector<bool> beyond;
  };

  [[nodiscard]] bool changes_after(std::size_t i) const noexcept {
    if (i + 1 >= intervals_.size()) return false;
    const TransientInterval& one = intervals_[i];
    const TransientInterval& other = intervals_[i + 1];
    return one.agents != other.agents || one.patience != other.patience || one.traffic.aht != other.traffic.aht;
  }

  /// The interval in parts, in each of which the deadline of arrivals stays between the same two changes.
  [[nodiscard]] std::vector<Stretch> stretches(std::size_t i) const {
    std::vector<double> cuts{length(i)};
    for (const double limit : limits_) {
      double change = length(i);
      for (std::size_t j = i; j < intervals_.size() && change < length(i) + limit; ++j) {
        if (changes_after(j) && change - limit > 0.0 && change - limit < length(i)) cuts.push_back(change - limit);
        if (j + 1 < intervals_.size()) change += length(j + 1);
      }
    }
    std::sort(cuts.begin(), cuts.end());
    std::vector<Stretch> parts;
    double from = 0.0;
    for (const double cut : cuts) {
      if (!(cut > from)) continue;
      Stretch part{.end = cut, .beyond = {}};
      const double middle = 0.5 * (from + cut);
      for (const double limit : limits_) {
        bool beyond = false;
        double change = length(i);
        for (std::size_t j = i; j + 1 < intervals_.size() && middle + limit > change; ++j) {
          beyond = beyond || changes_after(j);
          change += length(j + 1);
        }
        part.beyond.push_back(beyond);
      }
      parts.push_back(part);
      from = cut;
    }
    return parts;
  }

  /// How many points a stretch of arrivals needs whose deadline lies beyond a change: more the more contacts are served
  /// and the more lose patience meanwhile.
  [[nodiscard]] int points(const ChainRates& here, double span) const noexcept {
    const double served = here.agents * here.service * span;
    const double patience = std::fmin(40.0, here.abandon * limits_[0]);
    return static_cast<int>(std::fmin(64.0, std::ceil(4.0 + 1.8 * std::sqrt(served) + patience)));
  }

  /// What becomes of callers who wait: the expected numbers still waiting after `limit`, and gone by then.
  struct Fate {
    double late = 0.0;
    double abandoned = 0.0;
    double virtual_late = 0.0;  ///< still waiting after `limit` had they never hung up
  };

  /// Follows callers who join at `since` in interval i, with those ahead of them as in `chain` (by number in system,
  /// all busy) and `finishing`, up to their deadline.
  template <class Value>
  Fate follow(std::size_t i, double since, double limit, std::ptrdiff_t low, std::ptrdiff_t high, Value&& value,
              const Finishing& finishing) const {
    StaffedQueue followed(options_.leaving == Leaving::exhaustive, true, step_);
    followed.start(intervals_[i].agents);
    if (high >= low) followed.chain().assign(low, high, value);
    if (!finishing.rows.empty()) followed.finishing() = finishing;
    Fate fate;
    double hazard = 0.0;
    double left = limit;
    for (std::size_t j = i;; ++j) {
      const bool last = j + 1 == intervals_.size();
      const double room = last ? left : std::fmin(left, length(j) - (j == i ? since : 0.0));
      ChainRates here = rates(j);
      here.arrival = 0.0;
      here.own = here.abandon;
      Exposure exposure;
      followed.advance(here, room, exposure, false);
      fate.abandoned += here.own * exposure.all_busy;
      hazard += here.own * room;
      left -= room;
      if (last || !(left > 0.0)) break;
      followed.change(intervals_[j + 1].agents);
    }
    fate.late = followed.mass();
    fate.virtual_late = fate.late > 0.0 ? std::exp(std::log(fate.late) + hazard) : 0.0;
    return fate;
  }

  /// How many of those in system now will hang up from interval `next` on, were nobody to come any more.
  [[nodiscard]] double doomed(std::size_t next) const {
    bool somebody_leaves = false;
    for (std::size_t j = std::min(next, intervals_.size() - 1); j < intervals_.size(); ++j)
      somebody_leaves = somebody_leaves || std::isfinite(intervals_[j].patience.count());
    if (!somebody_leaves) return 0.0;
    StaffedQueue rest(options_.leaving == Leaving::exhaustive, true, step_);
    rest.start(system_.agents());
    const std::ptrdiff_t low = std::max(system_.chain().low(), StaffedQueue::whole_up(system_.agents()));
    if (low <= system_.chain().high())
      rest.chain().assign(low, system_.chain().high(), [&](std::ptrdiff_t k) { return system_.chain().at(k); });
    if (!system_.finishing().rows.empty()) rest.finishing() = system_.finishing();
    double hang_up = 0.0;
    for (std::size_t j = next; !rest.empty(); ++j) {
      const bool over = j >= intervals_.size();
      const std::size_t at = over ? intervals_.size() - 1 : j;
      if (!over) rest.change(intervals_[j].agents);
      ChainRates here = rates(at);
      here.arrival = 0.0;
      if (over && here.abandon == 0.0) break;
      // With the last staff for ever: a few times what the queue takes to be served, or to hang up.
      const double after = 4.0 * std::fmin(1.0 / here.abandon, 1.0 / (std::fmin(here.agents, 1.0) * here.service));
      Exposure exposure;
      rest.advance(here, over ? after : length(j), exposure, false);
      hang_up += here.abandon * exposure.queue;
      if (over && !(here.abandon * exposure.queue > 1e-15)) break;  // without agents the state never empties
    }
    return hang_up;
  }

  TransientMeasures run(std::size_t i) {
    if (i > 0) system_.change(intervals_[i].agents);
    const ChainRates here = rates(i);
    TransientMeasures m;
    m.offered = intervals_[i].traffic.volume;
    const double before = in_system();
    std::vector<Fate> fates(limits_.size());
    Exposure whole;
    double from = 0.0;
    for (const Stretch& part : stretches(i)) {
      run_stretch(i, here, from, part, whole, fates);
      from = part.end;
    }
    m.waiting_time = whole.queue;
    m.waited = here.arrival * whole.all_busy;
    m.abandoned = here.abandon * whole.queue;
    m.surplus_time = whole.surplus;
    at_end(here, m);
    m.completed = std::fmax(0.0, m.offered - m.abandoned - (m.in_system - before));
    m.busy_time = m.completed / here.service;
    if (!limits_.empty()) {
      const Fate& quick = fates.back();
      m.answered_within = std::fmax(0.0, m.offered - fates[0].late - fates[0].abandoned);
      m.abandoned_within = quick.abandoned;
      m.virtual_within = std::fmax(0.0, m.offered - fates[0].virtual_late);
      if (!options_.count_doomed) return m;
      // Who waits now and hangs up later came in this interval or before.
      const double later = doomed(i + 1);
      m.abandoned_of_arrivals = std::fmax(0.0, m.abandoned + later - doomed_);
      doomed_ = later;
    }
    return m;
  }

  void run_stretch(std::size_t i, const ChainRates& here, double from, const Stretch& part, Exposure& whole,
                   std::vector<Fate>& fates) {
    const bool any_beyond = std::find(part.beyond.begin(), part.beyond.end(), true) != part.beyond.end();
    const bool any_within = std::find(part.beyond.begin(), part.beyond.end(), false) != part.beyond.end();
    const auto add = [&](std::size_t limit, const Fate& fate, double weight) {
      fates[limit].late += weight * fate.late;
      fates[limit].abandoned += weight * fate.abandoned;
      fates[limit].virtual_late += weight * fate.virtual_late;
    };
    Exposure exposure;
    const double span = part.end - from;
    double done = 0.0;
    if (any_beyond && here.arrival > 0.0) {
      const LegendreRule rule(points(here, span));
      for (std::size_t node = 0; node < rule.nodes.size(); ++node) {
        const double at = 0.5 * span * (1.0 + rule.nodes[node]);
        system_.advance(here, at - done, exposure, any_within);
        done = at;
        for (std::size_t limit = 0; limit < limits_.size(); ++limit) {
          if (!part.beyond[limit]) continue;
          const auto low = std::max(system_.chain().low(), StaffedQueue::whole_up(here.agents));
          const Fate fate = follow(
              i, from + at, limits_[limit], low, system_.chain().high(),
              [&](std::ptrdiff_t k) { return system_.chain().at(k); }, system_.finishing());
          add(limit, fate, here.arrival * 0.5 * span * rule.weights[node]);
        }
      }
    }
    system_.advance(here, span - done, exposure, any_within);
    if (any_within && here.arrival > 0.0)
      for (std::size_t limit = 0; limit < limits_.size(); ++limit)
        if (!part.beyond[limit]) add(limit, follow_within(i, limits_[limit], exposure), here.arrival);
    whole.queue += exposure.queue;
    whole.all_busy += exposure.all_busy;
    whole.surplus += exposure.surplus;
  }

  /// All who joined during `exposure` and see no change before their deadline: when they joined does not matter.
  Fate follow_within(std::size_t i, double limit, const Exposure& exposure) const {
    return follow(
        i, length(i) - limit, limit, StaffedQueue::whole_up(intervals_[i].agents),
        static_cast<std::ptrdiff_t>(exposure.by_state.size()) - 1,
        [&](std::ptrdiff_t k) { return exposure.by_state[static_cast<std::size_t>(k)]; }, exposure.finishing);
  }

  [[nodiscard]] double in_system() const noexcept {
    double sum = 0.0;
    for (std::ptrdiff_t k = system_.chain().low(); k <= system_.chain().high(); ++k)
      sum += static_cast<double>(k) * system_.chain().at(k);
    system_.finishing().visit(
        [&](std::ptrdiff_t busy, std::ptrdiff_t q, double mass) { sum += static_cast<double>(busy + q) * mass; });
    return sum;
  }

  void at_end(const ChainRates& here, TransientMeasures& m) const noexcept {
    for (std::ptrdiff_t k = system_.chain().low(); k <= system_.chain().high(); ++k) {
      const auto people = static_cast<double>(k);
      const double mass = system_.chain().at(k);
      m.busy += std::fmin(people, here.agents) * mass;
      m.queue += std::fmax(people - here.agents, 0.0) * mass;
      if (people >= here.agents) m.all_busy += mass;
      if (people > here.agents) m.queue_nonempty += mass;
    }
    system_.finishing().visit([&](std::ptrdiff_t busy, std::ptrdiff_t q, double mass) {
      m.busy += static_cast<double>(busy) * mass;
      m.queue += static_cast<double>(q) * mass;
      m.all_busy += mass;
      if (q > 0) m.queue_nonempty += mass;
    });
    m.in_system = m.busy + m.queue;
  }

  static constexpr double most_people = 1e7;

  std::span<const TransientInterval> intervals_;
  TransientOptions options_;
  StepFunction step_;
  std::vector<double> limits_;
  double doomed_ = 0.0;  ///< doomed() at the end of the interval before
  StaffedQueue system_;
};

}  // namespace erlang::detail
