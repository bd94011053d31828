#include <chrono>
#include <cstdio>
#include <erlang/simulation.hpp>

#include "catch.hpp"

using namespace std::chrono_literals;

TEST_CASE("speed", "[.speed]") {
  erlang::Queue q{.name = "q",
                  .start = {0s},
                  .interval = erlang::Seconds(200.0 * 100000),
                  .offered = {10'000'000},
                  .aht = {200s},
                  .patience = {100s}};
  erlang::Group g{.name = "g", .queues = {"q"}, .start = {0s}, .interval = q.interval, .agents = {100}};
  for (double n : {10.0, 100.0, 1000.0}) {
    q.interval = erlang::Seconds(200.0 * 10'000'000 / n);
    g.interval = q.interval;
    g.agents = {n};
    auto t = std::chrono::steady_clock::now();
    auto r = erlang::simulate({.queues = {q}, .groups = {g}}, {.replications = 1, .threads = 1});
    double s = std::chrono::duration<double>(std::chrono::steady_clock::now() - t).count();
    std::printf("n=%g %.2f M/s\n", n, r.queues[0].total[0].mean / s / 1e6);
    for (std::size_t m = 0; m < erlang::measure_count; ++m)
      std::printf("%s %g\n", erlang::measure_names[m].data(), r.queues[0].total[m].mean);
  }
}
