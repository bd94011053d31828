#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <erlang/detail/random.hpp>
#include <erlang/simulation/counts.hpp>
#include <erlang/simulation/course.hpp>
#include <erlang/simulation/pool.hpp>
#include <span>
#include <vector>

namespace erlang::detail {

/// One contact, as an observer of a replication sees it. Times in seconds.
struct Contact {
  std::size_t interval;
  double arrival;
  double wait;          // until answered or hung up
  double virtual_wait;  // until answered, had the caller never hung up
  double handle_time;
  bool answered;
};

/// The numbers of the streams of a replication.
enum class Stream : std::uint8_t { arrivals, handle_times, patience, agents };

/// Simulates one queue for one replication.
///
/// First come, first served over a heap of the times at which the agents are free: a contact is answered at the later
/// of its arrival and the earliest of these times, unless its patience ends before. No list of events. A change of
/// staff is applied as soon as no contact can be answered before it.
class Replication {
 public:
  explicit Replication(const Course& course) : course_(&course) {}

  /// Fills `counts`, one per interval.
  /// @param offered  expected contacts per interval
  /// @param busy_until  agents at the start who are busy until these times; the others are free
  /// @param observe  called with each Contact that enters
  /// @return false when stopped before the end
  template <class Observe>
  bool run(std::span<const double> offered, std::uint64_t seed, std::uint64_t replication, std::uint64_t queue,
           std::span<Counts> counts, const std::atomic<bool>* stop, std::span<const double> busy_until,
           Observe&& observe) {
    counts_ = counts;
    for (Counts& count : counts) count = Counts{};
    const auto stream = [&](Stream which) {
      return RandomStream(seed, replication, queue, static_cast<std::uint64_t>(which));
    };
    set_agents(stream(Stream::agents));
    begin_pool(busy_until);
    ExponentialBuffer arrivals(stream(Stream::arrivals));
    ExponentialBuffer handle_times(stream(Stream::handle_times));
    ExponentialBuffer patience(stream(Stream::patience));

    const Course& course = *course_;
    const std::size_t n = course.intervals.size();
    std::size_t i = 0;
    double used = arrivals.next();  // of the expected contacts of interval i
    int calls = 0;
    Counts here;
    const auto next_interval = [&] {
      counts_[i] += here;
      here = Counts{};
      used -= offered[i];
      ++i;
    };
    while (i < n) {
      if (used >= offered[i]) {
        next_interval();
        continue;
      }
      if (stop != nullptr && ++calls == 4096) {
        if (stop->load(std::memory_order_relaxed)) return false;
        calls = 0;
      }
      const OpenInterval& interval = course.intervals[i];
      Contact contact{};
      contact.interval = i;
      contact.arrival = interval.begin + used / offered[i] * (interval.end - interval.begin);
      contact.handle_time = interval.aht * handle_times.next();
      const double patient_for =
          course.patient ? TimeHeap::never : std::min(TimeHeap::never, interval.patience * patience.next());
      here.offered += 1.0;
      if (enters(contact.arrival)) {
        serve(contact, patient_for);
        count(contact, here);
        observe(contact);
      } else {
        here.blocked += 1.0;
      }
      used += arrivals.next();
    }
    finish();
    return true;
  }

 private:
  /// Decides floor or ceiling by day and counts the time on the phones.
  void set_agents(RandomStream stream) {
    const Course& course = *course_;
    agents_.resize(course.steps.size());
    std::size_t day = course.days.size();
    double u = 0.0;
    for (std::size_t s = 0; s < course.steps.size(); ++s) {
      const StaffStep& step = course.steps[s];
      if (day != course.intervals[step.interval].day) {
        day = course.intervals[step.interval].day;
        u = stream.uniform();
      }
      agents_[s] = whole_agents(step.agents, u);
      counts_[step.interval].on_phones += static_cast<double>(agents_[s]) * (step.end - step.begin);
    }
    for (std::size_t i = 0; i < counts_.size(); ++i) {
      counts_[i].available = counts_[i].on_phones;
      counts_[i].open = course.intervals[i].end - course.intervals[i].begin;
    }
  }

  void begin_pool(std::span<const double> busy_until) {
    pool_.clear();
    in_system_.clear();
    busy_interval_ = 0;
    step_ = 0;
    if (agents_.empty()) return;
    for (const double time : busy_until) pool_.push(time);
    change_pool();
  }

