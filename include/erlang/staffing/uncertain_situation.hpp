#pragma once

#include <erlang/queueing/random_rate.hpp>
#include <erlang/staffing/met.hpp>
#include <erlang/staffing/situation.hpp>
#include <erlang/staffing/targets.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <utility>
#include <variant>
#include <vector>

namespace erlang::detail {

/// One interval whose volume is uncertain, with its targets: answers whether they hold on average with n agents.
/// Checked before it is made; `goals` is the interval at its mean volume.
struct ExpectedSituation {
  Situation goals;
  RandomRate::Rate rate;
  RateAverage average = RateAverage::calls;

  [[nodiscard]] RandomRate at(double n) const {
    const Traffic& mean = goals.traffic;
    if (const auto* gamma = std::get_if<GammaRate>(&rate)) return {mean, n, *gamma, goals.patience};
    if (const auto* lognormal = std::get_if<LognormalRate>(&rate)) return {mean, n, *lognormal, goals.patience};
    return {std::get<DiscreteRate>(rate), mean.interval, mean.aht, n, goals.patience};
  }

  [[nodiscard]] ServiceLevel definition() const noexcept {
    return goals.targets.definition.value_or(ServiceLevel::answered_of_offered);
  }
  [[nodiscard]] WaitOf asa_of() const noexcept { return goals.targets.asa_of.value_or(WaitOf::answered); }

  [[nodiscard]] double service_level_of(const RandomRate& queue, RateAverage over) const {
    return service_level(queue, goals.targets.answer_within.value_or(Seconds{20.0}), over, definition(),
                         goals.targets.short_abandon);
  }

  /// Whether the average of what the target bounds holds.
  [[nodiscard]] bool holds(const RandomRate& queue, Binding target) const {
    const Targets& targets = goals.targets;
    switch (target) {
      case Binding::service_level:
        return !targets.service_level || at_least(service_level_of(queue, average), *targets.service_level);
      case Binding::max_asa:
        return !targets.max_asa || time_at_most(asa(queue, asa_of(), average).count(), targets.max_asa->count());
      case Binding::max_abandonment:
        return !targets.max_abandonment || at_most(abandonment(queue, average), *targets.max_abandonment);
      case Binding::max_occupancy:
        return !targets.max_occupancy || at_most(occupancy(queue), *targets.max_occupancy);
      case Binding::max_wait_probability:
        return !targets.max_wait_probability ||
               at_most(wait_probability(queue, average), *targets.max_wait_probability);
      case Binding::max_wait: {
        if (!targets.max_wait || !targets.max_wait_percentile) return true;
        const Seconds most{targets.max_wait->count() > 0.0 ? targets.max_wait->count() * (1.0 + tie) : tie};
        return at_most(wait_exceeds(queue, most, average), 1.0 - *targets.max_wait_percentile);
      }
      case Binding::min_agents:
        return queue.agents() >= targets.min_agents.value_or(0.0);
      case Binding::max_blocking:
      case Binding::outbound_volume:
      case Binding::none:
        break;
    }
    return true;
  }

  /// Whether the target, once it holds with n agents, holds with more. Every measure of one rate is monotone in the
  /// agents, so an average of it is; a ratio of two averages over calls is where its parts move apart, and unknown
  /// where both grow.
  [[nodiscard]] bool monotone(Binding target) const noexcept {
    if (!goals.abandons() || average == RateAverage::intervals) return true;
    if (target == Binding::max_asa) return !goals.targets.max_asa || asa_of() != WaitOf::answered;
    if (target != Binding::service_level || !goals.targets.service_level) return true;
    if (definition() == ServiceLevel::answered_of_answered) return false;
    return definition() != ServiceLevel::abandons_excluded || !goals.targets.short_abandon ||
           *goals.targets.short_abandon <= *goals.targets.answer_within;
  }
  [[nodiscard]] bool all_monotone() const noexcept {
    return monotone(Binding::service_level) && monotone(Binding::max_asa);
  }

