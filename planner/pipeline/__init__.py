"""The pipeline: scenario file -> world -> travel -> chosen sites -> access -> score."""

from __future__ import annotations

from planner.pipeline.runs import compare, read_study, run
from planner.pipeline.siting import choose_sites

__all__ = ["choose_sites", "compare", "read_study", "run"]
