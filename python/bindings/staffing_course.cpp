#include <erlang/staffing/course.hpp>
#include <erlang/staffing/repair.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <stdexcept>
#include <string>
#include <vector>

#include "queueing_rows.hpp"
#include "staffing_rows.hpp"

namespace erlang::python {

namespace {

namespace rows_of_targets = staffing;
using Columns = rows_of_targets::Columns;

CourseOptions course_options(bool preemptive, bool empty) {
  return {.leaving = preemptive ? Leaving::preemptive : Leaving::exhaustive,
          .initial = empty ? Opening::empty : Opening::stationary,
          .interrupt = &check_signals};
}

std::vector<CourseInterval> intervals_of(const Columns& columns, const Column& agents, const char* function) {
  const auto count = static_cast<std::size_t>(agents.size());
  const rows_of_targets::Rows rows(columns, count, true);
  std::vector<CourseInterval> day;
  day.reserve(count);
  for (std::size_t i = 0; i < count; ++i) {
    const auto row = rows[i];
    const auto patience = rows_of_targets::time_in(row, rows_of_targets::patience);
    day.push_back({.traffic = rows_of_targets::traffic_of(row),
                   .agents = agents.data()[i],
                   .patience = patience.value_or(Seconds{std::numeric_limits<double>::infinity()}),
                   .targets = with_default(rows_of_targets::targets_of(row))});
    try {
      check_targets(day.back().targets, function, std::isfinite(day.back().patience.count()));
    } catch (const std::logic_error& error) {
      throw std::invalid_argument(std::string(error.what()) + " at index " + std::to_string(i));
    }
  }
  return day;
}

std::uint32_t missed_bits(const CourseSums& sums, const Targets& targets, double agents) {
  std::uint32_t bits = 0;
  for (const Binding target : detail::course_targets)
    if (detail::shortfall(sums, targets, target) > 0.0) bits |= 1U << static_cast<std::uint32_t>(target);
  if (agents < targets.min_agents.value_or(0.0)) bits |= 1U << static_cast<std::uint32_t>(Binding::min_agents);
  return bits;
}

// The numbers of an interval, in this order on both sides.
constexpr std::size_t course_fields = 10;
std::array<double, course_fields> numbers_of(const CourseMeasures& m) {
  return {service_level(m),   detail::share_of(m.base, m.offered),
          asa_all(m).count(), abandonment(m),
          occupancy(m),       wait_probability(m),
          m.waiting_before,   m.waiting_after,
          m.abandoned,        detail::share_of(m.in_time, m.offered)};
}

py::tuple evaluate_columns(const Columns& columns, const Column& agents, bool preemptive, bool empty) {
  const std::vector<CourseInterval> day = intervals_of(columns, agents, "evaluate");
  std::vector<CourseMeasures> found;
  {
    const py::gil_scoped_release released;
    found = evaluate_course(day, course_options(preemptive, empty));
  }
  const auto count = static_cast<py::ssize_t>(day.size());
  py::array_t<double> numbers({static_cast<py::ssize_t>(course_fields), count});
  py::array_t<std::uint32_t> missed(count);
  for (std::size_t i = 0; i < day.size(); ++i) {
    const auto values = numbers_of(found[i]);
    for (std::size_t j = 0; j < course_fields; ++j) numbers.mutable_data()[j * day.size() + i] = values[j];
    missed.mutable_data()[i] = missed_bits(found[i], day[i].targets, day[i].agents);
  }
  return py::make_tuple(numbers, missed);
}

py::tuple repair_columns(const Columns& columns, const Column& agents, bool preemptive, bool empty,
                         const std::vector<std::size_t>& periods, std::size_t max_evaluations) {
  const std::vector<CourseInterval> day = intervals_of(columns, agents, "repair");
  Repair done;
  {
    const py::gil_scoped_release released;
    done = repair(
        day, {.course = course_options(preemptive, empty), .periods = periods, .max_evaluations = max_evaluations});
  }
  const auto count = static_cast<py::ssize_t>(day.size());
  py::array_t<double> numbers({static_cast<py::ssize_t>(course_fields + 1), count});
  py::array_t<std::uint32_t> codes({py::ssize_t{4}, count});
  for (std::size_t i = 0; i < day.size(); ++i) {
    const RepairedInterval& row = done.intervals[i];
    const auto values = numbers_of(row.measures);
    for (std::size_t j = 0; j < course_fields; ++j) numbers.mutable_data()[j * day.size() + i] = values[j];
    numbers.mutable_data()[course_fields * day.size() + i] = row.agents;
    const std::array<std::uint32_t, 4> marks{
        missed_bits(row.measures, day[i].targets, row.agents), static_cast<std::uint32_t>(row.missed_before),
        static_cast<std::uint32_t>(row.binding), static_cast<std::uint32_t>(row.binding_interval)};
    for (std::size_t j = 0; j < marks.size(); ++j) codes.mutable_data()[j * day.size() + i] = marks[j];
  }
  return py::make_tuple(numbers, codes, static_cast<int>(done.status), done.evaluations);
}

py::array_t<double> positions_of(const Column& scheduled, int rounding) {
  py::array_t<double> result(scheduled.size());
  for (py::ssize_t i = 0; i < scheduled.size(); ++i)
    result.mutable_data()[i] = positions(scheduled.data()[i], static_cast<Rounding>(rounding));
  return result;
}

}  // namespace

void register_staffing_course(py::module_& module) {
  module.def("evaluate_course", &evaluate_columns, py::arg("columns"), py::arg("agents"), py::arg("preemptive"),
             py::arg("empty"));
  module.def("repair", &repair_columns, py::arg("columns"), py::arg("agents"), py::arg("preemptive"), py::arg("empty"),
             py::arg("periods"), py::arg("max_evaluations"));
  module.def("positions", &positions_of, py::arg("scheduled"), py::arg("rounding"));
}

}  // namespace erlang::python