  [[nodiscard]] Binding first_missed(double n) const {
    const RandomRate queue = at(n);
    for (const Binding target : Situation::in_order) {
      if (!holds(queue, target)) return target;
    }
    return Binding::none;
  }
  [[nodiscard]] bool monotone_hold(double n) const {
    const RandomRate queue = at(n);
    return std::ranges::all_of(Situation::in_order,
                               [&](Binding target) { return !monotone(target) || holds(queue, target); });
  }
  [[nodiscard]] std::uint32_t missed(double n) const {
    const RandomRate queue = at(n);
    std::uint32_t bits = 0;
    for (const Binding target : Situation::in_order) {
      if (!holds(queue, target)) bits |= 1U << static_cast<std::uint32_t>(target);
    }
    return bits;
  }

  /// False where no n in (few, many] can meet the targets that are not known to be monotone: the parts of their ratios
  /// are.
  [[nodiscard]] bool may_hold(double few, double many) const {
    const Targets& targets = goals.targets;
    const RandomRate low = at(few);
    const RandomRate high = at(many);
    const double served = few > 0.0 ? answered(low) : 0.0;
    if (!monotone(Binding::service_level)) {
      const double within = service_level(high, *targets.answer_within);
      const double base = definition() == ServiceLevel::answered_of_answered ? served : within + late(high);
      if (!(within >= base * *targets.service_level * (1.0 - 2.0 * tie))) return false;
    }
    if (!monotone(Binding::max_asa)) {
      // Wait of those answered: of all, less of those who hang up. Both only fall with more agents.
      const double hung_up = few > 0.0 ? asa_all(low).count() - asa(low).count() * served : goals.patience.count();
      const double least = asa_all(high).count() - hung_up;
      if (!(least <= (targets.max_asa->count() + tie) * answered(high) * (1.0 + 1e-9) + 1e-9)) return false;
    }
    return true;
  }

  /// The same with a few cases that stand for the rate: where to look first.
  [[nodiscard]] ExpectedSituation coarse() const;

 private:
  /// Share of offered that is not answered within the time and not a short abandon: falls with the agents.
  [[nodiscard]] double late(const RandomRate& queue) const {
    return std::fmax(0.0, 1.0 - service_level(queue, *goals.targets.answer_within) -
                              queue.average(RateAverage::calls, 1.0, [&](const ErlangA& one) {
                                return abandoned_within(one, *goals.targets.short_abandon);
                              }));
  }
};

/// A trapezoid over the density of the logarithm, 19 points.
template <class Density>
[[nodiscard]] DiscreteRate coarse_rate(double mean, const Density& density) {
  DiscreteRate few;
  for (int k = -9; k <= 9; ++k) {
    const double t = density.mode() + 0.5 * k * density.width();
    few.volumes.push_back(mean * std::exp(t));
    few.weights.push_back(density(t));
  }
  return few;
}

/// Cases joined until some twenty are left, each the mean of its own.
[[nodiscard]] inline DiscreteRate coarse_rate(const DiscreteRate& rate) {
  constexpr double most = 20.0;
  if (rate.volumes.size() <= static_cast<std::size_t>(most)) return rate;
  std::vector<std::size_t> order(rate.volumes.size());
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::sort(order.begin(), order.end(), [&](auto a, auto b) { return rate.volumes[a] < rate.volumes[b]; });
  const double all = std::accumulate(rate.weights.begin(), rate.weights.end(), 0.0);
  DiscreteRate few;
  double weight = 0.0;
  double sum = 0.0;
  for (const std::size_t i : order) {
    weight += rate.weights[i];
    sum += rate.weights[i] * rate.volumes[i];
    if (weight < all / most) continue;
    few.volumes.push_back(sum / weight);
    few.weights.push_back(weight);
    weight = sum = 0.0;
  }
  if (weight > 0.0) {
    few.volumes.push_back(sum / weight);
    few.weights.push_back(weight);
  }
  return few;
}

inline ExpectedSituation ExpectedSituation::coarse() const {
  const double mean = goals.traffic.volume;
  ExpectedSituation rough = *this;
  if (const auto* gamma = std::get_if<GammaRate>(&rate)) {
    if (gamma->cv > 1e-6) rough.rate = coarse_rate(mean, GammaLog(gamma->cv, false));
  } else if (const auto* lognormal = std::get_if<LognormalRate>(&rate)) {
    if (lognormal->cv > 1e-6) rough.rate = coarse_rate(mean, NormalLog(lognormal->cv, false));
  } else {
    rough.rate = coarse_rate(std::get<DiscreteRate>(rate));
  }
  return rough;
}

}  // namespace erlang::detail
