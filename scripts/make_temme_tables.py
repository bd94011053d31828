"""Write include/erlang/detail/temme_tables.hpp: the polynomials of the incomplete gamma kernels.

Temme's uniform expansion (DLMF 8.12.7-8.12.10) is an asymptotic series in 1/s whose coefficients are power series in
eta. Here the sum of both is economised: one polynomial in eta for each power of sigma = uniform_from / s, of the
degree that its weight needs, so that no case distinction on s is left. So are exp(u^2) erfc(u) and what is left of
it beyond its first asymptotic term, over all u >= 0. Needs mpmath (the extra `reference`).

    python scripts/make_temme_tables.py > include/erlang/detail/temme_tables.hpp
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from mpmath import bernoulli, chebyfit, erfc, euler, exp, gamma, log, loggamma, mp, mpf, pi, sqrt

mp.dps = 60
FROM = 24  # the expansion is used from this s on
BELOW, ABOVE = mpf("0.45"), mpf("0.5")  # ... while (s - z)/s is in [-ABOVE, BELOW]
FOLD = mpf("3.75")  # u = FOLD (1 + t)/(1 - t) maps [-1, 1) to [0, inf)
TERMS = 120  # working length of the power series in eta
ORDERS = 28  # working length of the series in 1/s: its terms still fall there for s >= FROM
SIGMA_DEGREE = 8
TOLERANCE = mpf("2e-17")  # against results of 2 and more


def mu_of_eta() -> list[mpf]:
    """mu(eta) with mu - ln(1 + mu) = eta^2 / 2, from mu mu' = eta (1 + mu)."""
    a = [mpf(0)] * (TERMS + 2)
    a[1] = mpf(1)
    for m in range(2, TERMS + 1):
        known = sum(a[i] * (m - i + 1) * a[m - i + 1] for i in range(2, m))
        a[m] = (a[m - 1] - known) / (m + 1)
    return a


def reciprocal(series: Sequence[mpf]) -> list[mpf]:
    result = [1 / series[0]]
    for m in range(1, len(series)):
        result.append(-sum(series[i] * result[m - i] for i in range(1, m + 1)) / series[0])
    return result


def gamma_star(count: int) -> list[mpf]:
    """Coefficients of Gamma*(s) = Gamma(s) sqrt(s / 2 pi) e^s s^-s in 1/s."""
    logarithm = [mpf(0)] * (2 * count + 2)
    for k in range(1, count + 1):
        logarithm[2 * k - 1] = stirling(k)
    g = [mpf(1)]
    for m in range(1, count + 1):
        g.append(sum(j * logarithm[j] * g[m - j] for j in range(1, m + 1)) / m)
    return g


def stirling(k: int) -> mpf:
    return bernoulli(2 * k) / (2 * k * (2 * k - 1))


def expansion() -> list[list[mpf]]:
    """c_k(eta): c_0 = 1/mu - 1/eta, c_k = c_{k-1}'/eta + (-1)^k g_k / mu; poles cancel."""
    inverse = reciprocal(mu_of_eta()[1 : TERMS + 1])  # 1/mu = inverse(eta) / eta
    g = gamma_star(ORDERS)
    rows = [inverse[1:]]
    for k in range(1, ORDERS):
        last = rows[-1]
        sign = (-1) ** k * g[k]
        assert abs(last[1] + sign) < mpf(10) ** -30, "the pole must cancel"
        rows.append([(i + 2) * last[i + 2] + sign * inverse[i + 1] for i in range(len(last) - 2)])
    return rows


def gamma_star_at(s: mpf) -> mpf:
    if s < 1000:
        return gamma(s + 1) / (sqrt(2 * pi * s) * (s / exp(1)) ** s)
    return exp(sum(stirling(k) / s ** (2 * k - 1) for k in range(1, 12)))


