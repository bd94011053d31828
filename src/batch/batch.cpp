#include <erlang/batch.hpp>

#include "kernels.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <thread>
#include <vector>

namespace erlang::batch {
namespace {

constexpr std::size_t chunk = 4096;               // rows a thread takes at a time; a position fits 16 bits
constexpr std::size_t rows_per_thread = 1 << 15;  // fewer do not pay for starting a thread

using Spans = std::span<const double>;

using arrays::detail::value_of;

constexpr double one = 1.0;

Column column_of(Spans values) noexcept {
  return {values.empty() ? nullptr : values.data(), values.size() > 1 ? std::size_t{1} : std::size_t{0}};
}

Inputs inputs_of(Spans load, Spans agents) noexcept {
  return {.volume = column_of(load), .interval = {&one, 0}, .aht = {&one, 0}, .agents = column_of(agents)};
}
Inputs inputs_of(const TrafficRows& traffic, Spans agents, const ServiceLevelRows& level = {}) noexcept {
  return {.volume = column_of(traffic.volume),
          .interval = column_of(traffic.interval),
          .aht = column_of(traffic.aht),
          .agents = column_of(agents),
          .answer_within = column_of(level.answer_within),
          .short_abandon = column_of(level.short_abandon),
          .definition = static_cast<int>(level.definition)};
}

Outputs outputs_of(const MeasureColumns& out) noexcept {
  const auto data = [](std::span<double> column) { return column.empty() ? nullptr : column.data(); };
  return {data(out.load),      data(out.service_level),    data(out.wait_probability), data(out.asa),
          data(out.asa_all),   data(out.asa_virtual_wait), data(out.abandonment),      data(out.blocking),
          data(out.occupancy), data(out.queue_length)};
}

const Kernels* best_kernels() noexcept {
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
  if (avx512_kernels != nullptr && __builtin_cpu_supports("avx512f")) return avx512_kernels;
  if (avx2_kernels != nullptr && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return avx2_kernels;
#endif
  return nullptr;
}

/// Null: the scalar path.
const Kernels* kernels_of(const Options& options) noexcept {
  if (options.instruction_set == InstructionSet::best) return best_kernels();
  if (!supports(options.instruction_set)) return nullptr;
  return options.instruction_set == InstructionSet::avx512 ? avx512_kernels
         : options.instruction_set == InstructionSet::avx2 ? avx2_kernels
                                                           : nullptr;
}

/// Runs the kernel over chunks of rows, on as many threads as pay; the rows it leaves go to scalar(row). Which thread
/// takes which chunk does not matter: a row's result depends on the row alone. Of several rows that are refused the
/// first is reported.
template <class Scalar>
void run(Kernel kernel, const Inputs& in, const Outputs& out, std::size_t rows, const Options& options,
         Scalar&& scalar) {
  std::atomic<std::size_t> next{0};
  std::atomic<std::size_t> first_refused{rows};
  std::exception_ptr refusal;
  std::atomic_flag busy = ATOMIC_FLAG_INIT;
  const auto row_of = [&](std::size_t row) {
    try {
      arrays::detail::at_row(row, scalar);
    } catch (...) {
      while (busy.test_and_set()) std::this_thread::yield();
      if (row < first_refused.load()) {
        first_refused = row;
        refusal = std::current_exception();
      }
      busy.clear();
    }
  };
  const auto work = [&] {
    std::vector<std::uint16_t> left(kernel != nullptr ? chunk : 0);
    for (;;) {
      const std::size_t begin = next.fetch_add(chunk);
      if (begin >= std::min(rows, first_refused.load())) return;
      const std::size_t end = std::min(rows, begin + chunk);
      if (kernel == nullptr) {
        for (std::size_t row = begin; row < end; ++row) row_of(row);
        continue;
      }
      const std::size_t count = kernel(in, out, begin, end, left.data());
      for (std::size_t i = 0; i < count; ++i) row_of(begin + left[i]);
    }
  };
  const std::size_t wanted = options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
  std::vector<std::jthread> helpers(std::min(wanted, rows / rows_per_thread + 1) - 1);
  for (std::jthread& helper : helpers) helper = std::jthread(work);
  work();
  helpers.clear();
  if (refusal) std::rethrow_exception(refusal);
}

}  // namespace

InstructionSet instruction_set() noexcept {
  const Kernels* const best = best_kernels();
  if (best == nullptr) return InstructionSet::scalar;
  return best == avx512_kernels ? InstructionSet::avx512 : InstructionSet::avx2;
}

bool supports(InstructionSet set) noexcept {
#if defined(__GNUC__) && (defined(__x86_64__) || defined(__i386__))
  if (set == InstructionSet::avx512) return avx512_kernels != nullptr && __builtin_cpu_supports("avx512f");
  if (set == InstructionSet::avx2)
    return avx2_kernels != nullptr && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
#endif
  return set == InstructionSet::scalar || set == InstructionSet::best;
}

void erlang_b(Spans load, Spans servers, std::span<double> blocking, const Options& options) {
  const std::size_t rows = blocking.size();
  arrays::detail::check_input("erlang_b", rows, load);
  arrays::detail::check_input("erlang_b", rows, servers);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_b : nullptr, inputs_of(load, servers), {.blocking = blocking.data()}, rows,
      options, [&](std::size_t row) {
        blocking[row] = erlang::blocking(ErlangB{Load{value_of(load, row)}, value_of(servers, row)});
      });
}

void erlang_b(const TrafficRows& traffic, Spans servers, std::span<double> blocking, const Options& options) {
  const std::size_t rows = blocking.size();
  arrays::detail::check_traffic("erlang_b", rows, traffic);
  arrays::detail::check_input("erlang_b", rows, servers);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_b : nullptr, inputs_of(traffic, servers), {.blocking = blocking.data()},
      rows, options,
      [&](std::size_t row) { blocking[row] = erlang::blocking(ErlangB{traffic[row], value_of(servers, row)}); });
}

