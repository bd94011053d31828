"""Make tests/data/reference/erlang_x_reference.csv: M/M/n/K+G by other mathematics than the library's, in mpmath.

    python tests/reference/make_erlang_x.py > tests/data/reference/erlang_x_reference.csv

Patience enters through its survival S and H, the integral of S in closed form; the integrals over the wait are by
composite 32-point Gauss-Legendre at 30 digits between the points where the integrand changes, with the sum over places
in closed form as a regularised gamma. Abandonment is computed twice, as an integral over hanging up and from the
balance of flows; the digits in which the two agree stand in agree_digits and are at least 14. Development only; needs
mpmath.
"""

from __future__ import annotations

import csv
import itertools
import json
import multiprocessing
import sys
from collections.abc import Callable, Iterator
from typing import Any

import mpmath as mp

mp.mp.dps = 30
COLUMNS = ["model", "inputs", "metric", "value", "crosscheck", "agree_digits", "cond"]


class Patience:
    """Survival S and its integral H, at 30 digits, from the exact doubles of a specification."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.balking = mp.mpf(spec.get("balking", 0.0))
        self.kinks: list[Any] = []
        kind = spec["dist"]
        number = {name: mp.mpf(value) for name, value in spec.items() if name != "dist"}
        self.scales = [number.get("mean", mp.mpf(1))]
        if kind == "exponential":
            m = number["mean"]
            self.stay: Callable[[Any], Any] = lambda u: mp.exp(-u / m)
            self.area: Callable[[Any], Any] = lambda u: -m * mp.expm1(-u / m)
        elif kind == "lognormal":
            m, square = number["mean"], mp.log(1 + number["cv"] ** 2)
            sigma, centre = mp.sqrt(square), mp.log(m) - square / 2
            self.stay = lambda u: mp.erfc((mp.log(u) - centre) / (sigma * mp.sqrt(2))) / 2
            self.area = lambda u: (
                u * self.stay(u) + m * mp.erfc(-(mp.log(u) - centre - square) / (sigma * mp.sqrt(2))) / 2
            )
            self.scales = [mp.exp(centre + k * sigma) for k in range(-9, 16)]
        elif kind == "weibull":
            k = number["shape"]
            scale = number["mean"] / mp.gamma(1 + 1 / k)
            self.stay = lambda u: mp.exp(-((u / scale) ** k))
            self.area = lambda u: scale / k * mp.gammainc(1 / k, 0, (u / scale) ** k)
            self.scales = [scale * mp.mpf(3) ** j for j in range(-30, 3)]  # not smooth at 0
        elif kind == "hyperexp2":
            p, m1, m2 = number["p"], number["m1"], number["m2"]
            self.stay = lambda u: p * mp.exp(-u / m1) + (1 - p) * mp.exp(-u / m2)
            self.area = lambda u: -p * m1 * mp.expm1(-u / m1) - (1 - p) * m2 * mp.expm1(-u / m2)
            self.scales = [m1, m2]
        elif kind == "uniform":
            low, high = number["a"], number["b"]
            self.stay = lambda u: min(mp.mpf(1), max(mp.mpf(0), (high - u) / (high - low)))
            self.area = lambda u: (
                u if u <= low else (high + low) / 2 - max(mp.mpf(0), high - u) ** 2 / (2 * (high - low))
            )
            self.kinks = self.scales = [x for x in (low, high) if x > 0]
        else:
            d = number["value"]
            self.stay = lambda u: mp.mpf(1) if u < d else mp.mpf(0)
            self.area = lambda u: min(u, d)
            self.kinks = self.scales = [d]

    def survival(self, u: Any) -> Any:
        return (1 - self.balking) * self.stay(u)

    def integral(self, u: Any) -> Any:
        return (1 - self.balking) * self.area(u) if u > 0 else mp.mpf(0)


def measures(n: Any, load: Any, patience: Patience, places: int | None, time: Any) -> tuple[dict[str, Any], Any]:
    """All in units of the handle time; `places` is K - n."""
    eps = sum_below(n, load)

    def below(x: Any) -> Any:
        return mp.mpf(1) if places is None else mp.gammainc(places, x, mp.inf, regularized=True)

    def upto(x: Any) -> Any:
        return mp.mpf(1) if places is None else mp.gammainc(places + 1, x, mp.inf, regularized=True)

    def log_e(u: Any) -> Any:
        return load * patience.integral(u) - n * u

    # Points where the integrand changes: the curve's own, the top of e, the mean time to fill the places, decay.
    top = mp.mpf(0)
    if load * (1 - patience.balking) > n:
        low, high = mp.mpf(10) ** -12, mp.mpf(10) ** 12
        for _ in range(200):
            middle = mp.sqrt(low * high)
            low, high = (middle, high) if load * patience.survival(middle) > n else (low, middle)
        top = high
    if places is not None and top > 0:
        low, high = mp.mpf(10) ** -15, top
        for _ in range(200):
            middle = (low + high) / 2
            low, high = (middle, high) if load * patience.integral(middle) < places else (low, middle)
        top = high
    width = 1 / mp.sqrt(n + load)
    if top > 0 and (steep := patience.survival(top) - patience.survival(top * mp.mpf("1.01"))) > 0:
        width = max(width, 1 / mp.sqrt(load * steep / (top / 100)))
    points = {mp.mpf(0), *patience.scales, time, top}
    for k in (0.25, 0.5, 1, 2, 3, 4, 6, 8, 12, 20):
        points |= {top + k * width, max(mp.mpf(0), top - k * width), top + 2 * k / n, k / (n + load)}
        points.add(2 * k / max(width, abs(n - load)) if n != load else k / n)
    end = max(points)
    while log_e(end) + mp.log(upto(load * patience.integral(end)) + mp.mpf(10) ** -2000) > log_e(top) - 140:
        end *= 1.5
        points.add(end)
    if places is not None:
        points |= {mp.mpf(places) / n * k / 4 for k in range(1, 17)}  # where the places fill up
    points |= {p / 2 for p in points} | {p * 0.75 for p in points}
    grid = [p for p in sorted(points) if p <= end]
    grid = [grid[0], *[p for before, p in itertools.pairwise(grid) if p - before > mp.mpf(10) ** -25]]

    # One pass over composite Gauss-Legendre panels; what lies beyond T apart.
    total: dict[str, Any] = dict.fromkeys(("e", "full", "stay", "leave", "h", "u", "us"), mp.mpf(0))
    after = dict.fromkeys(total, mp.mpf(0))
    for start, stop in itertools.pairwise(grid):
        centre, half = (start + stop) / 2, (stop - start) / 2
        for x, weight in NODES:
            u = centre + half * x
            h, stay = patience.integral(u), patience.survival(u)
            w = half * weight * mp.exp(log_e(u))
            e = w * below(load * h)
            parts = {
                "e": e,
                "full": w * upto(load * h) if places is not None else e,
                "stay": e * stay,
                "leave": e * (1 - stay),
                "h": e * h,
                "u": e * u,
                "us": e * u * stay,
            }
            for name, part in parts.items():
                total[name] += part
                if start >= time:
                    after[name] += part
    den = eps + load * total["full"]
    served_late = n * total["full"] - 1  # flow: what starts from the queue, n P(N > n), over P(N = n - 1)
    enters = eps + load * total["e"]
    flow, direct = (load * total["e"] - served_late) / den, load * total["leave"] / den
    # Where hardly anybody hangs up the flows cannot tell: then as a share of those who wait.
    scale = direct if direct > mp.mpf(10) ** -12 else load * total["e"] / den
    digits = -mp.log10(abs(flow - direct) / scale + mp.mpf(10) ** -30)
    found = {
        "P_block": load * (total["full"] - total["e"]) / den,
        "P_wait": load * total["e"] / den,
        "P_ab": direct,
        "P_V_gt_T": load * after["e"] / den,
        "P_W_gt_T": patience.survival(time) * load * after["e"] / den,
        "SL_offered": (eps + load * (total["stay"] - after["stay"])) / den,
        "E_wait": load * total["h"] / enters,
        "E_offered_wait": load * total["u"] / enters,
        "E_wait_served": load * total["us"] / (eps + load * total["stay"]),
    }
    return found, digits


def gauss_legendre(size: int) -> list[tuple[Any, Any]]:
    """Nodes and weights on [-1, 1], by Newton from Chebyshev's."""
    nodes = []
    for i in range(size):
        x = mp.cos(mp.pi * (i + mp.mpf(3) / 4) / (size + mp.mpf(1) / 2))
        for _ in range(8):
            p, before = mp.legendre(size, x), mp.legendre(size - 1, x)
            slope = size * (x * p - before) / (x * x - 1)
            x -= p / slope
        nodes.append((x, 2 / ((1 - x * x) * slope**2)))
    return nodes


