"""Steps of weighing and sweeping road states side by side, in vector registers, see `vectors`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import types
from numba.core import cgutils

from planner.domain.roads import CLOSED
from planner.travel.packing import HALF, INFINITE
from planner.travel.vectors import INDEX, STATE_LANES, WORD, LaneRows, instruction


def _copying(lanes: int) -> Callable[..., None]:
    """Return an instruction that copies a row of so many lanes."""

    def copy(_typing: Any, table: Any, row: Any, origin: Any, origin_row: Any) -> Any:
        signature = types.void(table, row, origin, origin_row)

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            kinds = signature.args
            copied, read = (LaneRows(context, builder, kinds[i], args[i], lanes) for i in (0, 2))
            row, origin_row = (
                context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3)
            )
            copied.store(read.load(origin_row), row)
            return context.get_dummy_value()

        return signature, generate

    return instruction(copy)


copy_lanes = _copying(STATE_LANES)
"""copy_lanes(table, row, origin, i): set table[row] to origin[i]."""

copy_both_ways = _copying(2 * STATE_LANES)
"""The same for rows of twice as many lanes."""


@instruction
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
        rows = LaneRows(context, builder, kinds[0], args[0], lanes)
        own, first, end, to = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3, 4, 5)
        )
        slots = context.make_array(kinds[2])(context, builder, args[2]).data

        def slot(place: Any) -> Any:
            return builder.sext(builder.load(builder.gep(slots, [place])), WORD)

        straight = rows.load(builder.add(own, slot(first)))
        turned = [(lane + STATE_LANES) % lanes for lane in range(lanes)]
        back = builder.shuffle_vector(
            straight, straight, ir.Constant(ir.VectorType(INDEX, lanes), turned)
        )
        one = ir.Constant(WORD, 1)
        begin = builder.add(first, one)
        with cgutils.for_range_slice(builder, begin, end, one, intp=WORD) as (place, _):
            far = slot(place)
            rows.lower(builder.add(to, far), builder.add(back, rows.load(builder.add(own, far))))
        return context.get_dummy_value()

    return signature, generate


@instruction
def lower(_typing: Any, table: Any, row: Any, one: Any, one_row: Any, weight: Any, arc: Any) -> Any:
    """Set table[row] to min(table[row], one[one_row] + weight[arc]), STATE_LANES lanes."""
    signature = types.void(table, row, one, one_row, weight, arc)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        lowered, left, right = (
            LaneRows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 2, 4)
        )
        row, left_row, arc = (
            context.cast(builder, args[i], kinds[i], types.int64) for i in (1, 3, 5)
        )
        lowered.lower(row, builder.add(left.load(left_row), right.load(arc)))
        return context.get_dummy_value()

    return signature, generate


@instruction
def lower_to_edge(
    _typing: Any, table: Any, row: Any, edges: Any, time_row: Any, length_row: Any, fastest: Any
) -> Any:
    """Set table[row] to the least of itself and the packed costs of an edge, STATE_LANES lanes.

    Times and lengths are rows of `edges`; `fastest` says which of them is the first cost.
    """
    signature = types.void(table, row, edges, time_row, length_row, fastest)

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        kinds = signature.args
        lowered, costs = (
            LaneRows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 2)
        )
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


@instruction
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
            LaneRows(context, builder, kinds[i], args[i], STATE_LANES) for i in (0, 1, 3, 4, 6)
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
