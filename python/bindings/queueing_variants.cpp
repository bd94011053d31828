#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

constexpr auto engset_of = [](const auto& row) { return Engset{row[0], row[1], row[2]}; };

using Numbers = const std::vector<double>&;

RateAverage average_of(int value) {
  return enumerator<RateAverage>(value, 2);
}

/// A name, and that measure of a model made by `make` from the first Size values of a row.
template <std::size_t Size, class Make, class Measure>
void define_measure(py::module_& module, const char* name, Make make, Measure measure) {
  define<Size>(module, name, [make, measure](const auto& row) { return measure(make(row)); });
}

void define_loss(py::module_& module) {
  define_measure<3>(module, "engset_time_congestion", engset_of, [](const auto& q) { return time_congestion(q); });
  define_measure<3>(module, "engset_blocking", engset_of, [](const auto& q) { return blocking(q); });
  define_measure<3>(module, "engset_no_wait_probability", engset_of,
                    [](const auto& q) { return no_wait_probability(q); });
  define_measure<3>(module, "engset_carried_load", engset_of, [](const auto& q) { return carried_load(q); });
  define_measure<3>(module, "engset_occupancy", engset_of, [](const auto& q) { return occupancy(q); });

  define<2>(module, "overflow_mean", [](const auto& row) { return overflow(row[0], row[1]).mean; });
  define<2>(module, "overflow_variance", [](const auto& row) { return overflow(row[0], row[1]).variance; });
  define<2>(module, "overflow_peakedness", [](const auto& row) { return overflow(row[0], row[1]).peakedness; });
  define<3>(module, "hayward_blocking", [](const auto& row) { return hayward_blocking(row[0], row[1], row[2]); });
  define<2>(module, "rapp_load", [](const auto& row) { return equivalent_random(row[0], row[1]).load; });
  define<2>(module, "rapp_servers", [](const auto& row) { return equivalent_random(row[0], row[1]).servers; });
  define<2>(module, "wilkinson_load", [](const auto& row) { return equivalent_random_exact(row[0], row[1]).load; });
  define<2>(module, "wilkinson_servers",
            [](const auto& row) { return equivalent_random_exact(row[0], row[1]).servers; });
  define<2>(module, "required_servers_fractional",
            [](const auto& row) { return required_servers(Load{row[0]}, row[1], fractional_servers); });
}

void define_heavy_traffic(py::module_& module) {
  const auto of = [](const auto& row) { return Garnett{row[0], row[1]}; };
  define_measure<2>(module, "garnett_wait_probability", of, [](const auto& q) { return wait_probability(q); });
  define_measure<2>(module, "garnett_no_wait_probability", of, [](const auto& q) { return no_wait_probability(q); });
  define_measure<2>(module, "garnett_scaled_abandonment", of, [](const auto& q) { return scaled_abandonment(q); });
  define_measure<2>(module, "garnett_scaled_wait", of, [](const auto& q) { return scaled_wait(q); });
}

/// The measures of a random rate: the first Size values of a row and the options make the model.
template <std::size_t Size, class... Options, class Make>
void define_random_rate(py::module_& module, const std::string& model, Make make) {
  define<Size + 2, Options..., int, int>(
      module, (model + "_service_level").c_str(), [make](const auto& row, Options... options, int average, int level) {
        return service_level(make(row, options...), Seconds{row[Size]}, average_of(average), definition_of(level),
                             given(row[Size + 1]));
      });
  const auto add = [&](const char* name, auto measure) {
    define<Size, Options..., int>(module, (model + "_" + name).c_str(),
                                  [make, measure](const auto& row, Options... options, int average) {
                                    return measure(make(row, options...), average_of(average));
                                  });
  };
  add("wait_probability", [](const auto& q, RateAverage by) { return wait_probability(q, by); });
  add("no_wait_probability", [](const auto& q, RateAverage by) { return no_wait_probability(q, by); });
  add("abandonment", [](const auto& q, RateAverage by) { return abandonment(q, by); });
  add("occupancy", [](const auto& q, RateAverage) { return occupancy(q); });
  add("asa", [](const auto& q, RateAverage) { return asa_all(q).count(); });
  add("queue_length", [](const auto& q, RateAverage) { return queue_length(q); });
}

