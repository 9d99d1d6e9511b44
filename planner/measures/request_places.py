"""Places where a site would meet what people ask for."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from scipy.sparse import csr_array
from scipy.spatial import cKDTree

from planner.domain.arrays import BoolArray, FloatArray
from planner.domain.requests import Requests
from planner.domain.sphere import chord_m, on_sphere


class Candidate(NamedTuple):
    """A place among those offered, and how many requests within reach no earlier one meets."""

    place: int
    requests: int


def candidate_places(
    requests: Requests,
    mask: BoolArray,
    lon: FloatArray,
    lat: FloatArray,
    *,
    radius_m: float,
    most: int,
    fewest_requests: int = 2,
) -> tuple[Candidate, ...]:
    """Return places where a site would meet the requests in `mask`, the best first.

    Only the places offered are chosen from: `lon`, `lat` of residents or of the requests
    themselves. Each step takes the place with most requests within `radius_m` that no place taken
    before reaches (Church & ReVelle 1974: greedy adding; of two as good the lower index), until
    `most` are taken or none reaches `fewest_requests`. Requests without coordinates are not met.
    """
    asked = mask & requests.located
    if not asked.any() or len(lon) == 0:
        return ()
    tree = cKDTree(on_sphere(requests.lon[asked], requests.lat[asked]))
    reached = tree.query_ball_point(on_sphere(lon, lat), chord_m(radius_m))
    sizes = [len(found) for found in reached]
    row = np.repeat(np.arange(len(lon)), sizes)
    column = np.concatenate([np.asarray(found, dtype=np.int64) for found in reached])
    shape = (len(lon), int(asked.sum()))
    reach = csr_array((np.ones(len(row), dtype=np.int64), (row, column)), shape=shape)
    unmet = np.ones(shape[1], dtype=np.int64)
    chosen: list[Candidate] = []
    while len(chosen) < most:
        gain = reach @ unmet
        best = int(gain.argmax())
        if gain[best] < max(fewest_requests, 1):
            break
        chosen.append(Candidate(best, int(gain[best])))
        unmet[reached[best]] = 0
    return tuple(chosen)
