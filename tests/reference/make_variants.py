"""Make tests/data/reference/variants_reference.csv: Engset, overflow, the limits, M/D/n and random rates by mpmath.

    python tests/reference/make_variants.py > tests/data/reference/variants_reference.csv

The mathematics differs from the library's: product forms summed from below, incomplete gammas, the roots of M/D/n's
generating function, quadrature in the rate. 60 digits, inputs are the exact doubles. Takes a few minutes.
"""

from __future__ import annotations

import csv
import itertools
import json
import sys
from collections.abc import Iterator

from mpmath import (
    erfc,
    exp,
    expjpi,
    factorial,
    findroot,
    gamma,
    gammainc,
    linspace,
    log,
    mp,
    mpf,
    pi,
    quad,
    sqrt,
)

mp.dps = 60
Row = tuple[str, dict[str, object], str, mpf]


def blocking(n: mpf, a: mpf) -> mpf:
    """Erlang B for real n."""
    return a**n * exp(-a) / gammainc(n + 1, a)


def engset() -> Iterator[Row]:
    cases = [(1, 1, 0.7), (5, 3, 1e-6), (20, 10, 0.5), (300, 20, 0.1), (300, 299, 2.0), (2000, 900, 0.75)]
    cases += [(2000, 100, 5.0), (100_000, 10_100, 0.11)]
    for sources, n, alpha in cases:
        load = mpf(alpha)

        def share(m: int, n: int = n, load: mpf = load) -> mpf:
            term = mpf(1)
            total = mpf(1)
            for j in range(1, n + 1):
                term = term * load * (m - j + 1) / j
                total += term
            return term / total

        terms = [mpf(1)]
        for j in range(1, n + 1):
            terms.append(terms[-1] * load * (sources - j + 1) / j)
        q: dict[str, object] = {"n": n, "N": sources, "alpha": alpha, "aht": 1.0}
        yield "engset", q, "time_congestion", share(sources)
        yield "engset", q, "call_congestion", share(sources - 1)
        yield "engset", q, "carried_load", sum(j * t for j, t in enumerate(terms)) / sum(terms)


def overflow() -> Iterator[Row]:
    cases = [(0, 3.0), (1, 1e-3), (7, 40.0), (60, 40.0), (100, 1000.0), (1000, 1000.0), (1000, 1100.0), (1000, 5000.0)]
    for n, load in [*cases, (3000, 2950.0), (2000, 2200.0)]:
        a = mpf(load)
        odds = mpf(1)  # 1/B by its recursion
        for k in range(1, n + 1):
            odds = 1 + k / a * odds
        mean = a / odds
        z = 1 - mean + a / (n + 1 + mean - a)
        q: dict[str, object] = {"n": n, "a": load}
        yield "overflow_moments", q, "overflow_mean", mean
        yield "overflow_moments", q, "overflow_variance", mean * z
        yield "overflow_moments", q, "peakedness", z
    for n, load, peak in [(10, 8.0, 0.2), (100, 120.0, 5.0), (3, 0.01, 2.0), (2000, 1900.0, 7.5), (50, 500.0, 1.7)]:
        q = {"n": n, "a": load, "z": peak}
        yield "hayward_blocking", q, "blocking", blocking(mpf(n) / mpf(peak), mpf(load) / mpf(peak))
    for mean, variance in [(0.01, 0.011), (3.0, 9.0), (1e4, 2e5), (20.0, 20.0000001), (5.0, 4.5)]:
        m, v = mpf(mean), mpf(variance)
        z = v / m
        a = v + 3 * z * (z - 1)
        q = {"mean": mean, "variance": variance}
        yield "rapp_equivalent_random", q, "a_equiv", a
        yield "rapp_equivalent_random", q, "n_equiv", a * (m + z) / (m + z - 1) - m - 1
    for load, target, start in [
        (1e-3, 1e-6, 2),
        (8.0, 0.1, 10),
        (8.0, 0.999, 0.01),
        (60.0, 1e-9, 110),
        (900.0, 0.3, 640),
    ]:
        a = mpf(load)
        wanted = log(mpf(target))
        n = findroot(lambda n, a=a, wanted=wanted: log(blocking(n, a)) - wanted, (start, start * 1.02))
        q = {"a": load, "target_blocking": target}
        yield "erlang_b_servers_continuous", q, "n_real", n


