#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <limits>
#include <optional>

namespace erlang {

/// M/M/n/n, Erlang's loss system: who finds all servers busy is lost. The measures need the load alone and hold for
/// any distribution of handle times. Servers may be fractional (the analytic continuation).
///
/// Accuracy: 1e-13 relative wherever blocking > 1e-280, for loads up to 1e7 and beyond. Cost: independent of the
/// number of servers from 24 on. Reference: Jagerman, Bell System Technical Journal 53 (1974) 525.
///
///     blocking(erlang::ErlangB{erlang::Load{8}, 10});   // 0.1217
template <Offered From>
class ErlangB {
 public:
  /// @param offered  a Traffic or a Load
  /// @param servers  number of servers (trunks), >= 0, real-valued
  /// @throws std::domain_error  where a number is outside its domain
  ErlangB(From offered, Count servers) : offered_(offered), servers_(servers), load_(offered_load(offered)) {
    detail::check_offered("ErlangB", offered_);
    detail::check_non_negative("ErlangB", "servers", servers_);
    odds_ = load_ == 0.0 ? std::numeric_limits<double>::infinity()
                         : detail::served_odds(servers_, load_, detail::spare_agents(offered_, servers_));
  }

  [[nodiscard]] const From& offered() const noexcept { return offered_; }
  [[nodiscard]] double servers() const noexcept { return servers_; }
  /// Offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return load_; }
  /// Odds of being served, (1 - blocking) / blocking.
  [[nodiscard]] double served_odds() const noexcept { return odds_; }

  friend bool operator==(const ErlangB& a, const ErlangB& b) noexcept {
    return a.offered_ == b.offered_ && a.servers_ == b.servers_;
  }

 private:
  From offered_;
  double servers_;
  double load_;
  double odds_;
};

/// Share of offered that is lost, in [0, 1]. Load 0: 0; no servers: 1.
template <Offered From>
double blocking(const ErlangB<From>& queue) noexcept {
  return 1.0 / (1.0 + queue.served_odds());
}

/// Share of offered that is served, 1 - blocking, computed directly.
template <Offered From>
double no_wait_probability(const ErlangB<From>& queue) noexcept {
  return 1.0 / (1.0 + 1.0 / queue.served_odds());
}

/// Mean number of busy servers, load * (1 - blocking).
template <Offered From>
double carried_load(const ErlangB<From>& queue) noexcept {
  return queue.load() * no_wait_probability(queue);
}

/// Share of the servers' time spent busy, in [0, 1]. Load 0: 0; no servers: 1.
template <Offered From>
double occupancy(const ErlangB<From>& queue) noexcept {
  if (queue.load() == 0.0) return 0.0;
  return queue.servers() == 0.0 ? 1.0 : std::fmin(1.0, carried_load(queue) / queue.servers());
}

/// Nobody waits and nobody hangs up in a loss system.
template <Offered From>
double wait_probability(const ErlangB<From>&) noexcept {
  return 0.0;
}
template <Offered From>
double abandonment(const ErlangB<From>&) noexcept {
  return 0.0;
}
template <Offered From>
double queue_length(const ErlangB<From>&) noexcept {
  return 0.0;
}

/// Service level of a loss system: 1 - blocking for every answer_within (1 of those answered).
inline double service_level(const ErlangB<Traffic>& queue, Seconds answer_within,
                            ServiceLevel definition = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  const double served = no_wait_probability(queue);
  return definition == ServiceLevel::answered_of_answered && served > 0.0 ? 1.0 : served;
}

/// Average speed of answer of a loss system: 0 s; NaN of those answered where nobody is.
inline Seconds asa(const ErlangB<Traffic>& queue, WaitOf of = WaitOf::answered) noexcept {
  return Seconds{of == WaitOf::answered && queue.served_odds() == 0.0 ? std::numeric_limits<double>::quiet_NaN() : 0.0};
}

}  // namespace erlang
