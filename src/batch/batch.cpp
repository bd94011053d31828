#include <erlang/batch.hpp>

#include "kernels.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <functional>
#include <string_view>
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
template <class In, class Out, class Scalar>
void run(std::size_t (*kernel)(const In&, const Out&, std::size_t, std::size_t, std::uint16_t*) noexcept, const In& in,
         const Out& out, std::size_t rows, const Options& options, Scalar&& scalar) {
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

void check_agents_columns(std::size_t rows, const TrafficRows& traffic, const TargetRows& targets,
                          const AnswerColumns& out) {
  constexpr std::string_view function = "required_agents";
  arrays::detail::check_traffic(function, rows, traffic);
  for (const Spans column : {targets.service_level, targets.answer_within, targets.max_asa, targets.max_occupancy,
                             targets.max_wait_probability, targets.min_agents, targets.max_agents}) {
    if (!column.empty()) arrays::detail::check_input(function, rows, column);
  }
  for (const std::size_t length : {out.load.size(), out.service_level.size(), out.asa.size(), out.occupancy.size(),
                                   out.wait_probability.size(), out.binding.size()}) {
    if (length != 0) arrays::detail::check_length(function, rows, length);
  }
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
  run(kernels != nullptr ? kernels->erlang_b : nullptr, inputs_of(load, servers), Outputs{.blocking = blocking.data()},
      rows, options, [&](std::size_t row) {
        blocking[row] = erlang::blocking(ErlangB{Load{value_of(load, row)}, value_of(servers, row)});
      });
}

void erlang_b(const TrafficRows& traffic, Spans servers, std::span<double> blocking, const Options& options) {
  const std::size_t rows = blocking.size();
  arrays::detail::check_traffic("erlang_b", rows, traffic);
  arrays::detail::check_input("erlang_b", rows, servers);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_b : nullptr, inputs_of(traffic, servers),
      Outputs{.blocking = blocking.data()}, rows, options,
      [&](std::size_t row) { blocking[row] = erlang::blocking(ErlangB{traffic[row], value_of(servers, row)}); });
}

void erlang_c(Spans load, Spans agents, std::span<double> wait_probability, const Options& options) {
  const std::size_t rows = wait_probability.size();
  arrays::detail::check_input("erlang_c", rows, load);
  arrays::detail::check_input("erlang_c", rows, agents);
  if (rows == 0) return;
  const Kernels* const kernels = kernels_of(options);
  run(kernels != nullptr ? kernels->erlang_c : nullptr, inputs_of(load, agents),
      Outputs{.wait_probability = wait_probability.data()}, rows, options, [&](std::size_t row) {
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

void required_agents(const TrafficRows& traffic, const TargetRows& targets, const AnswerColumns& out,
                     const std::function<void(std::size_t row)>& others, const Options& options) {
  const std::size_t rows = out.agents.size();
  check_agents_columns(rows, traffic, targets, out);
  if (rows == 0) return;
  const bool whole = targets.service_level.empty() == targets.answer_within.empty();
  const bool none = !targets.any() && targets.answer_within.empty();
  const Kernels* const kernels = whole ? kernels_of(options) : nullptr;
  static constexpr double usual_level = 0.80;
  static constexpr double usual_within = 20.0;
  const auto number = [](Binding binding) { return static_cast<double>(binding); };
  Wanted in{
      .volume = column_of(traffic.volume),
      .interval = column_of(traffic.interval),
      .aht = column_of(traffic.aht),
      .service_level = none ? Column{&usual_level, 0} : column_of(targets.service_level),
      .answer_within = targets.answer_within.empty() ? Column{&usual_within, 0} : column_of(targets.answer_within),
      .max_asa = column_of(targets.max_asa),
      .max_occupancy = column_of(targets.max_occupancy),
      .max_wait_probability = column_of(targets.max_wait_probability),
      .min_agents = column_of(targets.min_agents),
      .max_agents = column_of(targets.max_agents),
      .named = {number(Binding::service_level), number(Binding::max_asa), number(Binding::max_occupancy),
                number(Binding::max_wait_probability)}};
  const auto data = [](auto column) { return column.empty() ? nullptr : column.data(); };
  const Answers answers{data(out.agents), data(out.load),      data(out.service_level),
                        data(out.asa),    data(out.occupancy), data(out.wait_probability),
                        data(out.binding)};
  run(kernels != nullptr ? kernels->agents_c : nullptr, in, answers, rows, options, others);
}

void required_agents(const TrafficRows& traffic, const TargetRows& targets, const AnswerColumns& out,
                     const Options& options) {
  required_agents(
      traffic, targets, out,
      [&](std::size_t row) {
        const Requirement need = erlang::required_agents(traffic[row], targets[row]);
        const auto put = [row](auto column, auto value) {
          if (!column.empty()) column[row] = value;
        };
        put(out.agents, need.agents);
        put(out.load, need.load);
        put(out.service_level, need.service_level);
        put(out.asa, need.asa.count());
        put(out.occupancy, need.occupancy);
        put(out.wait_probability, need.wait_probability);
        put(out.binding, static_cast<std::uint32_t>(need.binding));
      },
      options);
}

}  // namespace erlang::batch
