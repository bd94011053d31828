#pragma once

#include <algorithm>
#include <cstddef>
#include <deque>
#include <erlang/detail/random.hpp>
#include <erlang/simulation/course.hpp>
#include <erlang/simulation/replication.hpp>
#include <limits>
#include <map>
#include <span>
#include <vector>

/// The same queue by brute force: a clock that goes from event to event, a list of who waits, a list of agents.
/// It shares with the library the random numbers alone.
namespace naive {

inline constexpr double never = std::numeric_limits<double>::infinity();

struct Call {
  std::size_t interval;
  double arrival;
  double handle_time;
  double leaves;
  bool entered = true;
  bool answered = false;
  double wait = 0.0;
};

struct Agent {
  double busy_until;
  bool leaving;
};

inline std::vector<Call> calls_of(const erlang::detail::Course& course, std::span<const double> offered,
                                  std::uint64_t seed, std::uint64_t replication, std::uint64_t queue) {
  using erlang::detail::RandomStream;
  using erlang::detail::Stream;
  const auto stream = [&](Stream which) { return RandomStream(seed, replication, queue, std::uint64_t(which)); };
  RandomStream gaps = stream(Stream::arrivals);
  RandomStream handle_times = stream(Stream::handle_times);
  RandomStream patience = stream(Stream::patience);
  std::vector<Call> calls;
  double position = erlang::detail::exponential(gaps);
  double before = 0.0;
  for (std::size_t i = 0; i < offered.size(); ++i) {
    const auto& interval = course.intervals[i];
    while (position < before + offered[i]) {
      const double arrival = interval.begin + (position - before) / offered[i] * (interval.end - interval.begin);
      const double handle_time = interval.aht * erlang::detail::exponential(handle_times);
      const double leaves =
          course.patient ? never : arrival + interval.patience * erlang::detail::exponential(patience);
      calls.push_back({i, arrival, handle_time, leaves});
      position += erlang::detail::exponential(gaps);
    }
    before += offered[i];
  }
  return calls;
}

/// Runs the calls; `agents` per step of staff.
inline void run(const erlang::detail::Course& course, const std::vector<std::size_t>& agents,
                std::vector<Call>& calls) {
  std::vector<Agent> people;
  std::deque<std::size_t> waiting;
  std::size_t in_system = 0;
  std::size_t next_call = 0;
  std::size_t next_step = 0;

  const auto start_calls = [&](double now) {
    while (!waiting.empty()) {
      const auto idle = std::find_if(people.begin(), people.end(), [&](const Agent& a) { return a.busy_until <= now; });
      if (idle == people.end()) return;
      Call& call = calls[waiting.front()];
      waiting.pop_front();
      call.answered = true;
      call.wait = now - call.arrival;
      idle->busy_until = now + call.handle_time;
    }
  };

  for (;;) {
    // The earliest event: a call, a change of staff, a closing, an agent who ends, a caller who leaves.
    double now = next_call < calls.size() ? calls[next_call].arrival : never;
    if (next_step < course.steps.size()) now = std::min(now, course.steps[next_step].begin);
    double closing = never;
    if (next_step > 0 && agents[next_step - 1] == 0 && !waiting.empty()) {
      const auto& step = course.steps[next_step - 1];
      if (next_step == course.steps.size() || course.steps[next_step].begin > step.end) closing = step.end;
    }
    now = std::min(now, closing);
    for (const Agent& agent : people)
      if (agent.busy_until > 0.0) now = std::min(now, agent.busy_until);
    for (const std::size_t call : waiting) now = std::min(now, calls[call].leaves);
    if (now == never) break;

    for (std::size_t at = 0; at < people.size();) {
      Agent& agent = people[at];
      if (agent.busy_until > 0.0 && agent.busy_until <= now) {
        --in_system;
        agent.busy_until = 0.0;
        if (agent.leaving) {
          people.erase(people.begin() + std::ptrdiff_t(at));
          continue;
        }
      }
      ++at;
    }
    // Those on the list of `people` who are leaving take no call: they are kept apart from `start_calls`.
    std::vector<Agent> leaving;
    std::vector<Agent> staying;
    for (const Agent& agent : people) (agent.leaving ? leaving : staying).push_back(agent);
    people = staying;
    if (next_step < course.steps.size() && course.steps[next_step].begin <= now) {
      std::sort(people.begin(), people.end(),
                [](const Agent& a, const Agent& b) { return a.busy_until < b.busy_until; });
      while (people.size() > agents[next_step]) {
        if (people.front().busy_until > now) leaving.push_back({people.front().busy_until, true});
        people.erase(people.begin());
      }
      while (people.size() < agents[next_step]) people.push_back({0.0, false});
      ++next_step;
    }
    start_calls(now);
    for (std::size_t at = 0; at < waiting.size();) {
      Call& call = calls[waiting[at]];
      if (call.leaves <= now || closing <= now) {
        call.wait = now - call.arrival;
        --in_system;
        waiting.erase(waiting.begin() + std::ptrdiff_t(at));
      } else {
        ++at;
      }
    }
    while (next_call < calls.size() && calls[next_call].arrival <= now) {
      Call& call = calls[next_call];
      call.entered = double(in_system) < course.lines;
      if (call.entered) {
        ++in_system;
        waiting.push_back(next_call);
        start_calls(now);
      }
      ++next_call;
    }
    people.insert(people.end(), leaving.begin(), leaving.end());
  }
}

}  // namespace naive
