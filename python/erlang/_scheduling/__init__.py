"""Insides of :mod:`erlang.scheduling`."""
