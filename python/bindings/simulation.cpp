#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <erlang/simulation.hpp>
#include <exception>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "bindings.hpp"

namespace erlang::python {

namespace {

using Array = py::array_t<double, py::array::c_style | py::array::forcecast>;

std::vector<double> numbers(const py::dict& fields, const char* name) {
  const auto array = fields[name].cast<Array>();
  return {array.data(), array.data() + array.size()};
}

std::vector<Seconds> times(const py::dict& fields, const char* name) {
  std::vector<Seconds> result;
  for (const double value : numbers(fields, name)) result.emplace_back(value);
  return result;
}

Seconds time(const py::dict& fields, const char* name) {
  return Seconds(fields[name].cast<double>());
}

std::optional<Seconds> optional_time(const py::dict& fields, const char* name) {
  if (fields[name].is_none()) return std::nullopt;
  return time(fields, name);
}

Queue queue_of(const py::dict& fields) {
  return {.name = fields["name"].cast<std::string>(),
          .start = times(fields, "start"),
          .interval = time(fields, "interval"),
          .offered = numbers(fields, "offered"),
          .aht = times(fields, "aht"),
          .patience = times(fields, "patience"),
          .day = fields["day"].cast<std::vector<int>>(),
          .lines = fields["lines"].cast<double>(),
          .answer_within = time(fields, "answer_within"),
          .short_abandon = optional_time(fields, "short_abandon"),
          .max_wait = optional_time(fields, "max_wait")};
}

Group group_of(const py::dict& fields) {
  return {.name = fields["name"].cast<std::string>(),
          .queues = fields["queues"].cast<std::vector<std::string>>(),
          .start = times(fields, "start"),
          .interval = time(fields, "interval"),
          .agents = numbers(fields, "agents")};
}

Array table_of(const std::vector<Estimates>& rows) {
  Array result({rows.size(), measure_count, std::size_t{2}});
  double* out = result.mutable_data();
  for (const Estimates& row : rows)
    for (const Estimate& estimate : row) {
      *out++ = estimate.mean;
      *out++ = estimate.half_width;
    }
  return result;
}

constexpr std::array<double Counts::*, 16> count_fields{
    &Counts::offered,        &Counts::blocked,          &Counts::answered,  &Counts::answered_within,
    &Counts::abandoned,      &Counts::abandoned_within, &Counts::waited,    &Counts::within_max_wait,
    &Counts::virtual_within, &Counts::wait_answered,    &Counts::wait_all,  &Counts::wait_virtual,
    &Counts::busy,           &Counts::available,        &Counts::on_phones, &Counts::open};
constexpr std::array<const char*, 16> count_names{"offered",        "blocked",          "answered",  "answered_within",
                                                  "abandoned",      "abandoned_within", "waited",    "within_max_wait",
                                                  "virtual_within", "wait_answered",    "wait_all",  "wait_virtual",
                                                  "busy",           "available",        "on_phones", "open"};

Array counts_of(const QueueResult& queue, int replications) {
  Array result({static_cast<std::size_t>(replications), queue.day.size(), count_fields.size()});
  double* out = result.mutable_data();
  for (const Counts& counts : queue.day_counts)
    for (const auto field : count_fields) *out++ = counts.*field;
  return result;
}

/// Numerator and denominator of every measure in counts whose last axis is that of counts_of().
Array ratios_of(const Array& counts) {
  if (counts.ndim() == 0 || counts.shape(counts.ndim() - 1) != static_cast<py::ssize_t>(count_fields.size()))
    throw std::invalid_argument("ratios: counts must have COUNTS as their last axis");
  std::vector<py::ssize_t> shape(counts.shape(), counts.shape() + counts.ndim() - 1);
  shape.push_back(measure_count);
  shape.push_back(2);
  Array result(shape);
  const double* in = counts.data();
  double* out = result.mutable_data();
  for (const double* const end = in + counts.size(); in != end;) {
    Counts row;
    for (const auto field : count_fields) row.*field = *in++;
    for (std::size_t m = 0; m < measure_count; ++m) {
      const Ratio sides = ratio(static_cast<Measure>(m), row);
      *out++ = sides.numerator;
      *out++ = sides.denominator;
    }
  }
  return result;
}

/// Runs `work` on a thread of its own while this one looks for signals; a signal sets `stop`.
template <class Work>
void interruptible(std::atomic<bool>& stop, Work&& work) {
  std::mutex guard;
  std::condition_variable ended;
  bool done = false;
  bool interrupted = false;
  std::exception_ptr failure;
  {
    const py::gil_scoped_release released;
    std::thread worker([&] {
      try {
        work();
      } catch (...) {
        failure = std::current_exception();
      }
      const std::scoped_lock lock(guard);
      done = true;
      ended.notify_one();
    });
    std::unique_lock lock(guard);
    while (!ended.wait_for(lock, std::chrono::milliseconds(50), [&] { return done; })) {
      if (interrupted) continue;
      lock.unlock();
      {
        const py::gil_scoped_acquire held;
        interrupted = PyErr_CheckSignals() != 0;
      }
      if (interrupted) stop = true;
      lock.lock();
    }
    lock.unlock();
    worker.join();
  }
  if (interrupted) throw py::error_already_set();
  if (failure) std::rethrow_exception(failure);
}

py::list simulate_centre(const std::vector<py::dict>& queues, const std::vector<py::dict>& groups, int replications,
                         std::uint64_t seed, int threads) {
  Centre centre;
  for (const py::dict& fields : queues) centre.queues.push_back(queue_of(fields));
  for (const py::dict& fields : groups) centre.groups.push_back(group_of(fields));
  std::atomic<bool> stop = false;
  SimulationResult result;
  interruptible(stop, [&] {
    result = simulate(centre, {.replications = replications, .seed = seed, .threads = threads, .stop = &stop});
  });
  py::list tables;
  for (const QueueResult& queue : result.queues) {
    py::dict entry;
    entry["intervals"] = table_of(queue.intervals);
    entry["days"] = table_of(queue.days);
    entry["total"] = table_of({queue.total});
    entry["counts"] = counts_of(queue, replications);
    tables.append(entry);
  }
  return tables;
}

}  // namespace

void register_simulation(py::module_& module) {
  module.doc() = "simulation: a centre simulated, its estimates as arrays";
  module.attr("MEASURES") = py::tuple(py::cast(std::vector<std::string>(measure_names.begin(), measure_names.end())));
  module.attr("COUNTS") = py::tuple(py::cast(std::vector<std::string>(count_names.begin(), count_names.end())));
  module.def(
      "simulate", &simulate_centre, py::kw_only(), py::arg("queues"), py::arg("groups"), py::arg("replications"),
      py::arg("seed"), py::arg("threads"),
      "Simulates queues and groups given as dictionaries of fields. Per queue: intervals, days, total (each row x "
      "MEASURES x mean and half width) and counts (replication x day x COUNTS).");
  module.def("ratios", &ratios_of, py::arg("counts"),
             "Numerator and denominator of MEASURES in counts whose last axis is COUNTS.");
  module.def("confidence_factor", &confidence_factor, py::arg("replications"),
             "The factor of a 95 % interval from so many replications.");
}

}  // namespace erlang::python
