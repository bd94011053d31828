#pragma once

#include <erlang/staffing/deferred_course.hpp>

namespace erlang {

/// How deferred work is spread over the intervals.
enum class Spread : std::uint8_t {
  at_once,   ///< in the interval it arrives, or the first open one after it
  levelled,  ///< by its response target, with the smallest peak
  fill,      ///< by its response target: in the time that others leave idle, the rest with the smallest peak
};

/// What the least agents for deferred work are asked for.
struct DeferredTargets {
  GivenSeconds answer_within;  ///< the response target, >= 0
  double service_level = 1.0;  ///< share of items that must be in time, in (0, 1]
  bool finish = false;         ///< whether nothing may be open at the end
};

namespace detail {

/// Work by open interval, in agent-seconds, cumulated in the order in which it is done.
struct DeferredDemand {
  std::vector<std::size_t> rows;  ///< the open intervals
  std::vector<double> before;     ///< work that can be done in earlier slots already
  std::vector<double> there;      ///< work that can be done by the end of the slot
  std::vector<double> due;        ///< work that must be done by the end of the slot
};

/// The slots end at whole intervals, so a target counts in whole intervals, rounded down; at least the first slot in
/// which an item can be done is its own.
inline DeferredDemand deferred_demand(const DeferredWork& work, const DeferredClock& clock, double within,
                                      bool finish) {
  DeferredDemand demand;
  std::vector<double> ends;
  for (std::size_t i = 0; i < clock.open.size(); ++i) {
    if (!clock.open[i]) continue;
    demand.rows.push_back(i);
    ends.push_back(clock.from[i] + clock.length[i]);
  }
  const std::size_t slots = ends.size();
  demand.there.assign(slots, 0.0);
  demand.due.assign(slots, 0.0);
  const double tiny = 1e-6 * work.interval.count();
  const double closes = clock.from.empty() ? 0.0 : clock.from.back() + clock.length.back();
  double cumulated = 0.0;
  // `begins`: the target of the first of these items; where that is after the end, none is due within the table.
  const auto add = [&](double amount, std::size_t first, double begins, double due) {
    cumulated += amount;
    if (first >= slots) return;
    demand.there[first] = cumulated;
    if (begins < due ? begins >= closes - tiny : due > closes + tiny) return;
    const auto last = std::upper_bound(ends.begin(), ends.end(), due + tiny) - ends.begin();
    const std::size_t slot = std::max(first, static_cast<std::size_t>(last > 0 ? last - 1 : 0));
    demand.due[slot] = cumulated;
  };
  for (const Cohort& cohort : opening_cohorts(work)) {
    const double left = within + cohort.from;
    // What is late already is due one target from the start: it can no longer be in time.
    const double due = left > 0.0 ? left : within;
    add(cohort.volume * cohort.aht, 0, due, due);
  }
  std::size_t slot = 0;
  for (std::size_t i = 0; i < clock.open.size(); ++i) {
    const double begins = clock.from[i] + within;
    add(work.volume[i] * work.aht[i].count(), slot, begins, begins + clock.length[i]);
    if (clock.open[i]) ++slot;
  }
  for (std::size_t k = 1; k < slots; ++k) {
    demand.there[k] = std::max(demand.there[k], demand.there[k - 1]);
    demand.due[k] = std::max(demand.due[k], demand.due[k - 1]);
  }
  if (finish && slots > 0) demand.due.back() = demand.there.back();
  demand.before.assign(slots, 0.0);
  for (std::size_t k = 1; k < slots; ++k) demand.before[k] = demand.there[k - 1];
  return demand;
}

/// The extra work per slot with the smallest peak, then the smallest next, and so on; with it the least in all.
///
/// A capacity is enough where for every s <= t what is due by the end of t and cannot be done before s fits into the
/// slots s ... t: due_t − before_s <= Σ capacity (Reich's formula for a line worked first in, first out). The densest
/// pair (s, t), work per free slot, fixes those slots at that density, which is the peak; then the same for the rest.
/// The densest is found by Dinkelbach's iteration, a linear pass each. The demands of overlapping pairs are modular, so
/// that the family is a contra-polymatroid and its lexicographic optimum has the least sum as well.
inline std::vector<double> level(const DeferredDemand& demand, std::vector<double> idle) {
  const std::size_t slots = demand.rows.size();
  std::vector<double> extra(slots, 0.0);
  std::vector<bool> free(slots, true);
  double scale = slots > 0 ? demand.there.back() : 0.0;
  for (const double amount : idle) scale += amount;
  const double tiny = 1e-13 * scale;
  for (std::size_t round = 0; round < slots; ++round) {
    double peak = 0.0;
    std::size_t from = 0;
    std::size_t to = 0;
    bool found = false;
    while (true) {
      double given = 0.0;
      double lowest = std::numeric_limits<double>::infinity();
      double worst = tiny;
      std::size_t start = 0;
      bool more = false;
      std::size_t first = 0;
      std::size_t last = 0;
      for (std::size_t k = 0; k < slots; ++k) {
        if (demand.before[k] - given < lowest) {
          lowest = demand.before[k] - given;
          start = k;
        }
        given += idle[k] + (free[k] ? peak : 0.0);
        const double lacking = demand.due[k] - given - lowest;
        if (lacking > worst) {
          worst = lacking;
          first = start;
          last = k;
          more = true;
        }
      }
      if (!more) break;
      double needed = demand.due[last] - demand.before[first];
      double count = 0.0;
      for (std::size_t k = first; k <= last; ++k) {
        needed -= idle[k];
        count += free[k] ? 1.0 : 0.0;
      }
      if (count == 0.0 || !(needed / count > peak)) break;
      peak = needed / count;
      from = first;
      to = last;
      found = true;
    }
    if (!found) break;
    for (std::size_t k = from; k <= to; ++k) {
      if (!free[k]) continue;
      free[k] = false;
      extra[k] = peak;
      idle[k] += peak;
    }
  }
  return extra;
}

/// Adds what rounding has left short, so that every item is in time.
inline void make_up(const DeferredDemand& demand, const std::vector<double>& idle, std::vector<double>& extra) {
  double done = 0.0;
  for (std::size_t k = 0; k < extra.size(); ++k) {
    done = std::min(demand.there[k], done + idle[k] + extra[k]);
    if (done >= demand.due[k]) continue;
    extra[k] += demand.due[k] - done;
    done = demand.due[k];
  }
}

/// What of a constant extra capacity is used, beside what is idle anyway.
inline std::vector<double> used_of(const DeferredDemand& demand, const std::vector<double>& idle, double peak) {
  std::vector<double> extra(demand.rows.size());
  double done = 0.0;
  for (std::size_t k = 0; k < extra.size(); ++k) {
    const double reached = std::min(demand.there[k], done + idle[k] + peak);
    extra[k] = std::max(0.0, reached - done - idle[k]);
    done = reached;
  }
  return extra;
}

}  // namespace detail

/// The least agents per interval for deferred work, real-valued.
///
/// With `service_level` 1 every item is done within `answer_within` of its arrival (the target counts in whole
/// intervals, rounded down). `levelled` and `fill` have the smallest possible peak of agents, below it the smallest
/// next one and so on, and with it the fewest agent-hours; the answer is unique. With a smaller `service_level` they
/// are what the smallest constant number of agents spends on items, such that this share of all items in the table is
/// in time (deferred_service_level): hours of arrears at the peak of the day buy it. Items already late at the start
/// cannot be in time; they are due one target from the start. Items that arrive where nothing opens within their target
/// are due in the first open interval.
///
/// @param work  what arrives, when, and what was open
/// @param targets  the response target
/// @param spread  which of the three policies
/// @param idle  idle agents per interval that can be used (fill); empty: none
/// @return  agents per interval beside the idle ones, 0 in closed intervals
/// @throws std::domain_error, std::invalid_argument  as deferred_course
///
/// One linear pass per step of the iteration for each level, of which there are as many as the cumulative work has
/// corners: a few a day for long targets, up to one per interval, and quadratic time, where the target is shorter than
/// an interval or the volume grows throughout.
/// @note Reich, Annals of Mathematical Statistics 29 (1958) 768, for the condition; Yao, Demers, Shenker, FOCS 1995,
/// for critical intervals; Dinkelbach, Management Science 13 (1967) 492.
[[nodiscard]] inline std::vector<double> deferred_agents(const DeferredWork& work, const DeferredTargets& targets,
                                                         Spread spread = Spread::levelled,
                                                         std::span<const double> idle = {}) {
  constexpr std::string_view function = "deferred_agents";
  detail::check_deferred(function, work);
  const double within = targets.answer_within.count();
  detail::check_non_negative(function, "answer_within", within, ">= 0 s");
  if (!(targets.service_level > 0.0 && targets.service_level <= 1.0)) {
    detail::fail_domain(function, "service_level", "in (0, 1]", targets.service_level);
  }
  const std::size_t count = work.volume.size();
  if (!idle.empty() && idle.size() != count) {
    throw std::invalid_argument("deferred_agents: idle and volume must have the same length");
  }
  const double interval = work.interval.count();
  const detail::DeferredClock clock = detail::deferred_clock(work);
  const detail::DeferredDemand demand = detail::deferred_demand(work, clock, within, targets.finish);
  const std::size_t slots = demand.rows.size();
  std::vector<double> spare(slots, 0.0);
  if (spread == Spread::fill && !idle.empty()) {
    for (std::size_t k = 0; k < slots; ++k) {
      const double here = idle[demand.rows[k]];
      if (!(here >= 0.0) || !std::isfinite(here)) {
        throw std::domain_error(
            fmt::format("{}: idle must be >= 0, got {:g} at index {}", function, here, demand.rows[k]));
      }
      spare[k] = here * interval;
    }
  }
  std::vector<double> agents(count, 0.0);
  const auto spread_out = [&](const std::vector<double>& extra) {
    for (std::size_t k = 0; k < slots; ++k) agents[demand.rows[k]] = extra[k] / interval;
  };
  if (spread == Spread::at_once) {
    for (std::size_t k = 0; k < slots; ++k) agents[demand.rows[k]] = (demand.there[k] - demand.before[k]) / interval;
    return agents;
  }
  std::vector<double> all = detail::level(demand, spare);
  detail::make_up(demand, spare, all);
  spread_out(all);
  if (targets.service_level == 1.0 || slots == 0) return agents;

  // More agents finish every item no later, so that the share in time only grows with them.
  const auto enough = [&](double peak) {
    const std::vector<double> extra = detail::used_of(demand, spare, peak);
    spread_out(extra);
    double worked = 0.0;
    std::vector<double> present = agents;
    for (std::size_t k = 0; k < slots; ++k) {
      present[demand.rows[k]] += spare[k] / interval;
      worked += extra[k];
    }
    const std::vector<DeferredInterval> rows = deferred_course(work, present, targets.answer_within);
    const bool finished = !targets.finish || rows.back().workload <= 1e-9 * demand.there.back();
    return finished && deferred_service_level(rows) >= targets.service_level * (1.0 - 1e-12);
  };
  double high = *std::max_element(all.begin(), all.end());
  if (enough(0.0)) return agents;
  double low = 0.0;
  while (!enough(high)) {
    if (high > demand.there.back()) {  // more than all the work there is: no peak reaches the share
      spread_out(all);
      return agents;
    }
    high = high > 0.0 ? 2.0 * high : 1.0;
  }
  while (high - low > 1e-10 * high) {
    const double middle = 0.5 * (low + high);
    if (middle <= low || middle >= high) break;  // no number lies between
    (enough(middle) ? high : low) = middle;
  }
  static_cast<void>(enough(high));
  return agents;
}

}  // namespace erlang
