#include <erlang/errors.hpp>
#include <erlang/version.hpp>
#include <string>

#include "bindings.hpp"

namespace py = pybind11;

PYBIND11_MODULE(_core, module) {
  module.doc() = "Compiled core of erlang; the public names are in the package.";
  module.attr("version") = std::string(erlang::version);
  auto convergence = py::register_exception<erlang::ConvergenceError>(module, "ConvergenceError", PyExc_RuntimeError);
  convergence.attr("__doc__") =
      "An iteration did not settle; the message says after how many steps and how far it was.";

  auto queueing = module.def_submodule("queueing");
  auto staffing = module.def_submodule("staffing");
  auto forecasting = module.def_submodule("forecasting");
  auto scheduling = module.def_submodule("scheduling");
  auto simulation = module.def_submodule("simulation");
  auto planning = module.def_submodule("planning");
  erlang::python::register_queueing(queueing);
  erlang::python::register_staffing(staffing);
  erlang::python::register_forecasting(forecasting);
  erlang::python::register_scheduling(scheduling);
  erlang::python::register_simulation(simulation);
  erlang::python::register_planning(planning);
}
