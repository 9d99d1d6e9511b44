"""The problems of San Francisco and OR-Library, read in place."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse.csgraph import shortest_path

from planner.siting.candidates import Candidates
from planner.siting.problem import Problem, Rules


def san_francisco(shared_data: Path, locked: tuple[str, ...] = ()) -> Problem:
    """Return 205 tracts with 955,113 people and 16 stores, over network metres."""
    folder = shared_data / "siting" / "san_francisco"
    table = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    stores = pd.read_csv(folder / "SF_store_site_16_longlat.csv")
    names = [str(name) for name in stores["NAME"]]
    cost = table.pivot_table(index="DestinationName", columns="name", values="distance")[names]
    people = table.groupby("DestinationName")["demand"].first().loc[cost.index]
    n = len(names)
    return Problem(
        weight=people.to_numpy(dtype=np.float64),
        cost=cost.to_numpy(dtype=np.float64).copy(),
        candidates=Candidates(
            opening_cost=np.ones(n),
            kind=np.zeros(n, dtype=np.int32),
            unit=np.full(n, -1, dtype=np.int32),
            capacity=np.full(n, np.inf),
            lon=stores["long"].to_numpy(dtype=np.float64).copy(),
            lat=stores["lat"].to_numpy(dtype=np.float64).copy(),
            ids=tuple(names),
        ),
        rules=Rules(locked=np.array(sorted(names.index(name) for name in locked), dtype=np.int32)),
        place_ids=tuple(str(name) for name in cost.index),
    )


def pmed(shared_data: Path, number: int) -> tuple[Problem, int]:
    """Return a problem of OR-Library and its p; of a repeated edge the last cost counts."""
    text = (shared_data / "siting" / "pmed" / f"pmed{number}.txt").read_text("utf-8").split()
    n, _, p = (int(word) for word in text[:3])
    length = np.zeros((n, n))
    for a, b, cost in np.array(text[3:], dtype=np.int64).reshape(-1, 3):
        length[a - 1, b - 1] = length[b - 1, a - 1] = cost
    return Problem(
        np.ones(n), shortest_path(length, directed=False).astype(np.int32), Candidates.plain(n)
    ), p
