#include <array>
#include <vector>

#include "staffing_rows.hpp"

namespace erlang::python {

namespace {

using namespace staffing;

py::tuple chat_agents(double chats, double length, const std::vector<double>& handle_times, const Row& row,
                      int rounding) {
  ChatTraffic traffic{.volume = chats, .interval = Seconds{length}, .handle_times = {}};
  for (const double time : handle_times) traffic.handle_times.emplace_back(time);
  const How how{false, false, static_cast<Rounding>(rounding)};
  const py::gil_scoped_release released;
  const Requirement need = required_agents(traffic, targets_of(row), staffing_of(row, how));
  const py::gil_scoped_acquire acquired;
  return py::make_tuple(
      std::array{need.agents, need.scheduled, need.positions, need.load, need.service_level, need.asa.count(),
                 need.abandonment, need.blocking, need.occupancy, need.wait_probability},
      std::array{static_cast<std::uint32_t>(need.status), static_cast<std::uint32_t>(need.binding),
                 static_cast<std::uint32_t>(need.model), need.warnings, need.missed});
}

py::dict priority_agents(const std::vector<double>& volumes, double length, double handle_time,
                         const std::vector<Row>& rows, double share, int rounding) {
  std::vector<Targets> targets;
  for (const Row& row : rows) targets.push_back(targets_of(row));
  const Staffing staffing{.shrinkage = share, .rounding = static_cast<Rounding>(rounding)};
  PriorityRequirement need;
  {
    const py::gil_scoped_release released;
    need = required_agents(ClassTraffic{volumes, Seconds{length}, Seconds{handle_time}}, targets, staffing);
  }
  py::list levels;
  py::list waits;
  for (const ClassPerformance& one : need.classes) {
    levels.append(one.service_level);
    waits.append(one.asa.count());
  }
  py::dict result;
  result["agents"] = need.agents;
  result["scheduled"] = need.scheduled;
  result["positions"] = need.positions;
  result["load"] = need.load;
  result["occupancy"] = need.occupancy;
  result["wait_probability"] = need.wait_probability;
  result["service_level"] = levels;
  result["asa"] = waits;
  result["status"] = static_cast<std::uint32_t>(need.status);
  result["binding"] = static_cast<std::uint32_t>(need.binding);
  result["binding_class"] = need.binding_class;
  return result;
}

}  // namespace

void register_staffing_channels(py::module_& module) {
  module.def("chat_agents", &chat_agents, py::arg("volume"), py::arg("interval"), py::arg("handle_times"),
             py::arg("row"), py::arg("rounding"));
  module.def("priority_agents", &priority_agents, py::arg("volumes"), py::arg("interval"), py::arg("aht"),
             py::arg("rows"), py::arg("shrinkage"), py::arg("rounding"));
}

}  // namespace erlang::python
