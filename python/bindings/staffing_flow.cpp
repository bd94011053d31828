#include <erlang/staffing/contact_flow.hpp>
#include <tuple>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

void register_staffing_flow(py::module_& module) {
  module.def(
      "flow_volumes",
      [](double deflection, double bounce, const std::vector<std::tuple<double, double, double, int>>& tiers) {
        ContactFlow flow{.deflection = deflection, .bounce = bounce, .tiers = {}};
        for (const auto& [resolution, escalation, repeat, into] : tiers) {
          flow.tiers.push_back({.resolution = resolution,
                                .escalation = escalation,
                                .repeat = repeat,
                                .repeat_to = into < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(into))});
        }
        const FlowVolumes found = flow_volumes(flow);
        return std::make_tuple(
            std::array<double, 5>{found.self_service, found.deflected, found.given_up, found.repeats, found.loop_gain},
            found.offered, found.first, found.resolved);
      },
      py::arg("deflection"), py::arg("bounce"), py::arg("tiers"));
}

}  // namespace erlang::python