def value(coefficients: Sequence[mpf], x: mpf) -> mpf:
    total = mpf(0)
    for coefficient in reversed(coefficients):
        total = total * x + coefficient
    return total


def fit(f: Callable[[mpf], mpf], low: mpf, high: mpf, tolerance: mpf) -> list[mpf]:
    """The shortest near-minimax polynomial within `tolerance`, lowest degree first."""
    for terms in range(1, 40):
        found, error = chebyfit(f, [low, high], terms, error=True)
        if error < tolerance:
            return list(reversed(found))
    raise AssertionError("no polynomial of degree < 40 will do")


def economised() -> list[list[mpf]]:
    """Polynomials in eta, one for each power of sigma = FROM / s."""
    rows = expansion()
    eta_low = -sqrt(2 * (-BELOW - log(1 - BELOW)))
    eta_high = sqrt(2 * (ABOVE - log(1 + ABOVE)))

    cache: dict[mpf, list[mpf]] = {}

    def in_sigma(eta: mpf) -> list[mpf]:
        if eta not in cache:
            at = [value(row, eta) / mpf(FROM) ** k for k, row in enumerate(rows)]
            found = chebyfit(lambda sigma: value(at, sigma), [0, 1], SIGMA_DEGREE + 1)
            cache[eta] = list(reversed(found))
        return cache[eta]

    # Monomials of sigma on [0, 1] weigh far more than what they sum to: each row gets the full tolerance.
    return [fit(lambda eta, k=k: in_sigma(eta)[k], eta_low, eta_high, TOLERANCE) for k in range(SIGMA_DEGREE + 1)]


def scaled_erfc(u: mpf) -> mpf:
    return exp(u * u) * erfc(u) if u < 40 else (1 - beyond_first(u)) / (sqrt(pi) * u)


def beyond_first(u: mpf) -> mpf:
    """1 - sqrt(pi) u exp(u^2) erfc(u)."""
    if u < 40:
        return 1 - sqrt(pi) * u * exp(u * u) * erfc(u)
    total, term = mpf(0), mpf(1)
    for k in range(1, 40):
        term *= -(2 * k - 1) / (2 * u * u)
        total -= term
    return total


def folded(f: Callable[[mpf], mpf], limit: mpf) -> Callable[[mpf], mpf]:
    return lambda t: limit if t >= 1 else f(FOLD * (1 + t) / (1 - t))


def listed(values: Sequence[float], indent: str) -> str:
    lines, line = [], indent
    for number in values:
        text = f"{number!r}, "
        if len(line) + len(text) > 118:
            lines.append(line.rstrip())
            line = indent
        line += text
    return "\n".join([*lines, line.rstrip(", ")])


def array(comment: str, name: str, values: Sequence[mpf]) -> None:
    body = listed([float(number) for number in values], "    ")
    print(f"/// {comment}\ninline constexpr std::array<double, {len(values)}> {name} = {{\n{body}}};\n")


DERIVATIVES = """\
inline constexpr auto temme_by_eta = [] {
  std::array<double, temme_coefficients.size()> result{};
  for (std::size_t row = 0; row + 1 < temme_offsets.size(); ++row) {
    for (std::size_t i = temme_offsets[row]; i + 1 < temme_offsets[row + 1]; ++i)
      result[i] = static_cast<double>(i + 1 - temme_offsets[row]) * temme_coefficients[i + 1];
  }
  return result;
}();
inline constexpr auto temme_by_sigma = [] {
  auto result = temme_coefficients;
  for (std::size_t row = 0; row + 1 < temme_offsets.size(); ++row) {
    for (std::size_t i = temme_offsets[row]; i < temme_offsets[row + 1]; ++i)
      result[i] *= static_cast<double>(row);
  }
  return result;
}();
"""


