"""Kernels that turn an elimination order into a chordal graph and its tree."""

from __future__ import annotations

import numpy as np

from planner.compiled import compiled
from planner.domain.arrays import IntArray
from planner.travel.neighbours import Neighbours


@compiled
def elimination_tree(graph: Neighbours, order: IntArray, rank: IntArray) -> IntArray:
    """Return the parent of each rank, -1 for roots (Liu 1990, algorithm 4.2)."""
    n = order.size
    parent = np.full(n, -1, np.int32)
    jump = np.full(n, -1, np.int32)
    for r in range(n):
        v = order[r]
        for place in range(graph.start[v], graph.start[v + 1]):
            low = rank[graph.node[place]]
            while low != -1 and low < r:
                following = jump[low]
                jump[low] = r
                if following == -1:
                    parent[low] = r
                low = following
    return parent


@compiled
def subtree_sizes(parent: IntArray) -> IntArray:
    """Return how many ranks the subtree of each rank has, itself included."""
    size = np.ones(parent.size, np.int32)
    for r in range(parent.size):
        if parent[r] >= 0:
            size[parent[r]] += size[r]
    return size


@compiled
def postorder(parent: IntArray) -> IntArray:
    """Return a new rank for each, such that every subtree is a range that ends with its root."""
    n = parent.size
    size = subtree_sizes(parent)
    new = np.empty(n, np.int32)
    free_end = np.empty(n, np.int32)
    roots_end = n
    for r in range(n - 1, -1, -1):
        if parent[r] < 0:
            end = roots_end
            roots_end -= size[r]
        else:
            end = free_end[parent[r]]
            free_end[parent[r]] -= size[r]
        new[r] = end - 1
        free_end[r] = end - 1
    return new


@compiled
def depths(parent: IntArray) -> IntArray:
    """Return how many ancestors each rank has."""
    depth = np.zeros(parent.size, np.int32)
    for r in range(parent.size - 1, -1, -1):
        if parent[r] >= 0:
            depth[r] = depth[parent[r]] + 1
    return depth


@compiled
def fill_in(graph: Neighbours, order: IntArray, rank: IntArray) -> tuple[IntArray, IntArray]:
    """Return the arcs that lead up, as (start of each rank, head), heads ascending.

    Eliminating a rank joins all its higher neighbours, so that a rank's arcs are its own edges
    upwards and what it inherits from the ranks whose lowest higher neighbour it is.
    """
    n = order.size
    start = np.zeros(n + 1, np.int32)
    head = np.empty(graph.node.size + 16, np.int32)
    heir = np.full(n, -1, np.int32)
    sibling = np.full(n, -1, np.int32)
    mark = np.full(n, -1, np.int32)
    for r in range(n):
        v = order[r]
        begin = start[r]
        most = np.int64(graph.start[v + 1] - graph.start[v])
        child = heir[r]
        while child >= 0:
            most += start[child + 1] - start[child]
            child = sibling[child]
        if begin + most > head.size:
            wider = np.empty(max(begin + most, 3 * np.int64(head.size) // 2), np.int32)
            wider[:begin] = head[:begin]
            head = wider
        end = begin
        mark[r] = r
        for place in range(graph.start[v], graph.start[v + 1]):
            high = rank[graph.node[place]]
            if high > r and mark[high] != r:
                mark[high] = r
                head[end] = high
                end += 1
        child = heir[r]
        while child >= 0:
            for arc in range(start[child], start[child + 1]):
                high = head[arc]
                if mark[high] != r:
                    mark[high] = r
                    head[end] = high
                    end += 1
            child = sibling[child]
        start[r + 1] = end
        if end > begin:
            head[begin:end].sort()
            sibling[r] = heir[head[begin]]
            heir[head[begin]] = r
    return start, head[: start[n]].copy()


@compiled
def find_arc(arc_start: IntArray, arc_head: IntArray, low: int, high: int) -> int:
    """Return the arc between two ranks, -1 if there is none."""
    left, right = int(arc_start[low]), int(arc_start[low + 1])
    while left < right:
        middle = (left + right) >> 1
        if arc_head[middle] < high:
            left = middle + 1
        else:
            right = middle
    if left < arc_start[low + 1] and arc_head[left] == high:
        return left
    return -1


@compiled
def arcs_of_edges(
    arc_start: IntArray, arc_head: IntArray, one: IntArray, other: IntArray, loop: int
) -> IntArray:
    """Return the arc of each edge between ranks, `~arc` where the first rank is the higher."""
    arc = np.empty(one.size, np.int32)
    for edge in range(one.size):
        a, b = one[edge], other[edge]
        if a == b:
            arc[edge] = loop
        elif a < b:
            arc[edge] = find_arc(arc_start, arc_head, a, b)
        else:
            arc[edge] = ~find_arc(arc_start, arc_head, b, a)
    return arc
