#pragma once

#include <erlang/queueing/arrays.hpp>
#include <erlang/staffing/required_agents.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
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

/// Targets where nobody hangs up, a row each; an empty span: not given. With none at all: 80 % within 20 s.
struct TargetRows {
  std::span<const double> service_level{};
  std::span<const double> answer_within{};
  std::span<const double> max_asa{};
  std::span<const double> max_occupancy{};
  std::span<const double> max_wait_probability{};
  std::span<const double> min_agents{};
  std::span<const double> max_agents{};

  [[nodiscard]] bool any() const noexcept {
    return !service_level.empty() || !max_asa.empty() || !max_occupancy.empty() || !max_wait_probability.empty();
  }
  [[nodiscard]] Targets operator[](std::size_t row) const {
    const auto number = [row](std::span<const double> column) {
      return column.empty() ? std::nullopt : std::optional(arrays::detail::value_of(column, row));
    };
    const auto time = [&](std::span<const double> column) {
      return column.empty() ? std::nullopt : std::optional(Seconds{arrays::detail::value_of(column, row)});
    };
    return {.service_level = number(service_level),
            .answer_within = time(answer_within),
            .max_asa = time(max_asa),
            .max_occupancy = number(max_occupancy),
            .max_wait_probability = number(max_wait_probability),
            .min_agents = number(min_agents),
            .max_agents = number(max_agents)};
  }
};

/// Where the fields of Requirement go; an empty span, but for `agents`: not wanted.
struct AnswerColumns {
  std::span<double> agents;
  std::span<double> load{};
  std::span<double> service_level{};
  std::span<double> asa{};
  std::span<double> occupancy{};
  std::span<double> wait_probability{};
  std::span<std::uint32_t> binding{};  ///< numbers of Binding
};

/// erlang::required_agents of Erlang C over arrays, whole agents: the same agents and binding in every row, measures
/// within 1e-12 relative. Where max_agents is too low, `agents` is max_agents.
///
/// Cost: 15 to 40 ns a row, where the scalar function takes 300 to 600. Left to that are rows met or missed by less
/// than 1e-11, decided by min_agents or max_agents, without load, with loads below 0.001 or above 1e7, or with less
/// than 55 % of at least 24 agents busy.
///
///     batch::required_agents({volume, interval, aht}, {.service_level = level, .answer_within = within},
///                            {.agents = agents});
/// @throws std::invalid_argument  where lengths differ
/// @throws  as erlang::required_agents, for the first row that it refuses; std::domain_error with its index
void required_agents(const TrafficRows& traffic, const TargetRows& targets, const AnswerColumns& out,
                     const Options& options = {});
/// The same, but the rows left go to others(row), from whichever thread: it fills them in, or throws.
void required_agents(const TrafficRows& traffic, const TargetRows& targets, const AnswerColumns& out,
                     const std::function<void(std::size_t row)>& others, const Options& options = {});

}  // namespace erlang::batch
