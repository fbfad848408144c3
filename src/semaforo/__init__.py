"""Semáforo: lead scoring whose every point can be explained and replayed."""

__version__ = "0.1.0"
