#pragma once

// Catch2 v2 or v3, whichever was found: tests include this header alone.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
using Catch::Approx;
#else
#include <catch2/catch.hpp>
#endif
