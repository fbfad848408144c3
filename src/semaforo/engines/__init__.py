"""Where a compiled query runs. The only folder that imports a driver."""
