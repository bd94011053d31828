#include <erlang/queueing/erlang_b_inverse.hpp>
#include <erlang/staffing/required_lines.hpp>

#include <cmath>

#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Traffic;

namespace {

const Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};

}  // namespace

TEST_CASE("lines: one fewer blocks too many, for any patience and with redials") {
  const erlang::Patience patiences[] = {erlang::Lognormal{.mean = 90s, .cv = 3.0},
                                        erlang::Weibull{.mean = 90s, .shape = 0.5, .balking = 0.1},
                                        erlang::Uniform{.low = 10s, .high = 200s}, erlang::Deterministic{.value = 60s},
                                        erlang::Exponential{.mean = 120s}};
  for (const auto& patience : patiences) {
    for (const double redial : {0.0, 0.6}) {
      for (const double agents : {0.0, 4.0, 9.0, 14.0}) {
        const auto blocked = [&](double lines) {
          return blocking(erlang::ErlangX{calls, agents, {.patience = patience, .lines = lines, .redial = redial}});
        };
        const double lines = required_lines(calls, agents, 0.02, {.patience = patience, .redial = redial});
        CHECK(blocked(lines) <= 0.02 * (1.0 + 1e-12));
        if (lines > agents) CHECK(blocked(lines - 1.0) > 0.02);
        for (double more = agents; more < agents + 40.0; more += 1.0)
          CHECK(blocked(more + 1.0) <= blocked(more) + 1e-14);
      }
    }
  }
}

TEST_CASE("lines: limits") {
  CHECK(required_lines(calls, 18, 0.01) == static_cast<double>(required_servers(erlang::Load{10}, 0.01)));
  CHECK(erlang::required_lines({.volume = 0, .interval = 30min, .aht = 180s}, 3, 0.01) == 3);
  CHECK(std::isinf(required_lines(calls, 9, 0.01)));
  CHECK(required_lines(calls, 9, 0.2) < 20);      // 1 - 9/10 is turned away with the longest queue
  CHECK(required_lines(calls, 10, 0.01) == 106);  // 1/B grows by 1 a line from 4.66
  CHECK(required_lines(calls, 10, 0.01, {.patience = 0s}) == 11);
}

TEST_CASE("lines: doors") {
  CHECK_THROWS_WITH(required_lines(calls, 2.5, 0.1),
                    "required_lines: agents must be a whole number from 0 to 1e9, got 2.5");
  CHECK_THROWS_WITH(required_lines(calls, 2, 1.0), "required_lines: max_blocking must be in (0, 1), got 1");
  CHECK_THROWS_WITH(required_lines(calls, 2, 0.1, {.lines = 3}), "required_lines: lines are what is looked for");
  CHECK_THROWS_WITH(required_lines(calls, 2, 0.1, {.redial = 1.0}), "required_lines: redial must be in [0, 1), got 1");
}
