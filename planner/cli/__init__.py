"""The command line: the only package that prints and exits. Heavy imports stay inside commands."""

from __future__ import annotations

from planner.cli.app import main

__all__ = ["main"]
