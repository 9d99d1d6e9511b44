"""One step of a sweep in vector registers: code that speaks to LLVM itself.

Written as plain loops the step keeps its running minimum in memory, and the finished row pulls
the caller's memory into the cache only to overwrite it. Holding the row in registers and storing
it past the cache makes a whole sweep about four times as fast, see docs/performance.md.
`state_vectors` has the steps for rows of road states; nothing else here speaks to LLVM.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, cast

import numpy as np
import numpy.typing as npt
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic

ROW_BYTES: Final = 256
"""Size of a row of lanes: 32 lanes of two costs, or 64 of one."""

LABEL_LANES: Final = 16
"""Lanes of a row that carries labels beside the costs."""

STATE_LANES: Final = 8
"""Road states side by side: a cache line of costs."""

ALIGNMENT: Final = 64
"""Rows start where a cache line does."""

WORD: Final = ir.IntType(64)
INDEX: Final = ir.IntType(32)


def aligned(n_rows: int, n_lanes: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an uninitialised array (n_rows, n_lanes) whose rows can be stepped over."""
    size = np.dtype(kind).itemsize * n_rows * n_lanes
    memory = np.empty(size + ALIGNMENT, dtype=np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(kind).reshape(n_rows, n_lanes)


def instruction(generator: Callable[..., Any]) -> Callable[..., None]:
    """Make an instruction for kernels of what generates it; numba passes it the typing context."""
    return cast("Callable[..., None]", intrinsic(generator))


class LaneRows:
    """A table of rows of lanes, while code for a step is being generated."""

    def __init__(self, context: Any, builder: Any, array_type: Any, array: Any, lanes: int) -> None:
        self._builder, self._lanes = builder, lanes
        self._bits = array_type.dtype.bitwidth
        self._alignment = min(ALIGNMENT, self._bits * lanes // 8)
        self.type = ir.VectorType(ir.IntType(self._bits), lanes)
        self._start = context.make_array(array_type)(context, builder, array).data

    def _place(self, row: Any) -> Any:
        offset = self._builder.mul(row, ir.Constant(WORD, self._lanes))
        return self._builder.bitcast(
            self._builder.gep(self._start, [offset]), self.type.as_pointer()
        )

    def load(self, row: Any) -> Any:
        """Return a row in registers."""
        value = self._builder.load(self._place(row))
        value.align = self._alignment
        return value

    def store(self, value: Any, row: Any, *, past_cache: bool = False) -> None:
        """Store a row, past the cache if nobody will read it soon."""
        self._store(value, self._place(row), past_cache=past_cache)

    def store_whole(self, value: Any, row: Any) -> None:
        """Store a row of which LLVM could tell that some lanes are as they were.

        It would store the others alone then, which takes ten times as long on some processors. So
        we hide that the row was loaded from the same place.
        """
        place = self._place(row)
        same = ir.FunctionType(place.type, [place.type])
        self._store(value, self._builder.asm(same, "", "=r,0", [place], side_effect=False))

    def lower(self, row: Any, cost: Any) -> None:
        """Set a row to the least of what it is and these costs."""
        known = self.load(row)
        less = self._builder.icmp_signed("<", cost, known)
        self.store_whole(self._builder.select(less, cost, known), row)

    def _store(self, value: Any, place: Any, *, past_cache: bool = False) -> None:
        stored = self._builder.store(value, place)
        stored.align = self._alignment
        if past_cache:
            mark = self._builder.module.add_metadata([ir.Constant(INDEX, 1)])
            stored.set_metadata("nontemporal", mark)

    def all_lanes(self, value: Any) -> Any:
        """Return a row that holds the same value in each lane."""
        nothing = ir.Constant(self.type, ir.Undefined)
        one = self._builder.insert_element(nothing, value, ir.Constant(INDEX, 0))
        first = ir.Constant(ir.VectorType(INDEX, self._lanes), [0] * self._lanes)
        return self._builder.shuffle_vector(one, nothing, first)


def _variable(builder: Any, kind: Any) -> Any:
    return cgutils.alloca_once(builder, kind)  # type: ignore[no-untyped-call]


def _arcs(
    context: Any, builder: Any, kinds: Any, values: Any, body: Callable[[Any, Any], None]
) -> None:
    """Generate the loop over the arcs `begin:end` of (begin, end, slot, weight)."""
    begin, end = (context.cast(builder, values[i], kinds[i], types.int64) for i in (0, 1))
    slot, weight = (context.make_array(kinds[i])(context, builder, values[i]).data for i in (2, 3))
    one = ir.Constant(WORD, 1)
    with cgutils.for_range_slice(builder, begin, end, one, intp=WORD) as (arc, _):
        row = builder.sext(builder.load(builder.gep(slot, [arc])), WORD)
        body(row, builder.load(builder.gep(weight, [arc])))


@instruction
def step(
    _typing: Any, stack: Any, depth: Any, begin: Any, end: Any, slot: Any, weight: Any,
    seeds: Any, seed: Any, out: Any, out_row: Any,
) -> Any:  # fmt: skip
    """Set stack[depth] to min(seeds[seed], stack[slot[a]] + weight[a] for a in begin:end).

    The row goes to out[out_row] too, unless that is negative. Lanes fill ROW_BYTES.
    """
    signature = types.void(
        stack, depth, begin, end, slot, weight, seeds, seed, out, out_row
    )  # fmt: skip
    lanes = 8 * ROW_BYTES // stack.dtype.bitwidth

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        tables = [LaneRows(context, builder, kinds[i], args[i], lanes) for i in (0, 6, 8)]
        on_stack, seeded, wanted = tables
        depth, seed, out_row = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 7, 9)
        )
        best = _variable(builder, on_stack.type)
        builder.store(seeded.load(seed), best)

        def relax(row: Any, weight: Any) -> None:
            cost = builder.add(on_stack.load(row), on_stack.all_lanes(weight))
            known = builder.load(best)
            less = builder.icmp_signed("<", cost, known)
            builder.store(builder.select(less, cost, known), best)

        _arcs(context, builder, kinds[2:6], args[2:6], relax)
        on_stack.store(builder.load(best), depth)
        with builder.if_then(builder.icmp_signed(">=", out_row, ir.Constant(WORD, 0))):
            wanted.store(builder.load(best), out_row, past_cache=True)
        return context.get_dummy_value()

    return signature, generate


