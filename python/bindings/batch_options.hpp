#pragma once

#include <erlang/batch.hpp>

#include <cstddef>

namespace erlang::python {

/// How the array kernels run: as use_instruction_set and use_threads of the queueing room say, and one row by the
/// scalar path, so that it is what the functions for one queue give, to the last bit.
batch::Options batch_options(std::size_t rows);

}  // namespace erlang::python
