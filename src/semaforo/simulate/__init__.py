"""A synthetic company with known truth, to try models on and to test learning with."""

from semaforo.simulate.run import END, simulate

__all__ = ["END", "simulate"]
