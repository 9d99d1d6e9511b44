from __future__ import annotations

import json
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from planner.domain.access import Reach, TypicalAccess
from planner.present.page.packing import (
    NOT_REACHED_BASE,
    Frame,
    Layers,
    Pack,
    pack_lines,
    pack_times,
    packed_ms,
    step_ms_of,
)
from tests.present.page.unpacked import Unpacked


def typical(seconds: list[float], reach: list[int]) -> TypicalAccess:
    time_s = np.array(seconds)
    return TypicalAccess(time_s, time_s.copy(), np.array(reach, dtype=np.uint8))


BREAKS_S = np.array([900.0, 1800.0, 2700.0])


def test_times_are_whole_steps_and_reasons_are_apart() -> None:
    nan = float("nan")
    times = typical([0.0, 1799.2, 61.5, nan, nan, nan], [0, 0, 0, 1, 2, 5])
    packed = pack_times(times, BREAKS_S, 1000)
    assert packed.tolist()[:3] == [0, 1799, 62]
    assert (packed[3:].astype(int) - NOT_REACHED_BASE).tolist() == [1, 2, 5]
    assert int(Reach.CLOSED) + NOT_REACHED_BASE == 65_535


def test_rounding_never_moves_a_place_across_a_break() -> None:
    times = typical([1800.0, 1800.0000001, 1800.001, 1800.4, 1799.6], [0] * 5)
    assert pack_times(times, BREAKS_S, 1000).tolist() == [1800, 1800, 1801, 1801, 1800]


@given(st.floats(0, 60_000), st.floats(30, 20_000), st.sampled_from([1000, 2000, 7000]))
def test_a_packed_time_is_within_a_limit_where_the_true_one_is(
    time_s: float, limit_s: float, step_ms: int
) -> None:
    limit = np.array([limit_s])
    (packed,) = pack_times(typical([time_s], [0]), limit, step_ms).tolist()
    assert (packed * step_ms <= packed_ms(limit)[0]) == (round(time_s, 3) <= round(limit_s, 3))
    assert abs(packed * step_ms / 1000 - time_s) <= 1.5 * step_ms / 1000


def test_days_of_walking_take_longer_steps() -> None:
    longest_s = (2**31 - 1) / 1000  # no travel costs more
    assert step_ms_of([typical([65_529.0], [0])]) == 1000
    assert step_ms_of([typical([111_960.0, 5.0], [0, 0])]) == 2000
    step_ms = step_ms_of([typical([float("nan"), longest_s], [1, 0])])
    (packed,) = pack_times(typical([longest_s], [0]), BREAKS_S, step_ms).tolist()
    assert packed < NOT_REACHED_BASE
    assert packed * step_ms / 1000 == pytest.approx(longest_s, abs=step_ms / 1000)
    assert step_ms_of([]) == 1000


def test_a_pack_gives_back_what_went_in_and_keeps_equal_arrays_once() -> None:
    pack = Pack()
    steps = np.array([1, 258, 65_535, 0], dtype=np.uint16)
    points = np.array([[5, 9], [4, 65_535], [65_535, 0]], dtype=np.uint16)
    places = [pack.add_steps(steps), pack.add_points(points), pack.add_texts(["村</script>", ""])]
    pack.begin_section()
    assert pack.add_steps(steps.copy()) == places[0]
    places.append(pack.add_wide(np.array([70_000], dtype=np.uint32)))
    found = Unpacked.of(pack.sections())
    assert [part["size"] for part in pack.sections()] == [places[3][0], 4]
    assert len(found.data) == places[3][0] + 4
    assert found.steps(places[0]).tolist() == steps.tolist()
    assert found.points(places[1]) == [(5, 9), (4, 65_535), (65_535, 0)]
    assert json.loads(found.raw(places[2])) == ["村</script>", ""]
    assert found.wide(places[3]).tolist() == [70_000]


@given(arrays(np.uint16, 40), arrays(np.uint16, 40))
def test_layers_like_others_come_back_as_they_are(
    one: npt.NDArray[np.uint16], other: npt.NDArray[np.uint16]
) -> None:
    pack = Pack()
    layers = Layers(pack)
    first = layers.add(one)
    second = layers.add(other, like=first)
    found = Unpacked.of(pack.sections())
    assert found.layer(layers.places, first).tolist() == one.tolist()
    assert found.layer(layers.places, second).tolist() == other.tolist()
    assert layers.add(one.copy()) == first


@given(st.floats(106, 112), st.floats(37, 41))
def test_points_come_back_within_a_step(lon: float, lat: float) -> None:
    frame = Frame(106.0, 37.0, 6.0, 4.0)
    x, y = frame.quantise(np.array([lon]), np.array([lat]))[0]
    assert frame.west + x / 65_535 * frame.width == pytest.approx(lon, abs=6 / 65_535)
    assert frame.south + y / 65_535 * frame.height == pytest.approx(lat, abs=4 / 65_535)


def test_a_frame_is_never_empty() -> None:
    one = Frame.around(np.array([109.0]), np.array([39.0]))
    assert one.width > 0
    assert one.height > 0
    nothing = Frame.around(np.empty(0), np.empty(0))
    assert nothing.quantise(np.array([0.5]), np.array([2.0])).tolist() == [[32768, 65535]]


def test_lines_are_counted() -> None:
    frame = Frame(0.0, 0.0, 65_535.0, 65_535.0)
    lines = [shapely.LineString([(1, 2), (3, 4)]), shapely.LineString([(5, 6), (7, 8), (258, 0)])]
    pack = Pack()
    packed: dict[str, Any] = pack_lines(pack, frame, lines)
    assert packed["count"] == 2
    found = Unpacked.of(pack.sections())
    assert np.frombuffer(found.raw(packed["sizes"]), dtype="<u4").tolist() == [2, 3]
    assert found.points(packed["points"]) == [(1, 2), (3, 4), (5, 6), (7, 8), (258, 0)]
    assert pack_lines(pack, frame, [])["count"] == 0


def test_a_pack_does_not_depend_on_the_machine() -> None:
    pack = Pack()
    place = pack.add(np.array([1, 256], dtype=">u2"))
    assert Unpacked.of(pack.sections()).raw(place) == b"\x01\0\0\x01"