  /// Applies the next change of staff.
  void change_pool() {
    const StaffStep& step = course_->steps[step_];
    change_agents(pool_, step.begin, agents_[step_], [&](double free) { add_overrun(step, free); });
    ++step_;
  }

  /// Whether a line is free at this time.
  bool enters(double arrival) noexcept {
    if (course_->lines == TimeHeap::never) return true;
    while (in_system_.first() <= arrival) in_system_.pop();
    return static_cast<double>(in_system_.size()) < course_->lines;
  }

  void serve(Contact& contact, double patient_for) {
    const std::vector<StaffStep>& steps = course_->steps;
    const double arrival = contact.arrival;
    // Where nobody is there at the end of an opening, those still waiting leave then.
    const std::size_t last = course_->intervals[contact.interval].last_step;
    const double closing = agents_[last] == 0 ? steps[last].end - arrival : TimeHeap::never;
    const double leaves = arrival + std::min(patient_for, closing);
    double start = std::max(arrival, pool_.first());
    while (step_ < steps.size() && steps[step_].begin <= std::min(start, leaves)) {
      change_pool();
      start = std::max(arrival, pool_.first());
    }
    contact.answered = start <= leaves;
    if (contact.answered) {
      contact.wait = start - arrival;
      contact.virtual_wait = contact.wait;
      pool_.replace_first(start + contact.handle_time);
      add_busy(start, start + contact.handle_time);
    } else {
      contact.wait = std::min(patient_for, closing);
      contact.virtual_wait = std::min(virtual_start(arrival, start) - arrival, closing);
    }
    if (course_->lines != TimeHeap::never) in_system_.push(contact.answered ? start + contact.handle_time : leaves);
  }

  /// When one would be answered who arrived then and waited on past the coming changes of staff.
  double virtual_start(double arrival, double start) {
    const std::vector<StaffStep>& steps = course_->steps;
    if (step_ == steps.size() || steps[step_].begin > start) return start;
    ahead_ = pool_;
    for (std::size_t s = step_; s < steps.size() && steps[s].begin <= start; ++s) {
      change_agents(ahead_, steps[s].begin, agents_[s], [](double) {});
      start = std::max(arrival, ahead_.first());
    }
    return start;
  }

  void count(const Contact& contact, Counts& here) const noexcept {
    const Course& course = *course_;
    here.wait_all += contact.wait;
    here.wait_virtual += contact.virtual_wait;
    here.waited += contact.virtual_wait > 0.0 ? 1.0 : 0.0;
    here.virtual_within += contact.virtual_wait <= course.answer_within ? 1.0 : 0.0;
    here.within_max_wait += contact.wait <= course.max_wait ? 1.0 : 0.0;
    if (contact.answered) {
      here.answered += 1.0;
      here.wait_answered += contact.wait;
      here.answered_within += contact.wait <= course.answer_within ? 1.0 : 0.0;
    } else {
      here.abandoned += 1.0;
      here.abandoned_within += contact.wait <= course.short_abandon ? 1.0 : 0.0;
    }
  }

  /// Books a call to the intervals of the clock; starts never decrease from call to call. Work after closing
  /// belongs to no interval.
  void add_busy(double start, double end) noexcept {
    const std::vector<OpenInterval>& intervals = course_->intervals;
    while (start >= intervals[busy_interval_].next) ++busy_interval_;
    double at = start;
    for (std::size_t i = busy_interval_; at < end; ++i) {
      counts_[i].busy += std::max(0.0, std::min(end, intervals[i].end) - at);
      at = intervals[i].next;
    }
  }

  /// Books the open time in which one who left is still finishing a call.
  void add_overrun(const StaffStep& step, double free) noexcept {
    const std::vector<OpenInterval>& intervals = course_->intervals;
    double at = step.begin;
    for (std::size_t i = step.interval; i < intervals.size() && at < free; ++i) {
      counts_[i].available += std::max(0.0, std::min(free, intervals[i].end) - at);
      at = intervals[i].next;
    }
  }

  /// Applies the changes of staff after the last contact, for the time in which leavers finish.
  void finish() {
    while (step_ < agents_.size()) change_pool();
  }

  const Course* course_;
  std::span<Counts> counts_;
  std::vector<std::size_t> agents_;  // per step of staff
  TimeHeap pool_;
  TimeHeap ahead_;
  TimeHeap in_system_;
  std::size_t step_ = 0;  // the next change of staff
  std::size_t busy_interval_ = 0;
};

}  // namespace erlang::detail
