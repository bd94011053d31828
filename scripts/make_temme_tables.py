"""Write include/erlang/detail/temme_tables.hpp: exact coefficients, rounded once.

Temme's uniform expansion of the incomplete gamma functions (DLMF 8.12.3-8.12.10) is Taylor-expanded in eta with
rational arithmetic, so that every printed double is the nearest one.

    python scripts/make_temme_tables.py > include/erlang/detail/temme_tables.hpp
"""

from __future__ import annotations

from fractions import Fraction

TERMS = 64  # working length of the power series in eta
DEGREES = (22, 20, 18, 16, 14, 12, 11, 10, 9, 8)  # of c_0(eta), c_1(eta), ...: enough for |eta| < 0.55, s >= 48
STIRLING_TERMS = 7


def bernoulli(n: int) -> Fraction:
    row = [Fraction(0)] * (n + 1)
    for m in range(n + 1):
        row[m] = Fraction(1, m + 1)
        for j in range(m, 0, -1):
            row[j - 1] = j * (row[j - 1] - row[j])
    return row[0]


def mu_of_eta() -> list[Fraction]:
    """mu(eta) with mu - ln(1 + mu) = eta^2 / 2, from mu mu' = eta (1 + mu)."""
    a = [Fraction(0)] * (TERMS + 2)
    a[1] = Fraction(1)
    for m in range(2, TERMS + 1):
        known = sum(a[i] * (m - i + 1) * a[m - i + 1] for i in range(2, m))
        a[m] = (a[m - 1] - known) / (m + 1)
    return a


def reciprocal(series: list[Fraction]) -> list[Fraction]:
    result = [1 / series[0]]
    for m in range(1, len(series)):
        result.append(-sum(series[i] * result[m - i] for i in range(1, m + 1)) / series[0])
    return result


def gamma_star(count: int) -> list[Fraction]:
    """Coefficients of Gamma*(s) = Gamma(s) sqrt(s / 2 pi) e^s s^-s in 1/s."""
    log = [Fraction(0)] * (2 * count + 2)
    for k in range(1, count + 1):
        log[2 * k - 1] = bernoulli(2 * k) / (2 * k * (2 * k - 1))
    g = [Fraction(1)]
    for m in range(1, count + 1):
        g.append(sum(j * log[j] * g[m - j] for j in range(1, m + 1)) / m)
    return g


def expansion() -> list[list[Fraction]]:
    """c_k(eta): c_0 = 1/mu - 1/eta, c_k = c_{k-1}'/eta + (-1)^k g_k / mu; poles cancel."""
    mu = mu_of_eta()
    inverse = reciprocal(mu[1 : TERMS + 1])  # 1/mu = inverse(eta) / eta
    g = gamma_star(len(DEGREES))
    rows = [inverse[1:]]
    for k in range(1, len(DEGREES)):
        last = rows[-1]
        sign = (-1) ** k * g[k]
        assert last[1] + sign == 0, "the pole must cancel"
        rows.append([(i + 2) * last[i + 2] + sign * inverse[i + 1] for i in range(len(last) - 2)])
    return rows


def listed(values: list[float], indent: str) -> str:
    lines, line = [], indent
    for value in values:
        text = f"{value!r}, "
        if len(line) + len(text) > 118:
            lines.append(line.rstrip())
            line = indent
        line += text
    return "\n".join([*lines, line.rstrip(", ")])


def main() -> None:
    rows = expansion()
    flat, offsets = [], [0]
    for row, degree in zip(rows, DEGREES):
        flat += [float(value) for value in row[: degree + 1]]
        offsets.append(len(flat))
    stirling = [float(bernoulli(2 * k) / (2 * k * (2 * k - 1))) for k in range(1, STIRLING_TERMS + 1)]
    print("#pragma once\n\n#include <array>\n\n// Written by scripts/make_temme_tables.py; do not edit.\n")
    print("namespace erlang::detail {\n")
    print("/// Taylor coefficients in eta of Temme's c_0, c_1, ..., lowest degree first, one row after the other.")
    print(f"inline constexpr std::array<double, {len(flat)}> temme_coefficients = {{\n{listed(flat, '    ')}}};\n")
    print("/// Row k is [temme_offsets[k], temme_offsets[k + 1]) of temme_coefficients.")
    print(f"inline constexpr std::array<int, {len(offsets)}> temme_offsets = {{{', '.join(map(str, offsets))}}};\n")
    print("/// Stirling's series: ln Gamma*(s) = sum of these over s, s^3, s^5, ...")
    size, values = len(stirling), listed(stirling, "    ")
    print(f"inline constexpr std::array<double, {size}> stirling_coefficients = {{\n{values}}};\n")
    print("}  // namespace erlang::detail")


if __name__ == "__main__":
    main()
