#include <array>

#include "staffing_rows.hpp"

namespace erlang::python {

namespace {

using namespace staffing;

/// One number a row, over columns of length count or 1.
template <class Solve>
py::array_t<double> invert(const Columns& columns, const Column& agents, std::size_t count, Solve solve) {
  const Rows rows(columns, count, false);
  const auto given = static_cast<std::size_t>(agents.size());
  if (given != 1 && given != count) throw std::invalid_argument("columns of different length");
  const double* present = agents.data();
  py::array_t<double> result(static_cast<py::ssize_t>(count));
  double* out = result.mutable_data();
  for_rows(count, [&](std::size_t i) { out[i] = solve(rows[i], present[given == 1 ? 0 : i]); });
  return result;
}

}  // namespace

void register_staffing_inverses(py::module_& module) {
  const auto define = [&](const char* name, auto solve) {
    module.def(
        name,
        [solve](const Columns& columns, const Column& agents, std::size_t count, int law, const Empirical* samples) {
          const How how{false, false, Rounding::up, law, samples};
          return invert(columns, agents, count, [&](const Row& row, double n) { return solve(row, n, how); });
        },
        py::arg("columns"), py::arg("agents"), py::arg("count"), py::arg("law") = 1, py::arg("samples") = nullptr);
  };
  define("max_volume", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return max_volume(Seconds{required(row, interval)}, Seconds{required(row, aht)}, agents, targets_of(row),
                      staffing_of(row, how));
  });
  define("max_aht", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return max_aht(required(row, volume), Seconds{required(row, interval)}, agents, targets_of(row),
                   staffing_of(row, how))
        .count();
  });
  define("min_answer_within", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return min_answer_within(traffic_of(row), agents, targets_of(row), staffing_of(row, how)).count();
  });
  define("required_lines", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return required_lines(traffic_of(row), agents, required(row, max_blocking), staffing_of(row, how));
  });
  define("min_patience", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return patience_range(traffic_of(row), agents, targets_of(row)).least.count();
  });
  define("max_patience", [](const Row& row, double agents, [[maybe_unused]] const How& how) {
    return patience_range(traffic_of(row), agents, targets_of(row)).most.count();
  });
}

}  // namespace erlang::python
