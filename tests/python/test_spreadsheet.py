"""The functions of spreadsheet add-ins: their order of arguments, published values, and how they hang together."""

from __future__ import annotations

import inspect
import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from erlang import spreadsheet

ORDER = {
    "Agents": "SLA ServiceTime CallsPerHour AHT",
    "AgentsASA": "ASA CallsPerHour AHT",
    "ASA": "Agents CallsPerHour AHT",
    "SLA": "Agents ServiceTime CallsPerHour AHT",
    "ServiceTime": "Agents SLA CallsPerHour AHT",
    "CallCapacity": "NoAgents SLA ServiceTime AHT",
    "FractionalAgents": "SLA ServiceTime CallsPerHour AHT",
    "FractionalCallCapacity": "NoAgents SLA ServiceTime AHT",
    "Queued": "Agents CallsPerHour AHT",
    "QueueSize": "Agents CallsPerHour AHT",
    "QueueTime": "Agents CallsPerHour AHT",
    "Abandon": "Agents AbandonTime CallsPerHour AHT",
    "Trunks": "Agents CallsPerHour AHT",
    "Utilisation": "Agents CallsPerHour AHT",
    "ErlangB": "Servers Intensity",
    "ErlangBExt": "Servers Intensity Retry",
    "EngsetB": "Servers Events Intensity",
    "ErlangC": "Servers Intensity",
    "Traffic": "Servers Blocking",
    "LoopingTraffic": "Trunks Blocking Increment MaxIntensity MinIntensity",
    "NBTrunks": "Intensity Blocking",
}


def test_names_and_order_of_arguments() -> None:
    assert set(spreadsheet.__all__) == set(ORDER)
    for name, arguments in ORDER.items():
        assert list(inspect.signature(getattr(spreadsheet, name)).parameters) == arguments.split()


def test_published_values() -> None:
    # A support forum's worked case: 57 calls an hour of 1110 s, 21 agents, 80.7 % within 180 s.
    assert spreadsheet.SLA(21, 180, 57, 1110) == pytest.approx(0.807, abs=5e-4)
    # Erlang C with 12 agents and 10 erlangs.
    assert spreadsheet.Queued(12, 200, 180) == pytest.approx(0.4493882, abs=5e-8)
    assert spreadsheet.ASA(12, 200, 180) == pytest.approx(40.4449401868444, abs=1e-6)
    assert spreadsheet.NBTrunks(17, 0.01) == 27
    assert spreadsheet.ErlangBExt(2, 0.152, 0.4) == pytest.approx(0.01, abs=2e-5)


calls = st.floats(1, 5000)
times = st.floats(30, 1200)
shares = st.floats(0.05, 0.99)


@settings(deadline=None, max_examples=100)
@given(shares, st.floats(0, 120), calls, times)
def test_service_level_there_and_back(level: float, within: float, volume: float, aht: float) -> None:
    agents = spreadsheet.Agents(level, within, volume, aht)
    assert spreadsheet.SLA(agents, within, volume, aht) >= level * (1 - 1e-12)
    real = spreadsheet.FractionalAgents(level, within, volume, aht)
    assert agents - 1 - 1e-6 * agents <= real <= agents
    assert spreadsheet.ServiceTime(agents, level, volume, aht) <= within * (1 + 1e-9) + 1e-9
    assert spreadsheet.CallCapacity(agents, level, within, aht) >= math.floor(volume)
    capacity = spreadsheet.FractionalCallCapacity(real, level, within, aht)
    assert capacity == pytest.approx(volume, rel=1e-6)


def test_limits() -> None:
    assert spreadsheet.Agents(0.8, 20, 0, 180) == 0
    assert spreadsheet.AgentsASA(10, 0, 180) == 0
    assert spreadsheet.FractionalAgents(0.8, 20, 0, 180) == 0
    assert spreadsheet.SLA(10, 20, 200, 180) == 0.0
    for function in (spreadsheet.ASA, spreadsheet.QueueTime, spreadsheet.QueueSize, spreadsheet.Trunks):
        assert function(10, 200, 180) == math.inf
    assert spreadsheet.ServiceTime(10, 0.8, 200, 180) == math.inf
    assert spreadsheet.QueueTime(10, 0, 180) == 0.0
    assert spreadsheet.LoopingTraffic(10, 0.01, 1, 3, 0) == 3
    assert spreadsheet.LoopingTraffic(10, 0.01, 1, 10, 5) == 5


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: spreadsheet.Agents(1.2, 20, 200, 180), "Agents: SLA must be in (0, 1), got 1.2"),
        (lambda: spreadsheet.Agents(1.2, 20, 0, 180), "Agents: SLA must be in (0, 1), got 1.2"),
        (
            lambda: spreadsheet.LoopingTraffic(1, 0.1, 1, 2, math.nan),
            "LoopingTraffic: MinIntensity must be <= MaxIntensity, got nan and 2",
        ),
        (lambda: spreadsheet.SLA(-1, 20, 200, 180), "SLA: Agents must be >= 0, got -1"),
        (lambda: spreadsheet.SLA(1, 20, 200, 0), "SLA: AHT must be > 0 s, got 0"),
        (lambda: spreadsheet.CallCapacity(-1, 0.8, 20, 180), "CallCapacity: NoAgents must be >= 0, got -1"),
        (lambda: spreadsheet.Traffic(10, 2), "Traffic: Blocking must be in (0, 1), got 2"),
        (lambda: spreadsheet.Abandon(1, -1, 200, 180), "Abandon: AbandonTime must be >= 0 s, got -1"),
        (lambda: spreadsheet.ErlangBExt(1, 1, 1), "ErlangBExt: Retry must be in [0, 1), got 1"),
        (
            lambda: spreadsheet.LoopingTraffic(1, 0.1, 1, 2, 3),
            "LoopingTraffic: MinIntensity must be <= MaxIntensity, got 3 and 2",
        ),
    ],
)
def test_bad_input(call: object, message: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011
        call()  # type: ignore[operator]
    assert str(caught.value) == message
