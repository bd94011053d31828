#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/polynomial.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <concepts>
#include <string_view>

namespace erlang {

/// What is offered in one interval. Leaving out any of the three does not compile.
///
///     const erlang::Traffic calls{.volume = 100, .interval = 30min, .aht = 180s};
struct Traffic {
  Count volume;           ///< contacts offered in the interval, expected or observed; real-valued, >= 0
  GivenSeconds interval;  ///< length of the interval, > 0
  GivenSeconds aht;       ///< average handle time: talk + hold + wrap, > 0; may be longer than the interval

  friend bool operator==(const Traffic&, const Traffic&) = default;
};

/// An offered load in erlangs, where volume, interval and handle time are not known apart. Measures in seconds
/// do not exist for it: asking for one does not compile.
struct Load {
  Count erlangs;  ///< volume * aht / interval, >= 0

  friend bool operator==(const Load&, const Load&) = default;
};

/// What a queue can be offered: a Traffic or a Load.
template <class T>
concept Offered = std::same_as<T, Traffic> || std::same_as<T, Load>;

/// The offered load in erlangs: volume * aht / interval.
inline double offered_load(const Traffic& traffic) noexcept {
  return traffic.volume * traffic.aht.count() / traffic.interval.count();
}
inline double offered_load(const Load& load) noexcept {
  return load.erlangs;
}

namespace detail {

/// agents - load, rounded once: near saturation every measure hangs on this difference.
inline double spare_agents(const Traffic& traffic, double agents) noexcept {
  const double interval = traffic.interval.count();
  const double work = traffic.volume * traffic.aht.count();
  const double work_rest = product_rest(traffic.volume, traffic.aht.count(), work);
  const double room = agents * interval;
  const double room_rest = product_rest(agents, interval, room);
  const double spare = ((room - work) + (room_rest - work_rest)) / interval;
  return std::isfinite(spare) ? spare : agents - offered_load(traffic);
}
inline double spare_agents(const Load& load, double agents) noexcept {
  return agents - load.erlangs;
}

inline void check_offered(std::string_view function, const Traffic& traffic) {
  check_non_negative(function, "volume", traffic.volume);
  check_positive(function, "interval", traffic.interval.count(), "> 0 s");
  check_positive(function, "aht", traffic.aht.count(), "> 0 s");
  check_non_negative(function, "load", offered_load(traffic), "finite");
}
inline void check_offered(std::string_view function, const Load& load) {
  check_non_negative(function, "load", load.erlangs);
}

/// Returns the time in seconds after checking that it is finite and >= 0.
inline double checked_time(std::string_view function, std::string_view argument, Seconds time) {
  check_non_negative(function, argument, time.count(), ">= 0 s");
  return time.count();
}

}  // namespace detail
}  // namespace erlang
