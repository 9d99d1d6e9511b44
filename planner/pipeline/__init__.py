"""The pipeline: scenario file -> world -> travel -> access -> score."""

from __future__ import annotations

from planner.pipeline.runs import compare, read_study, run

__all__ = ["compare", "read_study", "run"]
