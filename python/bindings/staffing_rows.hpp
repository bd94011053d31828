#pragma once

#include <erlang/staffing.hpp>

#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string>

#include "patience_kinds.hpp"

/// Rows of inputs of the staffing functions, one by one or from columns.
namespace erlang::python::staffing {

// The inputs of one row, in this order on both sides; a missing one is None, or NaN in a column.
enum Input : std::uint8_t {
  volume,  // erlangs for a bare load
  interval,
  aht,
  patience,
  lines,
  redial,
  service_level,
  answer_within,
  definition,
  short_abandon,
  max_asa,
  asa_of,
  max_abandonment,
  max_blocking,
  max_occupancy,
  max_wait_probability,
  max_wait,
  max_wait_percentile,
  min_agents,
  max_agents,
  shrinkage,
  patience_second,  // further numbers of a patience that is not exponential
  patience_third,
  balking,
  input_count,
};

using Row = std::array<std::optional<double>, input_count>;

// An input that has to be there.
inline double required(const Row& row, Input input) {
  const auto& value = row[input];
  if (!value) throw std::invalid_argument("required_agents: volume, interval or aht is missing");
  return *value;
}

inline std::optional<Seconds> time_in(const Row& row, Input input) {
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
  int patience = 1;                    // its kind, exponential by itself
  const Empirical* samples = nullptr;  // of an empirical one
};

inline Targets targets_of(const Row& row) {
  return {
      .service_level = row[service_level],
      .answer_within = time_in(row, answer_within),
      .definition = enum_in<ServiceLevel>(row, definition),
      .short_abandon = time_in(row, short_abandon),
      .max_asa = time_in(row, max_asa),
      .asa_of = enum_in<WaitOf>(row, asa_of),
      .max_abandonment = row[max_abandonment],
      .max_blocking = row[max_blocking],
      .max_occupancy = row[max_occupancy],
      .max_wait_probability = row[max_wait_probability],
      .max_wait = time_in(row, max_wait),
      .max_wait_percentile = row[max_wait_percentile],
      .min_agents = row[min_agents],
      .max_agents = row[max_agents],
  };
}

inline Staffing staffing_of(const Row& row, const How& how) {
  constexpr double absent = std::numeric_limits<double>::quiet_NaN();
  std::optional<Patience> law;
  if (row[patience] || how.patience == 8) {
    static const Empirical none{};
    law = patience_of(how.patience, row[patience].value_or(absent), row[patience_second].value_or(absent),
                      row[patience_third].value_or(absent), row[balking].value_or(0.0),
                      how.samples == nullptr ? none : *how.samples);
  }
  std::optional<Count> places;
  if (row[lines]) places = *row[lines];
  return {.patience = std::move(law),
          .lines = places,
          .redial = row[redial].value_or(0.0),
          .fractional = how.fractional,
          .shrinkage = row[shrinkage].value_or(0.0),
          .rounding = how.rounding};
}

inline Traffic traffic_of(const Row& row) {
  return {.volume = required(row, volume),
          .interval = Seconds{required(row, interval)},
          .aht = Seconds{required(row, aht)}};
}

inline Requirement solve_row(const Row& row, const How& how) {
  if (how.bare) return required_agents(Load{required(row, volume)}, targets_of(row), staffing_of(row, how));
  return required_agents(traffic_of(row), targets_of(row), staffing_of(row, how));
}

inline Performance evaluate_row(const Row& row, double agents, const How& how) {
  if (how.bare) return evaluate(Load{required(row, volume)}, agents, targets_of(row), staffing_of(row, how));
  return evaluate(traffic_of(row), agents, targets_of(row), staffing_of(row, how));
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

// Runs `work(i)`; an error names the row.
template <class Work>
void at_index(std::size_t i, Work&& work) {
  try {
    work(i);
  } catch (const std::logic_error& error) {
    throw std::invalid_argument(std::string(error.what()) + " at index " + std::to_string(i));
  }
}

// Runs `work(i)` for every row without the GIL; an error names its row, and Ctrl-C ends the loop.
template <class Work>
void for_rows(std::size_t count, Work work) {
  py::gil_scoped_release released;
  for (std::size_t i = 0; i < count; ++i) {
    at_index(i, work);
    if (i % 4096 == 4095) {
      py::gil_scoped_acquire acquired;
      if (PyErr_CheckSignals() != 0) throw py::error_already_set();
    }
  }
}

}  // namespace erlang::python::staffing
