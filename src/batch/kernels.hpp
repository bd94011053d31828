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

/// Rows [begin, end): fills in the outputs of those it can, writes the others' positions, counted from `begin`, to
/// `left` and returns their number. Those are for the scalar path: limits, odd regions, and what it must refuse.
using Kernel = std::size_t (*)(const Inputs& in, const Outputs& out, std::size_t begin, std::size_t end,
                               std::uint16_t* left) noexcept;

struct Kernels {
  const char* name;
  Kernel erlang_b;  // blocking
  Kernel erlang_c;
  Kernel erlang_a;
};

// Null where the compiler or the processor family does not have them.
extern const Kernels* const avx512_kernels;
extern const Kernels* const avx2_kernels;

}  // namespace erlang::batch
