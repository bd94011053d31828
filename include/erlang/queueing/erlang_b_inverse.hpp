#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/errors.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/traffic.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>

namespace erlang {

/// The smallest whole number of servers with blocking <= max_blocking (a relative 1e-12 above it counts as met).
/// @param offered  a Load or a Traffic, at most 1e15 erlangs
/// @param max_blocking  in (0, 1)
/// @throws std::domain_error  where a number is outside its domain
///
/// Load 0 needs no servers. Cost: a logarithmic number of kernels.
///
///     required_servers(erlang::Load{17}, 0.01);   // 27
template <Offered From>
std::int64_t required_servers(const From& offered, double max_blocking) {
  detail::check_offered("required_servers", offered);
  detail::check_open_fraction("required_servers", "max_blocking", max_blocking);
  const double load = offered_load(offered);
  if (!(load <= 1e15)) detail::fail_domain("required_servers", "load", "<= 1e15", load);
  if (load == 0.0) return 0;
  const double bound = max_blocking * (1.0 + 1e-12);
  const auto met = [&](double servers) { return blocking(ErlangB{offered, servers}) <= bound; };
  double missed = 0.0;
  double enough = std::floor(load * (1.0 - max_blocking)) + 1.0;
  for (double step = 1.0 + std::floor(std::sqrt(load)); !met(enough); step *= 2.0) {
    missed = enough;
    enough += step;
  }
  while (enough - missed > 1.0) {
    const double middle = std::floor(0.5 * (missed + enough));
    (met(middle) ? enough : missed) = middle;
  }
  return static_cast<std::int64_t>(enough);
}

/// The largest load in erlangs that `servers` servers carry with blocking = max_blocking.
/// @param servers  >= 0, real-valued; 0 servers carry no load, nor do so few that less than 1e-300 erlangs suits them
/// @param max_blocking  in (0, 1)
/// @throws std::domain_error  where a number is outside its domain; ConvergenceError should the iteration not settle
///
///     max_load(10, 0.01);   // 4.461
inline double max_load(Count servers, double max_blocking) {
  const double n = servers;
  detail::check_non_negative("max_load", "servers", n);
  detail::check_open_fraction("max_load", "max_blocking", max_blocking);
  if (n == 0.0) return 0.0;
  constexpr double least = 1e-300;
  if (blocking(ErlangB{Load{least}, n}) > max_blocking) return 0.0;  // below what a double holds
  // Newton on ln B as a function of ln load, whose slope is n - load (1 - B); carried load < n bounds it above.
  double low = least;
  double high = n / (1.0 - max_blocking);
  double load = high * (1.0 - 0.5 * (1.0 - max_blocking));
  double last = high;
  for (int i = 0; i < 200; ++i) {
    const double lost = blocking(ErlangB{Load{load}, n});
    (lost > max_blocking ? high : low) = load;
    const double slope = n - load * (1.0 - lost);
    const double step = -std::log(lost / max_blocking) / slope;
    double next = load * std::exp(step);
    last = std::fabs(next - load);
    const double settled = (i < 60 ? 4e-16 : 1e-13) * std::fmax(1.0, 1.0 / slope);  // the last digits may flip for ever
    if (last <= settled * load) return next;
    if (!(next > low && next < high)) next = std::sqrt(low) * std::sqrt(high);
    load = next;
  }
  throw ConvergenceError("max_load", 200, last);
}

}  // namespace erlang
