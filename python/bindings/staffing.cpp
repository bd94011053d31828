#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <erlang/batch.hpp>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/staffing.hpp>
#include <span>
#include <vector>

#include "batch_options.hpp"
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

// What erlang::batch takes: Erlang C, whole agents, no other targets than these in the columns.
bool fits_batch(const Columns& columns, std::size_t count, const How& how, bool gaps) {
  if (how.bare || how.fractional || how.patience != 1 || count < 2) return false;
  for (const Input needed : {volume, interval, aht}) {
    if (!columns[needed]) return false;
  }
  for (const Input odd :
       {patience, lines, redial, short_abandon, max_abandonment, max_blocking, max_wait, max_wait_percentile}) {
    if (columns[odd]) return false;
  }
  // Which service level, and whose ASA: it is all one where nobody hangs up.
  if ((columns[definition] && !columns[service_level]) || (columns[asa_of] && !columns[max_asa])) return false;
  if (!columns[shrinkage]) return true;
  const std::span shares(columns[shrinkage]->data(), static_cast<std::size_t>(columns[shrinkage]->size()));
  return std::ranges::all_of(
      shares, [gaps](double share) { return (share >= 0.0 && share < 1.0) || (gaps && std::isnan(share)); });
}

// Rows [begin, begin + size), many at a time; the others, and whatever has to be refused, one by one.
void solve_slice(const Columns& columns, const Rows& rows, const How& how, Table& table, std::size_t begin,
                 std::size_t size) {
  const auto part = [&](Input input) {
    const auto& column = columns[input];
    if (!column) return std::span<const double>{};
    return column->size() == 1 ? std::span{column->data(), 1} : std::span{column->data() + begin, size};
  };
  const auto numbers = [&](std::size_t i) { return std::span{table.numbers_out + i * table.rows + begin, size}; };
  const auto codes = [&](std::size_t i) { return std::span{table.codes_out + i * table.rows + begin, size}; };
  const batch::TargetRows targets{.service_level = part(service_level),
                                  .answer_within = part(answer_within),
                                  .max_asa = part(max_asa),
                                  .max_occupancy = part(max_occupancy),
                                  .max_wait_probability = part(max_wait_probability),
                                  .min_agents = part(min_agents),
                                  .max_agents = part(max_agents)};
  // First what is the same in all rows but those solved one by one.
  Codes usual{};
  if (!targets.any()) usual[3] = static_cast<std::uint32_t>(Warning::default_target);
  for (std::size_t i = 0; i < code_count; ++i) std::ranges::fill(codes(i), usual[i]);
  for (const std::size_t i : {6, 7}) std::ranges::fill(numbers(i), 0.0);
  batch::required_agents(
      {part(volume), part(interval), part(aht)}, targets,
      {.agents = numbers(0),
       .load = numbers(3),
       .service_level = numbers(4),
       .asa = numbers(5),
       .occupancy = numbers(8),
       .wait_probability = numbers(9),
       .binding = codes(1)},
      [&](std::size_t i) {
        Numbers values{};
        Codes marks{};
        at_index(begin + i, [&](std::size_t row) { put(solve_row(rows[row], how), values, marks); });
        table.set(begin + i, values, marks);
      },
      batch_options(size));
  const auto shares = part(shrinkage);
  for (std::size_t i = 0; i < size; ++i) {
    const double share = shares.empty() ? 0.0 : shares[shares.size() == 1 ? 0 : i];
    numbers(1)[i] = scheduled(numbers(0)[i], std::isnan(share) ? 0.0 : share);
    numbers(2)[i] = positions(numbers(1)[i], how.rounding);
  }
}

py::tuple solve_batch(const Columns& columns, std::size_t count, const How& how, bool gaps) {
  constexpr std::size_t slice = std::size_t{1} << 18U;
  const Rows rows(columns, count, gaps);
  Table table(count);
  for (std::size_t begin = 0; begin < count; begin += slice) {
    {
      const py::gil_scoped_release released;
      solve_slice(columns, rows, how, table, begin, std::min(slice, count - begin));
    }
    if (PyErr_CheckSignals() != 0) throw py::error_already_set();
  }
  return py::make_tuple(table.numbers, table.codes);
}

py::tuple solve_columns(const Columns& columns, std::size_t count, const How& how, bool gaps) {
  if (fits_batch(columns, count, how, gaps)) return solve_batch(columns, count, how, gaps);
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
  register_staffing_course(module);
  register_staffing_channels(module);
  register_staffing_deferred(module);
  register_staffing_flow(module);
  register_staffing_patience(module);
  register_staffing_inverses(module);
  register_staffing_uncertain(module);
}

}  // namespace erlang::python
