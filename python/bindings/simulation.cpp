#include "bindings.hpp"

#include <erlang/simulation.hpp>

namespace erlang::python {

void register_simulation(py::module_& module) { module.doc() = "simulation: kernels over arrays"; }

}  // namespace erlang::python
