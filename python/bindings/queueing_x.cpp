#include "patience_kinds.hpp"
#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

constexpr std::size_t of_traffic =
    10;                             // volume, interval, aht, agents, three numbers of patience, balking, lines, redial
constexpr std::size_t of_load = 4;  // load, agents, lines, redial

/// A queue from a row and the patience all rows share in kind.
template <std::size_t Size>
auto queue_of(const std::array<double, Size>& row, int kind, const Empirical& samples) {
  constexpr std::size_t lines = Size < of_traffic ? 2 : 8;
  ErlangXOptions options;
  if (std::isfinite(row[lines])) options.lines = row[lines];
  options.redial = row[lines + 1];
  if constexpr (Size < of_traffic) {
    return ErlangX{Load{row[0]}, row[1], std::move(options)};
  } else {
    if (kind != 0) options.patience = patience_of(kind, row[4], row[5], row[6], row[7], samples);
    return ErlangX{traffic_of(row), row[3], std::move(options)};
  }
}

constexpr auto from_traffic = [](const auto& row, int kind, const Empirical& samples) {
  return queue_of(row, kind, samples);
};
constexpr auto from_load = [](const auto& row, int kind, const Empirical& samples) {
  return queue_of<of_load>({row[0], row[1], row[2], row[3]}, kind, samples);
};

/// Measures that a load alone gives.
template <std::size_t Size, class Make>
void define_x_shares(py::module_& module, const std::string& model, Make make) {
  const auto add = [&](const char* measure, auto of) {
    define<Size, int, const Empirical&>(
        module, (model + "_" + measure).c_str(),
        [make, of](const auto& row, int kind, const Empirical& samples) { return of(make(row, kind, samples)); });
  };
  add("load", [](const auto& queue) { return queue.load(); });
  add("wait_probability", [](const auto& queue) { return wait_probability(queue); });
  add("no_wait_probability", [](const auto& queue) { return no_wait_probability(queue); });
  add("abandonment", [](const auto& queue) { return abandonment(queue); });
  add("blocking", [](const auto& queue) { return blocking(queue); });
  add("occupancy", [](const auto& queue) { return occupancy(queue); });
  add("carried_load", [](const auto& queue) { return carried_load(queue); });
  add("queue_length", [](const auto& queue) { return queue_length(queue); });
  add("attempts", [](const auto& queue) { return attempts(queue); });
  add("lost", [](const auto& queue) { return lost(queue); });
  define<Size + 1, int, const Empirical&>(module, (model + "_queue_at_least").c_str(),
                                          [make](const auto& row, int kind, const Empirical& samples) {
                                            return queue_at_least(make(row, kind, samples), row[Size]);
                                          });
  define<Size + 1, int, const Empirical&>(module, (model + "_queue_exactly").c_str(),
                                          [make](const auto& row, int kind, const Empirical& samples) {
                                            return queue_exactly(make(row, kind, samples), row[Size]);
                                          });
}

void define_x_waits(py::module_& module) {
  constexpr std::size_t size = of_traffic;
  define<size + 2, int, const Empirical&, int>(module, "erlang_x_service_level",
                                               [](const auto& row, int kind, const Empirical& samples, int definition) {
                                                 return service_level(queue_of(row, kind, samples), Seconds{row[size]},
                                                                      definition_of(definition), given(row[size + 1]));
                                               });
  define<size, int, const Empirical&, int>(module, "erlang_x_asa",
                                           [](const auto& row, int kind, const Empirical& samples, int of) {
                                             return asa(queue_of(row, kind, samples), wait_of(of)).count();
                                           });
  define<size + 1, int, const Empirical&, int>(
      module, "erlang_x_wait_exceeds", [](const auto& row, int kind, const Empirical& samples, int of) {
        return wait_exceeds(queue_of(row, kind, samples), Seconds{row[size]}, wait_of(of));
      });
  define<size + 1, int, const Empirical&>(module, "erlang_x_wait_percentile",
                                          [](const auto& row, int kind, const Empirical& samples) {
                                            return wait_percentile(queue_of(row, kind, samples), row[size]).count();
                                          });
  define<size, int, const Empirical&>(module, "erlang_x_wait_deviation",
                                      [](const auto& row, int kind, const Empirical& samples) {
                                        return wait_deviation(queue_of(row, kind, samples)).count();
                                      });
  define<size, int, const Empirical&>(module, "erlang_x_abandonment_wait",
                                      [](const auto& row, int kind, const Empirical& samples) {
                                        return abandonment_wait(queue_of(row, kind, samples)).count();
                                      });
  define<size + 1, int, const Empirical&>(module, "erlang_x_abandoned_within",
                                          [](const auto& row, int kind, const Empirical& samples) {
                                            return abandoned_within(queue_of(row, kind, samples), Seconds{row[size]});
                                          });
}

/// A column per field of Measures; `columns` are those of a row, then answer_within.
std::vector<Column> erlang_x_measures(const std::vector<Column>& columns, const Column& short_abandon, int definition,
                                      int kind, const Empirical& samples) {
  if (columns.size() != of_traffic + 1) throw std::invalid_argument("erlang_x_measures takes 11 columns");
  std::vector<std::span<const double>> data;
  for (const Column& column : columns) data.push_back(span_of(column));
  const std::span<const double> quick = span_of(short_abandon);
  return in_chunks(data[0].size(), [&](std::size_t begin, std::span<Measures> out) {
    for (std::size_t r = 0; r < out.size(); ++r) {
      if (r % 1024 == 1023) check_signals();
      std::array<double, of_traffic> row{};
      for (std::size_t i = 0; i < row.size(); ++i) row[i] = data[i][begin + r];
      const std::optional<Seconds> t = quick.empty() ? std::nullopt : given(quick[begin + r]);
      out[r] =
          measures(queue_of(row, kind, samples), Seconds{data[of_traffic][begin + r]}, definition_of(definition), t);
    }
  });
}

}  // namespace

void register_queueing_x(py::module_& module) {
  py::class_<Empirical>(module, "EmpiricalSamples", "Samples, or a survival curve, of patience; none by default.")
      .def(py::init<>())
      .def(py::init([](const Column& samples, const Column& survival) {
        const auto times = span_of(samples);
        const auto left = span_of(survival);
        Empirical patience{{times.begin(), times.end()}, {left.begin(), left.end()}};
        detail::check_survival(patience);
        return patience;
      }));
  define_x_shares<of_traffic>(module, "erlang_x", from_traffic);
  define_x_shares<of_load>(module, "erlang_x_of_load", from_load);
  define_x_waits(module);
  module.def("erlang_x_measures", &erlang_x_measures);
}

}  // namespace erlang::python
