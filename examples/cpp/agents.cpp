// One queue, one interval: the agents it takes, and what they achieve.
#include <cstdio>
#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>

using namespace std::chrono_literals;

int main() {
  const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

  const erlang::ErlangC patient{calls, 14};
  std::printf("14 agents: %.1f %% within 20 s, average speed of answer %.2f s\n",
              100.0 * erlang::service_level(patient, 20s), erlang::asa(patient).count());

  const auto need = erlang::required_agents(calls, {.service_level = 0.80, .answer_within = 20s, .max_occupancy = 0.85},
                                            {.patience = 120s});
  std::printf("with callers who wait two minutes on average: %g agents\n", need.agents);
  return need.agents == 12 ? 0 : 1;
}
