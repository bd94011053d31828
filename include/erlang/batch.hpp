#pragma once

#include <erlang/queueing/arrays.hpp>

/// Compiled array kernels: target erlang::batch. Same signatures and results as the loops of erlang::arrays.
namespace erlang::batch {

using arrays::ServiceLevelRows;
using arrays::TrafficRows;

void erlang_b(std::span<const double> load, std::span<const double> servers, std::span<double> blocking);
void erlang_c(std::span<const double> load, std::span<const double> agents, std::span<double> wait_probability);
void erlang_c(const TrafficRows& traffic, std::span<const double> agents, const ServiceLevelRows& level,
              std::span<Measures> measures);
void erlang_a(const TrafficRows& traffic, std::span<const double> agents, std::span<const double> patience,
              const ServiceLevelRows& level, std::span<Measures> measures);

}  // namespace erlang::batch
