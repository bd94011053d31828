#include <erlang/batch.hpp>
#include <erlang/queueing.hpp>

#include <array>
#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "bindings.hpp"

// Every kernel is bound twice under one name: for floats, and for equally long float64 arrays, a row each.
// Arguments are checked by the Python package, which knows the names and shapes the user gave.

namespace erlang::python {
namespace {

using Column = py::array_t<double, py::array::c_style>;

template <std::size_t>
using Value = double;
template <std::size_t>
using Values = const Column&;

constexpr std::size_t rows_between_signals = 1U << 14;

/// Lets Ctrl-C through from a loop that runs without the GIL.
void check_signals() {
  const py::gil_scoped_acquire gil;
  if (PyErr_CheckSignals() != 0) throw py::error_already_set();
}

std::size_t rows_of(const Column& column) {
  if (column.ndim() != 1) throw std::invalid_argument("queueing kernels take one-dimensional columns");
  return static_cast<std::size_t>(column.size());
}

template <std::size_t Size, class Function>
Column each_row(const std::array<const Column*, Size>& columns, Function&& function) {
  const std::size_t rows = rows_of(*columns[0]);
  std::array<const double*, Size> data{};
  for (std::size_t i = 0; i < Size; ++i) {
    if (rows_of(*columns[i]) != rows) throw std::invalid_argument("queueing kernels take columns of one length");
    data[i] = columns[i]->data();
  }
  Column result(static_cast<py::ssize_t>(rows));
  double* out = result.mutable_data();
  const py::gil_scoped_release release;
  std::array<double, Size> row{};
  for (std::size_t r = 0; r < rows; ++r) {
    if (r % rows_between_signals == rows_between_signals - 1) check_signals();
    for (std::size_t i = 0; i < Size; ++i) row[i] = data[i][r];
    out[r] = function(row);
  }
  return result;
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
ServiceLevel definition_of(int value) {
  return enumerator<ServiceLevel>(value, 5);
}
WaitOf wait_of(int value) {
  return enumerator<WaitOf>(value, 3);
}

/// NaN stands for a short_abandon that was not given.
std::optional<Seconds> given(double time) {
  if (std::isnan(time)) return std::nullopt;
  return Seconds{time};
}

template <std::size_t Size>
Traffic traffic_of(const std::array<double, Size>& row) {
  return {.volume = row[0], .interval = Seconds{row[1]}, .aht = Seconds{row[2]}};
}

// From a row to its model. B and C come from a load alone as well, A does not.
constexpr auto b_of_load = [](const auto& row) { return ErlangB{Load{row[0]}, row[1]}; };
constexpr auto b_of_traffic = [](const auto& row) { return ErlangB{traffic_of(row), row[3]}; };
constexpr auto c_of_load = [](const auto& row) { return ErlangC{Load{row[0]}, row[1]}; };
constexpr auto c_of_traffic = [](const auto& row) { return ErlangC{traffic_of(row), row[3]}; };
constexpr auto a_of_traffic = [](const auto& row) { return ErlangA{traffic_of(row), row[3], Seconds{row[4]}}; };

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

/// The measures of each row, a column each, in the order of Measures.
std::vector<Column> columns_of(const std::vector<Measures>& rows) {
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

std::span<const double> span_of(const Column& column) {
  return {column.data(), rows_of(column)};
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

std::vector<Column> erlang_c_measures(const Column& volume, const Column& interval, const Column& aht,
                                      const Column& agents, const Column& answer_within, const Column& short_abandon,
                                      int definition) {
  return in_chunks(rows_of(volume), [&](std::size_t begin, std::span<Measures> out) {
    const auto part = [&](const Column& column) { return span_of(column).subspan(begin, out.size()); };
    batch::erlang_c({part(volume), part(interval), part(aht)}, part(agents),
                    {part(answer_within), short_abandon.size() ? part(short_abandon) : std::span<const double>{},
                     definition_of(definition)},
                    out);
  });
}

std::vector<Column> erlang_a_measures(const Column& volume, const Column& interval, const Column& aht,
                                      const Column& agents, const Column& patience, const Column& answer_within,
                                      const Column& short_abandon, int definition) {
  return in_chunks(rows_of(volume), [&](std::size_t begin, std::span<Measures> out) {
    const auto part = [&](const Column& column) { return span_of(column).subspan(begin, out.size()); };
    batch::erlang_a({part(volume), part(interval), part(aht)}, part(agents), part(patience),
                    {part(answer_within), short_abandon.size() ? part(short_abandon) : std::span<const double>{},
                     definition_of(definition)},
                    out);
  });
}

}  // namespace

void register_queueing(py::module_& module) {
  module.doc() = "queueing: kernels over arrays";

  define_shares<2>(module, "erlang_b_of_load", b_of_load);
  define_shares<4>(module, "erlang_b", b_of_traffic);
  define_levels<4>(module, "erlang_b", b_of_traffic);

  define_shares<2>(module, "erlang_c_of_load", c_of_load);
  define_states<2>(module, "erlang_c_of_load", c_of_load);
  define_shares<4>(module, "erlang_c", c_of_traffic);
  define_states<4>(module, "erlang_c", c_of_traffic);
  define_levels<4>(module, "erlang_c", c_of_traffic);
  define_waits<4>(module, "erlang_c", c_of_traffic);
  module.def("erlang_c_measures", &erlang_c_measures);

  define_shares<5>(module, "erlang_a", a_of_traffic);
  define_states<5>(module, "erlang_a", a_of_traffic);
  define_levels<5>(module, "erlang_a", a_of_traffic);
  define_waits<5>(module, "erlang_a", a_of_traffic);
  define<5>(module, "erlang_a_abandonment_wait",
            [](const auto& row) { return abandonment_wait(a_of_traffic(row)).count(); });
  define<6>(module, "erlang_a_abandoned_within",
            [](const auto& row) { return abandoned_within(a_of_traffic(row), Seconds{row[5]}); });
  module.def("erlang_a_measures", &erlang_a_measures);

  define<2>(module, "required_servers",
            [](const auto& row) { return static_cast<double>(required_servers(Load{row[0]}, row[1])); });
  define<2>(module, "max_load", [](const auto& row) { return max_load(row[0], row[1]); });
  const auto extended = [](const auto& row) { return ExtendedErlangB{Load{row[0]}, row[1], row[2]}; };
  const auto add = [&](const char* name, auto of) {
    define<3>(module, (std::string("extended_erlang_b_") + name).c_str(),
              [extended, of](const auto& row) { return of(extended(row)); });
  };
  add("load", [](const auto& queue) { return queue.load(); });
  add("blocking", [](const auto& queue) { return blocking(queue); });
  add("carried_load", [](const auto& queue) { return carried_load(queue); });
  add("occupancy", [](const auto& queue) { return occupancy(queue); });
  add("attempts", [](const auto& queue) { return attempts(queue); });
  add("lost", [](const auto& queue) { return lost(queue); });
}

}  // namespace erlang::python
