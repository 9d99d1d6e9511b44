"""Opening hours that cannot be read, and how to write what was probably meant.

Planners write `周一至周五 9:00-17:00` or use Chinese punctuation. The words are put into OSM's
grammar; where the result can be read, it is the remedy. Nothing is ever corrected silently.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from planner.domain.hours import alternatives, parse
from planner.text import Text

_EXAMPLE: Final = "Mo-Fr 09:00-17:00; Sa 09:00-12:00"
_PUNCTUATION: Final = str.maketrans("、～~–—−－。“”", ',------;""')
_DAYS: Final = MappingProxyType(
    dict(zip("一二三四五六日天", ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su", "Su"), strict=True))
)
_WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "法定工作日": "Mo-Fr ", "法定节假日": "PH ", "节假日": "PH ", "公众假期": "PH ",
        "工作日": "Mo-Fr ", "双休日": "Sa,Su ", "周末": "Sa,Su ", "每天": "Mo-Su ",
        "每日": "Mo-Su ", "全年": "Mo-Su ",
        "不开放": " off", "不办公": " off", "不营业": " off", "不对外": " off", "除外": " off",
        "关闭": " off", "休息": " off", "休": " off", "全天": "00:00-24:00",
        "24小时": "00:00-24:00", "营业": "", "开放": "", "办公": "", "至": "-", "到": "-",
        "及": ",", "和": ",",
    }
)  # fmt: skip
_CHINESE_DAY: Final = re.compile(r"(?:周|星期|礼拜)([一二三四五六日天])")
_MORE_DAYS: Final = re.compile(r"(?<=(?:Mo|Tu|We|Th|Fr|Sa|Su) ),\s*([一二三四五六日天])")
_BUT_HOLIDAYS: Final = re.compile(r"[(,;]?\s*(?:法定)?节假日(?:除外|休息|不上班)\s*\)?")
_AFTERNOON: Final = re.compile(r"(?:下午|晚上)\s*([\d:]+)(?:\s*-\s*(?:下午|晚上)?\s*([\d:]+))?")
_MIDNIGHT: Final = re.compile(r"(?:晚上|夜里)\s*12:00")
_MORNING: Final = re.compile(r"上午|早上|凌晨")
_CLOCK: Final = re.compile(r"(\d{1,2})(?:点|时)(?:(\d{1,2})分?|(半))?")
_ENGLISH_DAY: Final = re.compile(
    r"\b(mo|tu|we|th|fr|sa|su)(?:n|nday|e|es|esday|d|dnesday|u|ur|urs|rsday|ursday|i|iday|t|turday)?"
    r"s?\b\.?",
    re.IGNORECASE,
)
_BARE_HOURS: Final = re.compile(r"(?<![\d:.\-])(\d{1,2})\s*-\s*(\d{1,2})(?![\d:.\-])")
_DOTTED: Final = re.compile(r"\b(\d{1,2})\.(\d{2})\b")
_RULE_OF_TIMES_ONLY: Final = re.compile(r"^.*\d:\d\d.*;\s*\d{1,2}:\d\d[-\d:, ]*$")
_SPAN: Final = re.compile(r"(\d{1,2}:\d\d)-(\d{1,2}:\d\d)")
_HALF_DAY_MIN: Final = 12 * 60
_AFTER_NOON_MIN: Final = 13 * 60
_HOLIDAY_OFFSET: Final = re.compile(r"\b(?:PH|SH) [+-]?\d+ days?\b")


def hours_fault(text: str) -> tuple[Text, Text] | None:
    """Return (what is wrong, what to write instead) about opening hours; None where all is well.

    Blank is well: hours are then unknown. What passes here, `open_states` can evaluate. Faults:
    what the grammar does not know; a day beside a holiday (`PH -1 day`); a last rule of mere times
    that would make the rules before it void (`Mo-Fr 09:00-12:00; 14:00-17:00`).
    """
    if not text.strip():
        return None
    if not _readable(text):
        return _unreadable(text)
    if any(_HOLIDAY_OFFSET.search(str(parse(part))) for part in alternatives(text)):
        return (
            Text(
                f"开放时间“{text}”用到节假日的前一天或后一天，不能计算",
                f"the opening hours `{text}` use the day before or after a holiday, which is"
                " not supported",
            ),
            Text("请只写 PH（节假日当天），如 PH off", "write PH, the holiday itself, e.g. PH off"),
        )
    if "||" not in text and _RULE_OF_TIMES_ONLY.match(text.strip()):
        return _void(text)
    return None


def suggested_hours(text: str) -> str | None:
    """Return the hours that were probably meant, in OSM's grammar; None where nobody can tell."""
    found = _in_osm_words(text)
    says_when = re.search(r"\d|off", found)
    if says_when and found != text.strip() and _readable(found):
        return " || ".join(str(parse(part)) for part in alternatives(found))
    return None


def _readable(text: str) -> bool:
    try:
        for part in alternatives(text):
            parse(part)
    except ValueError:
        return False
    return True


