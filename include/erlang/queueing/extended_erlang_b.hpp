#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/errors.hpp>
#include <erlang/queueing/erlang_b.hpp>
#include <erlang/queueing/traffic.hpp>

#include <algorithm>
#include <cmath>

namespace erlang {

/// Extended Erlang B: a share `redial` of those lost call again at once, so that the load of all attempts a solves
/// a (1 - redial B(servers, a)) = first load. First calls and repeated calls together are taken as Poisson. Shares are
/// per attempt; load and occupancy count attempts.
///
///     blocking(erlang::ExtendedErlangB{erlang::Load{0.152}, 2, 0.4});   // 0.0100
template <Offered From>
class ExtendedErlangB {
 public:
  /// @param offered  first calls: a Traffic or a Load
  /// @param servers  number of servers, >= 0, real-valued
  /// @param redial  share of those lost who call again, in [0, 1)
  /// @throws std::domain_error  where a number is outside its domain
  ExtendedErlangB(From offered, Count servers, Count redial)
      : offered_(offered), redial_(redial), attempts_(solve(offered, servers, redial)) {}

  [[nodiscard]] const From& offered() const noexcept { return offered_; }
  [[nodiscard]] double servers() const noexcept { return attempts_.servers(); }
  [[nodiscard]] double redial() const noexcept { return redial_; }
  /// Load of all attempts in erlangs.
  [[nodiscard]] double load() const noexcept { return attempts_.load(); }
  /// The loss system that all attempts together see.
  [[nodiscard]] const ErlangB<Load>& system() const noexcept { return attempts_; }

  friend bool operator==(const ExtendedErlangB& a, const ExtendedErlangB& b) noexcept {
    return a.offered_ == b.offered_ && a.servers() == b.servers() && a.redial_ == b.redial_;
  }

 private:
  static ErlangB<Load> solve(const From& offered, double servers, double redial) {
    detail::check_offered("ExtendedErlangB", offered);
    detail::check_non_negative("ExtendedErlangB", "servers", servers);
    detail::check_fraction_below_one("ExtendedErlangB", "redial", redial);
    const double first = offered_load(offered);
    // a (1 - redial B) increases in a, from below the first load at a = first to above it at first / (1 - redial).
    double low = first;
    double high = first / (1.0 - redial);
    double load = first;
    double last = high;
    for (int i = 0; i < 200; ++i) {
      const ErlangB<Load> system{Load{load}, servers};
      const double lost = blocking(system);
      const double excess = load * (1.0 - redial * lost) - first;
      if (excess == 0.0 || high - low <= 4e-16 * high) return system;
      (excess < 0.0 ? low : high) = load;
      const double slope = 1.0 - redial * lost * (1.0 + servers - load * (1.0 - lost));
      double next = load - excess / slope;
      if (!(next >= low && next <= high)) next = 0.5 * (low + high);
      last = std::fabs(next - load);
      if (last <= 2e-16 * load || (i > 60 && last <= 1e-13 * load)) return ErlangB<Load>{Load{next}, servers};
      load = next;
    }
    throw ConvergenceError("ExtendedErlangB", 200, last);
  }

  From offered_;
  double redial_;
  ErlangB<Load> attempts_;
};

/// Share of attempts that is lost.
template <Offered From>
double blocking(const ExtendedErlangB<From>& queue) noexcept {
  return blocking(queue.system());
}

/// Mean number of busy servers.
template <Offered From>
double carried_load(const ExtendedErlangB<From>& queue) noexcept {
  return carried_load(queue.system());
}

/// Share of the servers' time spent busy.
template <Offered From>
double occupancy(const ExtendedErlangB<From>& queue) noexcept {
  return occupancy(queue.system());
}

/// Mean number of attempts per first call, >= 1.
template <Offered From>
double attempts(const ExtendedErlangB<From>& queue) noexcept {
  return 1.0 / (1.0 - queue.redial() * blocking(queue));
}

/// Share of first calls that is lost for good.
template <Offered From>
double lost(const ExtendedErlangB<From>& queue) noexcept {
  const double share = blocking(queue);
  return (1.0 - queue.redial()) * share / (1.0 - queue.redial() * share);
}

}  // namespace erlang
