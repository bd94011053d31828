#pragma once

#include <cmath>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/erlang_c.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/requirement.hpp>
#include <erlang/staffing/targets.hpp>
#include <erlang/units.hpp>
#include <limits>

namespace erlang::detail {

/// One interval with its targets: answers whether they hold with n agents. Checked before it is made.
struct Situation {
  Traffic traffic;
  Seconds patience;  ///< infinite: nobody hangs up
  Targets targets;

  [[nodiscard]] bool abandons() const noexcept { return std::isfinite(patience.count()); }
  [[nodiscard]] double load() const noexcept { return offered_load(traffic); }

  /// Calls `use` with the queue at n agents.
  template <class Use>
  auto at(double n, Use use) const {
    return abandons() ? use(ErlangA{traffic, n, patience}) : use(ErlangC{traffic, n});
  }

  [[nodiscard]] bool holds(Binding target, double n) const {
    switch (target) {
      case Binding::service_level:
        return !targets.service_level || at_least(service_level_at(n), *targets.service_level);
      case Binding::max_asa:
        return !targets.max_asa || time_at_most(asa_at(n), targets.max_asa->count());
      case Binding::max_abandonment:
        return !targets.max_abandonment ||
               at_most(at(n, [](const auto& queue) { return abandonment(queue); }), *targets.max_abandonment);
      case Binding::max_occupancy:
        return !targets.max_occupancy ||
               at_most(at(n, [](const auto& queue) { return occupancy(queue); }), *targets.max_occupancy);
      case Binding::max_wait_probability:
        return !targets.max_wait_probability ||
               at_most(at(n, [](const auto& queue) { return wait_probability(queue); }), *targets.max_wait_probability);
      case Binding::max_wait:
        return !targets.max_wait ||
               time_at_most(
                   at(n, [this](const auto& queue) { return wait_percentile(queue, *targets.max_wait_percentile); })
                       .count(),
                   targets.max_wait->count());
      case Binding::min_agents:
        return !targets.min_agents || n >= *targets.min_agents;
      case Binding::none:
        break;
    }
    return true;
  }

  /// The first of the targets, in their order, that fails with n agents; `none` where all hold.
  [[nodiscard]] Binding first_missed(double n) const {
    for (const Binding target : in_order) {
      if (!holds(target, n)) return target;
    }
    return Binding::none;
  }

  /// Whether every target holds with n agents.
  [[nodiscard]] bool all_hold(double n) const { return first_missed(n) == Binding::none; }

  [[nodiscard]] double service_level_at(double n) const {
    const auto definition = targets.definition.value_or(ServiceLevel::answered_of_offered);
    const Seconds within = targets.answer_within.value_or(Seconds{20.0});
    return at(n, [&](const auto& queue) { return service_level(queue, within, definition, targets.short_abandon); });
  }

  [[nodiscard]] double asa_at(double n) const {
    const auto of = targets.asa_of.value_or(WaitOf::answered);
    return at(n, [of](const auto& queue) { return asa(queue, of); }).count();
  }

  static constexpr Binding in_order[] = {
      Binding::service_level,        Binding::max_asa,  Binding::max_abandonment, Binding::max_occupancy,
      Binding::max_wait_probability, Binding::max_wait, Binding::min_agents,
  };
};

}  // namespace erlang::detail
