#include <erlang/batch.hpp>

#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

// From a row to its model. B and C come from a load alone as well, A does not.
constexpr auto b_of_load = [](const auto& row) { return ErlangB{Load{row[0]}, row[1]}; };
constexpr auto b_of_traffic = [](const auto& row) { return ErlangB{traffic_of(row), row[3]}; };
constexpr auto c_of_load = [](const auto& row) { return ErlangC{Load{row[0]}, row[1]}; };
constexpr auto c_of_traffic = [](const auto& row) { return ErlangC{traffic_of(row), row[3]}; };
constexpr auto a_of_traffic = [](const auto& row) { return ErlangA{traffic_of(row), row[3], Seconds{row[4]}}; };

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

  register_queueing_classes(module);
}

}  // namespace erlang::python
