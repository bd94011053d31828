#include <cstring>
#include <erlang/forecasting.hpp>
#include <stdexcept>
#include <string>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

namespace {

namespace fc = erlang::forecasting;
using Doubles = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Flags = py::array_t<bool, py::array::c_style | py::array::forcecast>;

fc::Table to_table(const Doubles& array) {
  if (array.ndim() != 2) throw std::invalid_argument("forecast: expected a table of days x slots");
  return Eigen::Map<const fc::Table>(array.data(), array.shape(0), array.shape(1));
}

Doubles to_array(const fc::Table& table) {
  Doubles array({table.rows(), table.cols()});
  std::memcpy(array.mutable_data(), table.data(), static_cast<std::size_t>(table.size()) * sizeof(double));
  return array;
}

Doubles to_array(const std::vector<double>& values) {
  return Doubles(static_cast<py::ssize_t>(values.size()), values.data());
}

fc::Grid to_grid(const Doubles& volume, const Flags& open, std::vector<int> weekday, std::vector<int> special,
                 std::vector<int> day_of_month, std::vector<int> days_in_month, std::vector<int> day_of_year) {
  if (open.ndim() != 2) throw std::invalid_argument("forecast: open must be days x slots");
  fc::Grid grid{to_table(volume),        Eigen::Map<const fc::Mask>(open.data(), open.shape(0), open.shape(1)),
                std::move(weekday),      std::move(special),
                std::move(day_of_month), std::move(days_in_month),
                std::move(day_of_year)};
  fc::check(grid);
  return grid;
}

fc::Model to_model(const std::string& name) {
  for (const fc::Model model : fc::all_models) {
    if (fc::name_of(model) == name) return model;
  }
  throw std::invalid_argument("forecast: model must be one of auto, " + [] {
    std::string names;
    for (const fc::Model model : fc::all_models) names += (names.empty() ? "" : ", ") + std::string(fc::name_of(model));
    return names;
  }() + ", got '" + name + "'");
}

py::dict scores_to_dict(const fc::Automatic& result) {
  py::list model;
  py::list horizon;
  py::list wape;
  py::list bias;
  py::list day_wape;
  py::list floor;
  py::list weight;
  for (std::size_t row = 0; row < result.score.size(); ++row) {
    for (std::size_t m = 0; m < result.score[row].size(); ++m) {
      const fc::Score& score = result.score[row][m];
      const bool all = m == result.models.size();
      model.append(all ? "combination" : std::string(fc::name_of(result.models[m])));
      horizon.append(result.score_horizon[row]);
      wape.append(score.wape);
      bias.append(score.bias);
      day_wape.append(score.day_wape);
      floor.append(score.poisson_floor);
      weight.append(all ? 1.0 : result.weight[m]);
    }
  }
  py::dict out;
  out["model"] = model;
  out["horizon_days"] = horizon;
  out["wape"] = wape;
  out["bias"] = bias;
  out["poisson_floor"] = floor;
  out["day_wape"] = day_wape;
  out["weight"] = weight;
  return out;
}

py::dict fit_to_dict(const fc::Automatic& result) {
  const fc::DayProfile& fit = result.fit;
  fc::Table parts(static_cast<Eigen::Index>(result.parts.size()), 5);
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    const fc::DayParts& p = result.parts[i];
    parts.row(static_cast<Eigen::Index>(i)) << p.level, p.weekday, p.calendar, p.special, p.carried;
  }
  py::dict out;
  out["day"] = fit.day;
  out["total"] = to_array(fit.total);
  out["fitted"] = to_array(fit.fitted);
  out["error"] = to_array(fit.error);
  out["scale"] = fit.scale;
  out["spread"] = fit.spread;
  out["carry"] = fit.carry;
  out["profile"] = to_array(fit.profiles.weekday);
  out["parts"] = to_array(parts);
  return out;
}

