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

py::dict as_dict(const BlendRequirement& need) {
  py::dict result;
  result["agents"] = need.agents;
  result["idle_reserve"] = need.idle_reserve;
  result["threshold"] = need.threshold;
  result["scheduled"] = need.scheduled;
  result["positions"] = need.positions;
  result["load"] = need.load;
  result["outbound_volume"] = need.outbound_volume;
  result["outbound_load"] = need.outbound_load;
  result["service_level"] = need.service_level;
  result["asa"] = need.asa.count();
  result["wait_probability"] = need.wait_probability;
  result["occupancy"] = need.occupancy;
  result["status"] = static_cast<std::uint32_t>(need.status);
  result["binding"] = static_cast<std::uint32_t>(need.binding);
  result["reserve_binding"] = static_cast<std::uint32_t>(need.reserve_binding);
  result["warnings"] = need.warnings;
  result["missed"] = need.missed;
  return result;
}

py::dict blend_agents(double calls, double length, double handle_time, double outbound, const Row& row, int rounding) {
  const BlendTraffic traffic{.inbound = {.volume = calls, .interval = Seconds{length}, .aht = Seconds{handle_time}},
                             .outbound_volume = outbound};
  const How how{false, false, static_cast<Rounding>(rounding)};
  BlendRequirement need;
  {
    const py::gil_scoped_release released;
    need = required_agents(traffic, targets_of(row), staffing_of(row, how));
  }
  return as_dict(need);
}

py::dict most_outbound(double calls, double length, double handle_time, double agents, const Row& row, int rounding) {
  const Traffic traffic{.volume = calls, .interval = Seconds{length}, .aht = Seconds{handle_time}};
  const How how{false, false, static_cast<Rounding>(rounding)};
  BlendRequirement need;
  {
    const py::gil_scoped_release released;
    need = max_outbound(traffic, agents, targets_of(row), staffing_of(row, how));
  }
  return as_dict(need);
}

using Pair = std::array<double, 2>;

Pair seconds_of(const std::array<Seconds, 2>& times) {
  return {times[0].count(), times[1].count()};
}

py::dict n_design_agents(const Pair& volumes, double length, const Pair& handle_times, const Pair& mean_patience,
                         const std::array<Row, 2>& rows, const Pair& costs, bool class_1_first, double share,
                         int rounding) {
  const NTraffic traffic{.volumes = volumes,
                         .interval = Seconds{length},
                         .aht = {Seconds{handle_times[0]}, Seconds{handle_times[1]}},
                         .patience = {Seconds{mean_patience[0]}, Seconds{mean_patience[1]}}};
  const std::array<Targets, 2> targets{targets_of(rows[0]), targets_of(rows[1])};
  const NDesignStaffing staffing{.costs = costs,
                                 .g2_priority = class_1_first ? G2Priority::class_1_first : G2Priority::class_2_first,
                                 .shrinkage = share,
                                 .rounding = static_cast<Rounding>(rounding)};
  NDesignRequirement need;
  {
    const py::gil_scoped_release released;
    need = required_agents(traffic, targets, staffing);
  }
  py::dict result;
  result["agents"] = need.agents;
  result["scheduled"] = need.scheduled;
  result["positions"] = need.positions;
  result["cost"] = need.cost;
  result["service_level"] = need.service_level;
  result["asa"] = seconds_of(need.asa);
  result["abandonment"] = need.abandonment;
  result["wait_probability"] = need.wait_probability;
  result["occupancy"] = need.occupancy;
  result["binding"] =
      std::array{static_cast<std::uint32_t>(need.binding[0]), static_cast<std::uint32_t>(need.binding[1])};
  result["binding_class"] = need.binding_class;
  result["pooled"] = need.pooled;
  result["split"] = need.split;
  result["warnings"] = need.warnings;
  result["evaluations"] = need.evaluations;
  return result;
}

}  // namespace

void register_staffing_channels(py::module_& module) {
  module.def("chat_agents", &chat_agents, py::arg("volume"), py::arg("interval"), py::arg("handle_times"),
             py::arg("row"), py::arg("rounding"));
  module.def("priority_agents", &priority_agents, py::arg("volumes"), py::arg("interval"), py::arg("aht"),
             py::arg("rows"), py::arg("shrinkage"), py::arg("rounding"));
  module.def("blend_agents", &blend_agents, py::arg("volume"), py::arg("interval"), py::arg("aht"),
             py::arg("outbound_volume"), py::arg("row"), py::arg("rounding"));
  module.def("max_outbound", &most_outbound, py::arg("volume"), py::arg("interval"), py::arg("aht"), py::arg("agents"),
             py::arg("row"), py::arg("rounding"));
  module.def("n_design_agents", &n_design_agents, py::arg("volumes"), py::arg("interval"), py::arg("aht"),
             py::arg("patience"), py::arg("rows"), py::arg("costs"), py::arg("class_1_first"), py::arg("shrinkage"),
             py::arg("rounding"));
}

}  // namespace erlang::python
