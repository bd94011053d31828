#pragma once

#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/patience_answers.hpp>
#include <erlang/detail/patience_curve.hpp>
#include <erlang/detail/patience_kernel.hpp>
#include <erlang/queueing/erlang_b.hpp>

#include <cmath>
#include <limits>
#include <utility>

/// What a queue with places and patience amounts to: a case each with the same questions. Times are in seconds.
namespace erlang::detail {

/// Shares of offered.
struct QueueShares {
  double no_wait, wait, answered, abandonment, blocking;
};
using QueueSides = PatienceKernel::Sides;
/// Mean waits over all offered, those who do not enter with 0.
struct QueueWaits {
  double virtual_wait, answered, abandoned, all, square;
};

/// Load 0.
struct IdleQueue {
  [[nodiscard]] static QueueShares shares() noexcept { return {1.0, 0.0, 1.0, 0.0, 0.0}; }
  [[nodiscard]] static QueueSides sides(double) noexcept { return {1.0, 0.0, 1.0, 0.0, 0.0, 0.0}; }
  [[nodiscard]] static QueueWaits waits() noexcept { return {}; }
  [[nodiscard]] static double quantile(double) noexcept { return 0.0; }
  [[nodiscard]] static double state(double, bool) noexcept { return 0.0; }
};

/// No places to wait in (who finds all busy is blocked), or no patience (who does hangs up at once).
struct LossQueue {
  ErlangB<Load> system;
  bool hangs_up;
  double aht;

  [[nodiscard]] double lost() const noexcept { return erlang::blocking(system); }
  [[nodiscard]] QueueShares shares() const noexcept {
    const double served = no_wait_probability(system);
    return {served, 0.0, served, hangs_up ? lost() : 0.0, hangs_up ? 0.0 : lost()};
  }
  [[nodiscard]] QueueSides sides(double t) const noexcept {
    const double served = no_wait_probability(system);
    const double late = hangs_up ? lost() * std::exp(-t * system.servers() / aht) : 0.0;
    const double soon = hangs_up ? -lost() * std::expm1(-t * system.servers() / aht) : 0.0;
    return {served + soon, late, served, 0.0, hangs_up ? lost() : 0.0, 0.0};
  }
  [[nodiscard]] QueueWaits waits() const noexcept {
    return {hangs_up ? lost() * aht / system.servers() : 0.0, 0.0, 0.0, 0.0, 0.0};
  }
  [[nodiscard]] static double quantile(double) noexcept { return 0.0; }
  [[nodiscard]] double state(double k, bool) const noexcept { return k == 0.0 ? lost() : 0.0; }
};

/// No agents: who finds a place waits in it until hanging up.
struct UnansweredQueue {
  PatienceCurve curve;
  double places;  // may be infinite
  double there;   // load of the places without a limit
  double enters;  // share of offered that finds a place

  UnansweredQueue(PatienceCurve patience, double number, double load, double aht)
      : curve(std::move(patience)), places(number), there(load * (curve.mean() * curve.unit() / aht)) {
    if (std::isinf(places) || (there == 0.0 && places > 0.0)) {
      enters = 1.0;
    } else if (places == 0.0 || std::isinf(there)) {
      enters = 0.0;
    } else {
      enters = no_wait_probability(ErlangB{Load{there}, places});
    }
  }

  [[nodiscard]] QueueShares shares() const noexcept {
    return {0.0, enters * curve.at(0.0).stays, 0.0, enters, 1.0 - enters};
  }
  [[nodiscard]] QueueSides sides(double t) const noexcept {
    const Stay stay = curve.unit() > 0.0 ? curve.at(t / curve.unit()) : Stay{0.0, 1.0};
    return {0.0, enters, 0.0, 0.0, enters * stay.leaves, enters * stay.stays};
  }
  [[nodiscard]] QueueWaits waits() const noexcept {
    if (enters == 0.0) return {};
    const double mean = enters * curve.mean() * curve.unit();
    const double square = enters * curve.mean_square() * curve.unit() * curve.unit();
    return {std::numeric_limits<double>::infinity(), 0.0, mean, mean, square};
  }
  [[nodiscard]] double quantile(double tail) const noexcept { return curve.quantile(tail / enters) * curve.unit(); }
  [[nodiscard]] double state(double k, bool or_more) const noexcept {
    if (k > places) return 0.0;
    if (std::isinf(there)) return or_more || k == places ? 1.0 : 0.0;
    if (there == 0.0) return k == 0.0 ? 1.0 : 0.0;
    const double all = std::isinf(places) ? 1.0 : upper_share(places + 1.0, there, places + 1.0 - there);
    if (!or_more) return std::exp(log_density(k, there, k - there)) / all;
    if (k == 0.0) return 1.0;
    if (std::isinf(places)) return lower_share(k, there, k - there);
    return std::fmax(0.0, 1.0 - upper_share(k, there, k - there) / all);
  }
};

/// All the rest.
struct WaitingQueue {
  PatienceKernel kernel;
  double unit;  // of the kernel, in seconds

  [[nodiscard]] QueueShares shares() const noexcept {
    return {kernel.no_wait(), kernel.wait(), kernel.answered(), kernel.abandonment(), kernel.blocking()};
  }
  [[nodiscard]] QueueSides sides(double t) const { return kernel.sides(t / unit); }
  [[nodiscard]] QueueWaits waits() const noexcept {
    return {unit * kernel.virtual_wait(), unit * kernel.answered_wait(), unit * kernel.abandoned_wait(),
            unit * kernel.mean_wait(), unit * unit * kernel.mean_square_wait()};
  }
  [[nodiscard]] double quantile(double tail) const { return unit * kernel.quantile(tail); }
  [[nodiscard]] double state(double k, bool or_more) const { return kernel.state(k, or_more); }
};

}  // namespace erlang::detail
