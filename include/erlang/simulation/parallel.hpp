#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace erlang::detail {

/// How many threads to use for so many tasks: `wanted`, 0 for as many as the machine has, never more than tasks.
inline std::size_t thread_count(int wanted, std::size_t tasks) {
  const std::size_t most = wanted > 0 ? static_cast<std::size_t>(wanted) : std::thread::hardware_concurrency();
  return std::clamp<std::size_t>(most, 1, std::max<std::size_t>(tasks, 1));
}

/// Calls `work(task, thread)` for each task below `tasks` on so many threads, this one among them; the first
/// exception is thrown again here once all have ended.
template <class Work>
void parallel_for(std::size_t tasks, std::size_t threads, Work&& work) {
  std::atomic<std::size_t> next = 0;
  std::exception_ptr failure;
  std::mutex guard;
  const auto take = [&](std::size_t thread) {
    try {
      for (std::size_t task = next++; task < tasks; task = next++) work(task, thread);
    } catch (...) {
      next = tasks;
      const std::scoped_lock lock(guard);
      if (!failure) failure = std::current_exception();
    }
  };
  std::vector<std::thread> others;
  others.reserve(threads);
  for (std::size_t thread = 1; thread < std::min(threads, tasks); ++thread) others.emplace_back(take, thread);
  take(0);
  for (std::thread& other : others) other.join();
  if (failure) std::rethrow_exception(failure);
}

}  // namespace erlang::detail
