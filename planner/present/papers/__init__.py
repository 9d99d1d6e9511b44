"""The papers of a result: static maps and the report that an office edits and prints."""

from __future__ import annotations

from planner.present.papers.written import PAPERS, write_papers

__all__ = ["PAPERS", "write_papers"]
