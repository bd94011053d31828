#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/rate_average.hpp>
#include <erlang/queueing/erlang_a.hpp>
#include <erlang/queueing/service_level.hpp>
#include <erlang/queueing/traffic.hpp>
#include <erlang/units.hpp>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>
#include <stdexcept>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace erlang {

/// An arrival rate that is gamma distributed about its mean: counts are then negative binomial.
struct GammaRate {
  Count cv;  ///< coefficient of variation of the rate, >= 0

  friend bool operator==(const GammaRate&, const GammaRate&) = default;
};

/// An arrival rate that is lognormal about its mean.
struct LognormalRate {
  Count cv;  ///< coefficient of variation of the rate, >= 0

  friend bool operator==(const LognormalRate&, const LognormalRate&) = default;
};

/// An arrival rate that takes one of a few values.
struct DiscreteRate {
  std::vector<double> volumes;  ///< contacts offered in the interval in each case, >= 0
  std::vector<double> weights;  ///< how likely each is, >= 0, in any scale

  friend bool operator==(const DiscreteRate&, const DiscreteRate&) = default;
};

/// Over what an average over a random rate is taken: over calls, as a report that sums calls has it, or over
/// intervals, each counting the same. Busy intervals hold more calls, so the former is the worse one.
enum class RateAverage { calls, intervals };

namespace detail {
inline constexpr std::array<std::string_view, 2> rate_average_names = {"calls", "intervals"};
}

/// The spelling shared with Python.
constexpr std::string_view name_of(RateAverage average) noexcept {
  return detail::rate_average_names[static_cast<std::size_t>(average)];
}
constexpr std::optional<RateAverage> rate_average_from_name(std::string_view name) noexcept {
  return detail::enum_from_name<RateAverage>(detail::rate_average_names, name);
}

/// Erlang C or A whose arrival rate is itself random: it is drawn once per interval and then constant, the queue in
/// the steady state of that rate. What a forecast with an error, or a day that is busy as a whole, comes to.
///
/// Without patience an unstable rate counts with wait probability 1 and service level 0; waits and queue are then
/// infinite wherever an unstable rate has any chance. cv 0 is ErlangA (ErlangC) itself.
///
/// Accuracy: 1e-12 relative for cv up to 10. Cost: for gamma and lognormal some hundred evaluations of ErlangA, a
/// fraction of a millisecond. Reference: Jongbloed and Koole, Applied Stochastic Models in Business and Industry 17
/// (2001) 307; Steckley, Henderson and Mehrotra, Probability in the Engineering and Informational Sciences 23 (2009)
/// 305.
///
///     const erlang::RandomRate queue{calls, 14, erlang::GammaRate{0.1}, 120s};
///     service_level(queue, 20s, erlang::RateAverage::calls);
class RandomRate {
 public:
  using Rate = std::variant<GammaRate, LognormalRate, DiscreteRate>;

  /// @param mean  what is offered on average
  /// @param agents  number of agents, >= 0, real-valued
  /// @param rate  a GammaRate or LognormalRate
  /// @param patience  mean time until a waiting caller hangs up, >= 0 s; infinite, the default, is Erlang C
  /// @throws std::domain_error  where a number is outside its domain
  RandomRate(Traffic mean, Count agents, GammaRate rate,
             GivenSeconds patience = Seconds{std::numeric_limits<double>::infinity()})
      : RandomRate(mean, agents, Rate{rate}, patience, rate.cv) {}
  RandomRate(Traffic mean, Count agents, LognormalRate rate,
             GivenSeconds patience = Seconds{std::numeric_limits<double>::infinity()})
      : RandomRate(mean, agents, Rate{rate}, patience, rate.cv) {}

  /// @param rate  volumes and their weights, as many of each, not all of weight 0
  /// @param interval, aht  length of the interval and average handle time, > 0 s
  /// @throws std::invalid_argument  where the lengths differ or nothing has a weight
  RandomRate(DiscreteRate rate, GivenSeconds interval, GivenSeconds aht, Count agents,
             GivenSeconds patience = Seconds{std::numeric_limits<double>::infinity()})
      : mean_{.volume = mean_of(rate), .interval = interval, .aht = aht},
        agents_(agents),
        patience_(patience),
        rate_(std::move(rate)) {
    check();
    for (const double volume : std::get<DiscreteRate>(rate_).volumes) static_cast<void>(at(volume));
  }

