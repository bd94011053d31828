#pragma once

#include <array>
#include <cmath>
#include <cstdint>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/erlang_x.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/requirement.hpp>
#include <erlang/staffing/targets.hpp>
#include <erlang/units.hpp>
#include <limits>
#include <optional>

namespace erlang::detail {

/// One interval with its targets: answers whether they hold with n agents. Checked before it is made.
struct Situation {
  Traffic traffic;
  Seconds patience;  ///< mean; infinite: nobody hangs up
  Targets targets;
  std::optional<ErlangXOptions> general{};  ///< lines, redials or a patience that is not exponential

  [[nodiscard]] bool abandons() const noexcept { return std::isfinite(patience.count()); }
  /// Places, in service and in queue; infinite where they are not limited.
  [[nodiscard]] double lines() const noexcept {
    return general && general->lines ? double{*general->lines} : std::numeric_limits<double>::infinity();
  }
  [[nodiscard]] Model model() const noexcept {
    return general ? Model::erlang_x : abandons() ? Model::erlang_a : Model::erlang_c;
  }
  [[nodiscard]] double load() const noexcept { return offered_load(traffic); }

  /// Whether hanging up after `answer_within` counts as well served: then more agents may miss the service level that
  /// fewer met, since callers are answered late instead of hanging up.
  [[nodiscard]] bool late_counts() const noexcept {
    return abandons() && targets.service_level && targets.answer_within && targets.short_abandon &&
           targets.definition == ServiceLevel::abandons_counted && *targets.short_abandon > *targets.answer_within;
  }

  /// Calls `use` with the queue at n agents, made once.
  template <class Use>
  auto at(double n, Use use) const {
    if (general) return use(ErlangX<Traffic>{traffic, n, *general});
    return abandons() ? use(ErlangA{traffic, n, patience}) : use(ErlangC{traffic, n});
  }

  template <class Queue>
  [[nodiscard]] double service_level_of(const Queue& queue) const {
    return service_level(queue, targets.answer_within.value_or(Seconds{20.0}),
                         targets.definition.value_or(ServiceLevel::answered_of_offered), targets.short_abandon);
  }

  template <class Queue>
  [[nodiscard]] double asa_of(const Queue& queue) const {
    return asa(queue, targets.asa_of.value_or(WaitOf::answered)).count();
  }

  /// Whether the target holds; true where it is not given.
  template <class Queue>
  [[nodiscard]] bool holds(const Queue& queue, Binding target) const {
    switch (target) {
      case Binding::service_level:
        return !targets.service_level || at_least(service_level_of(queue), *targets.service_level);
      case Binding::max_asa:
        return !targets.max_asa || time_at_most(asa_of(queue), targets.max_asa->count());
      case Binding::max_abandonment:
        return !targets.max_abandonment || at_most(abandonment(queue), *targets.max_abandonment);
      case Binding::max_blocking:
        return !targets.max_blocking || at_most(blocking(queue), *targets.max_blocking);
      case Binding::max_occupancy:
        return !targets.max_occupancy || at_most(occupancy(queue), *targets.max_occupancy);
      case Binding::max_wait_probability:
        return !targets.max_wait_probability || at_most(wait_probability(queue), *targets.max_wait_probability);
      case Binding::max_wait:
        return !targets.max_wait || !targets.max_wait_percentile ||
               time_at_most(wait_percentile(queue, *targets.max_wait_percentile).count(), targets.max_wait->count());
      case Binding::min_agents:
        return queue.agents() >= targets.min_agents.value_or(0.0);
      case Binding::outbound_volume:
      case Binding::none:
        break;
    }
    return true;
  }

  /// Whether the target, once it holds with n agents, is known to hold with more: by coupling, one agent more shortens
  /// every virtual wait. With lines nothing is known: where callers hang up faster than agents answer, agents in place
  /// of waiting callers block more.
  [[nodiscard]] bool monotone(Binding target) const noexcept {
    if (!general) return true;
    if (general->lines) return false;
    if (target == Binding::max_asa) return targets.asa_of.value_or(WaitOf::answered) != WaitOf::answered;
    return target != Binding::service_level ||
           (targets.definition != ServiceLevel::answered_of_answered && !late_counts());
  }

  /// Fewer agents than this cannot serve what the targets want served.
  [[nodiscard]] double served_at_least() const noexcept {
    double share = 0.0;
    if (targets.service_level &&
        targets.definition.value_or(ServiceLevel::answered_of_offered) == ServiceLevel::answered_of_offered) {
      share = *targets.service_level;
    }
    if (targets.max_abandonment && targets.max_blocking) {
      share = std::fmax(share, 1.0 - *targets.max_abandonment - *targets.max_blocking);
    }
    return share * load() * (1.0 - 1e-9);
  }

  /// The first of the targets but `without`, in their order, that fails with n agents; `none` where all hold.
  [[nodiscard]] Binding first_missed(double n, Binding without = Binding::none) const {
    return at(n, [&](const auto& queue) {
      for (const Binding target : in_order) {
        if (target != without && !holds(queue, target)) return target;
      }
      return Binding::none;
    });
  }

  /// Whether every target known to be monotone holds with n agents.
  [[nodiscard]] bool monotone_hold(double n) const {
    return at(n, [&](const auto& queue) {
      for (const Binding target : in_order) {
        if (monotone(target) && !holds(queue, target)) return false;
      }
      return true;
    });
  }

  /// Whether every target holds with n agents.
  [[nodiscard]] bool all_hold(double n) const { return first_missed(n) == Binding::none; }

  /// Bits of every target that fails with n agents.
  [[nodiscard]] std::uint32_t missed(double n) const {
    return at(n, [this](const auto& queue) {
      std::uint32_t bits = 0;
      for (const Binding target : in_order) {
        if (!holds(queue, target)) bits |= 1U << static_cast<std::uint32_t>(target);
      }
      return bits;
    });
  }

  static constexpr std::array in_order{
      Binding::service_level, Binding::max_asa,       Binding::max_abandonment,
      Binding::max_blocking,  Binding::max_occupancy, Binding::max_wait_probability,
      Binding::max_wait,      Binding::min_agents,
  };
};

}  // namespace erlang::detail
