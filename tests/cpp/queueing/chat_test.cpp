#include <erlang/queueing/chat.hpp>
#include <erlang/queueing/erlang_a.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Chat;
using erlang::Seconds;

TEST_CASE("Chat: reference values for three levels of concurrency") {
  const Chat queue{{.volume = 2, .interval = 1s, .handle_times = {5s, Seconds{1 / 0.17}, Seconds{1 / 0.15}}}, 4, 10s};
  CHECK(wait_probability(queue) == Approx(0.7127422631091625981).epsilon(1e-14));
  CHECK(abandonment(queue) == Approx(0.1482841164028301850).epsilon(1e-14));
  CHECK(asa(queue, erlang::WaitOf::all).count() == Approx(1.4828411640283018509).epsilon(1e-14));
  CHECK(service_level(queue, 1s) == Approx(0.4439980073891532070).epsilon(1e-14));
  CHECK(chats_in_service(queue) == Approx(11.153647097890370807).epsilon(1e-14));
  CHECK(occupancy(queue) == Approx(0.9992823965110219417).epsilon(1e-14));
  CHECK(handle_time(queue).count() == Approx(6.5477510239586152424).epsilon(1e-14));
}

TEST_CASE("Chat: one chat at a time is Erlang A") {
  const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  for (const double patience : {0.0, 20.0, 600.0, 1e7}) {
    for (const int agents : {0, 5, 10, 14, 30}) {
      const Chat chat{{.volume = 100, .interval = 30min, .handle_times = {180s}}, agents, Seconds{patience}};
      const erlang::ErlangA call{calls, agents, Seconds{patience}};
      CHECK(wait_probability(chat) == Approx(wait_probability(call)).epsilon(1e-12));
      CHECK(abandonment(chat) == Approx(abandonment(call)).epsilon(1e-12));
      CHECK(service_level(chat, 20s) == Approx(service_level(call, 20s)).epsilon(1e-12));
      CHECK(queue_length(chat) == Approx(queue_length(call)).epsilon(1e-12));
      CHECK(occupancy(chat) == Approx(occupancy(call)).epsilon(1e-12));
    }
  }
}

TEST_CASE("Chat refuses what is outside its domain") {
  const erlang::ChatTraffic chats{.volume = 100, .interval = 30min, .handle_times = {180s, 250s}};
  CHECK_THROWS_WITH((Chat{chats, 2.5, 120s}),
                    "Chat: agents must be a whole number from 0 to 1e7 / concurrency, got 2.5");
  CHECK_THROWS_AS((Chat{chats, -1, 120s}), std::domain_error);
  CHECK_THROWS_WITH((Chat{chats, 2, -1s}), "Chat: patience must be >= 0 s, got -1");
  CHECK_THROWS_WITH((Chat{{.volume = 1, .interval = 1s, .handle_times = {}}, 2, 1s}),
                    "Chat: handle_times must have a level at least, got none");
  CHECK_THROWS_WITH((Chat{{.volume = 1, .interval = 1s, .handle_times = {1s, 0s}}, 2, 1s}),
                    "Chat: handle_times must be > 0 s, got 0 at index 1");
}
