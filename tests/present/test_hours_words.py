from __future__ import annotations

import pytest

from planner.present.hours_words import hours_words


@pytest.mark.parametrize(
    ("hours", "zh", "en"),
    [
        ("24/7", "全天 24 小时", "24 hours, every day"),
        ("Mo-Fr 09:00-17:00; PH off", "周一至周五 09:00–17:00；节假日休息",
         "Mon–Fri 09:00–17:00; public holidays closed"),
        ("Mo-Fr 08:30-12:00,14:30-18:00", "周一至周五 08:30–12:00、14:30–18:00",
         "Mon–Fri 08:30–12:00, 14:30–18:00"),
        ("Sa[1],Sa[-1] 09:00-12:00", "每月第一个周六、每月最后一个周六 09:00–12:00",
         "first Sat of the month, last Sat of the month 09:00–12:00"),
        ("Jan 01-Feb 10 off", "1月1日至2月10日休息", "Jan 1–Feb 10 closed"),
        ('Mo 09:00-12:00 "按预约"', "周一 09:00–12:00（按预约）", "Mon 09:00–12:00 (按预约)"),
    ],
)  # fmt: skip
def test_hours_are_said_as_people_say_them(hours: str, zh: str, en: str) -> None:
    words = hours_words(hours)
    assert (words.zh, words.en) == (zh, en)


@pytest.mark.parametrize("hours", ["week 1-10 Mo 08:00-09:00", "sunrise-sunset", "<b>", ""])
def test_what_has_no_words_stays_as_it_is_written(hours: str) -> None:
    assert hours_words(hours).zh == hours_words(hours).en == hours
