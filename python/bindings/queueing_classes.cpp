#include <memory>

#include "queueing_rows.hpp"

namespace erlang::python {
namespace {

constexpr auto blend_of = [](const auto& row) { return Blend{traffic_of(row), row[3], row[4]}; };

using Numbers = std::vector<double>;

std::vector<Seconds> times_of(const Numbers& numbers) {
  std::vector<Seconds> times;
  times.reserve(numbers.size());
  for (const double number : numbers) times.emplace_back(number);
  return times;
}

/// volume, interval, agents, patience, and the handle times of all rows.
template <std::size_t Size>
Chat chat_of(const std::array<double, Size>& row, const Numbers& handle_times) {
  return {
      {.volume = row[0], .interval = Seconds{row[1]}, .handle_times = times_of(handle_times)}, row[2], Seconds{row[3]}};
}

void define_chat(py::module_& module) {
  const auto add = [&](const char* measure, auto of) {
    define<4, Numbers>(module, (std::string("chat_") + measure).c_str(),
                       [of](const auto& row, const Numbers& times) { return of(chat_of(row, times)); });
  };
  add("wait_probability", [](const Chat& queue) { return wait_probability(queue); });
  add("no_wait_probability", [](const Chat& queue) { return no_wait_probability(queue); });
  add("abandonment", [](const Chat& queue) { return abandonment(queue); });
  add("blocking", [](const Chat& queue) { return blocking(queue); });
  add("occupancy", [](const Chat& queue) { return occupancy(queue); });
  add("queue_length", [](const Chat& queue) { return queue_length(queue); });
  add("chats_in_service", [](const Chat& queue) { return chats_in_service(queue); });
  add("handle_time", [](const Chat& queue) { return handle_time(queue).count(); });
  add("wait_deviation", [](const Chat& queue) { return wait_deviation(queue).count(); });
  define<6, int, Numbers>(module, "chat_service_level", [](const auto& row, int definition, const Numbers& times) {
    return service_level(chat_of(row, times), Seconds{row[4]}, definition_of(definition), given(row[5]));
  });
  define<4, int, Numbers>(module, "chat_asa", [](const auto& row, int of, const Numbers& times) {
    return asa(chat_of(row, times), wait_of(of)).count();
  });
  define<5, int, Numbers>(module, "chat_wait_exceeds", [](const auto& row, int of, const Numbers& times) {
    return wait_exceeds(chat_of(row, times), Seconds{row[4]}, wait_of(of));
  });
  define<5, Numbers>(module, "chat_wait_percentile", [](const auto& row, const Numbers& times) {
    return wait_percentile(chat_of(row, times), row[4]).count();
  });
  define<5, Numbers>(module, "chat_abandoned_within", [](const auto& row, const Numbers& times) {
    return abandoned_within(chat_of(row, times), Seconds{row[4]});
  });
}

/// A measure of each class, by its rank.
template <class Measure>
Column each_class(const Numbers& volumes, double interval, double aht, double agents, Measure&& measure) {
  Column result(static_cast<py::ssize_t>(volumes.size()));
  double* out = result.mutable_data();
  const py::gil_scoped_release release;
  const Priorities queue{{.volumes = volumes, .interval = Seconds{interval}, .aht = Seconds{aht}}, agents};
  for (std::size_t rank = 0; rank < volumes.size(); ++rank) {
    if (rank % 1024 == 1023) check_signals();
    out[rank] = measure(queue, rank);
  }
  return result;
}

void define_priorities(py::module_& module) {
  const auto add = [&](const char* measure, auto of) {
    module.def((std::string("priorities_") + measure).c_str(),
               [of](const Numbers& volumes, double interval, double aht, double agents) {
                 return each_class(volumes, interval, aht, agents, of);
               });
  };
  add("asa", [](const Priorities& queue, std::size_t rank) { return asa(queue, rank).count(); });
  add("wait_deviation", [](const Priorities& queue, std::size_t rank) { return wait_deviation(queue, rank).count(); });
  add("queue_length", [](const Priorities& queue, std::size_t rank) { return queue_length(queue, rank); });
  add("wait_probability", [](const Priorities& queue, std::size_t) { return wait_probability(queue); });
  add("no_wait_probability", [](const Priorities& queue, std::size_t) { return no_wait_probability(queue); });
  add("occupancy", [](const Priorities& queue, std::size_t) { return occupancy(queue); });

  // With an argument per class.
  const auto add_of = [&](const char* measure, auto of) {
    module.def((std::string("priorities_") + measure).c_str(),
               [of](const Numbers& volumes, double interval, double aht, double agents, const Numbers& argument) {
                 if (argument.size() != volumes.size())
                   throw std::invalid_argument("priorities: an argument per class is needed");
                 return each_class(volumes, interval, aht, agents, [&](const Priorities& queue, std::size_t rank) {
                   return of(queue, rank, argument[rank]);
                 });
               });
  };
  add_of("service_level", [](const Priorities& queue, std::size_t rank, double time) {
    return service_level(queue, rank, Seconds{time});
  });
  add_of("wait_exceeds", [](const Priorities& queue, std::size_t rank, double time) {
    return wait_exceeds(queue, rank, Seconds{time});
  });
  add_of("wait_percentile",
         [](const Priorities& queue, std::size_t rank, double p) { return wait_percentile(queue, rank, p).count(); });
}

/// A chain is solved once, without the GIL, and asked many times.
void define_redial_orbit(py::module_& module) {
  const auto solve = [](double volume, double interval, double aht, double agents, double patience, double redial,
                        double redial_delay) {
    const py::gil_scoped_release release;
    return std::make_unique<RedialOrbit>(Traffic{.volume = volume, .interval = Seconds{interval}, .aht = Seconds{aht}},
                                         agents, Seconds{patience}, Redial{redial, Seconds{redial_delay}});
  };
  py::class_<RedialOrbit> model(module, "RedialOrbit");
  model.def(py::init(solve));
  const auto add = [&](const char* measure, auto of) { model.def(measure, of); };
  add("attempted_volume", [](const RedialOrbit& queue) { return attempted_volume(queue); });
  add("attempts", [](const RedialOrbit& queue) { return attempts(queue); });
  add("wait_probability", [](const RedialOrbit& queue) { return wait_probability(queue); });
  add("no_wait_probability", [](const RedialOrbit& queue) { return no_wait_probability(queue); });
  add("all_busy", [](const RedialOrbit& queue) { return all_busy(queue); });
  add("abandonment", [](const RedialOrbit& queue) { return abandonment(queue); });
  add("blocking", [](const RedialOrbit& queue) { return blocking(queue); });
  add("lost", [](const RedialOrbit& queue) { return lost(queue); });
  add("carried_load", [](const RedialOrbit& queue) { return carried_load(queue); });
  add("occupancy", [](const RedialOrbit& queue) { return occupancy(queue); });
  add("queue_length", [](const RedialOrbit& queue) { return queue_length(queue); });
  add("orbit_length", [](const RedialOrbit& queue) { return orbit_length(queue); });
  add("asa", [](const RedialOrbit& queue, int of) { return asa(queue, wait_of(of)).count(); });
  add("service_level", [](const RedialOrbit& queue, double time) { return service_level(queue, Seconds{time}); });
  add("wait_exceeds", [](const RedialOrbit& queue, double time) { return wait_exceeds(queue, Seconds{time}); });
}

using Pair = std::array<double, 2>;

void define_n_design(py::module_& module) {
  const auto solve = [](const Pair& volumes, double interval, const Pair& aht, const Pair& agents, const Pair& patience,
                        bool class_1_first) {
    const py::gil_scoped_release release;
    return std::make_unique<NDesign>(NTraffic{.volumes = volumes,
                                              .interval = Seconds{interval},
                                              .aht = {Seconds{aht[0]}, Seconds{aht[1]}},
                                              .patience = {Seconds{patience[0]}, Seconds{patience[1]}}},
                                     agents, class_1_first ? G2Priority::class_1_first : G2Priority::class_2_first);
  };
  py::class_<NDesign> model(module, "NDesign");
  model.def(py::init(solve));
  const auto add = [&](const char* measure, auto of) {
    model.def(measure, [of](const NDesign& centre) { return Pair{of(centre, 0), of(centre, 1)}; });
  };
  add("wait_probability", [](const NDesign& centre, std::size_t rank) { return wait_probability(centre, rank); });
  add("no_wait_probability", [](const NDesign& centre, std::size_t rank) { return no_wait_probability(centre, rank); });
  add("abandonment", [](const NDesign& centre, std::size_t rank) { return abandonment(centre, rank); });
  add("queue_length", [](const NDesign& centre, std::size_t rank) { return queue_length(centre, rank); });
  add("occupancy", [](const NDesign& centre, std::size_t group) { return occupancy(centre, group); });
  model.def("asa", [](const NDesign& centre, int of) {
    return Pair{asa(centre, 0, wait_of(of)).count(), asa(centre, 1, wait_of(of)).count()};
  });
  const auto add_at = [&](const char* measure, auto of) {
    model.def(measure, [of](const NDesign& centre, const Pair& times) {
      const py::gil_scoped_release release;
      return Pair{of(centre, 0, Seconds{times[0]}), of(centre, 1, Seconds{times[1]})};
    });
  };
  add_at("service_level",
         [](const NDesign& centre, std::size_t rank, Seconds time) { return service_level(centre, rank, time); });
  add_at("wait_exceeds",
         [](const NDesign& centre, std::size_t rank, Seconds time) { return wait_exceeds(centre, rank, time); });
}

}  // namespace

void register_queueing_classes(py::module_& module) {
  define_shares<5>(module, "blend", blend_of);
  define_levels<5>(module, "blend", blend_of);
  define_waits<5>(module, "blend", blend_of);
  define<5>(module, "blend_outbound_load", [](const auto& row) { return outbound_load(blend_of(row)); });
  define<5>(module, "blend_outbound_volume", [](const auto& row) { return outbound_volume(blend_of(row)); });
  define_chat(module);
  define_priorities(module);
  define_redial_orbit(module);
  define_n_design(module);
}

}  // namespace erlang::python
