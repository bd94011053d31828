#include <erlang/batch.hpp>

#include "batch_options.hpp"
#include "kept_memory.hpp"
#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

// From a row to its model. B and C come from a load alone as well, A does not.
constexpr auto b_of_load = [](const auto& row) { return ErlangB{Load{row[0]}, row[1]}; };
constexpr auto b_of_traffic = [](const auto& row) { return ErlangB{traffic_of(row), row[3]}; };
constexpr auto c_of_load = [](const auto& row) { return ErlangC{Load{row[0]}, row[1]}; };
constexpr auto c_of_traffic = [](const auto& row) { return ErlangC{traffic_of(row), row[3]}; };
constexpr auto a_of_traffic = [](const auto& row) { return ErlangA{traffic_of(row), row[3], Seconds{row[4]}}; };

using arrays::MeasureColumns;
using Member = std::span<double> MeasureColumns::*;

// In the order of Measures.
constexpr std::array<Member, 10> measure_members = {
    &MeasureColumns::load,        &MeasureColumns::service_level, &MeasureColumns::wait_probability,
    &MeasureColumns::asa,         &MeasureColumns::asa_all,       &MeasureColumns::asa_virtual_wait,
    &MeasureColumns::abandonment, &MeasureColumns::blocking,      &MeasureColumns::occupancy,
    &MeasureColumns::queue_length};
constexpr std::array<Member, 3> asa_members = {&MeasureColumns::asa, &MeasureColumns::asa_all,
                                               &MeasureColumns::asa_virtual_wait};

/// Some rows of a column; one value stands for all.
std::span<const double> part(const Column& column, std::size_t begin, std::size_t count) {
  const auto all = span_of(column);
  return all.size() == 1 ? all : all.subspan(begin, count);
}

/// Calls run(begin, count) over all rows without the GIL, letting Ctrl-C through now and then.
template <class Run>
void in_slices(std::size_t rows, Run&& run) {
  constexpr std::size_t slice = std::size_t{1} << 20;
  const py::gil_scoped_release release;
  for (std::size_t begin = 0; begin < rows; begin += slice) {
    if (begin > 0) check_signals();
    run(begin, std::min(slice, rows - begin));
  }
}

/// The measures named of a batch kernel, a column each. call(begin, count, out) computes them.
template <std::size_t Size, class Call>
std::vector<Column> measures_of(std::size_t rows, const std::array<Member, Size>& members, Call&& call) {
  std::vector<Column> columns;
  std::array<double*, Size> data{};
  for (std::size_t i = 0; i < Size; ++i) {
    columns.emplace_back(static_cast<py::ssize_t>(rows));
    data[i] = columns.back().mutable_data();
  }
  in_slices(rows, [&](std::size_t begin, std::size_t count) {
    MeasureColumns out;
    for (std::size_t i = 0; i < Size; ++i) out.*members[i] = {data[i] + begin, count};
    call(begin, count, out);
  });
  return columns;
}

/// Service level arguments; NaN stands for a short_abandon that was not given.
arrays::ServiceLevelRows level_of(const Column& answer_within, const Column& short_abandon, int definition,
                                  std::size_t begin, std::size_t count) {
  arrays::ServiceLevelRows level{.answer_within = part(answer_within, begin, count),
                                 .definition = definition_of(definition)};
  if (short_abandon.size() != 1 || !std::isnan(*short_abandon.data()))
    level.short_abandon = part(short_abandon, begin, count);
  return level;
}

arrays::TrafficRows traffic_of(const Column& volume, const Column& interval, const Column& aht, std::size_t begin,
                               std::size_t count) {
  return {part(volume, begin, count), part(interval, begin, count), part(aht, begin, count)};
}

// For tests and benchmarks, which compare.
batch::Options chosen;

constexpr std::array<std::string_view, 4> instruction_set_names = {"best", "scalar", "avx2", "avx512"};

/// Takes another instruction set from now on; returns the name of the one that this makes.
std::string_view use_instruction_set(std::string_view name) {
  for (std::size_t i = 0; i < instruction_set_names.size(); ++i) {
    const auto set = static_cast<batch::InstructionSet>(i);
    if (instruction_set_names[i] == name && batch::supports(set)) chosen.instruction_set = set;
  }
  const bool best = chosen.instruction_set == batch::InstructionSet::best;
  return instruction_set_names[static_cast<std::size_t>(best ? batch::instruction_set() : chosen.instruction_set)];
}

