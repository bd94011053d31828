#pragma once

#include <erlang/queueing/arrays.hpp>

#include <cstddef>
#include <span>

/// Compiled array kernels: target erlang::batch. The functions of erlang::arrays, with the vector instructions of the
/// machine at hand, chosen at run time, and on several threads where there are many rows.
///
/// Accuracy: within 1e-12 relative of the functions for one row. A row's result depends on its own inputs alone, to
/// the last bit: not on its neighbours, its place or the number of threads. It may differ in the last digits between
/// instruction sets. Cost: see bench/cpp/queueing.cpp; what the vector kernels do not cover (limits, real agents far
/// from a small load, deep overload of Erlang A) costs what one row costs.
///
///     std::vector<double> level(volume.size());
///     batch::erlang_c({volume, interval, aht}, agents, {.answer_within = within}, {.service_level = level});
namespace erlang::batch {

using arrays::MeasureColumns;
using arrays::ServiceLevelRows;
using arrays::TrafficRows;

/// The vector instructions a kernel is compiled for, poorest first after `best`.
enum class InstructionSet { best, scalar, avx2, avx512 };

/// The one used by default on this machine.
[[nodiscard]] InstructionSet instruction_set() noexcept;
/// Whether this build and this machine have it.
[[nodiscard]] bool supports(InstructionSet set) noexcept;

struct Options {
  /// Threads to use at most, 0: as many as the machine has. Few rows stay on the caller's.
  std::size_t threads = 0;
  /// To compare; one that is not supported falls back to scalar.
  InstructionSet instruction_set = InstructionSet::best;
};

void erlang_b(std::span<const double> load, std::span<const double> servers, std::span<double> blocking,
              const Options& options = {});
void erlang_b(const TrafficRows& traffic, std::span<const double> servers, std::span<double> blocking,
              const Options& options = {});
void erlang_c(std::span<const double> load, std::span<const double> agents, std::span<double> wait_probability,
              const Options& options = {});
void erlang_c(const TrafficRows& traffic, std::span<const double> agents, const ServiceLevelRows& level,
              const MeasureColumns& out, const Options& options = {});
void erlang_a(const TrafficRows& traffic, std::span<const double> agents, std::span<const double> patience,
              const ServiceLevelRows& level, const MeasureColumns& out, const Options& options = {});

}  // namespace erlang::batch
