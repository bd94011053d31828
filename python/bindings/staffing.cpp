#include <array>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/staffing.hpp>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

namespace {

// The inputs of one row, in this order on both sides; a missing one is None, or NaN in a column.
enum Input : std::uint8_t {
  volume,  // erlangs for a bare load
  interval,
  aht,
  patience,
  service_level,
  answer_within,
  definition,
  short_abandon,
  max_asa,
  asa_of,
  max_abandonment,
  max_occupancy,
  max_wait_probability,
  max_wait,
  max_wait_percentile,
  min_agents,
  max_agents,
  shrinkage,
  input_count,
};

using Row = std::array<std::optional<double>, input_count>;

// An input that has to be there.
double required(const Row& row, Input input) {
  const auto& value = row[input];
  if (!value) throw std::invalid_argument("required_agents: volume, interval or aht is missing");
  return *value;
}

std::optional<Seconds> time_in(const Row& row, Input input) {
  const auto& value = row[input];
  return value ? std::optional(Seconds{*value}) : std::nullopt;
}

template <class Enum>
std::optional<Enum> enum_in(const Row& row, Input input) {
  const auto& value = row[input];
  return value ? std::optional(static_cast<Enum>(static_cast<int>(*value))) : std::nullopt;
}

struct How {
  bool bare;  // the volume is a load in erlangs, without times
  bool fractional;
  Rounding rounding;
};

Targets targets_of(const Row& row) {
  return {
      .service_level = row[service_level],
      .answer_within = time_in(row, answer_within),
      .definition = enum_in<ServiceLevel>(row, definition),
      .short_abandon = time_in(row, short_abandon),
      .max_asa = time_in(row, max_asa),
      .asa_of = enum_in<WaitOf>(row, asa_of),
      .max_abandonment = row[max_abandonment],
      .max_occupancy = row[max_occupancy],
      .max_wait_probability = row[max_wait_probability],
      .max_wait = time_in(row, max_wait),
      .max_wait_percentile = row[max_wait_percentile],
      .min_agents = row[min_agents],
      .max_agents = row[max_agents],
  };
}

Staffing staffing_of(const Row& row, const How& how) {
  return {.patience = time_in(row, patience),
          .fractional = how.fractional,
          .shrinkage = row[shrinkage].value_or(0.0),
          .rounding = how.rounding};
}

Traffic traffic_of(const Row& row) {
  return {.volume = required(row, volume),
          .interval = Seconds{required(row, interval)},
          .aht = Seconds{required(row, aht)}};
}

Requirement solve_row(const Row& row, const How& how) {
  if (how.bare) return required_agents(Load{required(row, volume)}, targets_of(row), staffing_of(row, how));
  return required_agents(traffic_of(row), targets_of(row), staffing_of(row, how));
}

Performance evaluate_row(const Row& row, double agents, const How& how) {
  if (how.bare) return evaluate(Load{required(row, volume)}, agents, targets_of(row), staffing_of(row, how));
  return evaluate(traffic_of(row), agents, targets_of(row), staffing_of(row, how));
}

// The numbers of a result, in this order on both sides.
constexpr std::size_t number_count = 10;
constexpr std::size_t code_count = 5;
using Numbers = std::array<double, number_count>;
using Codes = std::array<std::uint32_t, code_count>;

void put(const Performance& result, Numbers& numbers, Codes& codes) {
  numbers[3] = result.load;
  numbers[4] = result.service_level;
  numbers[5] = result.asa.count();
  numbers[6] = result.abandonment;
  numbers[7] = result.blocking;
  numbers[8] = result.occupancy;
  numbers[9] = result.wait_probability;
  codes[2] = static_cast<std::uint32_t>(result.model);
  codes[3] = result.warnings;
  codes[4] = result.missed;
}

void put(const Requirement& need, Numbers& numbers, Codes& codes) {
  put(static_cast<const Performance&>(need), numbers, codes);
  numbers[0] = need.agents;
  numbers[1] = need.scheduled;
  numbers[2] = need.positions;
  codes[0] = static_cast<std::uint32_t>(need.status);
  codes[1] = static_cast<std::uint32_t>(need.binding);
}

using Column = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Columns = std::array<std::optional<Column>, input_count>;

// Rows from columns of length n or 1; NaN is missing where `gaps`, and an ordinary wrong number otherwise.
class Rows {
 public:
  Rows(const Columns& columns, std::size_t count, bool gaps) : gaps_(gaps) {
    for (std::size_t i = 0; i < input_count; ++i) {
      const auto& column = columns[i];
      if (!column) continue;
      const auto size = static_cast<std::size_t>(column->size());
      if (size != 1 && size != count) throw std::invalid_argument("columns of different length");
      data_[i] = column->data();
      step_[i] = size == 1 ? 0 : 1;
    }
  }

  Row operator[](std::size_t index) const {
    Row row;
    for (std::size_t i = 0; i < input_count; ++i) {
      if (data_[i] == nullptr) continue;
      const double value = data_[i][index * step_[i]];
      if (!gaps_ || !std::isnan(value)) row[i] = value;
    }
    return row;
  }

