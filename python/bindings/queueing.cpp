#include "bindings.hpp"

#include <erlang/queueing.hpp>

namespace erlang::python {

void register_queueing(py::module_& module) { module.doc() = "queueing: kernels over arrays"; }

}  // namespace erlang::python
