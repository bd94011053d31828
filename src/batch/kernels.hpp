#pragma once

#include <cstddef>
#include <cstdint>

/// What batch.cpp and the files of the instruction sets share: plain data only, so that no inline function of theirs
/// can end up in code for machines without the instructions.
namespace erlang::batch {

/// A column of rows; step 0: one value for all.
struct Column {
  const double* data = nullptr;
  std::size_t step = 0;
};

/// The columns a kernel reads. A load stands for volume, with interval and aht 1.
struct Inputs {
  Column volume{};
  Column interval{};
  Column aht{};
  Column agents{};         // servers of Erlang B
  Column patience{};       // Erlang A
  Column answer_within{};  // where a service level is wanted
  Column short_abandon{};  // data null: answer_within
  int definition = 0;      // of ServiceLevel
};

/// Where each measure goes; null: not wanted.
struct Outputs {
  double* load = nullptr;
  double* service_level = nullptr;
  double* wait_probability = nullptr;
  double* asa = nullptr;
  double* asa_all = nullptr;
  double* asa_virtual_wait = nullptr;
  double* abandonment = nullptr;
  double* blocking = nullptr;
  double* occupancy = nullptr;
  double* queue_length = nullptr;
};

/// The columns required_agents reads; a target whose data is null is not given.
struct Wanted {
  Column volume{};
  Column interval{};
  Column aht{};
  Column service_level{};
  Column answer_within{};  // always there: what the service level of the answer is measured by
  Column max_asa{};
  Column max_occupancy{};
  Column max_wait_probability{};
  Column min_agents{};
  Column max_agents{};
  // Their numbers in erlang::Binding.
  struct {
    double service_level, max_asa, max_occupancy, max_wait_probability;
  } named{};
};

/// Where the answer of required_agents goes; null: not wanted.
struct Answers {
  double* agents = nullptr;
  double* load = nullptr;
  double* service_level = nullptr;
  double* asa = nullptr;
  double* occupancy = nullptr;
  double* wait_probability = nullptr;
  std::uint32_t* binding = nullptr;  // of Binding
};

/// Rows [begin, end): fills in the outputs of those it can, writes the others' positions, counted from `begin`, to
/// `left` and returns their number. Those are for the scalar path: limits, odd regions, and what it must refuse.
using Kernel = std::size_t (*)(const Inputs& in, const Outputs& out, std::size_t begin, std::size_t end,
                               std::uint16_t* left) noexcept;

/// The same for the first agents that meet the targets without abandonment. A row whose targets are met or missed by
/// less than 1e-11 is left, so that the scalar path decides it.
using AgentsKernel = std::size_t (*)(const Wanted& in, const Answers& out, std::size_t begin, std::size_t end,
                                     std::uint16_t* left) noexcept;

struct Kernels {
  const char* name;
  Kernel erlang_b;  // blocking
  Kernel erlang_c;
  Kernel erlang_a;
  AgentsKernel agents_c;
};

// Null where the compiler or the processor family does not have them.
extern const Kernels* const avx512_kernels;
extern const Kernels* const avx2_kernels;

}  // namespace erlang::batch
