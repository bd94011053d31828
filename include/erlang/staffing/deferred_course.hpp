#pragma once

#include <erlang/staffing/deferred_work.hpp>
#include <span>

namespace erlang {

/// How one interval of deferred work goes. Items in: before + volume = done + expired + backlog.
struct DeferredInterval {
  double before = 0.0;     ///< items open at its start
  double volume = 0.0;     ///< items arriving
  double done = 0.0;       ///< items done
  double late = 0.0;       ///< of those done, after their response target
  double expired = 0.0;    ///< items that left undone (Overdue::expire)
  double backlog = 0.0;    ///< items open at its end
  double overdue = 0.0;    ///< of those open, past their response target
  Seconds oldest{0};       ///< age of the oldest item open at its end, 0 where none is
  Seconds response{0};     ///< mean age at which those done were done; NaN where none was
  double occupancy = 0.0;  ///< share of the agents' time spent on items; 0 without agents
  double workload = 0.0;   ///< agent-seconds of work in the backlog
};

namespace detail {

/// A line worked first in, first out by a fluid: events are the ends of cohorts, the line running empty, and the head
/// reaching its response target. Between events all rates are constant, so nothing is approximated.
class DeferredLine {
 public:
  /// `rounding`: a stretch of time that rounding may make or lose.
  DeferredLine(std::vector<Cohort> opening, double within, double rounding, Overdue overdue)
      : cohorts_(std::move(opening)), rounding_(rounding), within_(within + 100.0 * rounding), overdue_(overdue) {
    for (const Cohort& cohort : cohorts_) {
      backlog_ += cohort.volume;
      workload_ += cohort.volume * cohort.aht;
    }
  }

  [[nodiscard]] double backlog() const noexcept { return backlog_; }

  /// Items that arrive from now on; they follow all others.
  void arrive(Cohort cohort, DeferredInterval& row) {
    row.volume = cohort.volume;
    backlog_ += cohort.volume;
    workload_ += cohort.volume * cohort.aht;
    if (cohort.volume > no_items) cohorts_.push_back(cohort);
  }

  /// Works until `until` with that many agents.
  void advance(double agents, double until, DeferredInterval& row) {
    drop(row);
    while (skip_to_head() && now_ < until) step(agents, until, row);
    now_ = std::max(now_, until);
    drop(row);
    if (!skip_to_head()) backlog_ = workload_ = 0.0;
  }

  /// The state at the end of an interval.
  void close(DeferredInterval& row) const {
    row.backlog = std::max(0.0, backlog_);
    row.workload = std::max(0.0, workload_);
    if (head_ == cohorts_.size()) return;
    row.oldest = Seconds{std::max(0.0, now_ - arrival(cohorts_[head_]))};
    const double line = now_ - within_;
    for (std::size_t i = head_; i < cohorts_.size() && cohorts_[i].from <= line; ++i) {
      const Cohort& cohort = cohorts_[i];
      const double arrived =
          cohort.from + cohort.length <= line ? cohort.volume : cohort.volume * (line - cohort.from) / cohort.length;
      row.overdue += std::max(0.0, arrived - cohort.gone);
    }
    row.overdue = std::min(row.overdue, row.backlog);
  }

 private:
  static double arrival(const Cohort& cohort) noexcept {
    return cohort.from + cohort.length * (cohort.gone / cohort.volume);
  }

  /// Passes over cohorts that are gone; whether any item is in line or still arriving.
  bool skip_to_head() noexcept {
    while (head_ < cohorts_.size() && cohorts_[head_].gone >= cohorts_[head_].volume) {
      ++head_;
      caught_up_ = false;
    }
    return head_ < cohorts_.size();
  }

  /// Takes out what came all at once and is past its target, which takes no time.
  void drop(DeferredInterval& row) {
    while (overdue_ == Overdue::expire && skip_to_head()) {
      Cohort& head = cohorts_[head_];
      if (head.length > 0.0 || head.from + within_ - now_ > rounding_) return;
      take(head, 0.0, head.volume - head.gone, 0.0, 0.0, row);
      head.gone = head.volume;
    }
  }

