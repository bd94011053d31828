#include "bindings.hpp"

#include <erlang/planning.hpp>

namespace erlang::python {

void register_planning(py::module_& module) {
  module.doc() = "planning: kernels over arrays";
}

}  // namespace erlang::python
