from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from planner.domain.calendar import Calendar
from planner.domain.hours import open_states
from planner.domain.hours_faults import hours_fault, suggested_hours


@pytest.mark.parametrize(
    "hours",
    [
        "", "  ", "24/7", "off", "Mo-Fr 09:00-17:00", "Mo-Fr 9:00-17:00; PH off",
        "Mo-Fr 09:00-12:00,13:30-17:00; Sa 09:00-12:00", "Nov-Mar We[1] 10:00-12:00",
        "22:00-06:00", "18:00-24:00", 'Sa 09:00-12:00 "预约"',
        'Mo-Fr 09:00-17:00 || "by appointment"',
        "PH,Su 10:00-14:00", "10:00-18:00; Mo off", "Mo-Su 08:00-20:00",
    ],
)  # fmt: skip
def test_good_hours_pass(hours: str) -> None:
    assert hours_fault(hours) is None


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("周一至周五 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("周一到周五9:00到17:00", "Mo-Fr 09:00-17:00"),
        ("星期一至星期五 09：00—17：00", "Mo-Fr 09:00-17:00"),
        ("工作日 8:30-12:00，14:30-17:30", "Mo-Fr 08:30-12:00,14:30-17:30"),
        ("工作日上午9:00-12:00，下午2:00-5:30", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("周一至周五 9点-17点半", "Mo-Fr 09:00-17:30"),
        (
            "周一至周五 9:00-17:00，周六 9:00-12:00",
            "Mo-Fr 09:00-17:00; Sa 09:00-12:00",
        ),
        ("周一至周五 9:00-17:00；节假日休息", "Mo-Fr 09:00-17:00; PH closed"),
        ("周六、周日 9:00-12:00", "Sa,Su 09:00-12:00"),
        ("每天 8:00-20:00", "Mo-Su 08:00-20:00"),
        ("24小时", "24/7"),
        ("全天", "24/7"),
        ("24:00", "24/7"),
        ("24小时开放", "24/7"),
        ("周六 9:00-12:00 需预约", 'Sa 09:00-12:00 "预约"'),
        ("Mo-Fr 09：00-17：00", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 09:00-17:00；Sa 09:00-12:00", "Mo-Fr 09:00-17:00; Sa 09:00-12:00"),
        ("Mo-Fr 09:00-17:00;", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 9-17", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 9.00-17.30", "Mo-Fr 09:00-17:30"),
        ("Mo-Fr 09:00–17:00", "Mo-Fr 09:00-17:00"),
        ("Mon-Fri 09:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Monday to Friday", None),
        ("Tues, Wednesday and Thurs", None),
        ("Monday-Friday 9:00-17:00", "Mo-Fr 09:00-17:00"),
        ("Mo-Fr 24/7", "Mo-Fr"),
        ("24:00-06:00", "00:00-06:00"),
        ("mo-fr 09:00-17:00; ph off", "Mo-Fr 09:00-17:00; PH closed"),
        ("周一、三、五 9:00-12:00", "Mo,We,Fr 09:00-12:00"),
        ("周一至周五（法定节假日除外） 9:00-17:00", "Mo-Fr 09:00-17:00; PH closed"),
        ("9:00～12:00 13:00～17:00", "09:00-12:00,13:00-17:00"),
        ("8:30-11:30;14:30-17:30", "08:30-11:30,14:30-17:30"),
        ("9点到5点", "09:00-17:00"),
        ("周一至周五 9点-12点，2点-5点半", "Mo-Fr 09:00-12:00,14:00-17:30"),
        ("周一至周五 8:30-12:00，2:30-17:30", "Mo-Fr 08:30-12:00,14:30-17:30"),
        ("周一 12点到5点", "Mo 12:00-17:00"),
        ("周一 9点到12点，周二 9点到5点", "Mo 09:00-12:00; Tu 09:00-17:00"),
        ("上午9点到下午5点", "09:00-17:00"),
        ("下午2点到5点", "14:00-17:00"),
        ("下午1点到晚上8点", "13:00-20:00"),
        ("晚上8点到早上6点", "20:00-06:00"),
        ("20点到8点", "20:00-08:00"),
        ("8点到晚上12点", "08:00-24:00"),
        ("晚上6点到12点", "18:00-24:00"),
        ("9点到次日5点", None),
        ("每天", None),
        ("周日休息", "Su closed"),
        ("随时", None),
        ("Mo-Fr 09:00-", None),
    ],
)
def test_what_was_probably_meant(written: str, meant: str | None) -> None:
    fault = hours_fault(written)
    assert fault is not None
    _, remedy = fault
    assert suggested_hours(written) == meant
    if meant is None:
        assert "Mo-Fr 09:00-17:00; Sa 09:00-12:00" in remedy.zh
        assert "Mo-Fr 09:00-17:00; Sa 09:00-12:00" in remedy.en
    else:
        assert f"`{meant}`" in remedy.zh
        assert f"`{meant}`" in remedy.en
        assert hours_fault(meant) is None


def test_a_last_rule_without_days_would_void_the_others() -> None:
    fault = hours_fault("Mo-Fr 09:00-12:00; 14:00-17:00")
    assert fault is not None
    assert "`Mo-Fr 09:00-12:00,14:00-17:00`" in fault[1].en
    # And so it does: without the fault, mornings would be lost.
    year = Calendar.of(2026)
    assert (open_states("Mo-Fr 09:00-12:00; 14:00-17:00", year) == 1).sum() == 365 * 3 * 12


@pytest.mark.parametrize("hours", ["PH -1 day 09:00-12:00", "Mo-Fr 09:00-17:00; PH +1 day off"])
def test_a_day_beside_a_holiday_is_a_fault(hours: str) -> None:
    fault = hours_fault(hours)
    assert fault is not None
    assert "PH off" in fault[1].en


@given(
    st.text(
        alphabet='Mo-FrSaPHuTWeh0123456789:,; |/"[]+周一至五点半上下午预约休：；，', max_size=24
    )
)
def test_whatever_passes_can_be_evaluated(text: str) -> None:
    if hours_fault(text) is None:
        assert len(open_states(text, Calendar.of(2026))) == 105_120
    else:
        meant = suggested_hours(text)
        assert meant is None or len(open_states(meant, Calendar.of(2026))) == 105_120
