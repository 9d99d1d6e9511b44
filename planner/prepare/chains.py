"""Contract chains: stretches between neighbouring vertices become edges between junctions.

A vertex is passed through when exactly two stretches of the same kind meet there, across the
ends of lines as well; a one-way kind must also flow through. All vertices stay in the edge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.domain.arrays import BoolArray, IntArray, LongArray


@dataclass(frozen=True)
class Chains:
    """Edges as sequences of stretches.

    stretch_offset  int64 (n_edges + 1,)  edge i has the stretches
    stretch         int64 (n_stretches,)  `stretch[stretch_offset[i]:stretch_offset[i + 1]]`
    turned          bool (n_stretches,)   the stretch is used from its end to its start
    """

    stretch_offset: LongArray
    stretch: LongArray
    turned: BoolArray


def contract(start: IntArray, end: IntArray, kind: LongArray, oneway: BoolArray) -> Chains:
    """Return the chains of stretches from vertex `start` to vertex `end`, all (n_stretches,).

    Stretches are one-way from start to end where `oneway`, which must be the same within a
    kind. A one-way chain runs with its stretches; a ring without junctions starts at its first
    stretch. A stretch from a vertex to itself is a chain of its own.
    """
    mate = _mates(start, end, kind, oneway)
    piece_offset, piece_mate = _pieces(mate)
    order, turned, counts = _walk(piece_mate)
    sizes = np.diff(piece_offset)[order]
    within = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    turned_each = np.repeat(turned, sizes)
    first = np.repeat(piece_offset[order], sizes)
    last = np.repeat(piece_offset[order + 1] - 1, sizes)
    stretch = np.where(turned_each, last - within, first + within)
    piece_ends = np.concatenate([[0], np.cumsum(sizes)])
    offset = piece_ends[np.concatenate([[0], np.cumsum(counts)])]
    return Chains(stretch_offset=offset, stretch=stretch, turned=turned_each)


def _mates(start: IntArray, end: IntArray, kind: LongArray, oneway: BoolArray) -> LongArray:
    """Return, per end of a stretch (2i its start, 2i + 1 its end), the end it continues at, or -1.

    Ends meet at a vertex; two continue each other where the vertex is passed through.
    """
    at = np.column_stack([start, end]).ravel()
    meeting = np.bincount(at) if len(at) else np.zeros(0, dtype=np.int64)
    ends = np.flatnonzero(meeting[at] == 2)
    ends = ends[np.argsort(at[ends], kind="stable")]
    one, two = ends[0::2], ends[1::2]
    through = (one // 2 != two // 2) & (kind[one // 2] == kind[two // 2])
    through &= ~oneway[one // 2] | (one % 2 != two % 2)
    one, two = one[through], two[through]
    mate = np.full(len(at), -1, dtype=np.int64)
    mate[one] = two
    mate[two] = one
    return mate


def _pieces(mate: LongArray) -> tuple[LongArray, LongArray]:
    """Join stretches that follow each other in the input, which is nearly all of them.

    Returns the pieces' offsets into the stretches, and `mate` for the ends of the pieces.
    """
    n = len(mate) // 2
    follows = mate[1:-1:2] == np.arange(2, 2 * n, 2)
    first = np.concatenate([[0], np.flatnonzero(~follows) + 1]) if n else np.zeros(0, dtype=int)
    offset = np.concatenate([first, [n]]).astype(np.int64)
    outer = np.column_stack([2 * offset[:-1], 2 * offset[1:] - 1]).ravel()
    new_name = np.full(2 * n + 1, -1, dtype=np.int64)  # the last place answers for mate -1
    new_name[outer] = np.arange(len(outer))
    return offset, new_name[mate[outer]]


def _walk(mate: LongArray) -> tuple[LongArray, BoolArray, LongArray]:
    """Return the pieces in chain order, whether each is turned, and the pieces per chain.

    Chains start at a piece's free start where they can, so that one-way chains run forwards;
    then at free ends (two-way only); what remains are rings.
    """
    next_end = mate.tolist()
    free = np.flatnonzero(mate == -1)
    starts = [free[free % 2 == 0], free[free % 2 == 1], np.arange(0, len(mate), 2)]
    done = bytearray(len(mate) // 2)
    order: list[int] = []
    turned: list[bool] = []
    counts: list[int] = []
    for begin in np.concatenate(starts).tolist():
        if done[begin // 2]:
            continue
        before, at = len(order), begin
        while at != -1 and not done[at // 2]:
            done[at // 2] = 1
            order.append(at // 2)
            turned.append(at % 2 == 1)
            at = next_end[at ^ 1]
        counts.append(len(order) - before)
    return (
        np.array(order, dtype=np.int64),
        np.array(turned, dtype=bool),
        np.array(counts, dtype=np.int64),
    )
