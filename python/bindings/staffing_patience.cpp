#include <erlang/staffing/patience.hpp>
#include <optional>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

namespace {

using Column = py::array_t<double, py::array::c_style | py::array::forcecast>;
using Flags = py::array_t<bool, py::array::c_style | py::array::forcecast>;

std::span<const double> span_of(const Column& column) {
  return {column.data(), static_cast<std::size_t>(column.size())};
}

WaitRecords records_of(const Column& waits, const Flags& abandoned) {
  return {.waits = span_of(waits), .abandoned = {abandoned.data(), static_cast<std::size_t>(abandoned.size())}};
}

}  // namespace

void register_staffing_patience(py::module_& module) {
  module.def(
      "fit_patience",
      [](const Column& waits, const Flags& abandoned, std::optional<double> balk_within, bool weibull) {
        const WaitRecords records = records_of(waits, abandoned);
        const PatienceFit fit = [&] {
          py::gil_scoped_release released;
          const auto threshold = balk_within ? std::optional(Seconds{*balk_within}) : std::nullopt;
          return weibull ? weibull_patience(records, threshold) : exponential_patience(records, threshold);
        }();
        return std::array<double, 10>{fit.mean.count(),
                                      fit.mean_error.count(),
                                      fit.shape,
                                      fit.shape_error,
                                      fit.scale.count(),
                                      fit.scale_error.count(),
                                      fit.log_likelihood,
                                      static_cast<double>(fit.left),
                                      static_cast<double>(fit.kept),
                                      fit.exposure.count()};
      },
      py::arg("waits"), py::arg("abandoned"), py::arg("balk_within"), py::arg("weibull"));
  module.def(
      "balking_share",
      [](const Column& waits, const Flags& abandoned, double balk_within) {
        const Balking found = balking_share(records_of(waits, abandoned), Seconds{balk_within});
        return std::array<double, 4>{found.share, found.standard_error, static_cast<double>(found.left),
                                     static_cast<double>(found.waited)};
      },
      py::arg("waits"), py::arg("abandoned"), py::arg("balk_within"));
  module.def(
      "patience_survival",
      [](const Column& waits, const Flags& abandoned) {
        const WaitRecords records = records_of(waits, abandoned);
        PatienceSurvival curve;
        {
          py::gil_scoped_release released;
          curve = patience_survival(records);
        }
        return std::array<std::vector<double>, 5>{std::move(curve.wait), std::move(curve.at_risk),
                                                  std::move(curve.left), std::move(curve.survival),
                                                  std::move(curve.error)};
      },
      py::arg("waits"), py::arg("abandoned"));
  module.def(
      "patience_hazard",
      [](const Column& waits, const Flags& abandoned, const std::vector<double>& edges) {
        std::vector<std::array<double, 4>> rows;
        for (const PatienceHazard& one : patience_hazard(records_of(waits, abandoned), edges)) {
          rows.push_back({one.left, one.exposure, one.hazard, one.error});
        }
        return rows;
      },
      py::arg("waits"), py::arg("abandoned"), py::arg("edges"));
  module.def(
      "patience_from_waits",
      [](const Column& waited, const Column& abandoned) {
        const PatienceFromCounts found = patience_from_waits(span_of(waited), span_of(abandoned));
        return std::array<double, 3>{found.mean.count(), found.standard_error.count(), found.abandoned};
      },
      py::arg("waited"), py::arg("abandoned"));
  module.def(
      "patience_from_abandonment",
      [](const Column& volume, double interval, const Column& aht, const Column& agents, const Column& abandoned) {
        std::vector<Traffic> traffic;
        const auto volumes = span_of(volume);
        for (std::size_t i = 0; i < volumes.size(); ++i) {
          traffic.push_back({.volume = volumes[i], .interval = Seconds{interval}, .aht = Seconds{aht.data()[i]}});
        }
        py::gil_scoped_release released;
        const PatienceFromCounts found = patience_from_abandonment(traffic, span_of(agents), span_of(abandoned));
        return std::array<double, 3>{found.mean.count(), found.standard_error.count(), found.abandoned};
      },
      py::arg("volume"), py::arg("interval"), py::arg("aht"), py::arg("agents"), py::arg("abandoned"));
}

}  // namespace erlang::python
