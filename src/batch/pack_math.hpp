#pragma once

#include <erlang/detail/polynomial.hpp>
#include <erlang/detail/temme_tables.hpp>

#include <array>
#include <cstddef>

/// The kernels of erlang/detail over the lanes of a Pack, which the including file has chosen. They follow the scalar
/// ones term by term; what differs is where divisions are shared. All names are local to that file.
namespace erlang::batch {
namespace {

inline bool any(Mask mask) {
  return bits(mask) != 0;
}
inline bool all(Mask mask) {
  return bits(mask) == (1U << Pack::lanes) - 1;
}

// 1/2!, 1/3!, ..., 1/13!: e^r - 1 = r + r^2 (1/2! + r/3! + ...) for |r| <= ln(2)/2.
inline constexpr std::array<double, 12> exp_coefficients = [] {
  std::array<double, 12> result{};
  double factorial = 1.0;
  for (std::size_t i = 0; i < result.size(); ++i) {
    factorial *= static_cast<double>(i) + 2.0;
    result[i] = 1.0 / factorial;
  }
  return result;
}();

struct Exponential {
  Pack scale;  // 2^k
  Pack rest;   // e^x / 2^k - 1
};
/// |x| < 700
inline Exponential exponential(Pack x) {
  const Pack k = round(x * 1.4426950408889634);
  Pack r = multiply_add(k, -0x1.62e42fefa39efp-1, x);
  r = multiply_add(k, -0x1.abc9e3b39803fp-56, r);
  const Pack square = r * r;
  return {power_of_two(k), multiply_add(detail::polynomial(exp_coefficients, r, square), square, r)};
}
inline constexpr double most_exponent = 690.0;

inline Pack exp(Pack x) {
  const Exponential e = exponential(x);
  return multiply_add(e.scale, e.rest, e.scale);
}
inline Pack expm1(Pack x) {
  const Exponential e = exponential(x);
  return multiply_add(e.scale, e.rest, e.scale - 1.0);
}

/// s (mu - ln(1 + mu)), mu = (z - s)/s, as erlang::detail::divergence: while (s - z)/s is in [-0.5, 0.45].
struct Divergence {
  Pack value, rest;
  Pack inverse;  // 1/s

  Divergence(Pack s, Pack spare) {
    const Pack sum = multiply_add(s, 2.0, -spare);
    const Pack sum_rest = multiply_add(s, 2.0, -sum) - spare;
    const Pack both = 1.0 / (sum * s);  // one division for 1/(s + z) and 1/s
    const Pack over_sum = both * s;
    inverse = both * sum;
    const Pack r = -spare * over_sum;
    const Pack r_rest = -(multiply_add(r, sum, spare) + r * sum_rest) * over_sum;
    const Pack square = -spare * r;
    const Pack r_square = r * r;
    const Pack logarithm = r * r_square * detail::polynomial(detail::log1p_coefficients, r_square);
    const Pack small = multiply_add(s * -2.0, logarithm, multiply_add(-spare, r, -square) - spare * r_rest);
    value = square + small;
    rest = (square - value) + small;
  }

  /// e^value sqrt(2 pi s)
  [[nodiscard]] Pack whole(Pack root) const {
    const Pack e = exp(value);
    return root * 2.5066282746310005024 * multiply_add(e, rest, e);
  }
};

/// What Temme's expansion is made of, as in erlang::detail::Temme.
struct Temme {
  Pack s;
  Divergence divergence;
  Mask beyond;  // z >= s
  Pack inverse, mu, half_square, u, root, eta, sigma, folded, near, star, smooth;

  /// All lanes, those where the expansion does not hold as well: they give any number.
  Temme(Pack s_, Pack spare) : s(s_), divergence(s_, spare), beyond(spare <= 0.0), inverse(divergence.inverse) {
    mu = -spare * inverse;
    half_square = divergence.value * inverse;
    u = sqrt(divergence.value);
    root = sqrt(s);
    sigma = inverse * detail::uniform_from;
    const Pack size = u * (root * inverse) * 1.4142135623730950488;
    eta = select(beyond, size, -size);
    // (u - f)/(u + f) and 1/(1 + 2u) from one division.
    const Pack above = u + detail::erfc_fold;
    const Pack doubled = multiply_add(u, 2.0, 1.0);
    const Pack shared = 1.0 / (above * doubled);
    folded = (u - detail::erfc_fold) * (shared * doubled);
    near = root * root_half_pi * detail::polynomial(detail::scaled_erfc_coefficients, folded) * (shared * above);
    star = detail::polynomial(detail::gamma_star_coefficients, sigma);
    smooth = rows(detail::temme_coefficients);
  }

