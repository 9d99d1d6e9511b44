"""What a choice of sites is worth to a search, and how much each small change of it would alter.

A value is always to be made small. Both landscapes are sums over rows of places, and both give a
Lagrangian bound (`planner.siting.subgradient`). Masks and indices are over all candidates.
"""

from __future__ import annotations

from typing import Protocol

from planner.domain.arrays import BoolArray, FloatArray
from planner.siting.subgradient import Relaxation


class Landscape(Relaxation, Protocol):
    """A sum over rows that depends on which sites are open.

    diminishing  a site is never worth more after others opened: gains may be evaluated lazily
    """

    @property
    def diminishing(self) -> bool:
        """Whether gains only fall as sites open."""

    def value(self, opened: BoolArray) -> float:
        """Return the value of a choice."""

    def gains(self, opened: BoolArray) -> FloatArray:
        """Return by how much the value falls if each site opens as well, (n_candidates,)."""

    def losses(self, opened: BoolArray) -> FloatArray:
        """Return by how much the value rises if each open site closes, (n_open,)."""

    def swaps(self, opened: BoolArray) -> FloatArray:
        """Return the rise of the value for each swap, (n_open, n_candidates)."""

    def first_level(self, opened: BoolArray) -> FloatArray:
        """Return levels near the best ones, as a good choice suggests them, (n_rows,)."""

    def true(self, value: float) -> float:
        """Return the model's objective of a value."""
