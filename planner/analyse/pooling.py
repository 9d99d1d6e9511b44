"""One queue for all, or one queue for each type of service (综合窗口 or 分警种窗口)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from planner.analyse.queue import Waits, offered_load, wait
from planner.domain.arrays import FloatArray, IntArray, freeze, require_shape
from planner.units import S_PER_H


@dataclass(frozen=True)
class Windows:
    """How the windows of desks are shared out over types of service.

    queue  int32 (n_types, ...)  number of the queue that a type joins, the lowest type of those
                                 in it; -1 where a type has no load
    count  int32 (n_types, ...)  windows that serve the type's queue; 0 where queue is -1
    """

    queue: IntArray
    count: IntArray

    def __post_init__(self) -> None:
        require_shape(self.count, self.queue.shape, "count")
        freeze(self.queue, self.count)


def pooled(arrivals_per_h: FloatArray, service_s: FloatArray, windows: IntArray) -> Waits:
    """Return the waits where all types share one queue and all windows, (...).

    `arrivals_per_h` and `service_s` are float64 (n_types, ...), `windows` int32 (...). The queue's
    service time is the mean over its visits.
    """
    arrivals, service, c = _by_type(arrivals_per_h, service_s, windows)
    total = arrivals.sum(axis=0)
    return wait(total, _mean_service_s(offered_load(arrivals, service).sum(axis=0), total), c)


def dedicated(arrivals_per_h: FloatArray, service_s: FloatArray, windows: IntArray) -> Waits:
    """Return the waits of each type, (n_types, ...), where types have windows of their own.

    Arguments as in `pooled`; `shared_out` says which windows serve which type. Types that share
    a window wait alike. A type without visits does not wait.
    """
    arrivals, service, c = _by_type(arrivals_per_h, service_s, windows)
    load = offered_load(arrivals, service)
    shared = shared_out(load, c)
    together_load, together = _by_queue(load, shared.queue), _by_queue(arrivals, shared.queue)
    return wait(together, _mean_service_s(together_load, together), shared.count)


def shared_out(load: FloatArray, windows: IntArray) -> Windows:
    """Share windows out over types by offered load: `load` (n_types, ...), `windows` (...).

    Each type with load gets a window; each further window goes where the load of one window is
    highest, which makes the busiest window as little busy as can be. With fewer windows than
    types, the types of most load have one each and the smallest share the last. Of equal loads
    the lower type comes first.
    """
    require_shape(windows, load.shape[1:], "windows")
    n_types, shape = len(load), load.shape
    flat, c = load.reshape(n_types, windows.size), windows.reshape(-1)
    place = np.empty(flat.shape, dtype=np.int32)
    order = np.argsort(-flat, axis=0, kind="stable")
    np.put_along_axis(place, order, np.arange(n_types, dtype=np.int32)[:, None], axis=0)
    active = flat > 0
    sharing = active & (place >= c - 1) & (active.sum(axis=0) > c)
    alone = active & ~sharing
    count = np.where(alone, 1, np.where(sharing, np.minimum(c, 1), 0)).astype(np.int32)
    # Only desks whose types all stand alone have windows left to share out.
    left = np.where(sharing.any(axis=0) | ~active.any(axis=0), 0, c - alone.sum(axis=0))
    for extra in range(int(left.max(initial=0))):
        desks = np.flatnonzero(left > extra)
        busiest = np.argmax(flat[:, desks] / np.maximum(count[:, desks], 1), axis=0)
        count[busiest, desks] += 1
    types = np.arange(n_types, dtype=np.int32)[:, None]
    first_sharing = np.argmax(sharing, axis=0).astype(np.int32) if n_types else 0
    queue = np.where(alone, types, np.where(sharing, first_sharing, -1)).astype(np.int32)
    return Windows(queue.reshape(shape), count.reshape(shape))


def _by_type(
    arrivals_per_h: FloatArray, service_s: FloatArray, windows: IntArray
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return the arguments at one shape, service times broadcast over desks."""
    require_shape(windows, arrivals_per_h.shape[1:], "windows")
    service = np.broadcast_to(service_s, arrivals_per_h.shape)
    return arrivals_per_h, service, windows


def _by_queue(values: FloatArray, queue: IntArray) -> FloatArray:
    """Return for each type the sum over the types of its queue; 0 where it has none."""
    total = np.zeros(values.shape)
    for number in range(len(values)):
        members = queue == number
        total += np.where(members, np.where(members, values, 0.0).sum(axis=0), 0.0)
    return total


def _mean_service_s(load: FloatArray, arrivals_per_h: FloatArray) -> FloatArray:
    """Return the mean service time over the visits of each queue, 0 without visits."""
    seconds = np.zeros(load.shape)
    np.divide(load * S_PER_H, arrivals_per_h, out=seconds, where=arrivals_per_h > 0)
    return seconds
