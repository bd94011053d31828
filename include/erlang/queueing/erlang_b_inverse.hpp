#pragma once

#include <erlang/detail/bracket.hpp>
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

/// Asks required_servers for the real number of servers: `required_servers(offered, max_blocking, fractional_servers)`.
struct FractionalServers {};
inline constexpr FractionalServers fractional_servers{};

/// The real number of servers with blocking = max_blocking, by the analytic continuation of Erlang B.
/// @param offered  a Load or a Traffic, at most 1e15 erlangs
/// @param max_blocking  in (0, 1)
/// @throws std::domain_error  where a number is outside its domain; ConvergenceError should the iteration not settle
///
/// Load 0 needs no servers. Accuracy: 1e-13 relative. Cost: about eight kernels.
///
///     required_servers(erlang::Load{0.5}, 0.01, erlang::fractional_servers);   // 3.1197
template <Offered From>
double required_servers(const From& offered, double max_blocking, FractionalServers) {
  detail::check_offered("required_servers", offered);
  detail::check_open_fraction("required_servers", "max_blocking", max_blocking);
  const double load = offered_load(offered);
  if (!(load <= 1e15)) detail::fail_domain("required_servers", "load", "<= 1e15", load);
  if (load == 0.0) return 0.0;
  // ln odds of being served, which grow with ln servers at least in proportion, against the odds wanted.
  const double wanted = (1.0 - max_blocking) / max_blocking;
  const auto miss = [&](double log_servers) {
    const double servers = std::exp(log_servers);
    return std::log(detail::served_odds(servers, load, servers - load) / wanted);
  };
  double low = std::log(load * (1.0 - max_blocking));  // carried load < servers
  double at_low = miss(low);
  double high = low;
  double at_high = at_low;
  for (double step = 0.1; at_high < 0.0; step *= 2.0) {
    low = high;
    at_low = at_high;
    high += step;
    at_high = std::fmin(miss(high), 1e4);
  }
  if (at_low >= 0.0) return std::exp(low);  // rounding alone: so much is lost that servers = carried load
  return std::exp(detail::root_in("required_servers", {low, at_low, high, at_high}, 1e-16, miss));
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
  double high = n / (1.0 - max_blocking);                            // carried load < n
  if (max_blocking > 0.5) {
    // ln odds of being served against those wanted, by ln of the load over its bound: nearly a line of slope -1, where
    // the slope of ln B below is all cancellation.
    const double wanted = (1.0 - max_blocking) / max_blocking;
    const auto above = [&](double log_part) {
      const double load = high * std::exp(log_part);
      // The odds overflow where nearly nothing is lost.
      return std::fmin(std::log(detail::served_odds(n, load, n - load) / wanted), 1e4);
    };
    const double at_high = above(0.0);
    if (at_high >= 0.0) return high;  // rounding alone
    double low = -1.0;
    double at_low = above(low);
    for (; at_low <= 0.0; at_low = above(low)) low *= 2.0;
    return high * std::exp(detail::root_in("max_load", {low, at_low, 0.0, at_high}, 1e-16, above));
  }
  // Newton on ln B as a function of ln load, whose slope is n - load (1 - B).
  double low = least;
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