template <std::size_t Size>
std::vector<Column> erlang_c(const std::array<Member, Size>& members, const Column& volume, const Column& interval,
                             const Column& aht, const Column& agents, const Column& answer_within,
                             const Column& short_abandon, int definition) {
  const std::size_t rows = common_rows({&volume, &interval, &aht, &agents, &answer_within, &short_abandon});
  return measures_of(rows, members, [&](std::size_t begin, std::size_t count, const MeasureColumns& out) {
    batch::erlang_c(traffic_of(volume, interval, aht, begin, count), part(agents, begin, count),
                    level_of(answer_within, short_abandon, definition, begin, count), out, batch_options(rows));
  });
}

template <std::size_t Size>
std::vector<Column> erlang_a(const std::array<Member, Size>& members, const Column& volume, const Column& interval,
                             const Column& aht, const Column& agents, const Column& patience,
                             const Column& answer_within, const Column& short_abandon, int definition) {
  const std::size_t rows = common_rows({&volume, &interval, &aht, &agents, &patience, &answer_within, &short_abandon});
  return measures_of(rows, members, [&](std::size_t begin, std::size_t count, const MeasureColumns& out) {
    batch::erlang_a(traffic_of(volume, interval, aht, begin, count), part(agents, begin, count),
                    part(patience, begin, count), level_of(answer_within, short_abandon, definition, begin, count), out,
                    batch_options(rows));
  });
}

Column none() {
  Column column(1);
  *column.mutable_data() = std::numeric_limits<double>::quiet_NaN();
  return column;
}

/// The array forms that run in erlang::batch. They are bound before the loops over one row's model, which are found
/// second.
void register_batch(py::module_& module) {
  module.def("erlang_b_of_load_blocking", [](const Column& load, const Column& servers) {
    Column result(static_cast<py::ssize_t>(common_rows({&load, &servers})));
    double* const out = result.mutable_data();
    in_slices(static_cast<std::size_t>(result.size()), [&](std::size_t begin, std::size_t count) {
      batch::erlang_b(part(load, begin, count), part(servers, begin, count), {out + begin, count}, chosen);
    });
    return result;
  });
  module.def("erlang_b_blocking",
             [](const Column& volume, const Column& interval, const Column& aht, const Column& servers) {
               Column result(static_cast<py::ssize_t>(common_rows({&volume, &interval, &aht, &servers})));
               double* const out = result.mutable_data();
               in_slices(static_cast<std::size_t>(result.size()), [&](std::size_t begin, std::size_t count) {
                 batch::erlang_b(traffic_of(volume, interval, aht, begin, count), part(servers, begin, count),
                                 {out + begin, count}, chosen);
               });
               return result;
             });
  module.def("erlang_c_of_load_wait_probability", [](const Column& load, const Column& agents) {
    Column result(static_cast<py::ssize_t>(common_rows({&load, &agents})));
    double* const out = result.mutable_data();
    in_slices(static_cast<std::size_t>(result.size()), [&](std::size_t begin, std::size_t count) {
      batch::erlang_c(part(load, begin, count), part(agents, begin, count), {out + begin, count}, chosen);
    });
    return result;
  });

  const auto share = [&](const std::string& measure, Member member) {
    module.def(("erlang_c_" + measure).c_str(),
               [member](const Column& volume, const Column& interval, const Column& aht, const Column& agents) {
                 return erlang_c(std::array{member}, volume, interval, aht, agents, none(), none(), 0)[0];
               });
    module.def(("erlang_a_" + measure).c_str(),
               [member](const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                        const Column& patience) {
                 return erlang_a(std::array{member}, volume, interval, aht, agents, patience, none(), none(), 0)[0];
               });
  };
  share("wait_probability", &MeasureColumns::wait_probability);
  share("abandonment", &MeasureColumns::abandonment);
  share("occupancy", &MeasureColumns::occupancy);
  share("queue_length", &MeasureColumns::queue_length);

  module.def("erlang_c_asa",
             [](const Column& volume, const Column& interval, const Column& aht, const Column& agents, int of) {
               const Member member = asa_members[static_cast<std::size_t>(wait_of(of))];
               return erlang_c(std::array{member}, volume, interval, aht, agents, none(), none(), 0)[0];
             });
  module.def("erlang_a_asa", [](const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                                const Column& patience, int of) {
    const Member member = asa_members[static_cast<std::size_t>(wait_of(of))];
    return erlang_a(std::array{member}, volume, interval, aht, agents, patience, none(), none(), 0)[0];
  });

  constexpr std::array<Member, 1> level = {&MeasureColumns::service_level};
  module.def("erlang_c_service_level",
             [level](const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                     const Column& answer_within, const Column& short_abandon, int definition) {
               return erlang_c(level, volume, interval, aht, agents, answer_within, short_abandon, definition)[0];
             });
  module.def("erlang_a_service_level",
             [level](const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                     const Column& patience, const Column& answer_within, const Column& short_abandon, int definition) {
               return erlang_a(level, volume, interval, aht, agents, patience, answer_within, short_abandon,
                               definition)[0];
             });

  module.def(
      "erlang_c_measures", [](const Column& volume, const Column& interval, const Column& aht, const Column& agents,
                              const Column& answer_within, const Column& short_abandon, int definition) {
        return erlang_c(measure_members, volume, interval, aht, agents, answer_within, short_abandon, definition);
      });
  module.def("erlang_a_measures", [](const Column& volume, const Column& interval, const Column& aht,
                                     const Column& agents, const Column& patience, const Column& answer_within,
                                     const Column& short_abandon, int definition) {
    return erlang_a(measure_members, volume, interval, aht, agents, patience, answer_within, short_abandon, definition);
  });
}

}  // namespace

