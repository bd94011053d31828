"""Inside of :mod:`erlang.staffing`."""