def _in_osm_words(text: str) -> str:
    """Return the text with Chinese and English words put into OSM's; perhaps not readable."""
    words = unicodedata.normalize("NFKC", text.translate(_PUNCTUATION)).translate(_PUNCTUATION)
    words = re.sub(r'"[^"]*"', "", words) if "预约" not in words else words
    booked = re.search(r'"?[^\s",;]*预约[^\s",;]*"?', words)
    if booked:
        words = words.replace(booked[0], "")
    holidays_off = _BUT_HOLIDAYS.search(words) is not None
    words = _CLOCK.sub(
        lambda m: f"{m[1]}:{m[2] or ('30' if m[3] else '00')}", _BUT_HOLIDAYS.sub("", words)
    )
    words = _CHINESE_DAY.sub(lambda m: _DAYS[m[1]] + " ", words)
    while _MORE_DAYS.search(words):  # 周一、三、五
        words = _MORE_DAYS.sub(lambda m: f",{_DAYS[m[1]]} ", words)
    words = _MIDNIGHT.sub("24:00", words)
    for word, meaning in _WORDS.items():
        words = words.replace(word, meaning)
    words = _MORNING.sub("", _AFTERNOON.sub(_in_the_afternoon, words))
    words = _ENGLISH_DAY.sub(lambda m: m[1].capitalize() + " ", words)
    words = re.sub(r"\b(ph|sh)\b", lambda m: m[1].upper(), words, flags=re.IGNORECASE)
    words = _DOTTED.sub(r"\1:\2", words)
    words = _BARE_HOURS.sub(r"\1:00-\2:00", words)
    words = re.sub(r"\s*([-:])\s*", r"\1", words)
    words = re.sub(r"(?<![\d:-])24:00-", "00:00-", words)
    words = re.sub(r"\s*,\s*", ",", words)
    words = re.sub(r"([a-z]) *,(?=\d)", r"\1 ", words)  # Mo-Fr,09:00
    words = re.sub(r"(\d),(?=[A-Z])", r"\1; ", words)  # 17:00,Sa 09:00: another rule
    words = re.sub(r"(?<=[a-z])(?=\d)", " ", words)
    words = re.sub(r"(?<=\d)(?=[A-Z])", " ", words)
    words = re.sub(r"(?<=[a-z])\s+24/7", " 00:00-24:00", words)
    words = re.sub(r"(\d:\d\d)\s+(?=\d)", r"\1,", words)  # 12:00 14:00
    rules = (re.sub(r"\s+", " ", rule).strip(" ,") for rule in words.split(";"))
    joined = "; ".join(rule for rule in rules if rule)
    joined = re.sub(r"(\d); (?=\d)", r"\1,", joined)  # ...12:00; 14:00... of the same days
    joined = "; ".join(_afternoons(rule) for rule in joined.split("; "))
    if holidays_off and joined:
        joined += "; PH off"
    if joined in {"00:00-24:00", "24:00", "24", "Mo-Su 00:00-24:00"}:
        joined = "24/7"
    return f'{joined} "预约"'.strip() if booked and joined else joined


def _in_the_afternoon(match: re.Match[str]) -> str:
    """Return a time or span said to be in the afternoon or evening, on the clock of 24 hours.

    下午2:30-5:30 is 14:30-17:30, but 晚上8:00-6:00 ends in the morning.
    """
    opens_min = _minutes(match[1])
    opens_min += _HALF_DAY_MIN if opens_min < _HALF_DAY_MIN else 0
    if match[2] is None:
        return _time(opens_min)
    closes_min = _minutes(match[2])
    if closes_min <= _HALF_DAY_MIN and closes_min + _HALF_DAY_MIN > opens_min:
        closes_min += _HALF_DAY_MIN
    return f"{_time(opens_min)}-{_time(closes_min)}"


def _afternoons(rule: str) -> str:
    """Return a rule in which hours that run backwards after a morning mean the afternoon.

    9:00-5:00 is 09:00-17:00, and 9:00-12:00,2:00-5:00 goes on at 14:00; 20:00-8:00 is a night.
    """
    closed_min = 0

    def forwards(match: re.Match[str]) -> str:
        nonlocal closed_min
        opens_min, closes_min = _minutes(match[1]), _minutes(match[2])
        if opens_min < closed_min <= opens_min + _HALF_DAY_MIN:
            opens_min += _HALF_DAY_MIN
            closes_min += _HALF_DAY_MIN if closes_min <= _HALF_DAY_MIN else 0
        elif closes_min <= opens_min < _AFTER_NOON_MIN:
            closes_min += _HALF_DAY_MIN
        closed_min = closes_min
        return f"{_time(opens_min)}-{_time(closes_min)}"

    return _SPAN.sub(forwards, rule)


def _minutes(clock: str) -> int:
    """Return the minutes of a time since midnight: 2:30 is 150, and 2 is 120."""
    hour, _, minute = clock.partition(":")
    return int(hour) * 60 + int(minute or 0)


def _time(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


def _unreadable(text: str) -> tuple[Text, Text]:
    message = Text(f"看不懂开放时间“{text}”", f"the opening hours `{text}` cannot be read")
    meant = suggested_hours(text)
    if meant is not None:
        return message, Text(f"是不是 `{meant}`？", f"did you mean `{meant}`?")
    return message, Text(
        f"请写成例如 `{_EXAMPLE}`（Mo 到 Su 是周一到周日，PH 是节假日，off 是不开放），"
        "全天写 `24/7`，不知道就留空",
        f"write e.g. `{_EXAMPLE}` (PH is a public holiday, off is closed), `24/7` for always,"
        " or leave it blank where it is unknown",
    )


def _void(text: str) -> tuple[Text, Text]:
    message = Text(
        f"开放时间“{text}”的最后一段对每天都有效，会取代前面各段",
        f"the last rule of the opening hours `{text}` holds on all days and so"
        " replaces all before it",
    )
    meant = suggested_hours(text)
    if meant is None:
        return message, Text("请在最后一段前写星期", "write the days before the last rule")
    return message, Text(
        f"同一天的两段用逗号连接：`{meant}`",
        f"join two times of the same days by a comma: `{meant}`",
    )
