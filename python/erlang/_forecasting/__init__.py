"""Behind ``erlang.forecasting``: calendar grids, special days, overrides and the result."""
