"""Write tests/data/reference/erlang_bc_accuracy.csv and erlang_a_accuracy.csv: values to 40 digits and more.

None of the library's formulas is used: Erlang B comes from exact sums or Legendre's continued fraction in arbitrary
precision, Erlang A from integrals over the density of the offered wait (Mandelbaum and Zeltyn, "The Palm/Erlang-A
queue", 2005). Every value is computed twice, at two precisions or two orders of quadrature, and must agree to 40
digits. Inputs are exact doubles. Needs mpmath (the extra `reference`); takes some minutes.

    python tests/reference/make_accuracy.py [bc | a]
"""

from __future__ import annotations

import csv
import math
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from pathlib import Path

from mpmath import exp, expm1, loggamma, mp, mpf

DATA = Path(__file__).resolve().parents[1] / "data" / "reference"
DIGITS = 60
AGREE = mpf(10) ** -40

Row = dict[str, "float | mpf | None"]


# -- Erlang B and C --------------------------------------------------------------------------------------------------


def inverse_blocking(n: mpf, a: mpf) -> mpf:
    """1/B(n, a) = 1 + n/a + n(n-1)/a^2 + ..., for real n continued by Gamma(n + 1, a) e^a / a^n."""
    if n == int(n) and a >= n:
        term = total = mpf(1)
        for k in range(int(n)):
            term *= (n - k) / a
            total += term
            if term < total * mpf(10) ** (-mp.dps - 5):
                break
        return total
    if a > n + 1:
        return a * upper_fraction(n + 1, a)
    # Gamma(n + 1, a) = Gamma(n + 1) less its lower part, a sum of positive terms: as many digits more as cancel.
    lost = 10 + int(max(0, a - n) / mpf("2.3") + 20)
    with mp.workdps(mp.dps + lost):
        term = lower = mpf(1)
        j = n + 1
        while term > lower * mpf(10) ** (-mp.dps - 5) or j < a:
            term *= a / j
            lower += term
            j += 1
        return exp(loggamma(n + 1) + a - n * mp.log(a)) - lower + 1


def upper_fraction(s: mpf, z: mpf) -> mpf:
    """Gamma(s, z) e^z z^-s, by Legendre's continued fraction (DLMF 8.9.2), modified Lentz."""
    b = z + 1 - s
    tiny = mpf(10) ** -10000
    c, d = 1 / tiny, 1 / (b if b else tiny)
    value = d
    i = 0
    while True:
        i += 1
        a = -i * (i - s)
        b += 2
        d = 1 / ((a * d + b) or tiny)
        c = (b + a / c) or tiny
        value *= c * d
        if abs(c * d - 1) < mpf(10) ** (-mp.dps - 2):
            return value


def twice(compute: Callable[[], tuple[mpf, ...]]) -> tuple[mpf, ...]:
    """The values at two precisions; both must agree."""
    with mp.workdps(DIGITS):
        first = compute()
    with mp.workdps(DIGITS + 20):
        second = compute()
    for a, b in zip(first, second):
        assert abs(a - b) <= AGREE * abs(b), (a, b)
    return second


def erlang_bc_points() -> Iterator[tuple[float, float]]:
    loads = [1e-6, 1e-3, 0.05, 0.3, 1.0, 2.5, 7.0, 12.5, 20.0, 23.9, 30.0, 47.5, 60.0, 100.0, 333.3, 1e3, 4321.0]
    loads += [1e4, 1e5, 1e6, 1e7]
    seen = set()
    for load in loads:
        for beta in (-6.0, -3.0, -1.0, -0.3, 0.0, 0.1, 0.5, 1.0, 1.7, 2.5, 4.0, 6.0, 8.0):
            seen.add((load, load + beta * math.sqrt(load)))
            seen.add((load, float(round(load + beta * math.sqrt(load)))))
        for share in (0.25, 0.65, 0.6667, 1.02, 1.3, 1.8, 1.82, 2.5, 4.0):
            seen.add((load, load * share))
        for servers in (0.3, 1.0, 2.0, 5.5, 10.0, 23.0, 23.5, 24.0, 24.5, 48.0):
            seen.add((load, servers))
    # Far out in overload the continued fraction needs no help, close to the load real n needs long sums.
    yield from sorted((load, servers) for load, servers in seen if servers > 0)


