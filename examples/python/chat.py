"""Agents for chats: two chats at once slow each other down, and still need fewer people than one at a time."""

from erlang.staffing import required_chat_agents

GOAL = {"service_level": 0.90, "answer_within": "30s", "patience": "3m"}
LEVELS = {1: ["6m"], 2: ["6m", "7m30s"], 3: ["6m", "7m30s", "10m"]}

for concurrency, handle_times in LEVELS.items():
    need = required_chat_agents(volume=80, interval="30m", handle_times=handle_times, **GOAL)
    print(
        f"up to {concurrency} at once: {need.agents} agents, {100 * need.service_level:.1f} % taken within 30 s, "
        f"{100 * need.abandonment:.1f} % leave, {100 * need.occupancy:.0f} % of agents with a chat"
    )
