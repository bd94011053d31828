#include <algorithm>
#include <erlang/detail/random.hpp>
#include <erlang/simulation/pool.hpp>
#include <vector>

#include "catch.hpp"

using erlang::detail::change_agents;
using erlang::detail::RandomStream;
using erlang::detail::TimeHeap;

TEST_CASE("a heap gives its times in order, whatever its size") {
  RandomStream random(1);
  for (std::size_t size = 0; size < 70; ++size) {
    TimeHeap heap;
    std::vector<double> times;
    for (std::size_t i = 0; i < size; ++i) {
      times.push_back(random.uniform());
      heap.push(times.back());
    }
    for (std::size_t i = 0; i < 3 * size; ++i) {
      auto least = std::min_element(times.begin(), times.end());
      REQUIRE(heap.first() == *least);
      *least += random.uniform();
      heap.replace_first(*least);
    }
    std::sort(times.begin(), times.end());
    for (const double time : times) REQUIRE(heap.pop() == time);
    CHECK(heap.size() == 0);
    CHECK(heap.first() == TimeHeap::never);
  }
}

TEST_CASE("the idle leave first, then the next to finish; newcomers are free at once") {
  TimeHeap pool;
  for (const double time : {100.0, 30.0, 50.0, 20.0}) pool.push(time);
  std::vector<double> left;
  const auto note = [&](double free) { left.push_back(free); };
  change_agents(pool, 40.0, 1, note);
  CHECK(left == std::vector<double>{20.0, 30.0, 50.0});  // two idle at 40, then the one who ends at 50
  change_agents(pool, 60.0, 3, note);
  CHECK(left.size() == 3);
  CHECK(pool.pop() == 60.0);
  CHECK(pool.pop() == 60.0);
  CHECK(pool.pop() == 100.0);
  change_agents(pool, 70.0, 0, note);
  CHECK(pool.first() == TimeHeap::never);
}
