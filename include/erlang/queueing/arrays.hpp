#pragma once

#include <erlang/queueing/measures.hpp>

#include <fmt/format.h>

#include <cstddef>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>

/// Measures over arrays, row by row. The same functions, with the same signatures, are compiled in erlang::batch
/// (erlang/batch.hpp), where they use vector instructions and threads; these loops need no library. Times are in
/// seconds. The outputs have one length; an input has that length too, or a single value for all rows.
namespace erlang::arrays {

namespace detail {

inline double value_of(std::span<const double> column, std::size_t row) noexcept {
  return column[column.size() == 1 ? 0 : row];
}

}  // namespace detail

/// Traffic, a row each.
struct TrafficRows {
  std::span<const double> volume;
  std::span<const double> interval;
  std::span<const double> aht;

  [[nodiscard]] Traffic operator[](std::size_t row) const {
    return {.volume = detail::value_of(volume, row),
            .interval = Seconds{detail::value_of(interval, row)},
            .aht = Seconds{detail::value_of(aht, row)}};
  }
};

/// What the service level of each row is measured by. `answer_within` may be empty where no service level is wanted,
/// `short_abandon` always: answer_within then.
struct ServiceLevelRows {
  std::span<const double> answer_within{};
  std::span<const double> short_abandon{};
  ServiceLevel definition = ServiceLevel::answered_of_offered;
};

/// Where each measure goes; an empty span: not wanted. See Measures.
struct MeasureColumns {
  std::span<double> load{};
  std::span<double> service_level{};
  std::span<double> wait_probability{};
  std::span<double> asa{};
  std::span<double> asa_all{};
  std::span<double> asa_virtual_wait{};
  std::span<double> abandonment{};
  std::span<double> blocking{};
  std::span<double> occupancy{};
  std::span<double> queue_length{};

