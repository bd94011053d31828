#include "bindings.hpp"

#include <erlang/scheduling.hpp>

namespace erlang::python {

void register_scheduling(py::module_& module) { module.doc() = "scheduling: kernels over arrays"; }

}  // namespace erlang::python