def erlang_bc() -> Iterator[Row]:
    for load, servers in erlang_bc_points():
        n, a = mpf(servers), mpf(load)
        if a > 1e5 and n != int(n) and -10 * a.sqrt() < n - a < 0:
            continue

        def compute(n: mpf = n, a: mpf = a) -> tuple[mpf, ...]:
            inverse = inverse_blocking(n, a)
            delay = a / n + (n - a) / n * inverse if n > a else mpf(1)
            return 1 / inverse, 1 - 1 / inverse, 1 / delay

        # A first look in double spares the sums where blocking is out of range.
        if n > a and loggamma(n + 1) + a - n * mp.log(a) > 640:
            continue
        blocking, served, wait = twice(compute)
        if blocking < mpf("1e-280"):
            continue
        yield {
            "load": load,
            "agents": servers,
            "blocking": blocking,
            "served": served,
            "wait_probability": wait if n > a else None,
            "no_wait_probability": 1 - wait if n > a else None,
        }


# -- Erlang A ---------------------------------------------------------------------------------------------------------


@cache
def gauss_legendre(order: int) -> list[tuple[mpf, mpf]]:
    """Nodes and weights on [0, 1], by Newton from Tricomi's guess."""
    with mp.workdps(DIGITS + 20):
        rule = []
        for i in range(order):
            x = mp.cos(mp.pi * (i + mpf("0.75")) / (order + mpf("0.5")))
            for _ in range(8):
                p, before = mpf(1), mpf(0)
                for k in range(order):
                    p, before = ((2 * k + 1) * x * p - k * before) / (k + 1), p
                slope = order * (x * p - before) / (x * x - 1)
                x -= p / slope
            p, before = mpf(1), mpf(0)
            for k in range(order):
                p, before = ((2 * k + 1) * x * p - k * before) / (k + 1), p
            slope = order * (x * p - before) / (x * x - 1)
            rule.append(((x + 1) / 2, 1 / ((1 - x * x) * slope * slope)))
        return rule


def erlang_a_values(agents: mpf, load: mpf, patience: mpf, within: mpf, order: int) -> dict[str, mpf]:
    """All measures with the handle time as the unit of time."""
    x, y, end = agents * patience, load * patience, within / patience
    idle = (inverse_blocking(agents, load) - 1) * load / agents  # 1/B(agents - 1, load)
    mode = mp.log(y / x) if y > x else mpf(0)

    def exponent(z: mpf) -> mpf:
        return -y * expm1(-z) - x * z

    top = exponent(mode)
    scale = exp(top)
    cuts = {mode, end}
    for direction in (1, -1):
        z = mode
        while top - exponent(z) < 130 and z >= 0:
            slope, bend = abs(x - y * exp(-z)), y * exp(-z)
            step = 2 * mpf(15) / (slope + mp.sqrt(slope * slope + 30 * bend))
            z += direction * min(step, max(mpf(4), z - mode))
            cuts.add(max(z, mpf(0)))
    # Below the threshold z = 0 .. end the density may be far from its mode: panels of its own.
    z = min(end, mode)
    if mode > 0 and top - exponent(end) > 1:
        while z > 0:
            slope, bend = abs(x - y * exp(-z)), y * exp(-z)
            z = max(mpf(0), z - min(30 / (slope + mp.sqrt(slope * slope + 30 * bend)), 4))
            cuts.add(z)
            if exponent(min(end, mode)) - exponent(z) > 130:
                break
    if len(cuts) == 1:
        cuts.add(mpf(0))
    edges = sorted(cut for cut in cuts if cut >= 0)
    whole = answered = waits = waits_answered = lost = mpf(0)
    until = until_answered = until_lost = beyond = beyond_answered = mpf(0)
    for low, high in pairwise(edges):
        for node, weight in gauss_legendre(order):
            z = low + (high - low) * node
            keep = exp(-z)
            e = (high - low) * weight * exp(exponent(z) - top)
            whole += e
            answered += e * keep
            waits += e * z
            waits_answered += e * z * keep
            lost -= e * expm1(-z)
            if high <= end:
                until += e
                until_answered += e * keep
                until_lost -= e * expm1(-z)
            else:
                beyond += e
                beyond_answered += e * keep
    over = idle / scale + y * whole
    share = {
        "wait": y * whole / over,
        "no_wait": idle / scale / over,
        "answered": (idle / scale + y * answered) / over,
        "abandonment": y * lost / over,
        "within": (idle / scale + y * until_answered) / over,
        "virtual_within": (idle / scale + y * until) / over,
        "virtual_after": y * beyond / over,
        "abandoned_within": y * (until_lost - expm1(-end) * beyond) / over,
        "answered_after": y * beyond_answered / over,
    }
    return {
        "wait_probability": share["wait"],
        "no_wait_probability": share["no_wait"],
        "abandonment": share["abandonment"],
        "occupancy": load / agents * share["answered"],
        "queue_length": load * patience * share["abandonment"],
        "asa": patience * y * waits_answered / over / share["answered"],
        "asa_all": patience * share["abandonment"],
        "asa_virtual_wait": patience * y * waits / over,
        "answered_of_offered": share["within"],
        "answered_of_answered": share["within"] / share["answered"],
        "abandons_excluded": share["within"] / (1 - share["abandoned_within"]),
        "abandons_counted": share["within"] + share["abandoned_within"],
        "virtual_wait": share["virtual_within"],
        "abandoned_within": share["abandoned_within"],
        "wait_exceeds": exp(-end) * share["virtual_after"],
        "answered_after": share["answered_after"],
        "virtual_exceeds": share["virtual_after"],
    }


