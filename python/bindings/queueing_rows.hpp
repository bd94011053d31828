#pragma once

#include <erlang/queueing.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <initializer_list>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"

/// Every kernel is bound twice under one name: for floats, and for equally long float64 arrays, a row each; an array of
/// one value stands for all rows.
/// Arguments are checked by the Python package, which knows the names and shapes the user gave.
namespace erlang::python {

using Column = py::array_t<double, py::array::c_style>;

template <std::size_t>
using Value = double;
template <std::size_t>
using Values = const Column&;

inline constexpr std::size_t rows_between_signals = 1U << 14;

/// Lets Ctrl-C through from a loop that runs without the GIL.
inline void check_signals() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

inline std::size_t rows_of(const Column& column) {
  if (column.ndim() != 1) throw std::invalid_argument("queueing kernels take one-dimensional columns");
  return static_cast<std::size_t>(column.size());
}

/// The number of rows of columns that have one length, or a single value for all rows.
inline std::size_t common_rows(std::initializer_list<const Column*> columns) {
  std::size_t rows = 1;
  for (const Column* const column : columns) {
    const std::size_t own = rows_of(*column);
    if (own == 1 || own == rows) continue;
    if (rows != 1) throw std::invalid_argument("queueing kernels take columns of one length");
    rows = own;
  }
  return rows;
}

template <std::size_t Size, class Function, std::size_t... I>
Column each_row(const std::array<const Column*, Size>& columns, Function&& function, std::index_sequence<I...>) {
  const std::size_t rows = common_rows({columns[I]...});
  const std::array<const double*, Size> data{columns[I]->data()...};
  const std::array<std::size_t, Size> step{std::size_t{columns[I]->size() != 1}...};
  Column result(static_cast<py::ssize_t>(rows));
  double* out = result.mutable_data();
  const py::gil_scoped_release release;
  for (std::size_t r = 0; r < rows; ++r) {
    if (r % rows_between_signals == rows_between_signals - 1) check_signals();
    out[r] = function(std::array<double, Size>{data[I][r * step[I]]...});
  }
  return result;
}

template <std::size_t Size, class Function>
Column each_row(const std::array<const Column*, Size>& columns, Function&& function) {
  return each_row(columns, std::forward<Function>(function), std::make_index_sequence<Size>{});
}

/// Binds function(array of Size doubles, options...) for rows and for one row.
template <std::size_t Size, class... Options, class Function, std::size_t... I>
void define(py::module_& module, const char* name, Function function, std::index_sequence<I...>) {
  module.def(name, [function](Values<I>... columns, Options... options) {
    return each_row<Size>({&columns...},
                          [&](const std::array<double, Size>& row) { return function(row, options...); });
  });
  module.def(name, [function](Value<I>... values, Options... options) {
    return function(std::array<double, Size>{values...}, options...);
  });
}

template <std::size_t Size, class... Options, class Function>
void define(py::module_& module, const char* name, Function function) {
  define<Size, Options...>(module, name, function, std::make_index_sequence<Size>{});
}

template <class Enum>
Enum enumerator(int value, std::size_t count) {
  if (value < 0 || static_cast<std::size_t>(value) >= count) throw std::invalid_argument("no such enumerator");
  return static_cast<Enum>(value);
}
inline ServiceLevel definition_of(int value) {
  return enumerator<ServiceLevel>(value, 5);
}
inline WaitOf wait_of(int value) {
  return enumerator<WaitOf>(value, 3);
}

/// NaN stands for a short_abandon that was not given.
inline std::optional<Seconds> given(double time) {
  if (std::isnan(time)) return std::nullopt;
  return Seconds{time};
}

template <std::size_t Size>
Traffic traffic_of(const std::array<double, Size>& row) {
  return {.volume = row[0], .interval = Seconds{row[1]}, .aht = Seconds{row[2]}};
}

template <std::size_t Size, class Make>
void define_shares(py::module_& module, const std::string& model, Make make) {
  const auto add = [&](const char* measure, auto of) {
    define<Size>(module, (model + "_" + measure).c_str(), [make, of](const auto& row) { return of(make(row)); });
  };
  add("wait_probability", [](const auto& queue) { return wait_probability(queue); });
  add("no_wait_probability", [](const auto& queue) { return no_wait_probability(queue); });
  add("abandonment", [](const auto& queue) { return abandonment(queue); });
  add("blocking", [](const auto& queue) { return blocking(queue); });
  add("occupancy", [](const auto& queue) { return occupancy(queue); });
  add("carried_load", [](const auto& queue) { return carried_load(queue); });
  add("queue_length", [](const auto& queue) { return queue_length(queue); });
}

template <std::size_t Size, class Make>
void define_states(py::module_& module, const std::string& model, Make make) {
  define<Size + 1>(module, (model + "_queue_at_least").c_str(),
                   [make](const auto& row) { return queue_at_least(make(row), row[Size]); });
  define<Size + 1>(module, (model + "_queue_exactly").c_str(),
                   [make](const auto& row) { return queue_exactly(make(row), row[Size]); });
}

template <std::size_t Size, class Make>
void define_levels(py::module_& module, const std::string& model, Make make) {
  define<Size + 2, int>(module, (model + "_service_level").c_str(), [make](const auto& row, int definition) {
    return service_level(make(row), Seconds{row[Size]}, definition_of(definition), given(row[Size + 1]));
  });
  define<Size, int>(module, (model + "_asa").c_str(),
                    [make](const auto& row, int of) { return asa(make(row), wait_of(of)).count(); });
}

template <std::size_t Size, class Make>
void define_waits(py::module_& module, const std::string& model, Make make) {
  define<Size + 1, int>(module, (model + "_wait_exceeds").c_str(), [make](const auto& row, int of) {
    return wait_exceeds(make(row), Seconds{row[Size]}, wait_of(of));
  });
  define<Size + 1>(module, (model + "_wait_percentile").c_str(),
                   [make](const auto& row) { return wait_percentile(make(row), row[Size]).count(); });
  define<Size>(module, (model + "_wait_deviation").c_str(),
               [make](const auto& row) { return wait_deviation(make(row)).count(); });
}

inline std::span<const double> span_of(const Column& column) {
  return {column.data(), rows_of(column)};
}

/// The measures of each row, a column each, in the order of Measures.
inline std::vector<Column> columns_of(const std::vector<Measures>& rows) {
  std::vector<Column> columns(10);
  std::array<double*, 10> out{};
  for (std::size_t i = 0; i < columns.size(); ++i) {
    columns[i] = Column(static_cast<py::ssize_t>(rows.size()));
    out[i] = columns[i].mutable_data();
  }
  for (std::size_t r = 0; r < rows.size(); ++r) {
    const Measures& m = rows[r];
    const std::array<double, 10> values = {m.load,        m.service_level,   m.wait_probability,
                                           m.asa.count(), m.asa_all.count(), m.asa_virtual_wait.count(),
                                           m.abandonment, m.blocking,        m.occupancy,
                                           m.queue_length};
    for (std::size_t i = 0; i < values.size(); ++i) out[i][r] = values[i];
  }
  return columns;
}

/// Calls run(begin, count) over chunks of rows without the GIL, letting Ctrl-C through between them.
template <class Run>
std::vector<Column> in_chunks(std::size_t rows, Run&& run) {
  std::vector<Measures> measures(rows);
  {
    const py::gil_scoped_release release;
    for (std::size_t begin = 0; begin < rows; begin += rows_between_signals) {
      if (begin > 0) check_signals();
      const std::size_t count = std::min(rows_between_signals, rows - begin);
      run(begin, std::span<Measures>(measures).subspan(begin, count));
    }
  }
  return columns_of(measures);
}

}  // namespace erlang::python
