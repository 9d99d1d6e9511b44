from __future__ import annotations

import base64

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.access import Reach, TypicalAccess
from planner.present.page.packing import (
    NOT_REACHED_BASE,
    Frame,
    base64_of,
    pack_lines,
    pack_times,
    packed_ms,
)


def typical(seconds: list[float], reach: list[int]) -> TypicalAccess:
    time_s = np.array(seconds)
    return TypicalAccess(time_s, time_s.copy(), np.array(reach, dtype=np.uint8))


def test_times_are_exact_to_a_millisecond_and_reasons_are_apart() -> None:
    nan = float("nan")
    packed = pack_times(
        typical([0.0, 1799.2, 1800.0, 1800.0000001, 1800.001, nan, nan, nan],
                [0, 0, 0, 0, 0, 1, 2, 3])
    )  # fmt: skip
    assert packed.tolist()[:5] == [0, 1_799_200, 1_800_000, 1_800_000, 1_800_001]
    assert (packed[5:] - NOT_REACHED_BASE).tolist() == [1, 2, 3]
    assert int(Reach.NO_PROVIDER) + NOT_REACHED_BASE == 2**32 - 1


def test_days_of_walking_are_kept_as_they_are() -> None:
    longest_s = (2**31 - 1) / 1000  # no travel costs more
    assert pack_times(typical([111_960.0, longest_s], [0, 0])).tolist() == [111_960_000, 2**31 - 1]


@given(st.floats(0, 2_000_000), st.integers(1, 2_000_000))
def test_a_packed_time_is_within_a_limit_where_the_true_one_is(time_s: float, limit: int) -> None:
    packed = int(pack_times(typical([time_s], [0]))[0])
    assert (packed <= packed_ms(np.array([limit]))[0]) == (round(time_s, 3) <= limit)


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


def test_lines_are_counted_and_little_endian() -> None:
    frame = Frame(0.0, 0.0, 65_535.0, 65_535.0)
    lines = [shapely.LineString([(1, 2), (3, 4)]), shapely.LineString([(5, 6), (7, 8), (258, 0)])]
    packed = pack_lines(frame, lines)
    assert packed["count"] == 2
    sizes, points = (base64.b64decode(str(packed[key])) for key in ("sizes", "points"))
    assert sizes == bytes([2, 0, 0, 0, 3, 0, 0, 0])
    assert points[:8] == bytes([1, 0, 2, 0, 3, 0, 4, 0])
    assert points[-4:] == bytes([2, 1, 0, 0])  # 258 = 0x0102
    assert pack_lines(frame, [])["count"] == 0


def test_base64_does_not_depend_on_the_machine() -> None:
    assert base64_of(np.array([1, 256], dtype=">u2")) == base64.b64encode(b"\x01\0\0\x01").decode()
