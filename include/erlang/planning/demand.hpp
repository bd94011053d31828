#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <erlang/detail/check.hpp>
#include <erlang/units.hpp>
#include <stdexcept>
#include <vector>

namespace erlang {

/// What is expected in the open intervals of a period, on a grid that begins at time 0.
struct Demand {
  /// Length of every interval, > 0.
  GivenSeconds interval;
  /// Expected contacts per open interval, >= 0.
  std::vector<double> volume;
  /// Mean handle time: one for all, or one per open interval, > 0.
  std::vector<Seconds> aht;
  /// Position of each open interval on the grid, increasing from 0 on; a step of more than one is a closed time.
  /// Empty: all intervals are open.
  std::vector<int> position = {};
};

/// Position on the grid of an open interval.
[[nodiscard]] inline int position(const Demand& demand, std::size_t i) noexcept {
  return demand.position.empty() ? static_cast<int>(i) : demand.position[i];
}

/// Handle time of an open interval.
[[nodiscard]] inline Seconds handle_time(const Demand& demand, std::size_t i) noexcept {
  return demand.aht.size() == 1 ? demand.aht[0] : demand.aht[i];
}

/// Throws std::domain_error for a number outside its range, std::invalid_argument for sizes that do not fit and for
/// positions that do not increase; both name the field.
inline void check(const Demand& demand) {
  const std::size_t n = demand.volume.size();
  detail::check_positive("demand", "interval", demand.interval.count(), "> 0 s");
  if (n == 0) throw std::invalid_argument("demand: volume must not be empty");
  if (demand.aht.size() != 1 && demand.aht.size() != n) {
    throw std::invalid_argument(fmt::format("demand: aht must have 1 or {} entries, got {}", n, demand.aht.size()));
  }
  if (!demand.position.empty() && demand.position.size() != n) {
    throw std::invalid_argument(
        fmt::format("demand: position must have {} entries or none, got {}", n, demand.position.size()));
  }
  for (std::size_t i = 0; i < n; ++i) {
    detail::check_non_negative("demand", fmt::format("volume[{}]", i), demand.volume[i]);
    detail::check_positive("demand", fmt::format("aht[{}]", i), handle_time(demand, i).count(), "> 0 s");
    const int before = i == 0 ? -1 : position(demand, i - 1);
    if (position(demand, i) <= before) {
      throw std::invalid_argument(
          fmt::format("demand: position[{}] must be above {}, got {}", i, before, position(demand, i)));
    }
  }
}

}  // namespace erlang
