#include <erlang/queueing/blend.hpp>
#include <erlang/queueing/erlang_c.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Blend;
using erlang::Traffic;

TEST_CASE("Blend: the reference example") {
  const Traffic calls{.volume = 0.2, .interval = 1s, .aht = 200s};
  const Blend queue{calls, 50, 46};
  CHECK(service_level(queue, 20s) == Approx(0.84382522596133).epsilon(1e-13));
  CHECK(outbound_volume(queue) == Approx(0.0421627).epsilon(1e-6));
  CHECK(queue.idle_reserve() == 4.0);
  CHECK(service_level(queue, 20s) + wait_exceeds(queue, 20s) == Approx(1.0).epsilon(1e-14));
  CHECK(carried_load(queue) == Approx(40.0 + outbound_load(queue)));
}

TEST_CASE("Blend: threshold 0 is Erlang C, large or small") {
  for (const double load : {1e-4, 3.0, 47.0, 900.0, 9.9e5}) {
    const Traffic calls{.volume = load, .interval = 1s, .aht = 1s};
    for (const double agents : {std::ceil(load + 0.001 * load + 1.0), std::ceil(load + 3.0 * std::sqrt(load) + 1.0)}) {
      const Blend queue{calls, agents, 0};
      const erlang::ErlangC one{calls, agents};
      CHECK(wait_probability(queue) == Approx(wait_probability(one)).epsilon(1e-12));
      CHECK(asa(queue).count() == Approx(asa(one).count()).epsilon(1e-12));
      CHECK(service_level(queue, 1s) == Approx(service_level(one, 1s)).epsilon(1e-13));
      CHECK(outbound_load(queue) == 0.0);
    }
  }
}

TEST_CASE("Blend refuses what is outside its domain") {
  const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  const char* rule = "Blend: threshold must be from 0 to agents, a whole number below them, got ";
  CHECK_THROWS_WITH((Blend{calls, 14, 15}), std::string(rule) + "15");
  CHECK_THROWS_WITH((Blend{calls, 14, -1}), std::string(rule) + "-1");
  CHECK_THROWS_WITH((Blend{calls, 14, 2.5}), std::string(rule) + "2.5");
  CHECK_THROWS_AS((Blend{calls, -1, 0}), std::domain_error);
  CHECK(Blend{calls, 14.5, 2.5}.idle_reserve() == 12.0);
}
