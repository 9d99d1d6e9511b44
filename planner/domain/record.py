"""What a run did besides its figures: sources, what was left out, how long each step took."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from planner.text import Text


class Nature(StrEnum):
    """What data is. Everything shown says which."""

    FACT = "fact"
    MODELLED = "modelled"
    ASSUMED = "assumed"

    @property
    def label(self) -> Text:
        """The word shown to people."""
        return Text({"fact": "事实", "modelled": "模型", "assumed": "假设"}[self.value], self.value)


@dataclass(frozen=True)
class Provenance:
    """Where a part of the study comes from, and under which licence it may be passed on."""

    what: Text
    nature: Nature
    source: Text
    licence: str = ""


@dataclass(frozen=True)
class LeftOut:
    """Data that could not take part: counted and listed, never dropped silently.

    `people` is how many residents it concerns (0 where it is not about residents); `examples`
    are names or ids, the worst first.
    """

    code: str
    what: Text
    count: int
    people: float
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class StepTiming:
    """One named step of the pipeline."""

    name: Text
    seconds: float
    cached: bool = False


@dataclass(frozen=True)
class InputFile:
    """A file that the run read: path as written by the planner, SHA-256 and size."""

    path: str
    sha256: str
    size_bytes: int
