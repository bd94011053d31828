#pragma once

#include <fmt/format.h>

#include <cmath>
#include <erlang/detail/check.hpp>
#include <erlang/simulation/centre.hpp>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

/// Checks at the door of simulate().
namespace erlang::detail {

inline void check_starts(std::string_view owner, const std::vector<Seconds>& start, Seconds interval) {
  check_positive("simulate", fmt::format("interval of {}", owner), interval.count(), "> 0 s");
  for (std::size_t i = 0; i < start.size(); ++i) {
    if (!std::isfinite(start[i].count()))
      fail_domain("simulate", fmt::format("start[{}] of {}", i, owner), "finite", start[i].count());
    if (i > 0 && start[i] - start[i - 1] < interval * (1.0 - 1e-9))
      fail_domain("simulate", fmt::format("start[{}] of {}", i, owner),
                  "at least one interval after the start before it", start[i].count());
  }
}

inline void check_size(std::string_view owner, std::string_view field, std::size_t size, std::string_view rule,
                       bool fits) {
  if (!fits)
    throw std::invalid_argument(fmt::format("simulate: {} of {} must hold {}, got {}", field, owner, rule, size));
}

inline void check_queue(const Queue& queue, std::size_t replications) {
  const std::string owner = fmt::format("queue '{}'", queue.name);
  const std::size_t n = queue.start.size();
  check_starts(owner, queue.start, queue.interval);
  check_size(owner, "offered", queue.offered.size(), "one number per interval, or one row of them per replication",
             queue.offered.size() == n || queue.offered.size() == n * replications);
  check_size(owner, "aht", queue.aht.size(), "one number, or one per interval",
             queue.aht.size() == 1 || queue.aht.size() == n);
  check_size(owner, "patience", queue.patience.size(), "nothing, one number, or one per interval",
             queue.patience.size() <= 1 || queue.patience.size() == n);
  check_size(owner, "day", queue.day.size(), "nothing, or one number per interval",
             queue.day.empty() || queue.day.size() == n);
  for (std::size_t i = 0; i < queue.offered.size(); ++i)
    check_non_negative("simulate", fmt::format("offered[{}] of {}", i, owner), queue.offered[i], "finite and >= 0");
  for (std::size_t i = 0; i < queue.aht.size(); ++i)
    check_positive("simulate", fmt::format("aht[{}] of {}", i, owner), queue.aht[i].count(), "finite and > 0 s");
  for (std::size_t i = 0; i < queue.patience.size(); ++i)
    if (!(queue.patience[i].count() >= 0.0))
      fail_domain("simulate", fmt::format("patience[{}] of {}", i, owner), ">= 0 s", queue.patience[i].count());
  for (std::size_t i = 1; i < queue.day.size(); ++i)
    if (queue.day[i] < queue.day[i - 1])
      fail_domain("simulate", fmt::format("day[{}] of {}", i, owner), "no earlier than the day before it",
                  queue.day[i]);
  if (!(queue.lines > 0.0)) fail_domain("simulate", fmt::format("lines of {}", owner), "> 0", queue.lines);
  check_non_negative("simulate", fmt::format("answer_within of {}", owner), queue.answer_within.count(), ">= 0 s");
  if (queue.short_abandon)
    check_non_negative("simulate", fmt::format("short_abandon of {}", owner), queue.short_abandon->count(), ">= 0 s");
  if (queue.max_wait)
    check_non_negative("simulate", fmt::format("max_wait of {}", owner), queue.max_wait->count(), ">= 0 s");
}

inline void check_group(const Group& group) {
  const std::string owner = fmt::format("group '{}'", group.name);
  check_starts(owner, group.start, group.interval);
  check_size(owner, "agents", group.agents.size(), "one number per slot", group.agents.size() == group.start.size());
  for (std::size_t i = 0; i < group.agents.size(); ++i) {
    check_non_negative("simulate", fmt::format("agents[{}] of {}", i, owner), group.agents[i], "finite and >= 0");
    if (group.agents[i] > 1e7)
      fail_domain("simulate", fmt::format("agents[{}] of {}", i, owner), "at most 1e7", group.agents[i]);
  }
}

/// The group of each queue, in the order of the queues; throws std::invalid_argument unless each queue has one
/// group of its own.
inline std::vector<const Group*> groups_of(const Centre& centre) {
  std::vector<const Group*> found(centre.queues.size(), nullptr);
  for (const Group& group : centre.groups) {
    if (group.queues.size() != 1)
      throw std::invalid_argument(
          fmt::format("simulate: group '{}' must serve one queue of its own, got {}", group.name, group.queues.size()));
    std::size_t matches = 0;
    for (std::size_t q = 0; q < centre.queues.size(); ++q) {
      if (centre.queues[q].name != group.queues[0]) continue;
      ++matches;
      if (found[q] != nullptr)
        throw std::invalid_argument(
            fmt::format("simulate: queue '{}' must have one group of its own, got '{}' and '{}'", group.queues[0],
                        found[q]->name, group.name));
      found[q] = &group;
    }
    if (matches != 1)
      throw std::invalid_argument(fmt::format("simulate: group '{}' must serve one queue of the centre, got '{}', {}",
                                              group.name, group.queues[0],
                                              matches == 0 ? "which is not there" : "which is there twice"));
  }
  for (std::size_t q = 0; q < found.size(); ++q)
    if (found[q] == nullptr)
      throw std::invalid_argument(
          fmt::format("simulate: queue '{}' must have one group of its own, got none", centre.queues[q].name));
  return found;
}

}  // namespace erlang::detail