py::dict forecast_grid(const Doubles& volume, const Flags& open, const std::vector<int>& weekday,
                       const std::vector<int>& special, const std::vector<int>& day_of_month,
                       const std::vector<int>& days_in_month, const std::vector<int>& day_of_year, int horizon,
                       const std::string& model) {
  const fc::Grid grid = to_grid(volume, open, weekday, special, day_of_month, days_in_month, day_of_year);
  std::vector<fc::Model> models;
  if (model != "auto") models.push_back(to_model(model));
  fc::Automatic result;
  {
    py::gil_scoped_release release;
    result = fc::forecast_automatically(grid, horizon, std::move(models));
  }
  py::dict out;
  out["mean"] = to_array(result.mean);
  py::list quantiles;
  for (const fc::Table& table : result.quantile) quantiles.append(to_array(table));
  out["quantiles"] = quantiles;
  out["benchmark"] = to_array(result.benchmark);
  out["backtest"] = scores_to_dict(result);
  out["trials"] = result.trials;
  out["fit"] = fit_to_dict(result);
  py::dict spread;
  spread["day"] = to_array(result.spread.day);
  spread["correlation"] = result.spread.correlation;
  spread["within"] = result.spread.within;
  spread["day_error"] = to_array(result.spread.day_error);
  spread["curves"] = to_array(result.spread.curves);
  out["spread"] = spread;
  return out;
}

Doubles model_forecast(const Doubles& volume, const Flags& open, const std::vector<int>& weekday,
                       const std::vector<int>& special, const std::vector<int>& day_of_month,
                       const std::vector<int>& days_in_month, const std::vector<int>& day_of_year, int origin,
                       int horizon, const std::string& model) {
  const fc::Grid grid = to_grid(volume, open, weekday, special, day_of_month, days_in_month, day_of_year);
  const fc::Model chosen = to_model(model);
  fc::Table result;
  {
    py::gil_scoped_release release;
    result = fc::forecast_with(chosen, grid, origin, horizon);
  }
  return to_array(result);
}

Doubles sample_rates(const Doubles& mean, const Doubles& day, double correlation, const Doubles& day_error,
                     const Doubles& curves, int n, std::uint64_t seed, std::uint64_t stream) {
  fc::Spread spread;
  spread.day.assign(day.data(), day.data() + day.size());
  spread.correlation = correlation;
  spread.day_error.assign(day_error.data(), day_error.data() + day_error.size());
  spread.curves = to_table(curves);
  const fc::Table table = to_table(mean);
  if (spread.day.empty() || spread.curves.rows() == 0 || spread.curves.cols() != table.cols()) {
    throw std::invalid_argument("samples: the spread does not belong to this forecast");
  }
  std::vector<double> rates;
  {
    py::gil_scoped_release release;
    rates = fc::sample_rates(table, spread, n, seed, stream);
  }
  return to_array(rates).reshape({static_cast<py::ssize_t>(n), mean.shape(0), mean.shape(1)});
}

Doubles poisson_counts(const Doubles& rates, std::uint64_t seed, std::uint64_t stream) {
  Doubles counts(std::vector<py::ssize_t>(rates.shape(), rates.shape() + rates.ndim()));
  std::memcpy(counts.mutable_data(), rates.data(), static_cast<std::size_t>(rates.size()) * sizeof(double));
  double* values = counts.mutable_data();
  const auto size = static_cast<std::size_t>(counts.size());
  {
    py::gil_scoped_release release;
    fc::poisson_counts(values, size, seed, stream);
  }
  return counts;
}

Doubles handle_time_profile(const Doubles& handled, const Doubles& aht) {
  const Eigen::ArrayXd profile = fc::handle_time_profile(to_table(handled), to_table(aht));
  return Doubles(profile.size(), profile.data());
}

}  // namespace

void register_forecasting(py::module_& module) {
  module.doc() = "forecasting: kernels over grids of days x slots";
  module.def("forecast_grid", &forecast_grid, py::kw_only(), py::arg("volume"), py::arg("open"), py::arg("weekday"),
             py::arg("special"), py::arg("day_of_month"), py::arg("days_in_month"), py::arg("day_of_year"),
             py::arg("horizon"), py::arg("model"));
  module.def("model_forecast", &model_forecast, py::kw_only(), py::arg("volume"), py::arg("open"), py::arg("weekday"),
             py::arg("special"), py::arg("day_of_month"), py::arg("days_in_month"), py::arg("day_of_year"),
             py::arg("origin"), py::arg("horizon"), py::arg("model"));
  module.def("sample_rates", &sample_rates, py::kw_only(), py::arg("mean"), py::arg("day"), py::arg("correlation"),
             py::arg("day_error"), py::arg("curves"), py::arg("n"), py::arg("seed"), py::arg("stream"));
  module.def("poisson_counts", &poisson_counts, py::kw_only(), py::arg("rates"), py::arg("seed"), py::arg("stream"));
  module.def("handle_time_profile", &handle_time_profile, py::kw_only(), py::arg("handled"), py::arg("aht"));
}

}  // namespace erlang::python