def hazard(x: mpf) -> mpf:
    return exp(-x * x / 2) / sqrt(2 * pi) / (erfc(x / sqrt(2)) / 2)


def limits() -> Iterator[Row]:
    for beta in [1e-6, 0.5, 1.0, 3.0, 8.0, 25.0]:
        b = mpf(beta)
        wait = 1 / (1 + b / hazard(-b))
        yield "halfin_whitt", {"beta": beta}, "P_wait", wait
    for beta, ratio in itertools.product([-6.0, -1.5, 0.0, 0.3, 2.0, 6.0], [1e-4, 0.3, 1.0, 25.0]):
        b, root = mpf(beta), sqrt(mpf(ratio))
        wait = 1 / (1 + root * hazard(b / root) / hazard(-b))
        q: dict[str, object] = {"beta": beta, "theta_over_mu": ratio}
        yield "garnett", q, "P_wait", wait
        yield "garnett", q, "sqrt_n_P_ab", wait * (root * hazard(b / root) - b)


def deterministic() -> Iterator[Row]:
    """The number in the system has the generating function
    (n - a)(1 - z) prod (z - z_k)/(1 - z_k) / (1 - z^n e^(a (1 - z))), z_k the roots of its denominator inside."""
    cases = [(1, 0.5, 1.0), (1, 0.99, 1.0), (2, 1e-3, 1.0), (5, 4.95, 1.0), (10, 0.03, 180.0), (30, 28.0, 1.0)]
    cases += [(30, 29.97, 1.0), (100, 0.5, 190.0), (100, 60.0, 1.0), (300, 1.4, 210.0), (1000, 990.0, 1.0)]
    for n, rate, aht in cases:
        mp.dps = 60 if n > 100 else 60 + 3 * n  # the states come from sums that alternate
        a = mpf(rate) * mpf(aht)
        roots = []
        for k in range(1, n):
            z = expjpi(mpf(2 * k) / n) * exp(-a / n)
            for _ in range(60):
                z = expjpi(mpf(2 * k) / n) * exp(-a * (1 - z) / n)
            for _ in range(9):  # Newton
                gap = log(z) + a * (1 - z) / n - 2j * pi * k / n
                gap -= 2j * pi * mp.nint(mp.im(gap) / (2 * pi))
                z -= gap / (1 / z - a / n)
            roots.append(z)
        no_wait = n - a
        number = n / (2 * (n - a)) - (n - a) / 2
        for z in roots:
            no_wait /= 1 - z
            number += 1 / (1 - z)
        queue = mp.re(number) - a
        q: dict[str, object] = {"n": n, "lambda": rate, "aht": aht}
        if 1 - mp.re(no_wait) > mpf(10) ** -25:
            yield "mdn_exact", q, "P_wait", 1 - mp.re(no_wait)
            yield "mdn_exact", q, "ASA", queue / mpf(rate)
            yield "mdn_exact", q, "Lq", queue
        if n > 100:
            continue
        top = [n - a]
        for z in roots:  # (z - z_k)/(1 - z_k), and (1 - z) last
            top = [
                ((top[j - 1] if j else 0) - (z * top[j] if j < len(top) else 0)) / (1 - z) for j in range(len(top) + 1)
            ]
        top = [(top[j] if j < len(top) else 0) - (top[j - 1] if j else 0) for j in range(len(top) + 1)]
        sign = 1 if mp.re(top[0]) > 0 else -1
        size = 4 * n + 40
        weights = [exp(a) * (-a) ** i / factorial(i) for i in range(size)]
        states: list[mpf] = []
        for j in range(size):
            value = sign * mp.re(top[j]) if j < len(top) else mpf(0)
            states.append(value + sum(weights[i] * states[j - n - i] for i in range(j - n + 1)))
        below = [sum(states[: n + 1])]
        for j in range(1, size - n):
            below.append(below[-1] + states[n + j])
        for share in (0.0, 0.05, 0.75, 1.0, 1.7, 2.5):
            x = share * aht
            k = int(mp.floor(mpf(x) / mpf(aht))) + 1
            mean = mpf(rate) * (k * mpf(aht) - mpf(x))
            level = exp(-mean) * sum(below[k * n - 1 - j] * mean**j / factorial(j) for j in range(k * n))
            yield "mdn_exact", {**q, "T": x}, "SL", level
            if 1 - level > mpf(10) ** -14:
                yield "mdn_exact", {**q, "T": x}, "P_W_gt_T", 1 - level


