#pragma once

#include <erlang/detail/polynomial.hpp>
#include <erlang/detail/quadrature.hpp>
#include <erlang/detail/temme_tables.hpp>

#include <cmath>
#include <cstddef>
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
/// Regions: Temme's uniform expansion (s >= 24, z/s in [0.55, 1.5]), recursion (s < 24, whole), Legendre's continued
/// fraction (z > 1.5 s), power series (z < 0.55 s). References: DLMF 8.11.7, 8.12, 8.9.2.
namespace erlang::detail {

/// ln((1 + r)/(1 - r))/2 - r = (ln(1 + mu) - 2r)/2 with r = mu/(2 + mu), mu in [-uniform_below, uniform_above].
template <class Value>
constexpr Value half_log_rest(Value r) noexcept {
  const Value square = r * r;
  return r * square * polynomial(log1p_coefficients, square);
}

/// mu - ln(1 + mu), mu > -1, without cancellation near 0.
inline double minus_log1p(double mu) noexcept {
  if (mu < -uniform_below || mu > uniform_above) return mu - std::log1p(mu);
  const double r = mu / (2.0 + mu);
  return mu * r - 2.0 * half_log_rest(r);  // mu = 2r/(1 - r)
}

/// erfcx(u) = exp(u^2) erfc(u) for u >= 0.
inline double scaled_erfc(double u) noexcept {
  return polynomial(scaled_erfc_coefficients, (u - erfc_fold) / (u + erfc_fold)) / (1.0 + 2.0 * u);
}

/// Gamma*(s), s >= 1/2, where Gamma(s + 1) = sqrt(2 pi s) s^s e^-s Gamma*(s).
inline double gamma_star(double s) noexcept {
  return polynomial(gamma_star_half_coefficients, 1.0 / (s + 0.5));
}

/// A sum that is not rounded: `rest` is what `value` lacks.
struct Exact {
  double value;
  double rest;
};

/// s (mu - ln(1 + mu)), mu = (z - s)/s: what exp(-s) z^s falls short of exp(-s) s^s. exp amplifies its rounding, hence
/// the rest.
inline Exact divergence(double s, double z, double spare) noexcept {
  if (spare <= uniform_below * s && spare >= -uniform_above * s) {
    // With r = mu/(2 + mu) = (z - s)/(z + s): s mu r - 2 s (r^3/3 + r^5/5 + ...), and s mu = -spare.
    const double sum = 2.0 * s - spare;
    const double sum_rest = (2.0 * s - sum) - spare;
    const double inverse = 1.0 / sum;
    const double r = -spare * inverse;
    const double p = r * sum;
    const double r_rest = -((spare + p) + (product_rest(r, sum, p) + r * sum_rest)) * inverse;
    const double square = -spare * r;
    const double rest = product_rest(-spare, r, square) - spare * r_rest - 2.0 * s * half_log_rest(r);
    const double value = square + rest;
    return {value, (square - value) + rest};
  }
  if (!(z > 0.0)) return {std::numeric_limits<double>::infinity(), 0.0};
  // ln(z/s) = k ln 2 + ln(1 + nu) with z = 2^k (1 + nu) s.
  constexpr double ln2_high = 0x1.62e42fefap-1;
  constexpr double ln2_low = 0x1.cf79abc9e3b39p-40;
  const double k = std::round(std::log2(z) - std::log2(s));
  const double nu = (std::ldexp(z, static_cast<int>(-k)) - s) / s;
  const double r = nu / (2.0 + nu);
  const double logarithm = 2.0 * (r + half_log_rest(r));
  const double p = -k * ln2_high * s;
  const double value = p - spare;
  const double taken = p - value;
  const double rest =
      product_rest(-k * ln2_high, s, p) + ((p - (value + taken)) + (taken - spare)) - s * (k * ln2_low + logarithm);
  return {value + rest, (value - (value + rest)) + rest};
}

/// e^x with the rest of x.
inline double exp_of(Exact x) noexcept {
  const double e = std::exp(x.value);
  return std::isinf(e) ? e : e + e * x.rest;
}

/// 1/D(s, z) for s >= 1/2, z > 0.
inline double inverse_density(double s, double z, double spare) noexcept {
  return std::sqrt(2.0 * std::numbers::pi * s) * gamma_star(s) * exp_of(divergence(s, z, spare));
}

/// ln D(s, z) for s >= 0, z > 0.
inline double log_density(double s, double z, double spare) noexcept {
  if (s < 0.5) return s * std::log(z) - z - std::log(std::tgamma(s + 1.0));
  return -divergence(s, z, spare).value - 0.5 * std::log(2.0 * std::numbers::pi * s) - std::log(gamma_star(s));
}

/// Whether Temme's expansion is used.
inline bool is_uniform(double s, double spare) noexcept {
  return s >= uniform_from && spare <= uniform_below * s && spare >= -uniform_above * s;
}

/// What Temme's expansion is made of: with E = sqrt(pi s / 2) erfcx(u) and the smooth S(s, eta),
///
///     (P/D)/Gamma* = E - S, (Q/D)/Gamma* = sqrt(2 pi s) e^(u^2) - (P/D)/Gamma*        where eta < 0, z < s
///     (Q/D)/Gamma* = E + S, (P/D)/Gamma* = sqrt(2 pi s) e^(u^2) - (Q/D)/Gamma*        where eta >= 0
class Temme {
 public:
  /// is_uniform(s, spare)
  Temme(double s, double spare) noexcept
      : s_(s), above_(spare <= 0.0), divergence_(divergence(s, s - spare, spare)), inverse_(1.0 / s) {
    mu_ = 0.0 - spare * inverse_;  // never -0
    half_square_ = divergence_.value * inverse_;
    u_ = std::sqrt(std::fmax(0.0, divergence_.value));
    root_ = std::sqrt(s);
    eta_ = std::copysign(u_ * std::numbers::sqrt2 * (root_ * inverse_), mu_);
    sigma_ = uniform_from * inverse_;
    folded_ = (u_ - erfc_fold) / (u_ + erfc_fold);
    near_ = root_ * root_half_pi * polynomial(scaled_erfc_coefficients, folded_) / (1.0 + 2.0 * u_);
    star_ = polynomial(gamma_star_coefficients, sigma_);
    const double smooth = rows(temme_coefficients);
    small_ = above_ ? near_ + smooth : near_ - smooth;
  }

