#include <array>
#include <cmath>
#include <cstdint>
#include <optional>
#include <vector>

#include "staffing_rows.hpp"

namespace erlang::python {

namespace {

using namespace staffing;

// The numbers of a result, in this order on both sides: those of a known volume, then what comes with an uncertain one.
constexpr std::size_t number_count = 14;
constexpr std::size_t code_count = 5;

// How the volumes are distributed about their means: with a cv each, or as cases of their own.
enum class Kind : std::uint8_t { gamma, lognormal, cases };

UncertainRequirement solve_row(const Row& row, const How& how, Kind kind, const double* spread, std::size_t size,
                               const PlanFor& plan) {
  const Targets targets = targets_of(row);
  const Staffing staffing = staffing_of(row, how);
  if (kind == Kind::gamma) return required_agents(traffic_of(row), GammaRate{*spread}, plan, targets, staffing);
  if (kind == Kind::lognormal) return required_agents(traffic_of(row), LognormalRate{*spread}, plan, targets, staffing);
  const DiscreteRate rate{std::vector<double>(spread, spread + size), std::vector<double>(size, 1.0)};
  return required_agents(rate, Seconds{required(row, interval)}, Seconds{required(row, aht)}, plan, targets, staffing);
}

// `spread` holds a cv, or the cases, of every row, or of all at once; a plan_for of NaN is what is expected.
py::tuple solve_uncertain(const Columns& columns, std::size_t count, int kind, const Column& spread, double plan_for,
                          bool by_intervals, bool fractional, int rounding, bool gaps) {
  const PlanFor plan{.probability = std::isnan(plan_for) ? std::nullopt : std::optional(plan_for),
                     .average = by_intervals ? RateAverage::intervals : RateAverage::calls};
  const auto size = spread.ndim() == 2 ? static_cast<std::size_t>(spread.shape(1)) : std::size_t{1};
  const auto own = static_cast<std::size_t>(spread.ndim() == 0 ? 1 : spread.shape(0));
  if (own != 1 && own != count) throw std::invalid_argument("columns of different length");
  const double* from = spread.data();
  const Rows rows(columns, count, gaps);
  const How how{false, fractional, static_cast<Rounding>(rounding)};
  py::array_t<double> numbers({number_count, count});
  py::array_t<std::uint32_t> codes({code_count, count});
  double* number = numbers.mutable_data();
  std::uint32_t* code = codes.mutable_data();
  for_rows(count, [&](std::size_t i) {
    const auto need = solve_row(rows[i], how, static_cast<Kind>(kind), from + (own == 1 ? 0 : i * size), size, plan);
    const std::array<double, number_count> values{need.agents,
                                                  need.scheduled,
                                                  need.positions,
                                                  need.load,
                                                  need.service_level,
                                                  need.asa.count(),
                                                  need.abandonment,
                                                  need.blocking,
                                                  need.occupancy,
                                                  need.wait_probability,
                                                  need.planned_volume,
                                                  need.service_level_calls,
                                                  need.service_level_intervals,
                                                  need.probability_met};
    const std::array<std::uint32_t, code_count> marks{
        static_cast<std::uint32_t>(need.status), static_cast<std::uint32_t>(need.binding),
        static_cast<std::uint32_t>(need.model), need.warnings, need.missed};
    for (std::size_t k = 0; k < number_count; ++k) number[k * count + i] = values[k];
    for (std::size_t k = 0; k < code_count; ++k) code[k * count + i] = marks[k];
  });
  return py::make_tuple(numbers, codes);
}

}  // namespace

void register_staffing_uncertain(py::module_& module) {
  module.def("solve_uncertain", &solve_uncertain, py::arg("columns"), py::arg("count"), py::arg("kind"),
             py::arg("spread"), py::arg("plan_for"), py::arg("by_intervals"), py::arg("fractional"),
             py::arg("rounding"), py::arg("gaps"));
}

}  // namespace erlang::python
