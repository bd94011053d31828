#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <erlang/simulation/centre.hpp>
#include <limits>
#include <vector>

namespace erlang::detail {

/// Open time of a queue: contacts arrive in [begin, end), the next interval begins at `next`.
struct OpenInterval {
  double begin;
  double end;
  double next;  // later than end where a closed gap follows, infinite for the last
  double aht;
  double patience;        // mean, infinite where nobody hangs up
  std::size_t day;        // counted from 0 over the days that are there
  std::size_t last_step;  // the last step of staff of the same opening
};

/// A stretch of open time with the same people.
struct StaffStep {
  double begin;
  double end;
  double agents;
  std::size_t interval;
};

/// A queue and its group, checked and laid out for the simulation of one replication after another.
struct Course {
  std::vector<OpenInterval> intervals;
  std::vector<StaffStep> steps;
  std::vector<int> days;
  bool patient = true;  // nobody hangs up
  double lines = 0;
  double answer_within = 0;
  double short_abandon = 0;
  double max_wait = 0;
};

inline std::vector<OpenInterval> open_intervals(const Queue& queue, std::vector<int>& days) {
  std::vector<OpenInterval> intervals;
  const std::size_t n = queue.start.size();
  intervals.reserve(n);
  for (std::size_t i = 0; i < n; ++i) {
    const double begin = queue.start[i].count();
    const double next = i + 1 < n ? queue.start[i + 1].count() : std::numeric_limits<double>::infinity();
    double end = begin + queue.interval.count();
    if (std::fabs(next - end) <= 1e-6 * queue.interval.count()) end = next;
    const int day = queue.day.empty() ? static_cast<int>(std::floor(begin / 86400.0)) : queue.day[i];
    if (days.empty() || days.back() != day) days.push_back(day);
    intervals.push_back({.begin = begin,
                         .end = std::min(end, next),
                         .next = next,
                         .aht = queue.aht[queue.aht.size() == 1 ? 0 : i].count(),
                         .patience = queue.patience.empty()
                                         ? std::numeric_limits<double>::infinity()
                                         : queue.patience[queue.patience.size() == 1 ? 0 : i].count(),
                         .day = days.size() - 1,
                         .last_step = 0});
  }
  return intervals;
}

/// Cuts the open time at the borders of the slots of the group.
inline std::vector<StaffStep> staff_steps(const std::vector<OpenInterval>& intervals, const Group& group) {
  std::vector<StaffStep> steps;
  const double tolerance = 1e-6 * group.interval.count();
  std::size_t slot = 0;
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    double at = intervals[i].begin;
    while (at < intervals[i].end) {
      while (slot < group.start.size() && group.start[slot].count() + group.interval.count() <= at + tolerance) ++slot;
      double agents = 0.0;
      double until = intervals[i].end;
      if (slot < group.start.size()) {
        const double begin = group.start[slot].count();
        if (begin <= at + tolerance) {
          agents = group.agents[slot];
          until = std::min(until, begin + group.interval.count());
          if (slot + 1 < group.start.size()) until = std::min(until, group.start[slot + 1].count());
        } else {
          until = std::min(until, begin);
        }
      }
      if (intervals[i].end - until <= tolerance) until = intervals[i].end;
      steps.push_back({.begin = at, .end = until, .agents = agents, .interval = i});
      at = until;
    }
  }
  return steps;
}

inline Course make_course(const Queue& queue, const Group& group) {
  Course course;
  course.intervals = open_intervals(queue, course.days);
  course.steps = staff_steps(course.intervals, group);
  course.lines = queue.lines;
  course.answer_within = queue.answer_within.count();
  course.short_abandon = queue.short_abandon.value_or(queue.answer_within).count();
  course.max_wait = queue.max_wait ? queue.max_wait->count() : std::numeric_limits<double>::quiet_NaN();
  for (const StaffStep& step : course.steps)
    course.intervals[step.interval].last_step = static_cast<std::size_t>(&step - course.steps.data());
  for (std::size_t i = course.intervals.size(); i-- > 1;) {
    OpenInterval& before = course.intervals[i - 1];
    if (!(before.next > before.end)) before.last_step = course.intervals[i].last_step;
  }
  for (const OpenInterval& interval : course.intervals)
    if (std::isfinite(interval.patience)) course.patient = false;
  return course;
}

/// The whole number below or above x that the uniform number u of the day decides for; x within 1e-9 of a whole
/// number is that number.
inline std::size_t whole_agents(double x, double u) noexcept {
  const double nearest = std::round(x);
  if (std::fabs(x - nearest) <= 1e-9 * std::max(1.0, x)) return static_cast<std::size_t>(nearest);
  const double below = std::floor(x);
  return static_cast<std::size_t>(below) + (u < x - below ? 1 : 0);
}

}  // namespace erlang::detail