void define_random_rates(py::module_& module) {
  define_random_rate<6, int>(module, "random_rate", [](const auto& row, int kind) {
    if (kind == 0) return RandomRate{traffic_of(row), row[3], GammaRate{row[5]}, Seconds{row[4]}};
    return RandomRate{traffic_of(row), row[3], LognormalRate{row[5]}, Seconds{row[4]}};
  });
  define_random_rate<4, Numbers, Numbers>(
      module, "random_rate_discrete", [](const auto& row, Numbers volumes, Numbers weights) {
        return RandomRate{DiscreteRate{volumes, weights}, Seconds{row[0]}, Seconds{row[1]}, row[2], Seconds{row[3]}};
      });
}

/// The chain of the last queue asked for on this thread: one model is asked for several measures.
const MGn& mgn_of(const Traffic& traffic, double agents, const PhaseTypeService& service) {
  thread_local std::optional<MGn> last;
  if (!last || last->offered() != traffic || last->agents() != agents || last->service() != service) {
    std::optional<py::gil_scoped_release> release;  // for one row; loops over rows have released it
    if (PyGILState_Check() != 0) release.emplace();
    last.reset();
    last.emplace(traffic, agents, service);
  }
  return *last;
}

PhaseTypeService service_of(int phases, Numbers shares, Numbers means) {
  if (phases > 0) return ErlangService{phases};
  return HyperexponentialService{shares, means};
}

/// The measures of a queue without abandonment, whose model the first Size values of a row and the options make.
template <std::size_t Size, class... Options, class Make>
void define_delay(py::module_& module, const std::string& model, Make make) {
  const auto add = [&](const char* name, auto measure) {
    define<Size, Options...>(
        module, (model + "_" + name).c_str(),
        [make, measure](const auto& row, Options... options) { return measure(make(row, options...)); });
  };
  add("wait_probability", [](const auto& q) { return wait_probability(q); });
  add("no_wait_probability", [](const auto& q) { return no_wait_probability(q); });
  add("occupancy", [](const auto& q) { return occupancy(q); });
  add("carried_load", [](const auto& q) { return carried_load(q); });
  add("queue_length", [](const auto& q) { return queue_length(q); });
  add("asa", [](const auto& q) { return asa(q).count(); });
  const auto add_of = [&](const char* name, auto measure) {
    define<Size + 1, Options...>(
        module, (model + "_" + name).c_str(),
        [make, measure](const auto& row, Options... options) { return measure(make(row, options...), row[Size]); });
  };
  add_of("service_level", [](const auto& q, double x) { return service_level(q, Seconds{x}); });
  add_of("wait_exceeds", [](const auto& q, double x) { return wait_exceeds(q, Seconds{x}); });
  add_of("wait_percentile", [](const auto& q, double x) { return wait_percentile(q, x).count(); });
}

template <std::size_t Size, class... Options, class Make>
void define_waiting(py::module_& module, const std::string& model, Make make) {
  define<Size + 1, Options...>(
      module, (model + "_queue_at_least").c_str(),
      [make](const auto& row, Options... options) { return queue_at_least(make(row, options...), row[Size]); });
  define<Size + 1, Options...>(module, (model + "_queue_exactly").c_str(), [make](const auto& row, Options... options) {
    return queue_exactly(make(row, options...), row[Size]);
  });
}

void define_general_service(py::module_& module) {
  const auto mdn = [](const auto& row) { return MDn{traffic_of(row), row[3]}; };
  define_delay<4>(module, "mdn", mdn);
  define_waiting<4>(module, "mdn", mdn);
  define<4>(module, "mdn_wait_deviation", [mdn](const auto& row) { return wait_deviation(mdn(row)).count(); });

  const auto mgn = [](const auto& row, int phases, Numbers shares, Numbers means) {
    return mgn_of(traffic_of(row), row[3], service_of(phases, shares, means));
  };
  define_delay<4, int, Numbers, Numbers>(module, "mgn", mgn);
  define_waiting<4, int, Numbers, Numbers>(module, "mgn", mgn);
  module.def("mgn_service_cv",
             [](int phases, Numbers shares, Numbers means) { return service_cv(service_of(phases, shares, means)); });

  define_delay<5, int>(module, "mgn_approximation", [](const auto& row, int approximation) {
    return MGnApproximation{traffic_of(row), row[3], row[4], enumerator<WaitApproximation>(approximation, 3)};
  });
}

}  // namespace

void register_queueing_variants(py::module_& module) {
  define_loss(module);
  define_heavy_traffic(module);
  define_random_rates(module);
  define_general_service(module);
}

}  // namespace erlang::python
