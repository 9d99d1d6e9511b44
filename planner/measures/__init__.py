"""Measures (举措): each one a pure function from world to world, applied in order."""

from planner.measures.apply import apply_measures

__all__ = ["apply_measures"]
