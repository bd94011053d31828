#include "bindings.hpp"

#include <erlang/forecasting.hpp>

namespace erlang::python {

void register_forecasting(py::module_& module) { module.doc() = "forecasting: kernels over arrays"; }

}  // namespace erlang::python