 private:
  std::array<const double*, input_count> data_{};
  std::array<std::size_t, input_count> step_{};
  bool gaps_;
};

// Runs `work(i)` for every row without the GIL; an error names its row, and Ctrl-C ends the loop.
template <class Work>
void for_rows(std::size_t count, Work work) {
  py::gil_scoped_release released;
  for (std::size_t i = 0; i < count; ++i) {
    try {
      work(i);
    } catch (const std::logic_error& error) {
      throw std::invalid_argument(std::string(error.what()) + " at index " + std::to_string(i));
    }
    if (i % 4096 == 4095) {
      py::gil_scoped_acquire acquired;
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }
  }
}

struct Table {
  explicit Table(std::size_t count)
      : numbers({number_count, count}),
        codes({code_count, count}),
        numbers_out(numbers.mutable_data()),
        codes_out(codes.mutable_data()),
        rows(count) {}

  void set(std::size_t row, const Numbers& values, const Codes& marks) {
    for (std::size_t i = 0; i < number_count; ++i) numbers_out[i * rows + row] = values[i];
    for (std::size_t i = 0; i < code_count; ++i) codes_out[i * rows + row] = marks[i];
  }

  py::array_t<double> numbers;
  py::array_t<std::uint32_t> codes;
  double* numbers_out;
  std::uint32_t* codes_out;
  std::size_t rows;
};

py::tuple solve_columns(const Columns& columns, std::size_t count, const How& how, bool gaps) {
  const Rows rows(columns, count, gaps);
  Table table(count);
  for_rows(count, [&](std::size_t i) {
    Numbers numbers{};
    Codes codes{};
    put(solve_row(rows[i], how), numbers, codes);
    table.set(i, numbers, codes);
  });
  return py::make_tuple(table.numbers, table.codes);
}

py::tuple evaluate_columns(const Columns& columns, const Column& agents, const How& how, bool gaps) {
  const auto count = static_cast<std::size_t>(agents.size());
  const Rows rows(columns, count, gaps);
  const double* present = agents.data();
  Table table(count);
  for_rows(count, [&](std::size_t i) {
    Numbers numbers{present[i]};
    Codes codes{};
    put(evaluate_row(rows[i], present[i], how), numbers, codes);
    table.set(i, numbers, codes);
  });
  return py::make_tuple(table.numbers, table.codes);
}

std::vector<double> load_columns(const Column& volumes, const Column& ahts, double length,
                                 const std::vector<bool>& opens, bool empty) {
  const auto count = static_cast<std::size_t>(ahts.size());
  std::vector<Seconds> times(count);
  for (std::size_t i = 0; i < count; ++i) times[i] = Seconds{ahts.data()[i]};
  return modified_offered_load({volumes.data(), static_cast<std::size_t>(volumes.size())}, times, Seconds{length},
                               opens, empty ? Opening::empty : Opening::stationary);
}

}  // namespace

void register_staffing(py::module_& module) {
  module.doc() = "staffing: targets to agents, over rows";
  module.def(
      "solve_one",
      [](const Row& row, bool bare, bool fractional, int rounding) {
        Numbers numbers{};
        Codes codes{};
        put(solve_row(row, {bare, fractional, static_cast<Rounding>(rounding)}), numbers, codes);
        return py::make_tuple(numbers, codes);
      },
      py::arg("row"), py::arg("bare"), py::arg("fractional"), py::arg("rounding"));
  module.def(
      "check_ranges",
      [](const Row& row, const std::string& function) { check_ranges(targets_of(row), function, true, true); },
      py::arg("row"), py::arg("function"));
  module.def(
      "evaluate_one",
      [](const Row& row, double agents, bool bare) {
        Numbers numbers{agents};
        Codes codes{};
        put(evaluate_row(row, agents, {bare, true, Rounding::up}), numbers, codes);
        return py::make_tuple(numbers, codes);
      },
      py::arg("row"), py::arg("agents"), py::arg("bare"));
  module.def(
      "solve",
      [](const Columns& columns, std::size_t count, bool bare, bool fractional, int rounding, bool gaps) {
        return solve_columns(columns, count, {bare, fractional, static_cast<Rounding>(rounding)}, gaps);
      },
      py::arg("columns"), py::arg("count"), py::arg("bare"), py::arg("fractional"), py::arg("rounding"),
      py::arg("gaps"));
  module.def(
      "evaluate",
      [](const Columns& columns, const Column& agents, bool bare, bool gaps) {
        return evaluate_columns(columns, agents, {bare, true, Rounding::up}, gaps);
      },
      py::arg("columns"), py::arg("agents"), py::arg("bare"), py::arg("gaps"));
  module.def("modified_offered_load", &load_columns, py::arg("volume"), py::arg("aht"), py::arg("interval"),
             py::arg("opens"), py::arg("empty"));
  register_staffing_deferred(module);
  register_staffing_flow(module);
  register_staffing_patience(module);
}

}  // namespace erlang::python