void erlang_c(Spans load, Spans agents, std::span<double> wait_probability, const Options& options) {
  const std::size_t rows = wait_probability.size();
  arrays::detail::check_input("erlang_c", rows, load);
  arrays::detail::check_input("erlang_c", rows, agents);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_c : nullptr, inputs_of(load, agents),
      {.wait_probability = wait_probability.data()}, rows, options, [&](std::size_t row) {
        wait_probability[row] = erlang::wait_probability(ErlangC{Load{value_of(load, row)}, value_of(agents, row)});
      });
}

void erlang_c(const TrafficRows& traffic, Spans agents, const ServiceLevelRows& level, const MeasureColumns& out,
              const Options& options) {
  const std::size_t rows = arrays::detail::check_outputs("erlang_c", out);
  arrays::detail::check_traffic("erlang_c", rows, traffic);
  arrays::detail::check_input("erlang_c", rows, agents);
  arrays::detail::check_level("erlang_c", rows, level, out);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_c : nullptr, inputs_of(traffic, agents, level), outputs_of(out), rows,
      options, [&](std::size_t row) {
        arrays::detail::fill_row(ErlangC{traffic[row], value_of(agents, row)}, level, out, row);
      });
}

void erlang_a(const TrafficRows& traffic, Spans agents, Spans patience, const ServiceLevelRows& level,
              const MeasureColumns& out, const Options& options) {
  const std::size_t rows = arrays::detail::check_outputs("erlang_a", out);
  arrays::detail::check_traffic("erlang_a", rows, traffic);
  arrays::detail::check_input("erlang_a", rows, agents);
  arrays::detail::check_input("erlang_a", rows, patience);
  arrays::detail::check_level("erlang_a", rows, level, out);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  Inputs in = inputs_of(traffic, agents, level);
  in.patience = column_of(patience);
  run(kernels != nullptr ? kernels->erlang_a : nullptr, in, outputs_of(out), rows, options, [&](std::size_t row) {
    const ErlangA queue{traffic[row], value_of(agents, row), Seconds{value_of(patience, row)}};
    arrays::detail::fill_row(queue, level, out, row);
  });
}

}  // namespace erlang::batch