  void step(double agents, double until, DeferredInterval& row) {
    Cohort& head = cohorts_[head_];
    const double came = arrival(head);
    const double serves = agents / head.aht;
    const double rate = head.length > 0.0 ? head.volume / head.length : std::numeric_limits<double>::infinity();
    const double speed = serves / rate;  // seconds of arrivals done per second
    const double end = head.from + head.length;
    const bool arriving = end > now_;
    // Remembered, since few and small items cannot say how far they have come.
    caught_up_ = arriving && serves >= rate && (caught_up_ || now_ - came <= rounding_);
    if (caught_up_) {  // nobody waits: done as they come
      const double till = std::min(until, end);
      const double reached = till >= end ? head.volume : std::min(head.volume, rate * (till - head.from));
      take(head, reached - head.gone, 0.0, 0.0, 0.0, row);
      head.gone = reached;
      now_ = till;
      return;
    }
    const double slack = came + within_ - now_;
    const bool expires = overdue_ == Overdue::expire;
    if (expires && slack <= rounding_ && serves < rate) {
      expire(head, serves, rate, until, row);
      return;
    }
    double time = until - now_;
    bool finishes = false;
    bool catches = false;
    if (serves > 0.0 && (head.volume - head.gone) / serves <= time) {
      time = (head.volume - head.gone) / serves;
      finishes = true;
    }
    if (arriving && speed > 1.0 && (now_ - came) / (speed - 1.0) <= time) {
      time = std::max(0.0, now_ - came) / (speed - 1.0);
      finishes = false;
      catches = true;
    }
    if (expires && speed < 1.0 && slack > 0.0 && slack / (1.0 - speed) < time) {
      time = slack / (1.0 - speed);
      finishes = catches = false;
    }
    const double now = now_ + time;
    double reached = std::min(head.volume, head.gone + serves * time);
    if (finishes) reached = head.volume;
    if (catches) reached = std::clamp(rate * (now - head.from), head.gone, head.volume);
    const double age = now_ - came;
    take(head, reached - head.gone, 0.0, age + 0.5 * (1.0 - speed) * time,
         time > 0.0 ? late_share(slack, speed, time) : 0.0, row);
    head.gone = reached;
    now_ = now;
    caught_up_ = catches;
  }

  /// The head is at its response target and is served no faster than it ages: the rest of it leaves undone.
  void expire(Cohort& head, double serves, double rate, double until, DeferredInterval& row) {
    if (head.length == 0.0) {
      take(head, 0.0, head.volume - head.gone, 0.0, 0.0, row);
      head.gone = head.volume;
      return;
    }
    const double left = head.from + head.length - arrival(head);
    const bool ends = left <= until - now_;
    const double time = ends ? left : until - now_;
    const double gone = ends ? head.volume - head.gone : std::min(rate * time, head.volume - head.gone);
    const double done = std::min(serves * time, gone);
    take(head, done, gone - done, within_, 0.0, row);
    head.gone = ends ? head.volume : head.gone + gone;
    now_ += time;
  }

  /// The share of a stretch in which what is done is past its target: the slack changes evenly.
  static double late_share(double slack, double speed, double time) noexcept {
    const double slope = speed - 1.0;
    if (slack < 0.0) return slope > 0.0 ? std::min(1.0, -slack / slope / time) : 1.0;
    return slope < 0.0 ? std::max(0.0, 1.0 - slack / -slope / time) : 0.0;
  }

  void take(const Cohort& head, double done, double expired, double age, double late, DeferredInterval& row) {
    row.done += done;
    row.expired += expired;
    row.late += done * late;
    row.response += Seconds{done * age};
    row.occupancy += done * head.aht;
    backlog_ -= done + expired;
    workload_ -= (done + expired) * head.aht;
  }

