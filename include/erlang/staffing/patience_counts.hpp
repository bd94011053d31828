#pragma once

#include <erlang/queueing/erlang_a.hpp>
#include <erlang/staffing/patience_fit.hpp>

namespace erlang {

namespace detail {

/// Throws, naming the place, unless `allowed` and finite.
inline void check_at(bool allowed, std::string_view function, std::string_view argument, std::string_view rule,
                     double value, std::size_t index) {
  if (allowed && std::isfinite(value)) return;
  throw std::domain_error(
      fmt::format("{}: {} must be {}, got {:g} at index {}", function, argument, rule, value, index));
}

}  // namespace detail

/// Mean patience from interval counts.
struct PatienceFromCounts {
  Seconds mean;            ///< infinite where nobody hung up
  Seconds standard_error;  ///< NaN where it cannot be said
  double abandoned;        ///< who hung up, summed
};

/// Exponential patience from counts: waiting time of all who waited / number who hung up, over all intervals.
///
/// The same ratio as exponential_patience, from totals. Its standard error is that of a ratio of sums over intervals
/// (intervals independent), which counts days that differ; mean/√abandoned for one interval.
///
/// @param waited  seconds waited per interval by all callers, those who hung up included, >= 0
/// @param abandoned  who hung up per interval, >= 0
/// @throws std::invalid_argument  lengths that differ
/// @throws std::domain_error  a number outside its range
[[nodiscard]] inline PatienceFromCounts patience_from_waits(std::span<const double> waited,
                                                            std::span<const double> abandoned) {
  constexpr std::string_view function = "patience_from_waits";
  if (waited.size() != abandoned.size()) {
    throw std::invalid_argument("patience_from_waits: waited and abandoned must have the same length");
  }
  double time = 0.0;
  double left = 0.0;
  for (std::size_t i = 0; i < waited.size(); ++i) {
    detail::check_at(waited[i] >= 0.0, function, "waited", ">= 0 s", waited[i], i);
    detail::check_at(abandoned[i] >= 0.0, function, "abandoned", ">= 0", abandoned[i], i);
    time += waited[i];
    left += abandoned[i];
  }
  if (left == 0.0) {
    return {.mean = Seconds{std::numeric_limits<double>::infinity()},
            .standard_error = Seconds{std::numeric_limits<double>::quiet_NaN()},
            .abandoned = 0.0};
  }
  const double mean = time / left;
  double squares = 0.0;
  for (std::size_t i = 0; i < waited.size(); ++i)
    squares += (waited[i] - mean * abandoned[i]) * (waited[i] - mean * abandoned[i]);
  const auto count = static_cast<double>(waited.size());
  const double error = count > 1.0 ? std::sqrt(squares * count / (count - 1.0)) / left : mean / std::sqrt(left);
  return {.mean = Seconds{mean}, .standard_error = Seconds{error}, .abandoned = left};
}

/// The mean patience at which Erlang A loses as many callers as were lost, given the agents: all intervals together.
///
/// Σ volume · P(abandon) falls as patience grows, from a loss system to Erlang C, so that the answer is unique. Its
/// standard error (delta method) takes what was lost per interval to differ from the model by chance independently.
///
/// @param traffic  volume, interval and handle time per interval
/// @param agents  real-valued, per interval, >= 0
/// @param abandoned  who hung up per interval, in [0, volume]
/// @return  infinite where nobody hung up or no more than overload alone explains
/// @throws std::invalid_argument  lengths that differ; more were lost than a loss system would lose
/// @throws std::domain_error  a number outside its range
///
/// About sixty evaluations of Erlang A per interval. Needs agents that were really there: with too many of them the
/// answer is too short, with too few too long.
[[nodiscard]] inline PatienceFromCounts patience_from_abandonment(std::span<const Traffic> traffic,
                                                                  std::span<const double> agents,
                                                                  std::span<const double> abandoned) {
  constexpr std::string_view function = "patience_from_abandonment";
  if (traffic.size() != agents.size() || traffic.size() != abandoned.size()) {
    throw std::invalid_argument("patience_from_abandonment: traffic, agents and abandoned must have the same length");
  }
  double left = 0.0;
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    const auto& [volume, interval, aht] = traffic[i];
    detail::check_at(volume >= 0.0, function, "volume", ">= 0", volume, i);
    detail::check_at(interval.count() > 0.0, function, "interval", "> 0 s", interval.count(), i);
    detail::check_at(aht.count() > 0.0, function, "aht", "> 0 s", aht.count(), i);
    detail::check_at(agents[i] >= 0.0, function, "agents", ">= 0", agents[i], i);
    const bool possible = abandoned[i] >= 0.0 && abandoned[i] <= volume * (1.0 + 1e-12);
    detail::check_at(possible, function, "abandoned", "in [0, volume]", abandoned[i], i);
    left += abandoned[i];
  }
  const auto share = [&](std::size_t i, double patience) {
    return abandonment(ErlangA(traffic[i], agents[i], Seconds{patience}));
  };
  const auto lost = [&](double patience) {
    double sum = 0.0;
    for (std::size_t i = 0; i < traffic.size(); ++i) {
      if (traffic[i].volume > 0.0) sum += traffic[i].volume * share(i, patience);
    }
    return sum;
  };
  constexpr double shortest = 1e-3;
  constexpr double longest = 1e9;
  const double infinity = std::numeric_limits<double>::infinity();
  const double unknown = std::numeric_limits<double>::quiet_NaN();
  if (left > lost(shortest)) {
    throw std::invalid_argument(
        fmt::format("{}: more hung up ({:g}) than if nobody waited at all ({:g}): the agents are too many, or callers "
                    "left for other reasons",
                    function, left, lost(shortest)));
  }
  if (left == 0.0 || left <= lost(longest)) {
    return {.mean = Seconds{infinity}, .standard_error = Seconds{unknown}, .abandoned = left};
  }
  double low = std::log(shortest);
  double high = std::log(longest);
  while (high - low > 1e-12) {
    const double middle = 0.5 * (low + high);
    (lost(std::exp(middle)) > left ? low : high) = middle;
  }
  const double patience = std::exp(0.5 * (low + high));
  double squares = 0.0;
  for (std::size_t i = 0; i < traffic.size(); ++i) {
    if (!(traffic[i].volume > 0.0)) continue;
    const double expected = traffic[i].volume * share(i, patience);
    squares += (abandoned[i] - expected) * (abandoned[i] - expected);
  }
  // One interval cannot show its own spread: binomial then.
  if (traffic.size() == 1) squares = left * (1.0 - left / traffic[0].volume);
  const double slope = (lost(patience * 1.001) - lost(patience / 1.001)) / (patience * (1.001 - 1.0 / 1.001));
  return {
      .mean = Seconds{patience}, .standard_error = Seconds{std::sqrt(squares) / std::abs(slope)}, .abandoned = left};
}

}  // namespace erlang