  [[nodiscard]] const Traffic& mean() const noexcept { return mean_; }
  [[nodiscard]] double agents() const noexcept { return agents_; }
  [[nodiscard]] Seconds patience() const noexcept { return patience_; }
  [[nodiscard]] const Rate& rate() const noexcept { return rate_; }
  /// Mean offered load in erlangs.
  [[nodiscard]] double load() const noexcept { return offered_load(mean_); }

  /// The queue at one rate.
  [[nodiscard]] ErlangA at(double volume) const {
    return ErlangA{Traffic{.volume = volume, .interval = mean_.interval, .aht = mean_.aht}, agents_, patience_};
  }

  /// The average of measure(queue), with |measure| <= bound, over intervals or over calls.
  template <class Measure>
  double average(RateAverage over, double bound, Measure&& measure) const {
    const bool by_calls = over == RateAverage::calls;
    const double mean = mean_.volume;
    if (mean == 0.0) return measure(at(0.0));
    if (const auto* few = std::get_if<DiscreteRate>(&rate_)) {
      double sum = 0.0;
      double weights = 0.0;
      for (std::size_t i = 0; i < few->volumes.size(); ++i) {
        const double weight = few->weights[i] * (by_calls ? few->volumes[i] : 1.0);
        if (weight == 0.0) continue;
        sum += weight * measure(at(few->volumes[i]));
        weights += weight;
      }
      return sum / weights;
    }
    const bool gamma = std::holds_alternative<GammaRate>(rate_);
    const double cv = gamma ? std::get<GammaRate>(rate_).cv : std::get<LognormalRate>(rate_).cv;
    if (cv < 1e-12) return measure(at(mean));  // the average differs by the square of it
    const double full = std::isinf(patience_.count()) ? std::log(agents_ / load()) : 0.0;
    const auto value = [&](double log_factor) { return measure(at(mean * std::exp(log_factor))); };
    return gamma ? detail::rate_average(detail::GammaLog(cv, by_calls), full, bound, value)
                 : detail::rate_average(detail::NormalLog(cv, by_calls), full, bound, value);
  }

  friend bool operator==(const RandomRate& a, const RandomRate& b) {
    return a.mean_ == b.mean_ && a.agents_ == b.agents_ && a.patience_ == b.patience_ && a.rate_ == b.rate_;
  }

 private:
  RandomRate(Traffic mean, Count agents, Rate rate, GivenSeconds patience, double cv)
      : mean_(mean), agents_(agents), patience_(patience), rate_(std::move(rate)) {
    if (!(cv >= 0.0 && cv <= 10.0)) detail::fail_domain("RandomRate", "cv", "in [0, 10]", cv);
    check();
  }

  void check() const {
    detail::check_offered("RandomRate", mean_);
    detail::check_non_negative("RandomRate", "agents", agents_);
    if (!(patience_.count() >= 0.0)) detail::fail_domain("RandomRate", "patience", ">= 0 s", patience_.count());
  }

  static double mean_of(const DiscreteRate& rate) {
    if (rate.volumes.size() != rate.weights.size())
      throw std::invalid_argument("RandomRate: volumes and weights must be as many, got " +
                                  std::to_string(rate.volumes.size()) + " and " + std::to_string(rate.weights.size()));
    double sum = 0.0;
    double weights = 0.0;
    for (std::size_t i = 0; i < rate.volumes.size(); ++i) {
      detail::check_non_negative("RandomRate", "volumes", rate.volumes[i]);
      detail::check_non_negative("RandomRate", "weights", rate.weights[i]);
      sum += rate.weights[i] * rate.volumes[i];
      weights += rate.weights[i];
    }
    if (!(weights > 0.0)) throw std::invalid_argument("RandomRate: weights must have a positive sum");
    return sum / weights;
  }

  Traffic mean_;
  double agents_;
  GivenSeconds patience_;
  Rate rate_;
};

/// Service level in the definition named, averaged over calls or over intervals. Over calls the definitions that
/// are ratios are ratios of averages, as in a report that sums numerators and denominators; over intervals they are
/// averages of the ratios.
/// @param answer_within, definition, short_abandon  as for ErlangA
inline double service_level(const RandomRate& queue, Seconds answer_within, RateAverage average = RateAverage::calls,
                            ServiceLevel definition = ServiceLevel::answered_of_offered,
                            std::optional<Seconds> short_abandon = {}) {
  detail::checked_time("service_level", "answer_within", answer_within);
  if (short_abandon) detail::checked_time("service_level", "short_abandon", *short_abandon);
  const auto mean = [&](auto measure) { return queue.average(average, 1.0, measure); };
  const bool ratio = definition == ServiceLevel::answered_of_answered || definition == ServiceLevel::abandons_excluded;
  if (average == RateAverage::intervals || !ratio || queue.load() == 0.0)
    return mean([&](const ErlangA& one) { return service_level(one, answer_within, definition, short_abandon); });
  const double within = mean([&](const ErlangA& one) { return service_level(one, answer_within); });
  if (within == 0.0) return 0.0;
  const double base = definition == ServiceLevel::answered_of_answered
                          ? mean([](const ErlangA& one) { return answered(one); })
                          : 1.0 - mean([&](const ErlangA& one) {
                              return abandoned_within(one, short_abandon.value_or(answer_within));
                            });
  return std::fmin(1.0, within / base);
}

