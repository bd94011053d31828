#include <erlang/queueing.hpp>

#include <cmath>
#include <cstddef>
#include <iterator>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "bindings.hpp"
#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

std::span<const double> column(const Column& values) {
  return span_of(values);
}

/// Fields of TransientMeasures, in its order.
constexpr std::size_t transient_fields = 16;

std::vector<Column> columns_of(const std::vector<TransientMeasures>& intervals) {
  std::vector<Column> columns(transient_fields);
  std::vector<double*> out;
  for (Column& each : columns) {
    each = Column(static_cast<py::ssize_t>(intervals.size()));
    out.push_back(each.mutable_data());
  }
  for (std::size_t i = 0; i < intervals.size(); ++i) {
    const TransientMeasures& m = intervals[i];
    const double values[] = {
        m.offered,      m.waited,          m.abandoned,        m.completed,      m.waiting_time,          m.busy_time,
        m.surplus_time, m.answered_within, m.abandoned_within, m.virtual_within, m.abandoned_of_arrivals, m.in_system,
        m.busy,         m.queue,           m.all_busy,         m.queue_nonempty};
    static_assert(std::size(values) == transient_fields);
    for (std::size_t j = 0; j < transient_fields; ++j) out[j][i] = values[j];
  }
  return columns;
}

/// `opening`: 0 empty, 1 stationary, 2 so many contacts, 3 a state.
py::tuple run_transient(const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                        const Column& patience, bool preemptive, int opening, double contacts,
                        const std::vector<double>& in_system, const std::vector<std::vector<double>>& finishing,
                        int finishing_from, double agents_before, double answer_within, double short_abandon) {
  const std::size_t rows = rows_of(volume);
  std::vector<TransientInterval> day;
  day.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i)
    day.push_back({.traffic = {.volume = column(volume)[i],
                               .interval = Seconds{column(interval)[i]},
                               .aht = Seconds{column(aht)[i]}},
                   .agents = column(agents)[i],
                   .patience = Seconds{column(patience)[i]}});
  TransientOptions options{.leaving = preemptive ? Leaving::preemptive : Leaving::exhaustive,
                           .answer_within = given(answer_within),
                           .short_abandon = given(short_abandon)};
  if (opening == 1) options.initial = Opening::stationary;
  if (opening == 2) options.initial = Count{contacts};
  if (opening == 3) {
    TransientState state{.in_system = in_system, .finishing = finishing, .finishing_from = finishing_from};
    if (!std::isnan(agents_before)) state.agents = agents_before;
    options.initial = state;
  }
  options.interrupt = &check_signals;
  TransientResult result;
  {
    const py::gil_scoped_release release;
    result = transient(day, options);
  }
  return py::make_tuple(columns_of(result.intervals), result.end.in_system, result.end.finishing,
                        static_cast<int>(result.end.finishing_from), result.end.agents.value_or(NAN), result.error);
}

py::tuple load_course(const Column& volume, const Column& interval, const Column& aht, double before) {
  const std::size_t rows = rows_of(volume);
  Column average(static_cast<py::ssize_t>(rows));
  Column end(static_cast<py::ssize_t>(rows));
  std::vector<Traffic> traffic;
  traffic.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i)
    traffic.push_back(
        {.volume = column(volume)[i], .interval = Seconds{column(interval)[i]}, .aht = Seconds{column(aht)[i]}});
  const auto course = offered_load_course(traffic, before);
  for (std::size_t i = 0; i < rows; ++i) {
    average.mutable_data()[i] = course[i].average;
    end.mutable_data()[i] = course[i].end;
  }
  return py::make_tuple(average, end);
}

py::tuple carryover(const Column& volume, const Column& interval, const Column& aht, const Column& agents) {
  const std::size_t rows = rows_of(volume);
  std::vector<Traffic> offered;
  offered.reserve(rows);
  for (std::size_t i = 0; i < rows; ++i)
    offered.push_back(
        {.volume = column(volume)[i], .interval = Seconds{column(interval)[i]}, .aht = Seconds{column(aht)[i]}});
  const auto periods = backlog_carryover(offered, column(agents));
  std::vector<Column> out(4);
  for (Column& each : out) each = Column(static_cast<py::ssize_t>(rows));
  for (std::size_t i = 0; i < rows; ++i) {
    out[0].mutable_data()[i] = periods[i].attempted;
    out[1].mutable_data()[i] = periods[i].backlog;
    out[2].mutable_data()[i] = periods[i].carried.volume;
    out[3].mutable_data()[i] = periods[i].occupancy();
  }
  return py::make_tuple(out[0], out[1], out[2], out[3]);
}

}  // namespace

void register_queueing_transient(py::module_& module) {
  module.def("transient", &run_transient);
  module.def("load_course", &load_course);
  module.def("backlog_carryover", &carryover);
  define<7, int>(module, "sinusoidal_load", [](const auto& row, int law) {
    return sinusoidal_load(
        {.volume = row[0], .interval = Seconds{row[1]}, .amplitude = row[2], .period = Seconds{row[3]}},
        Seconds{row[4]}, Seconds{row[5]}, enumerator<HandleTimes>(law, 3), row[6]);
  });
  define<2>(module, "all_busy_probability", [](const auto& row) { return all_busy_probability(row[0], row[1]); });
}

}  // namespace erlang::python
