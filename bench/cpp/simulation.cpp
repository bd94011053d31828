#include <chrono>
#include <cstdio>
#include <ctime>
#include <erlang/queueing.hpp>
#include <erlang/simulation.hpp>

/// Calls per second of CPU, one thread: M/M/n+M at load n with patience of half a handle time, the abandonment
/// beside that of Erlang A.
int main() {
  using namespace erlang;
  std::printf("%6s %16s %12s %12s\n", "agents", "million calls/s", "abandonment", "Erlang A");
  for (const double agents : {10.0, 100.0, 1000.0}) {
    constexpr double calls = 5e6;
    const Seconds length(200.0 * calls / agents);
    const Centre centre{
        .queues = {{.name = "calls",
                    .start = {Seconds(0.0)},
                    .interval = length,
                    .offered = {calls},
                    .aht = {Seconds(200.0)},
                    .patience = {Seconds(100.0)}}},
        .groups = {
            {.name = "desk", .queues = {"calls"}, .start = {Seconds(0.0)}, .interval = length, .agents = {agents}}}};
    const std::clock_t begin = std::clock();
    const SimulationResult result = simulate(centre, {.replications = 2, .threads = 1});
    const double seconds = double(std::clock() - begin) / CLOCKS_PER_SEC;
    const Traffic traffic{.volume = calls, .interval = length, .aht = Seconds(200.0)};
    std::printf("%6.0f %16.1f %12.5f %12.5f\n", agents, 2e-6 * calls / seconds,
                result.queues[0].total[static_cast<std::size_t>(Measure::abandonment)].mean,
                abandonment(ErlangA{traffic, agents, Seconds(100.0)}));
  }
}
