"""Measurements against peers and limits; see docs/performance.md."""