  [[nodiscard]] double upper() const noexcept { return star_ * (above_ ? small_ : whole() - small_); }
  [[nodiscard]] double lower() const noexcept { return star_ * (above_ ? whole() - small_ : small_); }

  struct Lower {
    double value;
    double moment;  // -d/ds at constant z
  };
  [[nodiscard]] Lower lower_with_moment() const noexcept {
    // u' = -ln(1 + mu)/(2u) and eta' = -mu/(s eta); erfcx' = -(2/sqrt(pi)) (1 - sqrt(pi) u erfcx).
    const double logarithm = mu_ - half_square_;
    const double relative = eta_ == 0.0 ? 1.0 : mu_ / eta_;
    const double stretched = 1.0 + std::numbers::sqrt2 * u_;
    const double beyond = polynomial(beyond_first_coefficients, folded_) / (stretched * stretched);
    const double steep = eta_ == 0.0 ? 1.0 : logarithm / eta_;
    const double star_slope = -polynomial(gamma_star_slope_coefficients, sigma_);  // s (ln Gamma*)'
    // s times the derivatives of E and S; log/|eta| = +-steep.
    const double near_slope = 0.5 * near_ + std::copysign(s_ * beyond * steep, mu_);
    const double smooth_slope = -rows(temme_by_sigma) - relative * rows(temme_by_eta);
    const double value = lower();
    if (!above_) return {value, -(value * star_slope + star_ * (near_slope - smooth_slope)) * inverse_};
    const double whole_slope = whole() * (0.5 - s_ * logarithm);
    return {value, -(value * star_slope + star_ * (whole_slope - near_slope - smooth_slope)) * inverse_};
  }

