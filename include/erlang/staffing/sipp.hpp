#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/queueing/modified_offered_load.hpp>
#include <erlang/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <stdexcept>
#include <string_view>
#include <vector>

namespace erlang {

/// How the load of an interval follows from the volumes of a day. Each takes the stationary queue at that load.
enum class Across : std::uint8_t {
  stationary,   ///< SIPP with the average rate: every interval by itself
  mol,          ///< modified offered load: contacts in progress are carried over
  sipp_max,     ///< the largest rate within the interval
  sipp_mix,     ///< the average where the rate rises through the interval, else the largest
  lagged_sipp,  ///< the average rate one handle time earlier
};

/// Its name, as in Python.
[[nodiscard]] constexpr std::string_view name_of(Across method) noexcept {
  constexpr std::array<std::string_view, 5> names{"stationary", "mol", "sipp_max", "sipp_mix", "lagged_sipp"};
  return names[static_cast<std::size_t>(method)];
}

namespace detail {

/// The largest rate within interval i of a run [first, last), the rate taken as straight lines between the middles of
/// intervals, and whether it rises all through the interval.
struct RateWithin {
  double largest;
  bool rises;
};
[[nodiscard]] inline RateWithin rate_within(std::span<const double> volume, std::size_t i, std::size_t first,
                                            std::size_t last) noexcept {
  const double here = volume[i];
  const double before = i > first ? volume[i - 1] : here;
  const double after = i + 1 < last ? volume[i + 1] : here;
  return {std::max({here, 0.5 * (before + here), 0.5 * (here + after)}),
          before <= here && here <= after && before < after};
}

/// The mean volume per interval one lag before interval i of a run that begins at `first`; before it, `earlier`.
[[nodiscard]] inline double lagged_volume(std::span<const double> volume, std::size_t i, std::size_t first,
                                          double lag_in_intervals, double earlier) noexcept {
  const double whole = std::floor(lag_in_intervals);
  const double part = lag_in_intervals - whole;
  const auto at = [&](double back) {
    return back <= static_cast<double>(i - first) ? volume[i - static_cast<std::size_t>(back)] : earlier;
  };
  return (1.0 - part) * at(whole) + (part > 0.0 ? part * at(whole + 1.0) : 0.0);
}

}  // namespace detail

/// The load to staff each interval for, by the method named.
///
/// @param method  how; `sipp_max` and `sipp_mix` take the rate as straight lines between the middles of intervals,
///     `mol` and `lagged_sipp` as constant within each
/// @param volume  contacts offered per interval, >= 0
/// @param aht  handle time per interval, > 0
/// @param interval  length of each, > 0
/// @param opens  true where an opening begins; the first interval always opens
/// @param initial  what came before an opening: the rate of its first interval, or nothing (`mol`, `lagged_sipp`)
/// @return  erlangs, one per interval
/// @throws std::invalid_argument  spans of different length
/// @throws std::domain_error  a volume or time outside its range
///
/// Where handle times are not short against the changes of the rate only `mol` keeps its promise; the others are what
/// suites do. Linear in the number of intervals.
///
/// References: Green, Kolesar and Soares, Operations Research 49 (2001) 549 (SIPP and its variants); Jennings,
/// Mandelbaum, Massey and Whitt, Management Science 42 (1996) 1383 (modified offered load).
[[nodiscard]] inline std::vector<double> load_across(Across method, std::span<const double> volume,
                                                     std::span<const Seconds> aht, GivenSeconds interval,
                                                     const std::vector<bool>& opens,
                                                     Opening initial = Opening::stationary) {
  if (method == Across::mol) return modified_offered_load(volume, aht, interval, opens, initial);
  if (volume.size() != aht.size() || volume.size() != opens.size()) {
    throw std::invalid_argument("load_across: volume, aht and opens must have the same length");
  }
  detail::check_positive("load_across", "interval", interval.count(), "> 0 s");
  const std::size_t count = volume.size();
  for (std::size_t i = 0; i < count; ++i) {
    detail::check_non_negative("load_across", "volume", volume[i]);
    detail::check_positive("load_across", "aht", aht[i].count(), "> 0 s");
  }
  std::vector<double> load(count);
  for (std::size_t first = 0; first < count;) {
    std::size_t last = first + 1;
    while (last < count && !opens[last]) ++last;
    const double earlier = initial == Opening::stationary ? volume[first] : 0.0;
    for (std::size_t i = first; i < last; ++i) {
      double offered = volume[i];
      if (method == Across::lagged_sipp) {
        offered = detail::lagged_volume(volume, i, first, aht[i] / interval, earlier);
      } else if (method != Across::stationary) {
        const auto within = detail::rate_within(volume, i, first, last);
        if (method == Across::sipp_max || !within.rises) offered = within.largest;
      }
      load[i] = offered * aht[i].count() / interval.count();
    }
    first = last;
  }
  return load;
}

}  // namespace erlang
