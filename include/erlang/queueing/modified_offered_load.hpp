#pragma once

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <erlang/detail/check.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>
#include <span>
#include <stdexcept>
#include <vector>

namespace erlang {

/// What is in progress when an opening begins.
enum class Opening : std::uint8_t {
  stationary,  ///< as if the first interval had lasted for ever: m₀ = λ·aht of that interval
  empty,       ///< nothing: m₀ = 0
};

/// The offered load over one interval: busy servers of an endless pool.
struct IntervalLoad {
  double average;  ///< mean over the interval, erlangs
  double end;      ///< at its end, erlangs
};

/// The modified offered load over an interval of constant arrival rate and exponential handle times:
/// m' = λ − m/aht, so that with τ = interval/aht
///
///     m(end)  = a + (m₀ − a)·e^{−τ}          a = λ·aht, the load if the interval lasted for ever
///     average = a + (m₀ − a)·(1 − e^{−τ})/τ
///
/// Both are written as weighted means of m₀ and a, which lose nothing by cancellation.
///
/// @param before  load at the start of the interval, erlangs, >= 0
/// @param stationary  a, erlangs, >= 0
/// @param aht  average handle time, > 0
/// @param interval  length of the interval, > 0
/// @note Eick, Massey, Whitt, Operations Research 41 (1993) 731, for the infinite-server queue.
[[nodiscard]] inline IntervalLoad interval_load(double before, double stationary, GivenSeconds aht,
                                                GivenSeconds interval) {
  detail::check_non_negative("interval_load", "before", before);
  detail::check_non_negative("interval_load", "stationary", stationary);
  detail::check_positive("interval_load", "aht", aht.count(), "> 0 s");
  detail::check_positive("interval_load", "interval", interval.count(), "> 0 s");
  const double tau = interval / aht;
  const double gone = -std::expm1(-tau);
  // 1 − (1 − e^{−τ})/τ, by its series where the difference would cancel.
  const double weight =
      tau < 0.02 ? tau * (1.0 / 2 - tau * (1.0 / 6 - tau * (1.0 / 24 - tau / 120))) : 1.0 - gone / tau;
  return {.average = stationary * weight + before * (1.0 - weight), .end = stationary * gone + before * std::exp(-tau)};
}

/// The offered load over a run of intervals, of whatever lengths and handle times, from `before` erlangs on.
///
/// @param traffic  what is offered, an interval each
/// @param before  load at the start, erlangs, >= 0
/// @throws std::domain_error  a number outside its range
[[nodiscard]] inline std::vector<IntervalLoad> offered_load_course(std::span<const Traffic> traffic, Count before) {
  detail::check_non_negative("offered_load_course", "before", before);
  std::vector<IntervalLoad> course;
  course.reserve(traffic.size());
  double load = before;
  for (const Traffic& here : traffic) {
    detail::check_offered("offered_load_course", here);
    course.push_back(interval_load(load, offered_load(here), here.aht, here.interval));
    load = course.back().end;
  }
  return course;
}

/// The interval averages of the offered load carried across a run of intervals.
///
/// @param volume  contacts offered per interval, >= 0
/// @param aht  handle time per interval, > 0
/// @param interval  length of each, > 0
/// @param opens  true where an opening begins: the first interval after a closed time. The first interval always opens.
/// @param initial  what is in progress at each opening
/// @return  erlangs, one per interval
/// @throws std::invalid_argument  spans of different length
/// @throws std::domain_error  a volume or time outside its range
///
/// Linear in the number of intervals. Feed the result to required_agents as the load of the interval: staffing then
/// follows the contacts still in progress, where a stationary view of each interval alone would lag by one handle time.
[[nodiscard]] inline std::vector<double> modified_offered_load(std::span<const double> volume,
                                                               std::span<const Seconds> aht, GivenSeconds interval,
                                                               const std::vector<bool>& opens,
                                                               Opening initial = Opening::stationary) {
  if (volume.size() != aht.size() || volume.size() != opens.size()) {
    throw std::invalid_argument("modified_offered_load: volume, aht and opens must have the same length");
  }
  std::vector<double> average;
  average.reserve(volume.size());
  double before = 0.0;
  for (std::size_t i = 0; i < volume.size(); ++i) {
    detail::check_non_negative("modified_offered_load", "volume", volume[i]);
    const double stationary = volume[i] * aht[i].count() / interval.count();
    if (i == 0 || opens[i]) before = initial == Opening::stationary ? stationary : 0.0;
    const IntervalLoad load = interval_load(before, stationary, aht[i], interval);
    average.push_back(load.average);
    before = load.end;
  }
  return average;
}

}  // namespace erlang
