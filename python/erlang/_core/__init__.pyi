from erlang._core import simulation as simulation

version: str

class ConvergenceError(RuntimeError): ...