def erlang_a_points() -> Iterator[tuple[float, float, float, float]]:
    for load in (0.1, 1.0, 10.0, 37.25, 100.0, 1e3, 1e4, 1e5):
        betas = (-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 4.0) if load >= 1 else (1.0, 2.0, 4.0, 9.0)
        for patience in (1e6, 1e3, 10.0, 1.0, 0.5, 0.02, 1e-3):
            for beta in betas:
                agents = load + beta * math.sqrt(load)
                if load < 1e4 and beta in (1.0, 2.0):
                    agents = math.ceil(agents)
                if agents > 0:
                    yield load, float(agents), patience, 0.25 / math.sqrt(load)
    for load, agents, patience, within in (
        (100.0, 40.0, 0.6, 0.1),
        (100.0, 60.0, 2.0, 0.1),
        (300.0, 90.0, 0.1, 0.05),
        (5.0, 1.0, 0.5, 0.1),
        (50.0, 2.0, 0.8, 0.1),
        (1000.0, 1200.0, 3.0, 0.01),
        (1000.0, 1900.0, 3.0, 0.001),
        (10.0, 14.0, 120 / 180, 20 / 180),
        (10.0, 12.0, 120 / 180, 0.0),
        (10.0, 14.0, 120 / 180, 1.0),
        (100.0, 100.5, 0.5, 2.0),
    ):
        yield load, agents, patience, within


def erlang_a() -> Iterator[Row]:
    for load, agents, patience, within in erlang_a_points():
        a, n, p, t = (mpf(value) for value in (load, agents, patience, within))
        if a > 1e4 and n != int(n) and n < a:
            n = mpf(math.floor(n))
        with mp.workdps(DIGITS):
            first = erlang_a_values(n, a, p, t, 48)
            second = erlang_a_values(n, a, p, t, 64)
        values = {name: value if value > mpf(10) ** -30 else None for name, value in second.items()}
        for name, value in values.items():
            if value is None:  # so far out that nobody asks, and the quadrature was not made for it
                continue
            assert abs(first[name] - value) <= AGREE * abs(value), (load, agents, patience, name)
        yield {"load": load, "agents": float(n), "patience": patience, "answer_within": within, **values}


def written(value: float | mpf | None) -> str:
    if value is None:
        return ""
    return repr(value) if isinstance(value, float) else mp.nstr(value, 25, min_fixed=0, max_fixed=0)


def write(name: str, rows: Iterator[Row]) -> None:
    count = 0
    start = time.monotonic()
    with (DATA / name).open("w", newline="") as file:
        writer = None
        for row in rows:
            if writer is None:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(row)
            writer.writerow([written(value) for value in row.values()])
            count += 1
    print(f"{name}: {count} rows in {time.monotonic() - start:.0f} s", flush=True)


if __name__ == "__main__":
    mp.dps = DIGITS
    if "a" not in sys.argv[1:]:
        write("erlang_bc_accuracy.csv", erlang_bc())
    if "bc" not in sys.argv[1:]:
        write("erlang_a_accuracy.csv", erlang_a())
