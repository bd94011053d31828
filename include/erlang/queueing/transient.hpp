#pragma once

#include <erlang/detail/staffed_queue.hpp>
#include <erlang/queueing/transient_run.hpp>
#include <erlang/queueing/transient_terms.hpp>

#include <span>

namespace erlang {

/// What happens in each interval of M(t)/M/n(t)+M: Poisson arrivals at a constant rate within an interval, exponential
/// handle times and patience, first come first served, agents who change from interval to interval. Queues are carried
/// from one interval into the next, overload is allowed, patience may be endless.
///
/// Agents who join take from the queue at once. Agents who leave finish their call and take no other (`exhaustive`), or
/// leave at once and their call goes back to the head of the queue (`preemptive`). A call in progress when `aht`
/// changes goes on at the new rate. Fractional agents are a value: with k contacts in system min(k, agents) are busy,
/// and a contact waits if it finds at least that many.
///
/// Flows (abandoned, completed, waiting time) are counted when they happen, so that over any run of intervals
/// offered = abandoned + completed + change in system. The service level belongs to those who arrive in the interval,
/// whatever interval answers them: each is followed to the deadline under the staff of the intervals to come, the last
/// of which is taken to last.
///
/// @param intervals  at least one
/// @throws std::domain_error  a number outside its range, with the index of its interval
/// @throws std::invalid_argument  no interval; short_abandon without answer_within
///
/// Accuracy: uniformisation with measured truncation error, about 1e-13 per interval in total variation (see
/// TransientResult::error); the service level of arrivals whose deadline lies beyond a change of staff is integrated by
/// Gauss-Legendre points, to 1e-9 or better. Cost: about (arrival rate + departure rate of the fullest state) *
/// interval steps over the states that hold mass, so proportional to load^1.5, and to 1 / patience where patience is
/// short. Reference: Grassmann, EJOR 1 (1977) 144; Ingolfsson, Akhmetshina, Budge, Li and Wu, INFORMS Journal on
/// Computing 19 (2007) 201, where randomization is uniformisation.
///
///     const std::vector<TransientInterval> day{{.traffic = {.volume = 100, .interval = 30min, .aht = 180s},
///                                               .agents = 12, .patience = 120s}, ...};
///     transient(day, {.initial = Opening::stationary, .answer_within = 20s}).intervals[0].answered_within;
[[nodiscard]] inline TransientResult transient(std::span<const TransientInterval> intervals,
                                               const TransientOptions& options = {},
                                               detail::StepFunction step = &detail::plain_step) {
  return detail::TransientRun(intervals, options, step)();
}

}  // namespace erlang
