"""Places that ask the same of every candidate are one row: less to solve, the same answer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, IntArray, LongArray
from planner.siting.problem import Problem


@dataclass(frozen=True)
class CostRows:
    """Distinct rows of cost over the eligible candidates.

    place   int64 (n_rows,)   the first place of each row, ascending
    weight  float64 (n_rows,) weight of all its places
    """

    place: LongArray
    weight: FloatArray


@dataclass(frozen=True)
class CoverRows:
    """Distinct sets of eligible candidates within a radius.

    matrix  csr (n_rows, n_candidates) of ones
    weight  float64 (n_rows,) weight of all its places
    place   int64 (n_rows,)   the first place of each row
    """

    matrix: sp.csr_array
    weight: FloatArray
    place: LongArray


def cost_rows(problem: Problem) -> CostRows:
    """Return the distinct cost rows of the counted places."""
    places = np.flatnonzero(problem.counted)
    block = np.ascontiguousarray(problem.cost[places][:, problem.eligible])
    first, row = distinct(block)
    return CostRows(places[first], _summed(problem, places, row, len(first)))


def cover_rows(problem: Problem, radius: float, places: LongArray | IntArray) -> CoverRows:
    """Return the distinct covering sets of these places; places that none covers fall away."""
    covers = covering(problem, radius, places)
    seen = covers.any(axis=1)
    covers, places = covers[seen], np.asarray(places[seen], dtype=np.int64)
    first, row = distinct(np.packbits(covers, axis=1))
    weight = _summed(problem, places, row, len(first))
    return CoverRows(sp.csr_array(covers[first].astype(np.float64)), weight, places[first])


def covering(problem: Problem, radius: float, places: LongArray | IntArray) -> BoolArray:
    """Return which eligible candidates cover which of these places, radius inclusive."""
    covers = np.zeros((len(places), problem.n_candidates), dtype=bool)
    step = max(1, 4_000_000 // max(1, problem.n_candidates))
    for at in range(0, len(places), step):
        block = problem.cost[places[at : at + step]]
        covers[at : at + step] = problem.reaches(block) & (block <= radius) & problem.eligible
    return covers


def _summed(
    problem: Problem, places: LongArray | IntArray, row: LongArray, n_rows: int
) -> FloatArray:
    return np.bincount(row, problem.weight[places], n_rows).astype(np.float64)


def distinct(rows: np.ndarray) -> tuple[LongArray, LongArray]:
    """Return the index of each distinct row's first occurrence, ascending, and each row's row."""
    if rows.size == 0:
        n = min(len(rows), 1)
        return np.zeros(n, dtype=np.int64), np.zeros(len(rows), dtype=np.int64)
    keys = (
        np.ascontiguousarray(rows).view(np.dtype((np.void, rows.itemsize * rows.shape[1]))).ravel()
    )
    _, first, row = np.unique(keys, return_index=True, return_inverse=True)
    order = np.argsort(first)
    rank = np.empty(len(order), dtype=np.int64)
    rank[order] = np.arange(len(order))
    return first[order], rank[row]
