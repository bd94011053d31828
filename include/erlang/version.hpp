#pragma once

#include <string_view>

namespace erlang {

/// The version of the library. Written here once; CMake and the Python package read this line.
inline constexpr std::string_view version = "0.1.0";

}  // namespace erlang
