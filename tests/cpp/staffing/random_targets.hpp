#pragma once

#include <erlang/queueing.hpp>
#include <erlang/staffing.hpp>

#include <cmath>
#include <cstdint>
#include <random>

/// Random targets, and whether a queue reaches them, said apart from the solver.
namespace erlang::test {

// The targets in plain words, apart from the solver's own check.
template <class Queue>
bool reached(const Queue& queue, const Targets& t) {
  constexpr double slack = 1e-12;
  const auto below = [](double value, double bound) { return value <= bound * (1 + slack); };
  const auto below_time = [&](Seconds value, Seconds bound) {
    return bound.count() > 0 ? below(value.count(), bound.count()) : value.count() <= slack;
  };
  if (t.service_level) {
    const auto definition = t.definition.value_or(erlang::ServiceLevel::answered_of_offered);
    const double level = service_level(queue, *t.answer_within, definition, t.short_abandon);
    if (!(level >= *t.service_level * (1 - slack))) return false;
  }
  if (t.max_asa && !below_time(asa(queue, t.asa_of.value_or(erlang::WaitOf::answered)), *t.max_asa)) return false;
  if (t.max_abandonment && !below(abandonment(queue), *t.max_abandonment)) return false;
  if (t.max_occupancy && !below(occupancy(queue), *t.max_occupancy)) return false;
  if (t.max_wait_probability && !below(wait_probability(queue), *t.max_wait_probability)) return false;
  return !t.max_wait || below_time(wait_percentile(queue, *t.max_wait_percentile), *t.max_wait);
}

inline bool reached(const Traffic& traffic, double n, const Staffing& staffing, const Targets& t) {
  if (staffing.patience) return reached(erlang::ErlangA{traffic, n, mean_patience(*staffing.patience)}, t);
  return n > offered_load(traffic) && reached(erlang::ErlangC{traffic, n}, t);
}

struct Random {
  std::mt19937_64 engine{20260302};
  double operator()(double low, double high) {
    return low + (high - low) * (static_cast<double>(engine() >> 11U) * 0x1p-53);
  }
  bool coin(double chance) { return (*this)(0, 1) < chance; }
};

inline Targets some_targets(Random& random, bool abandons) {
  Targets t;
  while (!t.any()) {
    if (random.coin(0.6)) {
      t.service_level = random(0.3, 0.995);
      t.answer_within = Seconds{random.coin(0.2) ? 0.0 : random(0, 90)};
      if (random.coin(0.5)) t.definition = static_cast<erlang::ServiceLevel>(static_cast<int>(random(0, 5)));
      const bool brief = t.definition == erlang::ServiceLevel::abandons_excluded ||
                         t.definition == erlang::ServiceLevel::abandons_counted;
      if (brief && random.coin(0.5)) t.short_abandon = Seconds{random(0, 30)};
    }
    if (random.coin(0.3)) {
      t.max_asa = Seconds{random(0.5, 120)};
      if (random.coin(0.5)) t.asa_of = static_cast<erlang::WaitOf>(static_cast<int>(random(0, 3)));
    }
    if (abandons && random.coin(0.3)) t.max_abandonment = random(0.005, 0.5);
    if (random.coin(0.2)) t.max_occupancy = random(0.3, 0.99);
    if (random.coin(0.2)) t.max_wait_probability = random(0.01, 0.9);
    if (random.coin(0.2)) {
      t.max_wait = Seconds{random(0, 120)};
      t.max_wait_percentile = random(0.5, 0.99);
    }
  }
  if (random.coin(0.1)) t.min_agents = std::floor(random(0, 40));
  return t;
}

}  // namespace erlang::test
