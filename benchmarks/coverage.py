"""Rows for coverage without a matrix, in SSSPs of scipy."""

from __future__ import annotations

from typing import Final

import numpy as np

from benchmarks.bench import Bench
from benchmarks.peers import seconds
from planner.travel import coverage, coverage_of_nodes

RADII_MS: Final = (300_000, 600_000, 1_200_000)
TIMES: Final = 5

LARGE: Final = 900_000
"""Nodes from which on the bar holds: where candidates are many for few roads, each is near all."""


def coverage_rows(bench: Bench) -> None:
    """Add the rows for 1,000 candidates to the table of a graph."""
    engine, residents, candidates = bench.engine, bench.residents, bench.sites

    def of_nodes() -> object:
        return coverage_of_nodes(engine, candidates, RADII_MS)

    def of_residents() -> object:
        return coverage(engine, residents, candidates, RADII_MS)

    within = engine.within(residents, candidates, RADII_MS[-1])
    assert np.array_equal(
        coverage(engine, residents, candidates, RADII_MS).weight[-1],
        np.bincount(within.site, minlength=len(candidates)),
    ), "not equal to the pairs within the limit"
    ratio, figure = bench.result.ratio, bench.result.figure
    job = f"{len(candidates):,} candidates, 5, 10 and 20 min, "
    bar = 1.0 if bench.roads.n_nodes >= LARGE else 0.0
    ratio(job + "all nodes, in SSSPs", seconds(of_nodes, TIMES) / bench.sssp_s, at_most=bar)
    ratio(job + f"{len(residents):,} residents, in SSSPs",
          seconds(of_residents, TIMES) / bench.sssp_s)  # fmt: skip
    nodes = coverage_of_nodes(engine, candidates, RADII_MS)[-1].mean()
    figure(job + "nodes covered at 20 min, mean", float(nodes))
