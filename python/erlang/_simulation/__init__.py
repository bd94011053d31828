"""What stands behind :mod:`erlang.simulation`."""