NODES = gauss_legendre(32)


def sum_below(n: Any, load: Any) -> Any:
    """Sum over k < n of p_k / p_{n-1}, for real n: load * integral of exp(-load t) (1 + t)^(n - 1)."""
    return mp.exp(load + n * mp.log(1 / load)) * load * mp.gammainc(n, load) if n > 0 else mp.mpf(0)


def cases() -> Iterator[tuple[float, float, dict[str, Any], int | None, float]]:
    """n, load, patience in handle times, places, T."""
    shapes: list[dict[str, Any]] = [
        {"dist": "lognormal", "mean": 0.5, "cv": 2.0},
        {"dist": "lognormal", "mean": 1.0, "cv": 0.2},
        {"dist": "lognormal", "mean": 2.0, "cv": 5.0, "balking": 0.15},
        {"dist": "weibull", "mean": 0.5, "shape": 0.75},
        {"dist": "weibull", "mean": 1.0, "shape": 3.0},
        {"dist": "weibull", "mean": 1.0, "shape": 0.4},
        {"dist": "hyperexp2", "p": 0.3, "m1": 0.01, "m2": 2.0},
        {"dist": "uniform", "a": 0.1, "b": 0.9},
        {"dist": "deterministic", "value": 0.25},
        {"dist": "exponential", "mean": 0.5, "balking": 0.3},
    ]
    systems = [(1, 0.3), (1, 3.0), (10, 8.0), (10, 14.0), (100, 90.0), (100, 101.5), (100, 160.0), (1000, 1010.0)]
    for n, load in systems:
        for shape in shapes:
            for places in (None, 1 + n // 5):
                yield float(n), load, shape, places, 0.125
    for patience in (1e-6, 1e-3, 1e3, 1e6):
        for n, load in ((10, 8.0), (10, 12.0), (100, 100.0)):
            for places in (None, 30):
                yield float(n), load, {"dist": "lognormal", "mean": patience, "cv": 1.0}, places, 0.125
    for n, load in ((10.5, 9.25), (0.5, 2.0), (99.5, 104.0)):
        yield n, load, shapes[0], None, 0.125
    for n, load in ((10000, 10050.0), (100000, 100100.0)):
        yield float(n), load, shapes[0], None, 0.001


def rows(case: tuple[float, float, dict[str, Any], int | None, float]) -> list[list[str]]:
    n, load, shape, places, time = case
    inputs: dict[str, Any] = {"n": n, "lambda": load, "aht": 1.0, "patience": shape, "T": time}
    if places is not None:
        inputs["K"] = int(n) + places
    found, digits = measures(mp.mpf(n), mp.mpf(load), Patience(shape), places, mp.mpf(time))
    if digits < 14:
        raise ArithmeticError(f"only {mp.nstr(digits, 3)} digits: {inputs}")
    keep = {name: value for name, value in found.items() if value > mp.mpf(10) ** -12}
    if places is None:
        keep.pop("P_block", None)
    text = json.dumps(inputs)
    agree = mp.nstr(digits, 3)
    return [["mmnk_g", text, name, mp.nstr(value, 25), "integral and flows", agree, ""] for name, value in keep.items()]


def main() -> None:
    out = csv.writer(sys.stdout, lineterminator="\n")
    out.writerow(COLUMNS)
    with multiprocessing.Pool() as pool:
        for found in pool.imap(rows, cases()):
            out.writerows(found)
            sys.stdout.flush()


if __name__ == "__main__":
    main()