@instruction
def labelled_step(
    _typing: Any, stack: Any, labels: Any, depth: Any, begin: Any, end: Any, slot: Any,
    weight: Any, seeds: Any, seed_labels: Any, seed: Any, out: Any, out_labels: Any, out_row: Any,
) -> Any:  # fmt: skip
    """Do as `step` does with LABEL_LANES lanes, and carry the label of the least cost along.

    Of equal costs the lesser label wins.
    """
    signature = types.void(
        stack, labels, depth, begin, end, slot, weight, seeds, seed_labels, seed, out, out_labels,
        out_row,
    )  # fmt: skip

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        on_stack, named, seeded, seed_named, wanted, wanted_named = (
            LaneRows(context, builder, kinds[i], args[i], LABEL_LANES) for i in (0, 1, 7, 8, 10, 11)
        )
        depth, seed, out_row = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (2, 9, 12)
        )
        best = _variable(builder, on_stack.type)
        label = _variable(builder, named.type)
        builder.store(seeded.load(seed), best)
        builder.store(seed_named.load(seed), label)

        def relax(row: Any, weight: Any) -> None:
            cost = builder.add(on_stack.load(row), on_stack.all_lanes(weight))
            own = named.load(row)
            known, known_label = builder.load(best), builder.load(label)
            less = builder.icmp_signed("<", cost, known)
            equal = builder.icmp_signed("==", cost, known)
            earlier = builder.icmp_signed("<", own, known_label)
            better = builder.or_(less, builder.and_(equal, earlier))
            builder.store(builder.select(better, cost, known), best)
            builder.store(builder.select(better, own, known_label), label)

        _arcs(context, builder, kinds[3:7], args[3:7], relax)
        on_stack.store(builder.load(best), depth)
        named.store(builder.load(label), depth)
        with builder.if_then(builder.icmp_signed(">=", out_row, ir.Constant(WORD, 0))):
            wanted.store(builder.load(best), out_row, past_cache=True)
            wanted_named.store(builder.load(label), out_row, past_cache=True)
        return context.get_dummy_value()

    return signature, generate


@instruction
def add_within(
    _typing: Any, costs: Any, row: Any, limit: Any, weight: Any, sums: Any, sum_row: Any
) -> Any:
    """Add the weight to sums[sum_row] in the lanes in which costs[row] is at most the limit.

    All are of one integer type, and lanes fill ROW_BYTES.
    """
    signature = types.void(costs, row, limit, weight, sums, sum_row)
    lanes = 8 * ROW_BYTES // costs.dtype.bitwidth

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        known, added = (LaneRows(context, builder, kinds[i], args[i], lanes) for i in (0, 4))
        row, sum_row = (context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 5))
        limit, weight = (context.cast(builder, args[i], kinds[i], kinds[0].dtype) for i in (2, 3))
        within = builder.icmp_signed("<=", known.load(row), known.all_lanes(limit))
        nothing = ir.Constant(known.type, [0] * lanes)
        part = builder.select(within, known.all_lanes(weight), nothing)
        added.store(builder.add(added.load(sum_row), part), sum_row)
        return context.get_dummy_value()

    return signature, generate
