#include <erlang/queueing/priorities.hpp>

#include "../reference.hpp"
#include "catch.hpp"

using namespace std::chrono_literals;
using erlang::Priorities;
using erlang::Seconds;

TEST_CASE("Priorities: the reference example with three classes") {
  // 1, 1.5 and 1 calls a second of one second each, five agents.
  const Priorities queue{{.volumes = {60, 90, 60}, .interval = 1min, .aht = 1s}, 5};
  const double levels[] = {0.9237157776643097623, 0.8412068919459546670, 0.7559031218806213296};
  const double waits[] = {0.0944595566746099545, 0.1889191133492199091, 0.5037843022645864244};
  CHECK(wait_probability(queue) == Approx(0.3778382266984398183).epsilon(1e-14));
  for (std::size_t rank = 0; rank < 3; ++rank) {
    CHECK(service_level(queue, rank, Seconds{0.4}) == Approx(levels[rank]).epsilon(1e-14));
    CHECK(asa(queue, rank).count() == Approx(waits[rank]).epsilon(1e-14));
    CHECK(wait_exceeds(queue, rank, wait_percentile(queue, rank, 0.99)) == Approx(0.01).epsilon(1e-12));
    CHECK(wait_exceeds(queue, rank, 0s) == Approx(wait_probability(queue)).epsilon(1e-14));
    CHECK(service_level(queue, rank, 0s) == Approx(no_wait_probability(queue)).epsilon(1e-14));
  }
}

TEST_CASE("Priorities: the mixture of the wait adds up to 1") {
  for (const double r : {0.0, 1e-9, 0.01, 0.25, 0.81, 0.999}) {
    for (const double share : {0.0, 1e-12, 0.1, 0.5, 0.9, 0.999999}) {
      const double own = (1.0 - r) * share;
      const double spare = (1.0 - r) * (1.0 - share);
      const erlang::detail::PriorityWait wait{r, own, 1.0 - r, spare};
      CHECK(wait.exceeds(0.0) == Approx(1.0).epsilon(2e-13));
      CHECK(wait.within(0.0) == 0.0);
      for (const double t : {1e-9, 0.5, 7.0, 300.0, 1e6})
        CHECK(wait.exceeds(t) + wait.within(t) == Approx(1.0).epsilon(2e-13));
    }
  }
}

TEST_CASE("Priorities refuse what is outside their domain") {
  CHECK_THROWS_WITH((Priorities{{.volumes = {}, .interval = 1min, .aht = 1s}, 5}),
                    "Priorities: volumes must have a class at least, got none");
  CHECK_THROWS_WITH((Priorities{{.volumes = {1, -2}, .interval = 1min, .aht = 1s}, 5}),
                    "Priorities: volumes must be >= 0, got -2 at index 1");
  CHECK_THROWS_AS((Priorities{{.volumes = {1}, .interval = 0s, .aht = 1s}, 5}), std::domain_error);
  CHECK_THROWS_AS((Priorities{{.volumes = {1}, .interval = 1s, .aht = 1s}, -1}), std::domain_error);
  const Priorities queue{{.volumes = {1}, .interval = 1min, .aht = 1s}, 5};
  CHECK_THROWS_WITH(asa(queue, 1), "Priorities: rank must be below the number of classes, 1, got 1");
  CHECK_THROWS_AS(service_level(queue, 0, -1s), std::domain_error);
  CHECK_THROWS_AS(wait_percentile(queue, 0, 1.0), std::domain_error);
}
