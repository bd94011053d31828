#pragma once

#include <erlang/detail/check.hpp>
#include <erlang/detail/gamma_tails.hpp>
#include <erlang/detail/quadrature.hpp>
#include <erlang/units.hpp>

#include <cmath>
#include <complex>
#include <cstdint>
#include <numbers>

namespace erlang {

/// Contacts that arrive at a rate that swings: (volume + amplitude * sin(2 pi t / period)) per interval.
struct SinusoidalTraffic {
  Count volume;           ///< mean, contacts per interval, >= 0
  GivenSeconds interval;  ///< > 0
  Count amplitude;        ///< contacts per interval, within +- volume
  GivenSeconds period;    ///< of the swing, > 0
};

/// The law of handle times, where more than their mean counts.
enum class HandleTimes : std::uint8_t { exponential, deterministic, lognormal };

namespace detail {

/// E[exp(-i omega S)] - 1 for S lognormal with mean 1 and coefficient of variation cv: on a line shifted into the
/// plane, where the integrand decays instead of oscillating for ever.
inline std::complex<double> lognormal_transform(double omega, double cv) {
  const double sigma = std::sqrt(std::log1p(cv * cv));
  const double median = std::exp(-0.5 * sigma * sigma);
  // Turning S by -angle costs a factor exp((angle/sigma)^2 / 2) in the weight and buys exp(-omega S sin(angle)).
  const double angle = std::fmin(sigma, 0.5 * std::numbers::pi);
  const double shift = angle / sigma;
  const std::complex<double> turn{std::sin(angle), std::cos(angle)};  // i e^{-i angle}
  const auto integrand = [&](double z) {
    const double weight = std::exp(-0.5 * (z * z - shift * shift)) / std::sqrt(2.0 * std::numbers::pi);
    const std::complex<double> power = -omega * median * std::exp(sigma * z) * turn;
    std::complex<double> value{-1.0, 0.0};
    if (power.real() > -45.0) {  // exp(power) - 1 without cancellation
      const double grown = std::exp(power.real());
      const double half = std::sin(0.5 * power.imag());
      value = {std::expm1(power.real()) - 2.0 * grown * half * half, grown * std::sin(power.imag())};
    }
    return weight * std::polar(1.0, z * shift) * value;
  };
  std::complex<double> sum;
  const double end = 9.0 + sigma;
  for (double z = -9.0; z < end;) {
    // Panels short against the oscillation at their far end.
    double step = std::fmin(1.0, end - z);
    const auto speed = [&](double at) {
      const double angle_there = omega * median * std::exp(sigma * at);
      return angle_there * std::sin(angle) > 45.0 ? 0.0 : angle_there * sigma;
    };
    while (step > 1e-6 && speed(z + step) * step > 6.0) step *= 0.7;
    visit_panel(z, z + step, [&](double at, double weight) { sum += weight * integrand(at); });
    z += step;
  }
  return sum;
}

}  // namespace detail

/// The offered load at an instant: the mean number busy of an endless pool that has always been open,
///
///     m(t) = E[ integral of the arrival rate over (t - S, t] ]
///
/// for a handle time S. With agents enough it is what staff has to follow: it lags behind the rate by about a handle
/// time, and swings less.
///
/// @param traffic  the arrival rate
/// @param aht  mean handle time, > 0
/// @param at  the instant, any finite time; the swing starts upward at 0
/// @param law  exponential (closed form), deterministic (closed form) or lognormal (quadrature)
/// @param cv  coefficient of variation of lognormal handle times, in [0.001, 20]; not looked at for the others
/// @return  erlangs
/// @throws std::domain_error  a number outside its range
///
/// Accuracy: 1e-13 relative to the mean load. Cost: closed forms at once; lognormal by quadrature.
/// Reference: Eick, Massey and Whitt, Management Science 39 (1993) 241, equations (9) to (15).
[[nodiscard]] inline double sinusoidal_load(const SinusoidalTraffic& traffic, GivenSeconds aht, Seconds at,
                                            HandleTimes law = HandleTimes::exponential, double cv = 1.0) {
  constexpr const char* self = "sinusoidal_load";
  detail::check_non_negative(self, "volume", traffic.volume);
  detail::check_positive(self, "interval", traffic.interval.count(), "> 0 s");
  if (!(std::fabs(traffic.amplitude) <= traffic.volume))
    detail::fail_domain(self, "amplitude", "between -volume and volume", traffic.amplitude);
  detail::check_positive(self, "period", traffic.period.count(), "> 0 s");
  detail::check_positive(self, "aht", aht.count(), "> 0 s");
  if (!std::isfinite(at.count())) detail::fail_domain(self, "at", "finite", at.count());
  const double s = aht.count();
  const double angle = 2.0 * std::numbers::pi * (s / traffic.period.count());  // of one handle time
  // C = integral of P(S > u) cos(omega u), D the same with sin, both in handle times.
  double cosine = 0.0;
  double sine = 0.0;
  switch (law) {
    case HandleTimes::exponential:
      cosine = 1.0 / (1.0 + angle * angle);
      sine = angle / (1.0 + angle * angle);
      break;
    case HandleTimes::deterministic: {
      const double half = std::sin(0.5 * angle);
      cosine = std::sin(angle) / angle;
      sine = 2.0 * half * half / angle;
      break;
    }
    case HandleTimes::lognormal: {
      if (!(cv >= 0.001 && cv <= 20.0)) detail::fail_domain(self, "cv", "in [0.001, 20]", cv);
      const std::complex<double> transform = detail::lognormal_transform(angle, cv);
      cosine = -transform.imag() / angle;
      sine = -transform.real() / angle;
      break;
    }
  }
  const double turns = at / traffic.period;
  const double phase = 2.0 * std::numbers::pi * (turns - std::round(turns));
  const double swing = std::sin(phase) * cosine - std::cos(phase) * sine;
  return (traffic.volume + traffic.amplitude * swing) * (s / traffic.interval.count());
}

/// P(N >= agents) for N Poisson with mean `load`: the share of arrivals that finds all agents busy in M(t)/M/n(t)+M at
/// an instant when the offered load is `load`, whatever the staff was before, if patience is exponential with the mean
/// of the handle times and agents leave at once. Exact then; a guide for other patience.
/// @param load  erlangs, >= 0
/// @param agents  >= 0
/// @note Feldman, Mandelbaum, Massey and Whitt, Management Science 54 (2008) 324.
[[nodiscard]] inline double all_busy_probability(Count load, Count agents) {
  detail::check_non_negative("all_busy_probability", "load", load);
  detail::check_non_negative("all_busy_probability", "agents", agents);
  const double whole = std::ceil(agents);
  if (whole == 0.0) return 1.0;
  if (load == 0.0) return 0.0;
  return detail::lower_share(whole, load, whole - load);
}

}  // namespace erlang
