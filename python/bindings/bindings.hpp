#pragma once

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

/// One registrar per room; module.cpp is the table of contents.
namespace erlang::python {

namespace py = pybind11;

void register_queueing(py::module_& module);
void register_queueing_classes(py::module_& module);
void register_queueing_variants(py::module_& module);
void register_queueing_transient(py::module_& module);
void register_queueing_x(py::module_& module);
void register_staffing(py::module_& module);
void register_staffing_course(py::module_& module);
void register_staffing_channels(py::module_& module);
void register_staffing_deferred(py::module_& module);
void register_staffing_flow(py::module_& module);
void register_staffing_patience(py::module_& module);
void register_staffing_inverses(py::module_& module);
void register_staffing_uncertain(py::module_& module);
void register_forecasting(py::module_& module);
void register_scheduling(py::module_& module);
void register_simulation(py::module_& module);
void register_planning(py::module_& module);

}  // namespace erlang::python