batch::Options batch_options(std::size_t rows) {
  return rows == 1 ? batch::Options{.instruction_set = batch::InstructionSet::scalar} : chosen;
}

void register_queueing(py::module_& module) {
  module.doc() = "queueing: kernels over arrays";

  module.def("kept_memory", &KeptMemory::array);
  module.def("use_instruction_set", &use_instruction_set);
  module.def("use_threads", [](std::size_t threads) { chosen.threads = threads; });
  register_batch(module);

  define_shares<2>(module, "erlang_b_of_load", b_of_load);
  define_shares<4>(module, "erlang_b", b_of_traffic);
  define_levels<4>(module, "erlang_b", b_of_traffic);

  define_shares<2>(module, "erlang_c_of_load", c_of_load);
  define_states<2>(module, "erlang_c_of_load", c_of_load);
  define_shares<4>(module, "erlang_c", c_of_traffic);
  define_states<4>(module, "erlang_c", c_of_traffic);
  define_levels<4>(module, "erlang_c", c_of_traffic);
  define_waits<4>(module, "erlang_c", c_of_traffic);

  define_shares<5>(module, "erlang_a", a_of_traffic);
  define_states<5>(module, "erlang_a", a_of_traffic);
  define_levels<5>(module, "erlang_a", a_of_traffic);
  define_waits<5>(module, "erlang_a", a_of_traffic);
  define<5>(module, "erlang_a_abandonment_wait",
            [](const auto& row) { return abandonment_wait(a_of_traffic(row)).count(); });
  define<6>(module, "erlang_a_abandoned_within",
            [](const auto& row) { return abandoned_within(a_of_traffic(row), Seconds{row[5]}); });

  define<2>(module, "required_servers",
            [](const auto& row) { return static_cast<double>(required_servers(Load{row[0]}, row[1])); });
  define<2>(module, "max_load", [](const auto& row) { return max_load(row[0], row[1]); });
  const auto extended = [](const auto& row) { return ExtendedErlangB{Load{row[0]}, row[1], row[2]}; };
  const auto add = [&](const char* name, auto of) {
    define<3>(module, (std::string("extended_erlang_b_") + name).c_str(),
              [extended, of](const auto& row) { return of(extended(row)); });
  };
  add("load", [](const auto& queue) { return queue.load(); });
  add("blocking", [](const auto& queue) { return blocking(queue); });
  add("carried_load", [](const auto& queue) { return carried_load(queue); });
  add("occupancy", [](const auto& queue) { return occupancy(queue); });
  add("attempts", [](const auto& queue) { return attempts(queue); });
  add("lost", [](const auto& queue) { return lost(queue); });

  register_queueing_classes(module);
  register_queueing_variants(module);
  register_queueing_transient(module);
  register_queueing_x(module);
}

}  // namespace erlang::python