def level_c(n: int, a: mpf, aht: mpf, within: mpf) -> mpf:
    if a >= n:
        return mpf(0)
    odds = mpf(1)
    for k in range(1, n + 1):
        odds = 1 + k / a * odds
    wait = 1 / (a / n + (n - a) / n * odds)
    return 1 - wait * exp(-(n - a) / aht * within)


def level_a(n: int, a: mpf, aht: mpf, patience: mpf, within: mpf) -> mpf:
    """Answered within, from M/M/n+M's integrals."""
    odds = mpf(1)
    for k in range(1, n):
        odds = 1 + k / a * odds
    rate, serve, leave = a / aht, n / aht, 1 / patience
    x, y = serve / leave, rate / leave

    def tail(t: mpf) -> mpf:  # the integral of e^(y (1 - e^-u) - x u) from t / patience on
        end = y * exp(-t * leave)
        return patience * exp(y) * y**-x * gammainc(x, 0, end)

    def density(t: mpf) -> mpf:
        return exp(y * (1 - exp(-leave * t)) - serve * t)

    total = odds + rate * tail(mpf(0))
    return (odds + serve * (tail(mpf(0)) - tail(within)) + density(within) - 1) / total


def random_rates() -> Iterator[Row]:
    mp.dps = 30
    cases = [(1, 0.004, 0.5, None), (10, 0.04, 0.01, None), (10, 0.04, 1.0, None), (10, 0.08, 2.0, None)]
    cases += [(10, 0.04, 0.3, 120.0), (10, 0.1, 2.0, 60.0), (100, 0.52, 0.05, None), (100, 0.5, 0.1, 120.0)]
    for (n, mean, cv, patience), within in itertools.product(cases, [0.0, 20.0]):
        aht = mpf(190)
        m, c = mpf(mean), mpf(cv)
        full = n / aht

        def level(
            rate: mpf, n: int = n, aht: mpf = aht, patience: float | None = patience, within: float = within
        ) -> mpf:
            if patience is None:
                return level_c(n, rate * aht, aht, mpf(within))
            return level_a(n, rate * aht, aht, mpf(patience), mpf(within))

        shape = 1 / c**2
        variance = log(1 + c * c)

        def gamma_density(x: mpf, shape: mpf = shape) -> mpf:  # of ln(rate / mean)
            return shape**shape / gamma(shape) * exp(shape * (x - exp(x)))

        def normal_density(x: mpf, variance: mpf = variance) -> mpf:
            return exp(-((x + variance / 2) ** 2) / (2 * variance)) / sqrt(2 * pi * variance)

        for model, density in (("random_rate_gamma", gamma_density), ("random_rate_lognormal", normal_density)):
            width = sqrt(variance)
            low = -80 / shape - 5 if model.endswith("gamma") and cv >= 0.5 else -16 * width
            high = min(16 * width, mpf(5)) if model.endswith("gamma") else 16 * width
            if patience is None:
                high = min(high, log(full / m))
            points = linspace(low, high, 25) if cv >= 0.5 else linspace(low, high, 17)
            plain = quad(lambda x, d=density, m=m: d(x) * level(m * exp(x)), points)
            calls = quad(lambda x, d=density, m=m: exp(x) * d(x) * level(m * exp(x)), points)
            q: dict[str, object] = {"model": "C" if patience is None else "A", "n": n, "lambda_mean": mean}
            q |= {"lambda_cv": cv, "aht": 190.0, "T": within}
            if patience is not None:
                q["patience"] = patience
            yield model, q, "SL_interval_avg", plain
            yield model, q, "SL_call_weighted", calls


def main() -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(["model", "inputs", "metric", "value", "cond"])
    for model, q, metric, value in itertools.chain(engset(), overflow(), limits(), deterministic(), random_rates()):
        out.writerow([model, json.dumps(q), metric, mp.nstr(value, 25), ""])


if __name__ == "__main__":
    main()
