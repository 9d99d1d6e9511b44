"""Where the keys of one measure stand in the planner's file."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from planner.errors import Where


@dataclass(frozen=True)
class KeyPlaces:
    """Finds a key below one measure, e.g. at('to.sites[1]')."""

    where: Callable[[str], Where]
    prefix: str

    def __call__(self, key: str) -> Where:
        """Return the place of a key, or of the measure itself for the empty key."""
        return self.where(f"{self.prefix}.{key}" if key else self.prefix)