  /// Calls visit(column) for each.
  template <class Visit>
  void each(Visit&& visit) const {
    for (const auto& column : {load, service_level, wait_probability, asa, asa_all, asa_virtual_wait, abandonment,
                               blocking, occupancy, queue_length})
      visit(column);
  }
};

namespace detail {

inline void check_length(std::string_view function, std::size_t expected, std::size_t got) {
  if (expected != got)
    throw std::invalid_argument(
        fmt::format("{}: columns must have one length, got {} and {}", function, expected, got));
}

inline void check_input(std::string_view function, std::size_t rows, std::span<const double> column) {
  if (column.size() != 1) check_length(function, rows, column.size());
}

inline void check_traffic(std::string_view function, std::size_t rows, const TrafficRows& traffic) {
  check_input(function, rows, traffic.volume);
  check_input(function, rows, traffic.interval);
  check_input(function, rows, traffic.aht);
}

/// The number of rows, after checking that all wanted columns have it.
inline std::size_t check_outputs(std::string_view function, const MeasureColumns& out) {
  std::size_t rows = 0;
  out.each([&](std::span<double> column) {
    if (column.empty()) return;
    if (rows == 0) rows = column.size();
    check_length(function, rows, column.size());
  });
  return rows;
}

inline void check_level(std::string_view function, std::size_t rows, const ServiceLevelRows& level,
                        const MeasureColumns& out) {
  if (!out.service_level.empty()) check_input(function, rows, level.answer_within);
  if (!level.short_abandon.empty()) check_input(function, rows, level.short_abandon);
}

/// Calls body(row); a domain error gets the row's index.
template <class Body>
void at_row(std::size_t row, Body&& body) {
  try {
    body(row);
  } catch (const std::domain_error& error) {
    throw std::domain_error(fmt::format("{} at index {}", error.what(), row));
  }
}

/// The measures wanted of one row.
template <class Model>
void fill_row(const Model& queue, const ServiceLevelRows& level, const MeasureColumns& out, std::size_t row) {
  const auto put = [row](std::span<double> column, auto&& measure) {
    if (!column.empty()) column[row] = measure();
  };
  put(out.load, [&] { return queue.load(); });
  put(out.service_level, [&] {
    std::optional<Seconds> short_abandon;
    if (!level.short_abandon.empty()) short_abandon = Seconds{value_of(level.short_abandon, row)};
    return service_level(queue, Seconds{value_of(level.answer_within, row)}, level.definition, short_abandon);
  });
  put(out.wait_probability, [&] { return wait_probability(queue); });
  put(out.asa, [&] { return asa(queue, WaitOf::answered).count(); });
  put(out.asa_all, [&] { return asa(queue, WaitOf::all).count(); });
  put(out.asa_virtual_wait, [&] { return asa(queue, WaitOf::virtual_wait).count(); });
  put(out.abandonment, [&] { return abandonment(queue); });
  put(out.blocking, [&] { return blocking(queue); });
  put(out.occupancy, [&] { return occupancy(queue); });
  put(out.queue_length, [&] { return queue_length(queue); });
}

}  // namespace detail

/// Blocking of Erlang B for each load and number of servers.
/// @throws std::invalid_argument  where lengths differ
/// @throws std::domain_error  where a number is outside its domain, with its index
inline void erlang_b(std::span<const double> load, std::span<const double> servers, std::span<double> blocking) {
  detail::check_input("erlang_b", blocking.size(), load);
  detail::check_input("erlang_b", blocking.size(), servers);
  for (std::size_t row = 0; row < blocking.size(); ++row) {
    detail::at_row(row, [&](std::size_t r) {
      blocking[r] = erlang::blocking(ErlangB{Load{detail::value_of(load, r)}, detail::value_of(servers, r)});
    });
  }
}

/// The same for traffic.
inline void erlang_b(const TrafficRows& traffic, std::span<const double> servers, std::span<double> blocking) {
  detail::check_traffic("erlang_b", blocking.size(), traffic);
  detail::check_input("erlang_b", blocking.size(), servers);
  for (std::size_t row = 0; row < blocking.size(); ++row) {
    detail::at_row(
        row, [&](std::size_t r) { blocking[r] = erlang::blocking(ErlangB{traffic[r], detail::value_of(servers, r)}); });
  }
}

/// Wait probability of Erlang C for each load and number of agents.
inline void erlang_c(std::span<const double> load, std::span<const double> agents, std::span<double> wait_probability) {
  detail::check_input("erlang_c", wait_probability.size(), load);
  detail::check_input("erlang_c", wait_probability.size(), agents);
  for (std::size_t row = 0; row < wait_probability.size(); ++row) {
    detail::at_row(row, [&](std::size_t r) {
      wait_probability[r] =
          erlang::wait_probability(ErlangC{Load{detail::value_of(load, r)}, detail::value_of(agents, r)});
    });
  }
}

/// The measures wanted of Erlang C, a row each.
inline void erlang_c(const TrafficRows& traffic, std::span<const double> agents, const ServiceLevelRows& level,
                     const MeasureColumns& out) {
  const std::size_t rows = detail::check_outputs("erlang_c", out);
  detail::check_traffic("erlang_c", rows, traffic);
  detail::check_input("erlang_c", rows, agents);
  detail::check_level("erlang_c", rows, level, out);
  for (std::size_t row = 0; row < rows; ++row) {
    detail::at_row(
        row, [&](std::size_t r) { detail::fill_row(ErlangC{traffic[r], detail::value_of(agents, r)}, level, out, r); });
  }
}

/// The measures wanted of Erlang A, a row each; patience in seconds, infinite for endless.
inline void erlang_a(const TrafficRows& traffic, std::span<const double> agents, std::span<const double> patience,
                     const ServiceLevelRows& level, const MeasureColumns& out) {
  const std::size_t rows = detail::check_outputs("erlang_a", out);
  detail::check_traffic("erlang_a", rows, traffic);
  detail::check_input("erlang_a", rows, agents);
  detail::check_input("erlang_a", rows, patience);
  detail::check_level("erlang_a", rows, level, out);
  for (std::size_t row = 0; row < rows; ++row) {
    detail::at_row(row, [&](std::size_t r) {
      detail::fill_row(ErlangA{traffic[r], detail::value_of(agents, r), Seconds{detail::value_of(patience, r)}}, level,
                       out, r);
    });
  }
}

}  // namespace erlang::arrays
