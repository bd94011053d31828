"""The classes behind `erlang.queueing`."""
