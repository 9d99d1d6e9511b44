"""One step of a sweep in vector registers: the only code here that speaks to LLVM itself.

Written as plain loops the step keeps its running minimum in memory, and the finished row pulls
the caller's memory into the cache only to overwrite it. Holding the row in registers and storing
it past the cache makes a whole sweep about four times as fast, see docs/performance.md.
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

from planner.domain.roads import CLOSED
from planner.travel.packing import HALF, INFINITE

ROW_BYTES: Final = 256
"""Size of a row of lanes: 32 lanes of two costs, or 64 of one."""

LABEL_LANES: Final = 16
"""Lanes of a row that carries labels beside the costs."""

STATE_LANES: Final = 8
"""Road states side by side: a cache line of costs."""

ALIGNMENT: Final = 64
"""Rows start where a cache line does."""

_WORD: Final = ir.IntType(64)
_INDEX: Final = ir.IntType(32)


def aligned(n_rows: int, n_lanes: int, kind: npt.DTypeLike) -> npt.NDArray[Any]:
    """Return an uninitialised array (n_rows, n_lanes) whose rows can be stepped over."""
    size = np.dtype(kind).itemsize * n_rows * n_lanes
    memory = np.empty(size + ALIGNMENT, dtype=np.uint8)
    start = -memory.ctypes.data % ALIGNMENT
    return memory[start : start + size].view(kind).reshape(n_rows, n_lanes)


def _instruction(generator: Callable[..., Any]) -> Callable[..., None]:
    """Make an instruction for kernels of what generates it; numba passes it the typing context."""
    return cast("Callable[..., None]", intrinsic(generator))


class _Rows:
    """A table of rows of lanes, while code for a step is being generated."""

    def __init__(self, context: Any, builder: Any, array_type: Any, array: Any, lanes: int) -> None:
        self._builder, self._lanes = builder, lanes
        self._bits = array_type.dtype.bitwidth
        self._alignment = min(ALIGNMENT, self._bits * lanes // 8)
        self.type = ir.VectorType(ir.IntType(self._bits), lanes)
        self._start = context.make_array(array_type)(context, builder, array).data

    def _place(self, row: Any) -> Any:
        offset = self._builder.mul(row, ir.Constant(_WORD, self._lanes))
        return self._builder.bitcast(
            self._builder.gep(self._start, [offset]), self.type.as_pointer()
        )

    def load(self, row: Any) -> Any:
        value = self._builder.load(self._place(row))
        value.align = self._alignment
        return value

    def store(self, value: Any, row: Any, *, past_cache: bool = False) -> None:
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
            mark = self._builder.module.add_metadata([ir.Constant(_INDEX, 1)])
            stored.set_metadata("nontemporal", mark)

    def all_lanes(self, value: Any) -> Any:
        nothing = ir.Constant(self.type, ir.Undefined)
        one = self._builder.insert_element(nothing, value, ir.Constant(_INDEX, 0))
        first = ir.Constant(ir.VectorType(_INDEX, self._lanes), [0] * self._lanes)
        return self._builder.shuffle_vector(one, nothing, first)


def _variable(builder: Any, kind: Any) -> Any:
    return cgutils.alloca_once(builder, kind)  # type: ignore[no-untyped-call]


def _arcs(
    context: Any, builder: Any, kinds: Any, values: Any, body: Callable[[Any, Any], None]
) -> None:
    """Generate the loop over the arcs `begin:end` of (begin, end, slot, weight)."""
    begin, end = (context.cast(builder, values[i], kinds[i], types.int64) for i in (0, 1))
    slot, weight = (context.make_array(kinds[i])(context, builder, values[i]).data for i in (2, 3))
    one = ir.Constant(_WORD, 1)
    with cgutils.for_range_slice(builder, begin, end, one, intp=_WORD) as (arc, _):
        row = builder.sext(builder.load(builder.gep(slot, [arc])), _WORD)
        body(row, builder.load(builder.gep(weight, [arc])))


@_instruction
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
        tables = [_Rows(context, builder, kinds[i], args[i], lanes) for i in (0, 6, 8)]
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
        with builder.if_then(builder.icmp_signed(">=", out_row, ir.Constant(_WORD, 0))):
            wanted.store(builder.load(best), out_row, past_cache=True)
        return context.get_dummy_value()

    return signature, generate


@_instruction
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
            _Rows(context, builder, kinds[i], args[i], LABEL_LANES) for i in (0, 1, 7, 8, 10, 11)
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
        with builder.if_then(builder.icmp_signed(">=", out_row, ir.Constant(_WORD, 0))):
            wanted.store(builder.load(best), out_row, past_cache=True)
            wanted_named.store(builder.load(label), out_row, past_cache=True)
        return context.get_dummy_value()

    return signature, generate


def _copying(lanes: int) -> Callable[..., None]:
    """Return an instruction that copies a row of so many lanes."""

    def copy(_typing: Any, table: Any, row: Any, origin: Any, origin_row: Any) -> Any:
        signature = types.void(table, row, origin, origin_row)

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kinds = signature.args
            copied, read = (_Rows(context, builder, kinds[i], args[i], lanes) for i in (0, 2))
            row, origin_row = (
                context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3)
            )
            copied.store(read.load(origin_row), row)
            return context.get_dummy_value()

        return signature, generate

    return _instruction(copy)


copy_lanes = _copying(STATE_LANES)
"""copy_lanes(table, row, origin, i): set table[row] to origin[i]."""

copy_both_ways = _copying(2 * STATE_LANES)
"""The same for rows of twice as many lanes."""


@_instruction
def lower_through(
    _typing: Any, table: Any, own: Any, slot: Any, first: Any, end: Any, to: Any
) -> Any:
    """Set table[to + s] to min(table[to + s], back + table[own + s]) for s in slot[first + 1:end].

    `back` is table[own + slot[first]] with its two halves exchanged. Rows have STATE_LANES lanes
    for the way up, then as many for the way down.
    """
    signature = types.void(table, own, slot, first, end, to)
    lanes = 2 * STATE_LANES

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        rows = _Rows(context, builder, kinds[0], args[0], lanes)
        own, first, end, to = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3, 4, 5)
        )
        slots = context.make_array(kinds[2])(context, builder, args[2]).data

        def slot(place: Any) -> Any:
            return builder.sext(builder.load(builder.gep(slots, [place])), _WORD)

        straight = rows.load(builder.add(own, slot(first)))
        turned = [(lane + STATE_LANES) % lanes for lane in range(lanes)]
        back = builder.shuffle_vector(
            straight, straight, ir.Constant(ir.VectorType(_INDEX, lanes), turned)
        )
        one = ir.Constant(_WORD, 1)
        begin = builder.add(first, one)
        with cgutils.for_range_slice(builder, begin, end, one, intp=_WORD) as (place, _):
            far = slot(place)
            rows.lower(builder.add(to, far), builder.add(back, rows.load(builder.add(own, far))))
        return context.get_dummy_value()

    return signature, generate


@_instruction
def lower(_typing: Any, table: Any, row: Any, one: Any, one_row: Any, weight: Any, arc: Any) -> Any:
    """Set table[row] to min(table[row], one[one_row] + weight[arc]), STATE_LANES lanes."""
    signature = types.void(table, row, one, one_row, weight, arc)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        lowered, left, right = (
            _Rows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 2, 4)
        )
        row, left_row, arc = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3, 5)
        )
        lowered.lower(row, builder.add(left.load(left_row), right.load(arc)))
        return context.get_dummy_value()

    return signature, generate


@_instruction
def lower_to_edge(
    _typing: Any, table: Any, row: Any, edges: Any, time_row: Any, length_row: Any, fastest: Any
) -> Any:
    """Set table[row] to the least of itself and the packed costs of an edge, STATE_LANES lanes.

    Times and lengths are rows of `edges`; `fastest` says which of them is the first cost.
    """
    signature = types.void(table, row, edges, time_row, length_row, fastest)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        lowered, costs = (_Rows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 2))
        row, time_row, length_row = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3, 4)
        )
        narrow, length = costs.load(time_row), costs.load(length_row)
        time, length = (builder.sext(value, lowered.type) for value in (narrow, length))
        by_time = context.cast(builder, args[5], kinds[5], types.boolean)
        first = builder.select(by_time, time, length)
        second = builder.select(by_time, length, time)

        def all_lanes(kind: Any, value: int) -> Any:
            return ir.Constant(kind, [value] * STATE_LANES)

        cost = builder.add(builder.shl(first, all_lanes(lowered.type, HALF)), second)
        closed = builder.icmp_signed("==", narrow, all_lanes(costs.type, CLOSED))
        cost = builder.select(closed, all_lanes(lowered.type, INFINITE), cost)
        lowered.lower(row, cost)
        return context.get_dummy_value()

    return signature, generate


@_instruction
def lower_labelled(
    _typing: Any, table: Any, labels: Any, row: Any, one: Any, one_labels: Any, one_row: Any,
    weight: Any, arc: Any,
) -> Any:  # fmt: skip
    """Do as `lower` does with one[one_row] + weight[arc]; the label of the least comes along.

    Of equal costs the lesser label wins.
    """
    signature = types.void(table, labels, row, one, one_labels, one_row, weight, arc)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        lowered, named, left, left_named, right = (
            _Rows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 1, 3, 4, 6)
        )
        row, left_row, arc = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (2, 5, 7)
        )
        cost = builder.add(left.load(left_row), right.load(arc))
        label = left_named.load(left_row)
        known, known_label = lowered.load(row), named.load(row)
        less = builder.icmp_signed("<", cost, known)
        equal = builder.icmp_signed("==", cost, known)
        earlier = builder.icmp_signed("<", label, known_label)
        better = builder.or_(less, builder.and_(equal, earlier))
        lowered.store_whole(builder.select(better, cost, known), row)
        named.store_whole(builder.select(better, label, known_label), row)
        return context.get_dummy_value()

    return signature, generate
