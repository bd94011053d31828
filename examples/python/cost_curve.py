"""What a service level costs: wages against calls lost, and where the sum is least."""

from erlang.staffing import costs

curve = costs(
    volume=100,
    interval="30m",
    aht="3m",
    patience="2m",
    shrinkage=0.30,
    wage=24,
    abandonment_cost=6,
    service_level=0.80,
    answer_within=20,
    sla_fine=15,
)
cheapest = int(curve.index[curve["cheapest"]][0])
shown = curve.iloc[max(0, cheapest - 3) : cheapest + 4]
print(shown[["agents", "service_level", "wages", "abandonments", "penalties", "cost"]].round(2).to_string(index=False))
print(f"cheapest: {curve.loc[cheapest, 'agents']} agents")
