"""Coverage without a matrix: rows for the table of `benchmarks.travel`, all in SSSPs of scipy."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from benchmarks.peers import seconds
from planner.domain.placement import Placement
from planner.travel import Engine, coverage, coverage_of_nodes

RADII_MS: Final = (300_000, 600_000, 1_200_000)


def coverage_rows(
    ratio: Callable[..., None],
    engine: Engine,
    sssp_s: float,
    residents: Placement,
    candidates: Placement,
) -> None:
    """Add rows by calling ratio(job, measured, at_most=bar).

    sssp_s      seconds of one search of scipy over the same roads
    candidates  1,000 of them for the bar to mean anything
    """
    job = f"{len(candidates):,} candidates, 5, 10 and 20 min, "

    def of_nodes() -> object:
        return coverage_of_nodes(engine, candidates, RADII_MS)

    def of_residents() -> object:
        return coverage(engine, residents, candidates, RADII_MS)

    found = coverage_of_nodes(engine, candidates, RADII_MS)
    within = engine.within(residents, candidates, RADII_MS[-1])
    assert np.array_equal(
        coverage(engine, residents, candidates, RADII_MS).weight[-1],
        np.bincount(within.site, minlength=len(candidates)),
    ), "not equal to the pairs within the limit"
    ratio(job + "all nodes, in SSSPs", seconds(of_nodes, 5) / sssp_s, at_most=1)
    ratio(job + f"{len(residents):,} residents, in SSSPs", seconds(of_residents, 5) / sssp_s)
    ratio(job + "nodes covered at 20 min, mean", float(found[-1].mean()))
