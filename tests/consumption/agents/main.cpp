#include <cstdio>
#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>

using namespace std::chrono_literals;

int main() {
  const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
  std::printf("%.0f\n", erlang::required_agents(calls, {.service_level = 0.80, .answer_within = 20s}).agents);
}