  [[nodiscard]] Pack small() const { return near + select(beyond, smooth, -smooth); }
  [[nodiscard]] Pack whole() const { return divergence.whole(root); }
  /// Q/D
  [[nodiscard]] Pack upper() const {
    const Pack tail = small();
    return star * (all(beyond) ? tail : select(beyond, tail, whole() - tail));
  }
  /// P/D
  [[nodiscard]] Pack lower() const {
    const Pack tail = small();
    return star * (any(beyond) ? select(beyond, whole() - tail, tail) : tail);
  }

  struct Lower {
    Pack value;
    Pack moment;
  };
  [[nodiscard]] Lower lower_with_moment() const {
    const Pack logarithm = mu - half_square;
    const Mask flat = u == 0.0;
    const Pack stretched = multiply_add(u, 1.4142135623730950488, 1.0);
    const Pack scaled = stretched * stretched;
    const Pack shared = 1.0 / (scaled * select(flat, Pack(1.0), eta));
    const Pack inverse_eta = shared * scaled;
    const Pack relative = select(flat, Pack(1.0), mu * inverse_eta);
    const Pack steep = select(flat, Pack(1.0), logarithm * inverse_eta);
    const Pack beyond_first =
        detail::polynomial(detail::beyond_first_coefficients, folded) * (shared * select(flat, Pack(1.0), eta));
    const Pack star_slope = -detail::polynomial(detail::gamma_star_slope_coefficients, sigma);
    const Pack bend = s * beyond_first * steep;
    const Pack near_slope = multiply_add(near, 0.5, select(beyond, bend, -bend));
    const Pack smooth_slope = -multiply_add(relative, rows(detail::temme_by_eta), rows(detail::temme_by_sigma));
    const Pack tail = small();
    Pack value = tail;
    Pack slope = near_slope - smooth_slope;
    if (any(beyond)) {
      const Pack full = whole();
      const Pack whole_slope = full * multiply_add(-s, logarithm, 0.5);
      value = select(beyond, full - tail, value);
      slope = select(beyond, whole_slope - near_slope - smooth_slope, slope);
    }
    value = star * value;
    return {value, -multiply_add(value, star_slope, star * slope) * inverse};
  }

 private:
  static constexpr double root_half_pi = 1.2533141373155002512;

