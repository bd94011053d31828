#pragma once

#include <erlang/detail/bracket.hpp>
#include <erlang/detail/check.hpp>
#include <erlang/detail/double_double.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/errors.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <string_view>

/// Traffic that overflows from a full group: its moments, and loss systems that are offered such traffic.
namespace erlang {

/// The number of calls that overflow traffic would keep busy on endlessly many servers.
struct Overflow {
  double mean = 0.0;        ///< the lost load in erlangs
  double variance = 0.0;    ///< of the number busy
  double peakedness = 1.0;  ///< variance / mean; 1 is Poisson

  friend bool operator==(const Overflow&, const Overflow&) = default;
};

/// A primary group: the load and the servers it overflows from.
struct EquivalentRandom {
  double load = 0.0;     ///< in erlangs
  double servers = 0.0;  ///< real-valued

  friend bool operator==(const EquivalentRandom&, const EquivalentRandom&) = default;
};

namespace detail {

inline Overflow overflow_moments(double load, double servers, double spare) noexcept {
  if (load == 0.0) return {};
  // 1 + (idle servers) = 1 + servers - load + mean; peakedness = 1 - mean + load / that.
  if (-spare <= 2.0 * std::sqrt(servers)) {
    const double mean = load / (1.0 + served_odds(servers, load, spare));
    const double peakedness = 1.0 - mean + load / (1.0 + spare + mean);
    return {mean, mean * peakedness, peakedness};
  }
  // Deep overload: mean and load / (1 + idle) are large and near each other. 1/B = sum of n (n - 1) ... / a^j.
  DoubleDouble sum = 1.0;
  DoubleDouble term = 1.0;
  double left = servers;
  for (; left >= 1.0; left -= 1.0) {
    term = term * DoubleDouble(left) / DoubleDouble(load);
    sum = sum + term;
    if (term.high < 1e-33 * sum.high) break;
  }
  if (left > 0.0 && left < 1.0) sum = sum + term * DoubleDouble(served_odds(left, load, left - load));
  const DoubleDouble mean = DoubleDouble(load) / sum;
  const DoubleDouble idle = DoubleDouble::sum(servers, -load) + mean;
  const DoubleDouble peakedness = DoubleDouble(1.0) - mean + DoubleDouble(load) / (DoubleDouble(1.0) + idle);
  return {mean.value(), (mean * peakedness).value(), peakedness.value()};
}

}  // namespace detail

/// Mean, variance and peakedness of what overflows from a loss system with Poisson arrivals and exponential handle
/// times.
/// @param load  offered load in erlangs, in [0, 1e9]
/// @param servers  number of servers, in [0, 1e9], real-valued
/// @throws std::domain_error  where a number is outside its domain
///
/// Load 0: mean and variance 0, peakedness its limit 1; no servers: Poisson traffic of that load. Accuracy: 1e-13
/// relative. Cost: a kernel; where load is above servers by more than twice their square root, some tens of square
/// roots of servers. Reference: Kosten (1937); Riordan in Wilkinson, Bell System Technical Journal 35 (1956) 421.
///
///     overflow(8, 10).peakedness;   // 2.040
inline Overflow overflow(Count load, Count servers) {
  const double a = load;
  const double n = servers;
  if (!(a >= 0.0 && a <= 1e9)) detail::fail_domain("overflow", "load", "in [0, 1e9]", a);
  if (!(n >= 0.0 && n <= 1e9)) detail::fail_domain("overflow", "servers", "in [0, 1e9]", n);
  return detail::overflow_moments(a, n, n - a);
}

/// Hayward's approximation of the blocking of traffic with a peakedness z: B(servers / z, load / z).
/// @param load  mean of the offered traffic in erlangs, >= 0
/// @param servers  number of servers, >= 0, real-valued
/// @param peakedness  variance / mean of the offered traffic, > 0; 1 is Poisson and gives Erlang B
/// @throws std::domain_error  where a number is outside its domain
///
/// An approximation, good to a few per cent of the blocking for peakedness up to about 3; smooth traffic
/// (peakedness below 1) is accepted. Reference: Fredericks, Bell System Technical Journal 59 (1980) 885.
///
///     hayward_blocking(100, 90, 2);   // 0.1533
inline double hayward_blocking(Count load, Count servers, Count peakedness) {
  const double a = load;
  const double n = servers;
  const double z = peakedness;
  detail::check_non_negative("hayward_blocking", "load", a);
  detail::check_non_negative("hayward_blocking", "servers", n);
  detail::check_positive("hayward_blocking", "peakedness", z);
  if (a == 0.0) return 0.0;
  return 1.0 / (1.0 + detail::served_odds(n / z, a / z, (n - a) / z));
}

/// Rapp's approximation to the primary group whose overflow has that mean and variance:
/// load = variance + 3 z (z - 1) with z = variance / mean, and the servers that follow from Kosten's moments.
/// @param mean  of the overflow in erlangs, > 0
/// @param variance  of the overflow, > 0; where it is below the mean the servers are negative, a fiction of the formula
/// @throws std::domain_error  where a number is outside its domain, or no load > 0 results
///
/// An approximation: its group overflows with a mean some per mille off. equivalent_random_exact solves for both.
/// Reference: Rapp, Ericsson Technics 20 (1964) 205.
///
///     equivalent_random(50, 120);   // load 130.08, servers 81.61
inline EquivalentRandom equivalent_random(Count mean, Count variance) {
  const double m = mean;
  const double v = variance;
  detail::check_positive("equivalent_random", "mean", m);
  detail::check_positive("equivalent_random", "variance", v);
  const double z = v / m;
  const double excess = (v - m) / m;  // z - 1
  const double load = v + 3.0 * z * excess;
  // load (m + z)/(m + z - 1) - m - 1 with what cancels near z = 1 taken out.
  const double servers = excess * (m + 3.0 * z + (m + 3.0 * z - 1.0) / (m + excess));
  if (!(load > 0.0) || !(m + excess > 0.0) || !std::isfinite(load) || !std::isfinite(servers))
    detail::fail_domain("equivalent_random", "variance", "large enough beside the mean for a load > 0", v);
  return {load, servers};
}

/// The primary group whose overflow has exactly that mean and variance (Wilkinson's equivalent random method).
/// @param mean  of the overflow in erlangs, in (0, 1e8]
/// @param variance  of the overflow, in [mean, 100 * mean]
/// @throws std::domain_error  where a number is outside its domain; ConvergenceError should the iteration not settle
///
/// Accuracy: the mean within 1e-11 relative, the variance within that or 1e-15 load^2 / peakedness, which is what
/// rounding load and servers to doubles costs. Cost: about ten overflows. Reference: Wilkinson, Bell System Technical
/// Journal 35 (1956) 421.
inline EquivalentRandom equivalent_random_exact(Count mean, Count variance) {
  const double m = mean;
  const double v = variance;
  constexpr std::string_view function = "equivalent_random";
  if (!(m > 0.0 && m <= 1e8)) detail::fail_domain(function, "mean", "in (0, 1e8]", m);
  if (!(v >= m && v <= 100.0 * m)) detail::fail_domain(function, "variance", "in [mean, 100 mean]", v);
  const double excess = (v - m) / m;
  if (excess == 0.0) return {m, 0.0};
  // Given the load, Kosten's moments give the servers; the mean then has to come out.
  const auto servers_of = [&](double load) { return (load - m) + (load - m - excess) / (m + excess); };
  const auto miss = [&](double load) {
    const double servers = std::fmax(0.0, servers_of(load));
    return std::log(load / m) - std::log1p(detail::served_odds(servers, load, servers - load));
  };
  // At low, no servers: too much overflows. Far above, the mean of the group is too small for its servers.
  const double least = m + excess / (1.0 + m + excess);  // servers_of is 0 here
  double low = least;
  double high = std::fmax(equivalent_random(m, v).load, 1.0000001 * least);
  double at_low = miss(low);
  double at_high = miss(high);
  for (int i = 0; at_high > 0.0; ++i) {
    if (i == 200) throw ConvergenceError("equivalent_random", i, high - low);
    low = high;
    at_low = at_high;
    high += high - least;
    at_high = miss(high);
  }
  const double load = detail::root_in("equivalent_random", {low, at_low, high, at_high}, 2e-16, miss);
  return {load, servers_of(load)};
}

}  // namespace erlang
