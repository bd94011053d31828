from erlang._core import forecasting as forecasting
from erlang._core import queueing as queueing
from erlang._core import scheduling as scheduling
from erlang._core import simulation as simulation
from erlang._core import staffing as staffing

version: str

class ConvergenceError(RuntimeError): ...