/// Share that waits; over calls or over intervals, like all that follow.
inline double wait_probability(const RandomRate& queue, RateAverage average = RateAverage::calls) {
  return queue.average(average, 1.0, [](const ErlangA& one) { return wait_probability(one); });
}

/// Share answered at once, computed directly.
inline double no_wait_probability(const RandomRate& queue, RateAverage average = RateAverage::calls) {
  return queue.average(average, 1.0, [](const ErlangA& one) { return no_wait_probability(one); });
}

/// Share that hangs up.
inline double abandonment(const RandomRate& queue, RateAverage average = RateAverage::calls) {
  return queue.average(average, 1.0, [](const ErlangA& one) { return abandonment(one); });
}

/// Share of the agents' time spent busy, in [0, 1].
inline double occupancy(const RandomRate& queue) {
  return queue.average(RateAverage::intervals, 1.0, [](const ErlangA& one) { return occupancy(one); });
}

/// Mean wait over all calls until answer or hanging up; infinite without patience wherever a rate may be unstable.
inline Seconds asa_all(const RandomRate& queue) {
  if (queue.load() == 0.0) return Seconds{0.0};
  if (std::isfinite(queue.patience().count())) return queue.patience() * abandonment(queue);
  const auto* few = std::get_if<DiscreteRate>(&queue.rate());
  const bool certain = std::visit(
      [](const auto& rate) {
        if constexpr (requires { rate.cv; }) return rate.cv == 0.0;
        return false;
      },
      queue.rate());
  if (few == nullptr && !certain) return Seconds{std::numeric_limits<double>::infinity()};
  return Seconds{queue.average(RateAverage::calls, std::numeric_limits<double>::infinity(),
                               [](const ErlangA& one) { return asa(one, WaitOf::all).count(); })};
}

/// Share that is answered.
inline double answered(const RandomRate& queue, RateAverage average = RateAverage::calls) {
  return queue.average(average, 1.0, [](const ErlangA& one) { return answered(one); });
}

/// Share that waits longer than `time`: of all (until answer or hanging up), of those answered after it, or in virtual
/// wait. Without patience an unstable rate counts with 1.
inline double wait_exceeds(const RandomRate& queue, Seconds time, RateAverage average = RateAverage::calls,
                           WaitOf of = WaitOf::all) {
  detail::checked_time("wait_exceeds", "time", time);
  return queue.average(average, 1.0, [&](const ErlangA& one) { return wait_exceeds(one, time, of); });
}

/// Average speed of answer. Over calls a ratio of averages, of those answered the wait of all answered by all answered;
/// over intervals the average of each one's. Infinite without patience wherever a rate may be unstable.
inline Seconds asa(const RandomRate& queue, WaitOf of = WaitOf::answered, RateAverage average = RateAverage::calls) {
  const bool abandons = std::isfinite(queue.patience().count());
  if (average == RateAverage::calls && (of == WaitOf::all || !abandons || queue.load() == 0.0)) return asa_all(queue);
  if (!abandons && std::isinf(asa_all(queue).count())) return asa_all(queue);
  // However overloaded, a virtual wait grows as the logarithm of the rate only.
  const double bound = 1e3 * (queue.patience() + Seconds{queue.mean().aht}).count();
  if (average == RateAverage::calls && of == WaitOf::answered) {
    const double wait = queue.average(average, bound, [](const ErlangA& one) {
      const double served = answered(one);
      return served > 0.0 ? served * asa(one).count() : 0.0;
    });
    return Seconds{wait / answered(queue)};
  }
  return Seconds{queue.average(average, bound, [of](const ErlangA& one) { return asa(one, of).count(); })};
}

/// Mean number waiting, over time.
inline double queue_length(const RandomRate& queue) {
  return queue.load() == 0.0 ? 0.0 : queue.load() * (asa_all(queue) / queue.mean().aht);
}

}  // namespace erlang
