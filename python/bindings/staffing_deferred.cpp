#include <erlang/staffing/deferred.hpp>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

namespace {

using Column = py::array_t<double, py::array::c_style | py::array::forcecast>;

std::span<const double> span_of(const Column& column) {
  return {column.data(), static_cast<std::size_t>(column.size())};
}

std::vector<Seconds> times_of(const Column& column) {
  std::vector<Seconds> times;
  for (const double value : span_of(column)) times.emplace_back(value);
  return times;
}

// What the callers of both functions give: the work of one queue.
DeferredWork work_of(const Column& volume, const Column& aht, double interval, const Column& starts,
                     std::vector<bool> open, const std::vector<std::array<double, 3>>& backlog, bool opening_hours) {
  const auto volumes = span_of(volume);
  DeferredWork work{.volume = {volumes.begin(), volumes.end()},
                    .aht = times_of(aht),
                    .interval = Seconds{interval},
                    .starts = times_of(starts),
                    .open = std::move(open),
                    .opening_hours = opening_hours};
  for (const auto& [items, age, handle] : backlog) work.backlog.push_back({items, Seconds{age}, Seconds{handle}});
  return work;
}

// The fields of an interval in this order on both sides, then the share in time.
py::tuple course(const Column& volume, const Column& aht, double interval, const Column& starts, std::vector<bool> open,
                 const std::vector<std::array<double, 3>>& backlog, bool opening_hours, const Column& agents,
                 double answer_within, bool expire) {
  const DeferredWork work = work_of(volume, aht, interval, starts, std::move(open), backlog, opening_hours);
  const auto present = span_of(agents);
  std::vector<DeferredInterval> rows;
  {
    py::gil_scoped_release released;
    rows = deferred_course(work, present, Seconds{answer_within}, expire ? Overdue::expire : Overdue::keep);
  }
  const auto count = static_cast<py::ssize_t>(rows.size());
  py::array_t<double> table({py::ssize_t{11}, count});
  double* out = table.mutable_data();
  for (const DeferredInterval& row : rows) {
    const std::array<double, 11> fields{row.before,           row.volume,    row.done,    row.late,
                                        row.expired,          row.backlog,   row.overdue, row.oldest.count(),
                                        row.response.count(), row.occupancy, row.workload};
    for (std::size_t i = 0; i < fields.size(); ++i) out[static_cast<py::ssize_t>(i) * count] = fields[i];
    ++out;
  }
  return py::make_tuple(table, deferred_service_level(rows));
}

std::vector<double> agents(const Column& volume, const Column& aht, double interval, const Column& starts,
                           std::vector<bool> open, const std::vector<std::array<double, 3>>& backlog,
                           bool opening_hours, double answer_within, double service_level, bool finish, int spread,
                           const Column& idle) {
  const DeferredWork work = work_of(volume, aht, interval, starts, std::move(open), backlog, opening_hours);
  const auto spare = span_of(idle);
  py::gil_scoped_release released;
  return deferred_agents(work,
                         {.answer_within = Seconds{answer_within}, .service_level = service_level, .finish = finish},
                         static_cast<Spread>(spread), spare);
}

}  // namespace

void register_staffing_deferred(py::module_& module) {
  module.def("deferred_course", &course, py::arg("volume"), py::arg("aht"), py::arg("interval"), py::arg("starts"),
             py::arg("open"), py::arg("backlog"), py::arg("opening_hours"), py::arg("agents"), py::arg("answer_within"),
             py::arg("expire"));
  module.def("deferred_agents", &agents, py::arg("volume"), py::arg("aht"), py::arg("interval"), py::arg("starts"),
             py::arg("open"), py::arg("backlog"), py::arg("opening_hours"), py::arg("answer_within"),
             py::arg("service_level"), py::arg("finish"), py::arg("spread"), py::arg("idle"));
}

}  // namespace erlang::python