  std::vector<Cohort> cohorts_;
  double rounding_;
  double within_;  // a little more than asked, so that what is done in its last instant is in time
  Overdue overdue_;
  std::size_t head_ = 0;
  bool caught_up_ = false;  // the head is done as it comes
  double now_ = 0.0;
  double backlog_ = 0.0;
  double workload_ = 0.0;
};

}  // namespace detail

/// How deferred work goes with given agents: the backlog and its age, interval by interval.
///
/// A fluid: items arrive evenly over their interval, agents work evenly and only on what is there, first in, first out;
/// an item takes its handle time of agent time, and a part of an item may be done. The course between the intervals'
/// ends is exact, not stepped. An item is in time where it is done within `answer_within` of its arrival, by the clock
/// of the work, to 1e-9 of an interval and 1e-13 of the time covered.
///
/// @param work  what arrives, when, and what was open
/// @param agents  at work per interval, real-valued, >= 0; nobody works in closed intervals whatever stands there
/// @param answer_within  the response target, >= 0
/// @param overdue  whether items past it stay in line or leave
/// @return  one row per interval; before + volume = done + expired + backlog in each. What expires in a gap between two
///          intervals is counted in the second.
/// @throws std::domain_error  a number outside its range, with its index
/// @throws std::invalid_argument  lengths that differ
///
/// Linear in the number of intervals, but for the items overdue, which are counted cohort by cohort.
[[nodiscard]] inline std::vector<DeferredInterval> deferred_course(const DeferredWork& work,
                                                                   std::span<const double> agents,
                                                                   GivenSeconds answer_within,
                                                                   Overdue overdue = Overdue::keep) {
  constexpr std::string_view function = "deferred_course";
  detail::check_deferred(function, work);
  detail::check_non_negative(function, "answer_within", answer_within.count(), ">= 0 s");
  if (agents.size() != work.volume.size()) {
    throw std::invalid_argument("deferred_course: agents and volume must have the same length");
  }
  const detail::DeferredClock clock = detail::deferred_clock(work);
  const double covered = clock.from.empty() ? 0.0 : clock.from.back() + clock.length.back();
  const double rounding = 1e-11 * work.interval.count() + 1e-15 * covered;
  detail::DeferredLine line(detail::opening_cohorts(work), answer_within.count(), rounding, overdue);
  std::vector<DeferredInterval> rows(agents.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!(agents[i] >= 0.0) || !std::isfinite(agents[i])) {
      throw std::domain_error(fmt::format("{}: agents must be >= 0, got {:g} at index {}", function, agents[i], i));
    }
    DeferredInterval& row = rows[i];
    const double here = clock.open[i] ? agents[i] : 0.0;
    row.before = std::max(0.0, line.backlog());
    line.advance(0.0, clock.from[i], row);
    line.arrive(
        {.from = clock.from[i], .length = clock.length[i], .volume = work.volume[i], .aht = work.aht[i].count()}, row);
    line.advance(here, clock.from[i] + clock.length[i], row);
    line.close(row);
    row.response = Seconds{row.done > 0.0 ? row.response.count() / row.done : std::numeric_limits<double>::quiet_NaN()};
    row.occupancy = here > 0.0 ? std::min(1.0, row.occupancy / (here * work.interval.count())) : 0.0;
  }
  return rows;
}

/// The share of items in time: done in time, of those done, expired, or open past their target at the end. 1 where
/// there are none of these. Items open and not yet due are not judged.
[[nodiscard]] inline double deferred_service_level(std::span<const DeferredInterval> rows) noexcept {
  double in_time = 0.0;
  double judged = rows.empty() ? 0.0 : rows.back().overdue;
  for (const DeferredInterval& row : rows) {
    in_time += row.done - row.late;
    judged += row.done + row.expired;
  }
  return judged > 0.0 ? in_time / judged : 1.0;
}

}  // namespace erlang
