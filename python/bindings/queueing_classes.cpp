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

}  // namespace

void register_queueing_classes(py::module_& module) {
  define_shares<5>(module, "blend", blend_of);
  define_levels<5>(module, "blend", blend_of);
  define_waits<5>(module, "blend", blend_of);
  define<5>(module, "blend_outbound_load", [](const auto& row) { return outbound_load(blend_of(row)); });
  define<5>(module, "blend_outbound_volume", [](const auto& row) { return outbound_volume(blend_of(row)); });
  define_chat(module);
  define_priorities(module);
}

}  // namespace erlang::python
