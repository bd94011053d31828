#include <array>
#include <cstdint>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/staffing.hpp>
#include <vector>

#include "staffing_rows.hpp"

namespace erlang::python {

namespace {

using namespace staffing;

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

std::vector<double> load_columns(int method, const Column& volumes, const Column& ahts, double length,
                                 const std::vector<bool>& opens, bool empty) {
  const auto count = static_cast<std::size_t>(ahts.size());
  std::vector<Seconds> times(count);
  for (std::size_t i = 0; i < count; ++i) times[i] = Seconds{ahts.data()[i]};
  return load_across(static_cast<Across>(method), {volumes.data(), static_cast<std::size_t>(volumes.size())}, times,
                     Seconds{length}, opens, empty ? Opening::empty : Opening::stationary);
}

}  // namespace

void register_staffing(py::module_& module) {
  module.doc() = "staffing: targets to agents, over rows";
  module.def(
      "solve_one",
      [](const Row& row, bool bare, bool fractional, int rounding, int law, const Empirical* samples) {
        Numbers numbers{};
        Codes codes{};
        put(solve_row(row, {bare, fractional, static_cast<Rounding>(rounding), law, samples}), numbers, codes);
        return py::make_tuple(numbers, codes);
      },
      py::arg("row"), py::arg("bare"), py::arg("fractional"), py::arg("rounding"), py::arg("law") = 1,
      py::arg("samples") = nullptr);
  module.def(
      "check_ranges",
      [](const Row& row, const std::string& function) { check_ranges(targets_of(row), function, true, true); },
      py::arg("row"), py::arg("function"));
  module.def(
      "evaluate_one",
      [](const Row& row, double agents, bool bare, int law, const Empirical* samples) {
        Numbers numbers{agents};
        Codes codes{};
        put(evaluate_row(row, agents, {bare, false, Rounding::up, law, samples}), numbers, codes);
        return py::make_tuple(numbers, codes);
      },
      py::arg("row"), py::arg("agents"), py::arg("bare"), py::arg("law") = 1, py::arg("samples") = nullptr);
  module.def(
      "solve",
      [](const Columns& columns, std::size_t count, bool bare, bool fractional, int rounding, bool gaps, int law,
         const Empirical* samples) {
        return solve_columns(columns, count, {bare, fractional, static_cast<Rounding>(rounding), law, samples}, gaps);
      },
      py::arg("columns"), py::arg("count"), py::arg("bare"), py::arg("fractional"), py::arg("rounding"),
      py::arg("gaps"), py::arg("law") = 1, py::arg("samples") = nullptr);
  module.def(
      "evaluate",
      [](const Columns& columns, const Column& agents, bool bare, bool gaps, int law, const Empirical* samples) {
        return evaluate_columns(columns, agents, {bare, false, Rounding::up, law, samples}, gaps);
      },
      py::arg("columns"), py::arg("agents"), py::arg("bare"), py::arg("gaps"), py::arg("law") = 1,
      py::arg("samples") = nullptr);
  module.def("load_across", &load_columns, py::arg("method"), py::arg("volume"), py::arg("aht"), py::arg("interval"),
             py::arg("opens"), py::arg("empty"));
  register_staffing_deferred(module);
  register_staffing_flow(module);
  register_staffing_patience(module);
  register_staffing_inverses(module);
}

}  // namespace erlang::python
