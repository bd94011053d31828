"""One queue, one interval: measures, the agents it needs, and how that number came about."""

import erlang

patient = erlang.ErlangC(volume=100, interval=1800, aht=180, agents=14)
print(f"Erlang C, 14 agents: {patient.service_level(answer_within=20):.4f} answered in 20 s, ASA {patient.asa():.2f} s")

real = erlang.ErlangA(volume=100, interval="30m", aht=180, patience=120, agents=14)
print(real.measures(answer_within=20))

need = erlang.required_agents(
    volume=100,
    interval=1800,
    aht=180,
    service_level=0.80,
    answer_within=20,
    patience=120,
    max_occupancy=0.85,
    shrinkage=0.30,
)
print(need)
print(erlang.explain(need))