def main() -> None:
    rows = economised()
    offsets = [0]
    for row in rows:
        offsets.append(offsets[-1] + len(row))
    two = sqrt(mpf(2))
    q_high = (BELOW / (2 - BELOW)) ** 2
    print(
        "#pragma once\n\n#include <array>\n#include <cstddef>\n\n"
        "// Written by scripts/make_temme_tables.py; do not edit.\n"
    )
    print("namespace erlang::detail {\n")
    print("/// Temme's expansion holds from this s on, while (s - z)/s is in [-uniform_above, uniform_below].")
    print(f"inline constexpr double uniform_from = {FROM}.0;")
    print(f"inline constexpr double uniform_below = {float(BELOW)!r};")
    print(f"inline constexpr double uniform_above = {float(ABOVE)!r};\n")
    array(
        "Temme's S(s, eta): polynomials in eta, lowest degree first, one after the other for each power of\n"
        "/// uniform_from / s.",
        "temme_coefficients",
        [number for row in rows for number in row],
    )
    print("/// Row k is [temme_offsets[k], temme_offsets[k + 1]) of temme_coefficients.")
    print(
        f"inline constexpr std::array<std::size_t, {len(offsets)}> temme_offsets = "
        f"{{{', '.join(map(str, offsets))}}};\n"
    )
    print("/// Coefficients of its derivatives at the same places: in eta, and in uniform_from / s times that.")
    print(DERIVATIVES)
    array(
        "Gamma*(s) as a polynomial in uniform_from / s, s >= uniform_from.",
        "gamma_star_coefficients",
        fit(lambda sigma: value(gamma_star(ORDERS), sigma / FROM), mpf(0), mpf(1), TOLERANCE),
    )
    array(
        "-s (ln Gamma*(s))' as a polynomial in uniform_from / s, s >= uniform_from.",
        "gamma_star_slope_coefficients",
        fit(
            lambda sigma: sum(stirling(k) * (2 * k - 1) * (sigma / FROM) ** (2 * k - 1) for k in range(1, 15)),
            mpf(0),
            mpf(1),
            TOLERANCE,
        ),
    )
    array(
        "(ln((1 + r)/(1 - r)) / 2 - r) / r^3 as a polynomial in r^2, r = mu/(2 + mu), mu in [-uniform_below,\n"
        "/// uniform_above].",
        "log1p_coefficients",
        fit(
            lambda q: sum(q**k / (2 * k + 3) for k in range(60)),
            mpf(0),
            q_high,
            TOLERANCE,
        ),
    )
    print("/// u >= 0 is folded to t = (u - erfc_fold)/(u + erfc_fold) in [-1, 1].")
    print(f"inline constexpr double erfc_fold = {float(FOLD)!r};\n")
    array(
        "(1 + 2u) exp(u^2) erfc(u) as a polynomial in t.",
        "scaled_erfc_coefficients",
        fit(folded(lambda u: (1 + 2 * u) * scaled_erfc(u), 2 / sqrt(pi)), mpf(-1), mpf(1), mpf("6e-17")),
    )
    array(
        "(1 + sqrt(2) u)^2 (1 - sqrt(pi) u exp(u^2) erfc(u)) as a polynomial in t.",
        "beyond_first_coefficients",
        fit(folded(lambda u: (1 + two * u) ** 2 * beyond_first(u), mpf(1)), mpf(-1), mpf(1), mpf("6e-17")),
    )
    array(
        "ln Gamma(1 + s) / s as a polynomial in s, s in [0, 1].",
        "log_gamma_coefficients",
        fit(lambda s: loggamma(1 + s) / s if s > 0 else -euler, mpf(0), mpf(1), mpf("3e-17")),
    )
    half = mpf("0.5")
    array(
        "Gamma*(s) as a polynomial in 1/(s + 1/2), s >= 1/2.",
        "gamma_star_half_coefficients",
        fit(lambda x: gamma_star_at(1 / x - half) if x > 0 else mpf(1), mpf(0), mpf(1), mpf("5e-17")),
    )
    print("}  // namespace erlang::detail")


if __name__ == "__main__":
    main()
