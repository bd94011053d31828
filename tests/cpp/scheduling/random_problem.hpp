#pragma once

#include <cstdint>
#include <erlang/scheduling.hpp>
#include <string>

/// Small random problems, the same on every compiler.
class RandomProblem {
 public:
  explicit RandomProblem(std::uint64_t seed) : state_(seed * 2654435761U + 88172645463325252ULL) {}

  int pick(int low, int high) { return low + static_cast<int>(next() % static_cast<std::uint64_t>(high - low + 1)); }

  erlang::ScheduleProblem make(bool cyclic, bool whole, int most_need, bool many_breaks) {
    using namespace std::chrono_literals;
    erlang::ScheduleProblem problem{.slot = 30min, .required = {}, .shifts = {}, .cyclic = cyclic};
    const int slots = pick(5, 8);
    for (int t = 0; t < slots; ++t) {
      const int tenths = pick(0, 10 * most_need);
      problem.required.push_back(whole ? tenths / 10 : tenths / 10.0);
    }
    const int kinds = pick(1, 2);
    for (int k = 0; k < kinds; ++k) problem.shifts.push_back(shift(k, slots, many_breaks));
    if (!cyclic && pick(0, 1) == 1) {
      problem.carry_in.assign(problem.required.size(), 0.0);
      problem.carry_in[0] = pick(0, 2);
    }
    problem.uncovered_weight = pick(0, 1) == 1 ? 10.0 : 1.5;
    return problem;
  }

 private:
  erlang::ShiftKind shift(int index, int slots, bool many_breaks) {
    erlang::ShiftKind kind{
        .name = "kind " + std::to_string(index), .length = pick(2, std::min(5, slots)), .starts = {}};
    for (int s = 0; s < slots; ++s) {
      if (pick(0, 2) > 0) kind.starts.push_back(s);
    }
    const int breaks = kind.length < 3 ? 0 : many_breaks && kind.length >= 4 ? 2 : pick(0, 1);
    for (int b = 0; b < breaks; ++b) {
      const int earliest = pick(0, kind.length - 2);
      kind.breaks.push_back({earliest, pick(earliest, kind.length - 1), 1, 1, pick(0, 1) == 1});
    }
    // Two breaks with one and the same single start cannot both be had.
    if (breaks == 2 && kind.breaks[0].earliest == kind.breaks[1].latest &&
        kind.breaks[0].latest == kind.breaks[1].earliest) {
      kind.breaks.pop_back();
    }
    return kind;
  }

  std::uint64_t next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ >> 11;
  }

  std::uint64_t state_;
};
