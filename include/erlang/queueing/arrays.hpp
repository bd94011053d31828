#pragma once

#include <erlang/queueing/measures.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

/// Measures over arrays, row by row. The same functions, with the same signatures, are compiled in erlang::batch
/// (erlang/batch.hpp); these loops need no library. Times are in seconds, all spans have one length.
namespace erlang::arrays {

/// Traffic, a row each.
struct TrafficRows {
  std::span<const double> volume;
  std::span<const double> interval;
  std::span<const double> aht;

  [[nodiscard]] std::size_t size() const noexcept { return volume.size(); }
  [[nodiscard]] Traffic operator[](std::size_t row) const {
    return {.volume = volume[row], .interval = Seconds{interval[row]}, .aht = Seconds{aht[row]}};
  }
};

/// What the service level of each row is measured by. `short_abandon` may be empty: answer_within then.
struct ServiceLevelRows {
  std::span<const double> answer_within;
  std::span<const double> short_abandon{};
  ServiceLevel definition = ServiceLevel::answered_of_offered;

  [[nodiscard]] std::optional<Seconds> short_abandon_of(std::size_t row) const {
    if (short_abandon.empty()) return std::nullopt;
    return Seconds{short_abandon[row]};
  }
};

namespace detail {

inline void check_length(std::string_view function, std::size_t expected, std::size_t got) {
  if (expected != got)
    throw std::invalid_argument(
        fmt::format("{}: columns must have one length, got {} and {}", function, expected, got));
}

/// Runs body(row) for all rows; a domain error gets the row's index.
template <class Body>
void each_row(std::size_t rows, Body&& body) {
  std::size_t row = 0;
  try {
    for (; row < rows; ++row) body(row);
  } catch (const std::domain_error& error) {
    throw std::domain_error(fmt::format("{} at index {}", error.what(), row));
  }
}

template <class Model>
Measures measures_of_row(const Model& queue, const ServiceLevelRows& level, std::size_t row) {
  return measures(queue, Seconds{level.answer_within[row]}, level.definition, level.short_abandon_of(row));
}

inline void check_level(std::string_view function, const ServiceLevelRows& level, std::size_t rows) {
  check_length(function, rows, level.answer_within.size());
  if (!level.short_abandon.empty()) check_length(function, rows, level.short_abandon.size());
}

inline void check_traffic(std::string_view function, const TrafficRows& traffic) {
  check_length(function, traffic.size(), traffic.interval.size());
  check_length(function, traffic.size(), traffic.aht.size());
}

}  // namespace detail

/// Blocking of Erlang B for each load and number of servers.
/// @throws std::invalid_argument  where lengths differ
/// @throws std::domain_error  where a number is outside its domain, with its index
inline void erlang_b(std::span<const double> load, std::span<const double> servers, std::span<double> blocking) {
  detail::check_length("erlang_b", load.size(), servers.size());
  detail::check_length("erlang_b", load.size(), blocking.size());
  detail::each_row(load.size(),
                   [&](std::size_t row) { blocking[row] = erlang::blocking(ErlangB{Load{load[row]}, servers[row]}); });
}

/// Wait probability of Erlang C for each load and number of agents.
inline void erlang_c(std::span<const double> load, std::span<const double> agents, std::span<double> wait_probability) {
  detail::check_length("erlang_c", load.size(), agents.size());
  detail::check_length("erlang_c", load.size(), wait_probability.size());
  detail::each_row(load.size(), [&](std::size_t row) {
    wait_probability[row] = erlang::wait_probability(ErlangC{Load{load[row]}, agents[row]});
  });
}

/// All measures of Erlang C, a row each.
inline void erlang_c(const TrafficRows& traffic, std::span<const double> agents, const ServiceLevelRows& level,
                     std::span<Measures> measures) {
  detail::check_traffic("erlang_c", traffic);
  detail::check_level("erlang_c", level, traffic.size());
  detail::check_length("erlang_c", traffic.size(), agents.size());
  detail::check_length("erlang_c", traffic.size(), measures.size());
  detail::each_row(traffic.size(), [&](std::size_t row) {
    measures[row] = detail::measures_of_row(ErlangC{traffic[row], agents[row]}, level, row);
  });
}

/// All measures of Erlang A, a row each; patience in seconds, infinite for endless.
inline void erlang_a(const TrafficRows& traffic, std::span<const double> agents, std::span<const double> patience,
                     const ServiceLevelRows& level, std::span<Measures> measures) {
  detail::check_traffic("erlang_a", traffic);
  detail::check_level("erlang_a", level, traffic.size());
  detail::check_length("erlang_a", traffic.size(), agents.size());
  detail::check_length("erlang_a", traffic.size(), patience.size());
  detail::check_length("erlang_a", traffic.size(), measures.size());
  detail::each_row(traffic.size(), [&](std::size_t row) {
    measures[row] = detail::measures_of_row(ErlangA{traffic[row], agents[row], Seconds{patience[row]}}, level, row);
  });
}

}  // namespace erlang::arrays
