#pragma once

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <erlang/detail/check.hpp>
#include <erlang/units.hpp>
#include <limits>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace erlang {

/// Items that were open when the first interval began.
struct OpenItems {
  Count volume;      ///< items, >= 0
  GivenSeconds age;  ///< since they arrived, >= 0, by the clock that the work is judged by
  GivenSeconds aht;  ///< handle time of one, > 0
};

/// What happens to an item that was not done within its response target.
enum class Overdue : std::uint8_t {
  keep,    ///< it stays in line, in its place, and is done late
  expire,  ///< it leaves undone
};

/// Work that waits: e-mail, cases, back office. Items arrive evenly over their interval and are done first in, first
/// out.
///
/// Two clocks: with `opening_hours` false an item ages all the time, also in closed intervals and in gaps between the
/// starts; with true only in open intervals, so that what arrives while closed is as old as if it had come at the next
/// opening.
struct DeferredWork {
  std::vector<double> volume;        ///< items arriving per interval, >= 0
  std::vector<Seconds> aht;          ///< handle time of those, > 0
  GivenSeconds interval;             ///< length of each interval, > 0
  std::vector<Seconds> starts{};     ///< when each begins, ascending, none overlapping; empty: one after the other
  std::vector<bool> open{};          ///< whether anybody works; empty: always. Items arrive in closed intervals too.
  std::vector<OpenItems> backlog{};  ///< open at the start, in any order
  bool opening_hours = false;        ///< whether closed time does not count towards age
};

namespace detail {

/// Fewer than this are none: their rate of arrival could not be told from 0.
inline constexpr double no_items = 1e-200;

/// Items of one arrival: spread evenly from `from` over `length`, or all at once where that is 0.
struct Cohort {
  double from;  ///< seconds on the judging clock, 0 at the start of the first interval
  double length;
  double volume;
  double aht;
  double gone = 0.0;  ///< of them done or expired
};

/// The intervals on the judging clock.
struct DeferredClock {
  std::vector<double> from;
  std::vector<double> length;
  std::vector<bool> open;
};

inline void check_deferred(std::string_view function, const DeferredWork& work) {
  const auto fail = [&](std::string_view argument, std::string_view rule, double got, std::size_t index) {
    throw std::domain_error(
        fmt::format("{}: {} must be {}, got {:g} at index {}", function, argument, rule, got, index));
  };
  const std::size_t count = work.volume.size();
  if (work.aht.size() != count || (!work.starts.empty() && work.starts.size() != count) ||
      (!work.open.empty() && work.open.size() != count)) {
    throw std::invalid_argument(fmt::format("{}: volume, aht, starts and open must have the same length", function));
  }
  check_positive(function, "interval", work.interval.count(), "> 0 s");
  for (std::size_t i = 0; i < count; ++i) {
    const double volume = work.volume[i];
    const double aht = work.aht[i].count();
    if (!(volume >= 0.0) || !std::isfinite(volume)) fail("volume", ">= 0", volume, i);
    if (!(aht > 0.0) || !std::isfinite(aht)) fail("aht", "> 0 s", aht, i);
    if (work.starts.empty()) continue;
    const double start = work.starts[i].count();
    if (!std::isfinite(start)) fail("starts", "finite", start, i);
    if (i > 0 && start < work.starts[i - 1].count() + work.interval.count() * (1.0 - 1e-9)) {
      fail("starts", "one interval after the one before, or later", start, i);
    }
  }
  for (std::size_t i = 0; i < work.backlog.size(); ++i) {
    const OpenItems& items = work.backlog[i];
    if (!(items.volume >= 0.0) || !std::isfinite(items.volume)) fail("backlog volume", ">= 0", items.volume, i);
    if (!(items.age.count() >= 0.0) || !std::isfinite(items.age.count())) {
      fail("backlog age", ">= 0 s", items.age.count(), i);
    }
    if (!(items.aht.count() > 0.0) || !std::isfinite(items.aht.count())) {
      fail("backlog aht", "> 0 s", items.aht.count(), i);
    }
  }
}

inline DeferredClock deferred_clock(const DeferredWork& work) {
  const std::size_t count = work.volume.size();
  const double interval = work.interval.count();
  DeferredClock clock;
  double opened = 0.0;
  for (std::size_t i = 0; i < count; ++i) {
    const bool open = work.open.empty() || work.open[i];
    const double start =
        work.starts.empty() ? static_cast<double>(i) * interval : work.starts[i].count() - work.starts.front().count();
    clock.open.push_back(open);
    clock.from.push_back(work.opening_hours ? opened : start);
    clock.length.push_back(work.opening_hours && !open ? 0.0 : interval);
    if (open) opened += interval;
  }
  return clock;
}

/// What was open at the start, oldest first, as cohorts of no length.
inline std::vector<Cohort> opening_cohorts(const DeferredWork& work) {
  std::vector<Cohort> cohorts;
  cohorts.reserve(work.backlog.size() + work.volume.size());
  for (const OpenItems& items : work.backlog) {
    if (items.volume > no_items) {
      cohorts.push_back({.from = -items.age.count(), .length = 0.0, .volume = items.volume, .aht = items.aht.count()});
    }
  }
  std::stable_sort(cohorts.begin(), cohorts.end(),
                   [](const Cohort& one, const Cohort& other) { return one.from < other.from; });
  return cohorts;
}

}  // namespace detail

}  // namespace erlang
