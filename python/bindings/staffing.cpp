#include "bindings.hpp"

#include <erlang/staffing.hpp>

namespace erlang::python {

void register_staffing(py::module_& module) { module.doc() = "staffing: kernels over arrays"; }

}  // namespace erlang::python