 private:
  static constexpr double root_half_pi = 1.2533141373155002512;

  [[nodiscard]] double whole() const noexcept { return root_ * (2.0 * root_half_pi) * exp_of(divergence_); }

  // Rows are polynomials in eta, one for each power of sigma; even and odd powers run beside each other.
  template <std::size_t Row, std::size_t Size>
  [[nodiscard]] double row(const std::array<double, Size>& coefficients) const noexcept {
    constexpr auto from = temme_offsets[Row];
    constexpr auto to = temme_offsets[Row + 1];
    return polynomial<from, to>(coefficients, eta_, eta_ * eta_);
  }
  template <std::size_t Row, std::size_t Size>
  [[nodiscard]] double alternate_rows(const std::array<double, Size>& coefficients) const noexcept {
    if constexpr (Row + 3 >= temme_offsets.size()) {
      return row<Row>(coefficients);
    } else {
      return alternate_rows<Row + 2>(coefficients) * (sigma_ * sigma_) + row<Row>(coefficients);
    }
  }
  template <std::size_t Size>
  [[nodiscard]] double rows(const std::array<double, Size>& coefficients) const noexcept {
    return alternate_rows<1>(coefficients) * sigma_ + alternate_rows<0>(coefficients);
  }

  double s_;
  bool above_;        // z >= s
  Exact divergence_;  // s (mu - ln(1 + mu)) = s eta^2 / 2 = u^2
  double inverse_;    // 1/s
  double mu_ = 0.0;   // (z - s)/s
  double half_square_ = 0.0;
  double u_ = 0.0;
  double root_ = 0.0;  // sqrt(s)
  double eta_ = 0.0;
  double sigma_ = 0.0;
  double folded_ = 0.0;
  double near_ = 0.0;   // E
  double star_ = 0.0;   // Gamma*
  double small_ = 0.0;  // the tail away from the bulk over Gamma*
};

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

/// 1F1(1; s + 1; z) - 1 and how it falls with s.
struct Growth {
  double excess;
  double moment;  ///< -d/ds growth(s, z) at constant z
};

inline Growth growth_series(double s, double z) noexcept {
  double term = 1.0;
  double sum = 0.0;
  double harmonic = 0.0;
  double moment = 0.0;
  for (double j = s + 1.0;; j += 1.0) {
    const double inverse = 1.0 / j;
    term *= z * inverse;
    harmonic += inverse;
    sum += term;
    moment += term * harmonic;
    if ((term * harmonic < 1e-17 * moment && j > z) || !(moment < 1e300) || term == 0.0) return {sum, moment};
  }
}

/// served_odds for 0 < s < 1.
inline double served_odds_part(double s, double z, double spare) noexcept {
  if (z >= 1.0) return s * upper_fraction(s, spare);
  // e^z z^-s (Gamma(1 + s) - s gamma(s, z)), the difference of two numbers close to 1 taken term by term.
  double term = 1.0;
  double sum = 0.0;
  for (int k = 1; k < 40 && std::fabs(term) > 1e-18; ++k) {
    term *= -z / k;
    sum += term / (s + k);
  }
  return std::exp(z) * (std::expm1(s * (polynomial(log_gamma_coefficients, s) - std::log(z))) - s * sum);
}

/// served_odds for s < uniform_from that is not whole.
inline double served_odds_small(double s, double z, double spare) noexcept {
  if (s >= 1.0 && z <= s) return std::fmax(0.0, inverse_density(s, z, spare) - 1.0 - growth_series_excess(s, z));
  if (s >= 1.0 && z >= s + 1.0) return s * upper_fraction(s, spare);
  const double whole = std::floor(s);
  const double part = s - whole;
  double odds = served_odds_part(part, z, part - z);
  for (double k = 1.0; k <= whole; k += 1.0) odds = (k + part) / z * (1.0 + odds);
  return odds;
}

/// Q(s, z)/D(s, z) = (1 - B)/B, the odds of an Erlang B system with s servers and load z to serve a call.
/// 0 for s = 0, infinite for z = 0.
inline double served_odds(double s, double z, double spare) noexcept {
  if (is_uniform(s, spare)) return Temme(s, spare).upper();
  if (s == 0.0) return 0.0;
  if (z == 0.0) return std::numeric_limits<double>::infinity();
  if (s < uniform_from) {
    if (s != std::floor(s)) return served_odds_small(s, z, spare);
    double odds = 0.0;
    for (double k = 1.0; k <= s; k += 1.0) odds = k / z * (1.0 + odds);
    return odds;
  }
  if (spare < 0.0) return s * upper_fraction(s, spare);
  return inverse_density(s, z, spare) - 1.0 - growth_series_excess(s, z);
}

/// P(s, z)/D(s, z) = 1F1(1; s + 1; z) >= 1; infinite where it overflows.
inline double growth(double s, double z, double spare) noexcept {
  if (is_uniform(s, spare)) return Temme(s, spare).lower();
  if (z < 80.0 || z <= 1.5 * s) return 1.0 + growth_series_excess(s, z);
  return std::exp(-log_density(s, z, spare)) - served_odds(s, z, spare);
}

/// growth(s, z) - 1 without cancellation.
inline double growth_excess(double s, double z, double spare) noexcept {
  return z < 0.5 * (s + 1.0) ? growth_series_excess(s, z) : growth(s, z, spare) - 1.0;
}

/// ln z - psi(s + 1), the fall of ln(1/D(s, z)) with s.
inline double log_density_slope(double s, double z, double spare) noexcept {
  if (s >= uniform_from) {
    const double mu = -spare / s;
    const double logarithm = std::fabs(mu) < 0.5 ? std::log1p(mu) : std::log(z / s);
    return logarithm - (0.5 - polynomial(gamma_star_slope_coefficients, uniform_from / s)) / s;
  }
  double lifted = s + 1.0;
  double sum = 0.0;
  for (; lifted < uniform_from; lifted += 1.0) sum += 1.0 / lifted;
  return std::log(z / lifted) + (0.5 + polynomial(gamma_star_slope_coefficients, uniform_from / lifted)) / lifted + sum;
}

/// d/ds served_odds(s, z) for z > 1.5 s: Q/D = s times the integral of e^-zt (1 + t)^(s - 1).
inline double served_odds_slope(double s, double spare) noexcept {
  const double z = s - spare;
  const double rate = 1.0 - spare;  // the integrand falls at least as e^-(rate t)
  const auto f = [&](double t) {
    const double logarithm = std::log1p(t);
    return std::exp((s - 1.0) * logarithm - z * t) * (1.0 + s * logarithm);
  };
  return integrate_panel(0.0, 6.0 / rate, f) + integrate_panel(6.0 / rate, 20.0 / rate, f) +
         integrate_panel(20.0 / rate, 44.0 / rate, f);
}

/// growth - 1 with its moment, both without cancellation; infinite where they overflow.
inline Growth growth_with_moment(double s, double z, double spare) noexcept {
  if (is_uniform(s, spare)) {
    const Temme::Lower lower = Temme(s, spare).lower_with_moment();
    return {lower.value - 1.0, lower.moment};
  }
  if (z < 80.0 || z <= 1.5 * s) return growth_series(s, z);
  const double whole = std::exp(-log_density(s, z, spare));
  const double moment = whole * log_density_slope(s, z, spare);
  if (whole > 1e20) return {whole, moment};
  return {whole - served_odds(s, z, spare) - 1.0, moment + served_odds_slope(s, spare)};
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
