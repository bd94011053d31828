#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>

namespace erlang {

namespace detail {

inline void check_whole(std::string_view function, std::string_view argument, double value, double most,
                        std::string_view rule) {
  if (!(value >= 0.0 && value <= most) || value != std::floor(value)) fail_domain(function, argument, rule, value);
}

/// 1/E - 1 for the share of time E that all servers are busy: the sum of the states below over the last one, top
/// down, all terms positive. Infinite where the last state cannot be reached or E is below what a double holds.
inline double engset_odds(double sources, double servers, double idle_load) noexcept {
  constexpr double never = std::numeric_limits<double>::infinity();
  if (!(idle_load > 0.0) || servers > sources) return never;
  double sum = 0.0;
  double term = 1.0;
  for (double busy = servers; busy > 0.0; busy -= 1.0) {
    const double ratio = busy / (idle_load * (sources - busy + 1.0));
    term *= ratio;
    sum += term;
    if (term < 1e-18 * sum && ratio < 1.0) break;  // ratios only fall from here
    if (!(sum < never)) return never;
  }
  return sum;
}

}  // namespace detail

/// The loss system of finitely many sources: each idle source calls at a constant rate, a call that finds all
/// servers busy is lost and its source idle again. The measures hold for any distribution of handle times. ErlangB is
/// the limit of many sources with sources * idle_load fixed, and pessimistic for few.
///
/// Limits are values: no sources or idle_load 0: nobody calls, all measures 0. Servers for every source: blocking 0.
///
/// Accuracy: 1e-13 relative wherever the measure is above 1e-300. Cost: some tens of square roots of `sources`.
/// Reference: Engset (1918); Iversen, Teletraffic Engineering Handbook, chapter 5.
///
///     blocking(erlang::Engset{20, 10, 0.5});   // 0.0417, the share of calls
class Engset {
 public:
  /// @param sources  number of sources, a whole number in [0, 1e9]
  /// @param servers  number of servers, a whole number in [0, 1e9]
  /// @param idle_load  rate of calls of an idle source times mean handle time, >= 0
  /// @throws std::domain_error  where a number is outside its domain
  Engset(Count sources, Count servers, Count idle_load) : sources_(sources), servers_(servers), idle_load_(idle_load) {
    constexpr std::string_view rule = "a whole number in [0, 1e9]";
    detail::check_whole("Engset", "sources", sources_, 1e9, rule);
    detail::check_whole("Engset", "servers", servers_, 1e9, rule);
    detail::check_non_negative("Engset", "idle_load", idle_load_);
  }

  [[nodiscard]] double sources() const noexcept { return sources_; }
  [[nodiscard]] double servers() const noexcept { return servers_; }
  [[nodiscard]] double idle_load() const noexcept { return idle_load_; }
  /// Whether anybody calls.
  [[nodiscard]] bool idle() const noexcept { return sources_ == 0.0 || idle_load_ == 0.0; }
  /// Odds of a call to be served: it finds what the other sources leave.
  [[nodiscard]] double served_odds() const noexcept {
    if (idle()) return std::numeric_limits<double>::infinity();
    return detail::engset_odds(sources_ - 1.0, servers_, idle_load_);
  }

  friend bool operator==(const Engset&, const Engset&) = default;

 private:
  double sources_;
  double servers_;
  double idle_load_;
};

/// Share of time that all servers are busy (time congestion), in [0, 1].
inline double time_congestion(const Engset& queue) noexcept {
  if (queue.idle()) return 0.0;
  return 1.0 / (1.0 + detail::engset_odds(queue.sources(), queue.servers(), queue.idle_load()));
}

/// Share of calls that is lost (call congestion), in [0, 1]; below the time congestion.
inline double blocking(const Engset& queue) noexcept {
  return 1.0 / (1.0 + queue.served_odds());
}

/// Share of calls that is served, 1 - blocking, computed directly.
inline double no_wait_probability(const Engset& queue) noexcept {
  return 1.0 / (1.0 + 1.0 / queue.served_odds());
}

/// Mean number of busy servers.
inline double carried_load(const Engset& queue) noexcept {
  if (queue.idle()) return 0.0;
  const double rate = queue.idle_load() * no_wait_probability(queue);
  if (std::isinf(rate)) return std::fmin(queue.sources(), queue.servers());
  return queue.sources() * (rate / (1.0 + rate));
}

/// Share of the servers' time spent busy, in [0, 1]. Nobody calls: 0; no servers: 1.
inline double occupancy(const Engset& queue) noexcept {
  if (queue.idle()) return 0.0;
  return queue.servers() == 0.0 ? 1.0 : std::fmin(1.0, carried_load(queue) / queue.servers());
}

}  // namespace erlang