  template <std::size_t Row, std::size_t Size>
  [[nodiscard]] Pack row(const std::array<double, Size>& coefficients) const {
    constexpr auto from = detail::temme_offsets[Row];
    constexpr auto to = detail::temme_offsets[Row + 1];
    return detail::polynomial<from, to>(coefficients, eta, half_square + half_square);
  }
  template <std::size_t Row, std::size_t Size>
  [[nodiscard]] Pack alternate_rows(const std::array<double, Size>& coefficients) const {
    if constexpr (Row + 3 >= detail::temme_offsets.size()) {
      return row<Row>(coefficients);
    } else {
      return multiply_add(alternate_rows<Row + 2>(coefficients), sigma * sigma, row<Row>(coefficients));
    }
  }
  template <std::size_t Size>
  [[nodiscard]] Pack rows(const std::array<double, Size>& coefficients) const {
    return multiply_add(alternate_rows<1>(coefficients), sigma, alternate_rows<0>(coefficients));
  }
};

inline Mask is_uniform(Pack s, Pack spare) {
  return (Pack(detail::uniform_from) <= s) & (spare <= s * detail::uniform_below) &
         (s * -detail::uniform_above <= spare);
}

struct Odds {
  Pack value;
  Mask good;
};
/// k/z (1 + odds of k - 1) for k = 1 ... s, in the lanes wanted.
inline Odds recursion(Pack s, Pack z, Mask wanted) {
  const Pack inverse = 1.0 / z;
  Pack odds(0.0);
  for (double k = 1.0; k < detail::uniform_from; k += 1.0) {
    const Mask goes_on = (Pack(k) <= s) & wanted;
    if (!any(goes_on)) break;
    odds = select(goes_on, (Pack(k) * inverse) * (odds + 1.0), odds);
  }
  return {odds, wanted};
}

struct Growth {
  Pack excess;
  Pack moment;
  Mask good;
};
/// growth - 1 by its power series, with its moment if asked for, in the lanes wanted.
template <bool Moment>
Growth growth_series(Pack s, Pack z, Mask wanted) {
  Pack term(1.0);
  Pack sum(0.0);
  Pack harmonic(0.0);
  Pack moment(0.0);
  Mask open = wanted;
  Pack j = s;
  for (int i = 0; i < 2000 && any(open); ++i) {
    j = j + 1.0;
    const Pack inverse = 1.0 / j;
    term = select(open, term * (z * inverse), Pack(0.0));
    sum = sum + term;
    if constexpr (Moment) {
      harmonic = harmonic + inverse;
      moment = multiply_add(term, harmonic, moment);
      open = open & ~((term * harmonic <= moment * 1e-17) & (z < j));
    } else {
      open = open & ~((term <= sum * 1e-17) & (z < j));
    }
  }
  return {sum, moment, wanted & ~open};
}

/// Q/D as 1/D - P/D for 1 <= s < 24 and z <= s, in the lanes wanted.
inline Odds difference(Pack s, Pack z, Pack spare, Mask wanted) {
  const Divergence divergence(s, spare);
  const Pack star = detail::polynomial(detail::gamma_star_half_coefficients, 1.0 / (s + 0.5));
  const Growth growth = growth_series<false>(s, z, wanted);
  return {divergence.whole(sqrt(s)) * star - 1.0 - growth.excess, growth.good};
}

/// Q/D where Temme's expansion holds, or s is below it and whole or not far from z, not in the other lanes.
inline Odds served_odds(Pack s, Pack z, Pack spare, Mask wanted) {
  const Mask uniform = is_uniform(s, spare) & wanted;
  const Mask counted = (s < detail::uniform_from) & (s == round(s)) & (Pack(0.0) < s) & wanted;
  const Mask between = (s < detail::uniform_from) & (Pack(1.0) <= s) & (Pack(0.0) <= spare) &
                       (spare <= s * detail::uniform_below) & wanted & ~counted;
  Odds odds{Pack(0.0), counted};
  if (any(uniform)) {
    const Temme temme(s, spare);
    odds = {temme.upper(), counted | (uniform & (temme.divergence.value < most_exponent))};
  }
  if (any(counted)) odds.value = select(counted, recursion(s, z, counted).value, odds.value);
  if (any(between)) {
    const Odds others = difference(s, z, spare, between);
    odds = {select(between, others.value, odds.value), odds.good | others.good};
  }
  return odds;
}

/// growth - 1 where Temme's expansion holds or the power series is short and does not overflow.
template <bool Moment>
Growth growth_excess(Pack s, Pack z, Pack spare, Mask wanted) {
  const Mask uniform = is_uniform(s, spare) & wanted;
  const Mask series = wanted & ~uniform & ((z < 80.0) | (z <= s * 1.5));
  if (!any(uniform)) return growth_series<Moment>(s, z, series);
  const Temme temme(s, spare);
  const Mask fits = uniform & (temme.divergence.value < most_exponent);
  Growth growth{Pack(0.0), Pack(0.0), fits};
  if constexpr (Moment) {
    const Temme::Lower lower = temme.lower_with_moment();
    growth.excess = lower.value - 1.0;
    growth.moment = lower.moment;
  } else {
    growth.excess = temme.lower() - 1.0;
  }
  if (!any(series)) return growth;
  const Growth summed = growth_series<Moment>(s, z, series);
  return {select(fits, growth.excess, summed.excess), select(fits, growth.moment, summed.moment), fits | summed.good};
}

}  // namespace
}  // namespace erlang::batch
