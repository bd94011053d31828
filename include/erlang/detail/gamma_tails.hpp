#pragma once

#include <erlang/detail/temme_tables.hpp>

#include <cmath>
#include <limits>
#include <numbers>

/// Incomplete gamma functions relative to the Poisson density D(s, z) = z^s e^-z / Gamma(s + 1):
///
///     served_odds(s, z) = Q(s, z) / D(s, z) = 1/B(s, z) - 1        (Erlang B)
///     growth(s, z)      = P(s, z) / D(s, z) = 1F1(1; s + 1; z)     (Erlang A)
///
/// Neither over- nor underflows where the density does, both are sums of positive terms in every region, and both
/// take `spare` = s - z as an argument of its own: near s = z the result depends on that difference, and a caller
/// usually knows it better than the two rounded numbers do. All functions are total and noexcept.
///
/// Regions: recursion (s < 48), Temme's uniform expansion (s >= 48, z/s in [0.55, 1.5]), Legendre's continued
/// fraction (z/s > 1.5), power series (z/s < 0.55). References: DLMF 8.11.7, 8.12, 8.9.2.
namespace erlang::detail {

inline constexpr double uniform_from = 48.0;   // Temme's expansion from this s on
inline constexpr double uniform_below = 0.45;  // ... while (s - z)/s is in [-uniform_above, uniform_below]
inline constexpr double uniform_above = 0.5;

/// erfcx(u) = exp(u^2) erfc(u) for u >= 0.
inline double scaled_erfc(double u) noexcept {
  if (u < 25.0) {
    const double square = u * u;
    const double rest = std::fma(u, u, -square);  // exp amplifies the rounding of u^2
    return std::exp(square) * (1.0 + rest) * std::erfc(u);
  }
  const double r = 0.5 / (u * u);
  const double series = 1.0 - r * (1.0 - 3.0 * r * (1.0 - 5.0 * r * (1.0 - 7.0 * r * (1.0 - 9.0 * r))));
  return series * std::numbers::inv_sqrtpi / u;
}

/// mu - ln(1 + mu), mu > -1, without cancellation near 0.
inline double minus_log1p(double mu) noexcept {
  if (std::fabs(mu) > 0.3) return mu - std::log1p(mu);
  // With r = mu/(2 + mu): ln(1 + mu) = 2 (r + r^3/3 + r^5/5 + ...) and mu = 2r/(1 - r).
  const double r = mu / (2.0 + mu);
  const double square = r * r;
  double sum = 0.0;
  for (int k = 29; k >= 3; k -= 2) sum = sum * square + 1.0 / k;
  return mu * r - 2.0 * r * square * sum;
}

/// ln Gamma*(s), s >= 15, where Gamma(s + 1) = sqrt(2 pi s) s^s e^-s Gamma*(s).
inline double log_gamma_star(double s) noexcept {
  const double inverse = 1.0 / s;
  const double square = inverse * inverse;
  double sum = 0.0;
  for (auto term = stirling_coefficients.rbegin(); term != stirling_coefficients.rend(); ++term)
    sum = sum * square + *term;
  return sum * inverse;
}

/// ln D(s, z) for s >= 0, z > 0.
inline double log_density(double s, double z, double spare) noexcept {
  if (s < 15.0) return s * std::log(z) - z - std::log(std::tgamma(s + 1.0));
  const double mu = -spare / s;
  const double divergence = std::fabs(mu) > 0.5 ? mu - std::log(z / s) : minus_log1p(mu);
  return -s * divergence - 0.5 * std::log(2.0 * std::numbers::pi * s) - log_gamma_star(s);
}

/// Q/D or P/D by Temme's expansion: s >= 48 and (s - z)/s in [-0.5, 0.45].
inline double temme(double s, double spare, bool upper) noexcept {
  const double mu = -spare / s;
  const double half_square = minus_log1p(mu);  // eta^2 / 2
  const double eta = std::copysign(std::sqrt(2.0 * half_square), mu);
  const int rows = s > 1e5 ? 3 : s > 2e3 ? 4 : s > 200.0 ? 6 : s > 60.0 ? 8 : 10;
  double sum = 0.0;
  for (int row = rows - 1; row >= 0; --row) {
    double value = 0.0;
    for (int i = temme_offsets[row + 1] - 1; i >= temme_offsets[row]; --i) value = value * eta + temme_coefficients[i];
    sum = sum / s + value;
  }
  const double star = std::exp(log_gamma_star(s));
  const double whole = std::sqrt(2.0 * std::numbers::pi * s) * star;  // 1/D at z = s
  const double near = 0.5 * whole * scaled_erfc(std::sqrt(s * half_square));
  // The tail away from the bulk is near +- correction; the other is what is left of 1/D.
  const bool small_side = upper == (eta >= 0.0);
  const double correction = star * sum;
  const double small = eta >= 0.0 ? near + correction : near - correction;
  return small_side ? small : whole * std::exp(s * half_square) - small;
}

/// Gamma(s, z) e^z z^-s by Legendre's continued fraction (modified Lentz); fast for z > 1.5 s.
inline double upper_fraction(double s, double spare) noexcept {
  constexpr double tiny = 1e-290;
  double b = 1.0 - spare;
  if (b == 0.0) b = tiny;
  double c = 1.0 / tiny;
  double d = 1.0 / b;
  double value = d;
  for (int i = 1; i < 100000; ++i) {
    const double a = -i * (i - s);
    b += 2.0;
    d = a * d + b;
    if (std::fabs(d) < tiny) d = tiny;
    c = b + a / c;
    if (std::fabs(c) < tiny) c = tiny;
    d = 1.0 / d;
    const double step = c * d;
    value *= step;
    if (std::fabs(step - 1.0) < 2.3e-16) break;
  }
  return value;
}

/// 1F1(1; s + 1; z) - 1 by its power series, all terms positive.
inline double growth_series_excess(double s, double z) noexcept {
  double term = 1.0;
  double sum = 0.0;
  for (double j = s + 1.0;; j += 1.0) {
    term *= z / j;
    sum += term;
    if ((term < 1e-17 * sum && j > z) || !(sum < 1e300) || term == 0.0) return sum;
  }
}

double growth(double s, double z, double spare) noexcept;

/// Q(s, z)/D(s, z) = (1 - B)/B, the odds of an Erlang B system with s servers and load z to serve a call.
/// 0 for s = 0, infinite for z = 0.
inline double served_odds(double s, double z, double spare) noexcept {
  if (s == 0.0) return 0.0;
  if (z == 0.0) return std::numeric_limits<double>::infinity();
  if (s < uniform_from) {
    const double whole = std::floor(s);
    const double part = s - whole;
    double odds = 0.0;
    if (part > 0.0) {
      odds = z < 2.0 ? std::fmax(0.0, std::exp(-log_density(part, z, part - z)) - growth(part, z, part - z))
                     : part * upper_fraction(part, part - z);
    }
    for (double k = 1.0; k <= whole; k += 1.0) odds = (k + part) / z * (1.0 + odds);
    return odds;
  }
  const double share = spare / s;
  if (share < -uniform_above) return s * upper_fraction(s, spare);
  if (share > uniform_below) return std::exp(-log_density(s, z, spare)) - 1.0 - growth_series_excess(s, z);
  return temme(s, spare, true);
}

/// P(s, z)/D(s, z) = 1F1(1; s + 1; z) >= 1; infinite where it overflows.
inline double growth(double s, double z, double spare) noexcept {
  if (s >= uniform_from) {
    const double share = spare / s;
    if (share >= -uniform_above && share <= uniform_below) return temme(s, spare, false);
  }
  if (z < 80.0 || z <= 1.5 * s) return 1.0 + growth_series_excess(s, z);
  return std::exp(-log_density(s, z, spare)) - served_odds(s, z, spare);
}

/// growth(s, z) - 1 without cancellation.
inline double growth_excess(double s, double z, double spare) noexcept {
  return z < 0.5 * (s + 1.0) ? growth_series_excess(s, z) : growth(s, z, spare) - 1.0;
}

/// The regularised P(s, z), and P(s + 1, z) with `beyond`.
inline double lower_share(double s, double z, double spare, bool beyond = false) noexcept {
  const double density = std::exp(log_density(s, z, spare));
  if (density == 0.0) return spare > 0.0 ? 0.0 : 1.0;
  if (spare >= 0.0) return density * (beyond ? growth_excess(s, z, spare) : growth(s, z, spare));
  return 1.0 - density * (served_odds(s, z, spare) + (beyond ? 1.0 : 0.0));
}

/// The regularised Q(s, z), and Q(s + 1, z) with `beyond`.
inline double upper_share(double s, double z, double spare, bool beyond = false) noexcept {
  const double density = std::exp(log_density(s, z, spare));
  if (density == 0.0) return spare > 0.0 ? 1.0 : 0.0;
  return density * (served_odds(s, z, spare) + (beyond ? 1.0 : 0.0));
}

}  // namespace erlang::detail
