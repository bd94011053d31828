#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <erlang/detail/check.hpp>
#include <erlang/simulation/centre.hpp>
#include <erlang/simulation/check.hpp>
#include <erlang/simulation/counts.hpp>
#include <erlang/simulation/course.hpp>
#include <erlang/simulation/parallel.hpp>
#include <erlang/simulation/replication.hpp>
#include <erlang/simulation/statistics.hpp>
#include <string>
#include <vector>

namespace erlang {

/// How to simulate.
struct SimulationOptions {
  /// Independent replications of the whole period, >= 1.
  int replications = 200;
  /// Any number; the same seed gives the same result.
  std::uint64_t seed = 1;
  /// Threads to share the replications, 0: as many as the machine has. The result does not depend on it.
  int threads = 0;
  /// Where set, looked at while simulating: once it holds true, the simulation stops.
  const std::atomic<bool>* stop = nullptr;
};

/// The estimates of all measures, in the order of Measure.
using Estimates = std::array<Estimate, measure_count>;

/// What the simulation of one queue gave.
struct QueueResult {
  std::string name;
  std::vector<Estimates> intervals;  ///< by interval of arrival
  std::vector<Estimates> days;       ///< by day, in the order of `day`
  Estimates total{};                 ///< over the whole period
  std::vector<int> day;              ///< the numbers of the days
  std::vector<Counts> day_counts;    ///< by replication, then by day
};

/// What a simulation gave.
struct SimulationResult {
  std::vector<QueueResult> queues;
  int replications = 0;
  std::uint64_t seed = 0;
  bool stopped = false;  ///< by SimulationOptions::stop; there are no queues then
};

namespace detail {

using Moments = std::array<RatioMoments, measure_count>;

inline void add_counts(Moments& moments, const Counts& counts) noexcept {
  for (std::size_t m = 0; m < measure_count; ++m) moments[m].add(ratio(static_cast<Measure>(m), counts));
}

inline Estimates estimates(const Moments& moments, const Course& course, double factor) noexcept {
  Estimates result;
  for (std::size_t m = 0; m < measure_count; ++m) result[m] = moments[m].estimate(factor);
  if (!(course.max_wait >= 0.0)) result[static_cast<std::size_t>(Measure::wait_within)] = {};
  return result;
}

/// Replications are computed in blocks in parallel and added up one after the other, so that the sums are the same
/// for any number of threads.
inline bool simulate_queue(const Queue& queue, const Course& course, std::size_t number,
                           const SimulationOptions& options, QueueResult& result) {
  const std::size_t n = course.intervals.size();
  const auto replications = static_cast<std::size_t>(options.replications);
  const std::size_t threads = thread_count(options.threads, replications);
  const std::size_t block = std::min(replications, 8 * threads);
  const bool paths = n > 0 && queue.offered.size() == n * replications;

  std::vector<Counts> counts(block * n);
  std::vector<Replication> workers(threads, Replication(course));
  std::vector<Moments> by_interval(n);
  std::vector<Moments> by_day(course.days.size());
  Moments total;
  result.day_counts.assign(replications * course.days.size(), Counts{});
  std::atomic<bool> stopped = false;

  for (std::size_t first = 0; first < replications; first += block) {
    const std::size_t size = std::min(block, replications - first);
    parallel_for(size, threads, [&](std::size_t task, std::size_t thread) {
      const std::size_t r = first + task;
      const std::span<const double> offered(queue.offered.data() + (paths ? r * n : 0), n);
      if (!workers[thread].run(offered, options.seed, r, number, std::span(counts).subspan(task * n, n), options.stop,
                               {}, [](const Contact&) {}))
        stopped = true;
    });
    if (stopped || (options.stop != nullptr && options.stop->load())) return false;
    for (std::size_t task = 0; task < size; ++task) {
      Counts* const day_counts = result.day_counts.data() + (first + task) * course.days.size();
      for (std::size_t i = 0; i < n; ++i) {
        const Counts& observed = counts[task * n + i];
        add_counts(by_interval[i], observed);
        day_counts[course.intervals[i].day] += observed;
      }
      Counts all;
      for (std::size_t d = 0; d < course.days.size(); ++d) {
        add_counts(by_day[d], day_counts[d]);
        all += day_counts[d];
      }
      add_counts(total, all);
    }
  }

  const double factor = confidence_factor(options.replications);
  // `offered` has the denominator 1 in each replication: its ratio of sums is the mean.
  for (const Moments& moments : by_interval) result.intervals.push_back(estimates(moments, course, factor));
  for (const Moments& moments : by_day) result.days.push_back(estimates(moments, course, factor));
  result.total = estimates(total, course, factor);
  result.day = course.days;
  return true;
}

}  // namespace detail

/// Simulates a centre and returns its measures with 95 % intervals, by interval, day and in total.
///
/// Model: Queue and Group say how contacts come and who is there. People change at the borders of slots: of those who
/// leave, the idle go first, then the next to finish, who finish their call and take no other; newcomers take from
/// the queue at once. At the end of an opening the people of its last slot stay until those waiting are answered or
/// have hung up; where nobody is there then, those waiting leave. A measure is the ratio of its sums over
/// all replications, its interval by the delta method; a contact counts in the interval in which it arrives, the time
/// of agents where the clock is. A ratio without denominator is NaN.
///
/// @param centre  queues and groups; each queue has one group of its own
/// @param options  replications, seed, threads, stop flag
/// @throws std::domain_error, std::invalid_argument  naming the field and the queue or group
/// Limits: no contacts, no people and no intervals are values. One replication has intervals of infinite width (NaN).
/// Cost: about 0.1 µs per contact and core with 100 agents, growing with the logarithm of the agents.
/// ~~~
/// erlang::Queue calls{.name = "calls", .start = {0s}, .interval = 30min, .offered = {100}, .aht = {180s}};
/// erlang::Group people{.name = "people", .queues = {"calls"}, .start = {0s}, .interval = 30min, .agents = {14}};
/// const auto result = erlang::simulate({.queues = {calls}, .groups = {people}});
/// ~~~
inline SimulationResult simulate(const Centre& centre, const SimulationOptions& options = {}) {
  if (options.replications < 1) detail::fail_domain("simulate", "replications", ">= 1", options.replications);
  if (options.threads < 0) detail::fail_domain("simulate", "threads", ">= 0", options.threads);
  const std::vector<const Group*> groups = detail::groups_of(centre);
  for (const Queue& queue : centre.queues) detail::check_queue(queue, static_cast<std::size_t>(options.replications));
  for (const Group& group : centre.groups) detail::check_group(group);

  SimulationResult result{.queues = {}, .replications = options.replications, .seed = options.seed, .stopped = false};
  for (std::size_t q = 0; q < centre.queues.size(); ++q) {
    const detail::Course course = detail::make_course(centre.queues[q], *groups[q]);
    QueueResult& queue = result.queues.emplace_back();
    queue.name = centre.queues[q].name;
    if (!detail::simulate_queue(centre.queues[q], course, q, options, queue)) {
      result.queues.clear();
      result.stopped = true;
      break;
    }
  }
  return result;
}

}  // namespace erlang
