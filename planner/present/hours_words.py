"""Opening hours as people say them, in both languages."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import Final

from planner.text import Text

_DAYS: Final = MappingProxyType(
    {
        "Mo": Text("周一", "Mon"), "Tu": Text("周二", "Tue"), "We": Text("周三", "Wed"),
        "Th": Text("周四", "Thu"), "Fr": Text("周五", "Fri"), "Sa": Text("周六", "Sat"),
        "Su": Text("周日", "Sun"), "PH": Text("节假日", "public holidays"),
    }
)  # fmt: skip
_MONTHS: Final = ("Jan", "Feb", "Mar", "Apr", "May", "Jun",
                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")  # fmt: skip
_STATES: Final = MappingProxyType(
    {"off": Text("休息", "closed"), "closed": Text("休息", "closed"), "open": Text("开放", "open")}
)
_ORDINALS: Final = MappingProxyType(
    {
        "1": Text("每月第一个", "first"), "2": Text("每月第二个", "second"),
        "3": Text("每月第三个", "third"), "4": Text("每月第四个", "fourth"),
        "5": Text("每月第五个", "fifth"), "-1": Text("每月最后一个", "last"),
    }
)  # fmt: skip
_TOKEN: Final = re.compile(
    r"""(?P<comment>"[^"]*")
      | (?P<time>\d{1,2}:\d{2}(?:\s*-\s*\d{1,2}:\d{2}\+?|\+)?)
      | (?P<nth>(?:Mo|Tu|We|Th|Fr|Sa|Su)\[(?:-1|[1-5])\])
      | (?P<day>\b(?:Mo|Tu|We|Th|Fr|Sa|Su|PH)\b)
      | (?P<month>\b(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)\b)
      | (?P<date>\b\d{1,2}\b)
      | (?P<state>\b(?:off|closed|open)\b)
      | (?P<mark>\|\||[;,\-:])
      | (?P<space>\s+)""",
    re.VERBOSE,
)


def hours_words(hours: str) -> Text:
    """Return OSM opening hours in words, e.g. 'Mo-Fr 09:00-17:00; PH off' as
    '周一至周五 09:00–17:00；节假日休息' and 'Mon–Fri 09:00–17:00; public holidays closed'.

    Hours with anything else in them (weeks, sunrise, years) come back as they are written.
    """  # noqa: D205
    text = hours.strip()
    if text == "24/7":
        return Text("全天 24 小时", "24 hours, every day")
    zh, en, end = [], [], 0
    for match in _TOKEN.finditer(text):
        if match.start() != end:
            return Text.same(text)
        end = match.end()
        word = _word(str(match.lastgroup), match[0])
        zh.append(word.zh)
        en.append(word.en)
    if end != len(text):
        return Text.same(text)
    return Text(_tidy_zh("".join(zh)), re.sub(r" +(?=[ ;,])", "", "".join(en)).strip())


def _word(kind: str, token: str) -> Text:  # noqa: PLR0911 - one return for each kind of token
    match kind:
        case "comment":
            return Text(f"（{token[1:-1]}）", f"({token[1:-1]})")
        case "time":
            return Text.same(re.sub(r"\s*-\s*", "–", token))
        case "nth":
            day, ordinal = _DAYS[token[:2]], _ORDINALS[token[3:-1]]
            return Text(f"{ordinal.zh}{day.zh}", f"{ordinal.en} {day.en} of the month")
        case "day":
            return _DAYS[token]
        case "month":
            return Text(f"{_MONTHS.index(token) + 1}月", token)
        case "date":
            return Text(f"{int(token)}日", str(int(token)))
        case "state":
            return _STATES[token]
        case "mark":
            return _MARKS[token]
    return Text.same(" ")


_MARKS: Final = MappingProxyType(
    {
        ";": Text("；", ";"), ",": Text("、", ", "), "-": Text("至", "–"), ":": Text("", ""),
        "||": Text("；其余时间 ", "; at other times "),
    }
)  # fmt: skip


def _tidy_zh(text: str) -> str:
    """Return Chinese without the spaces that only Western words need."""
    text = re.sub(r"\s+", " ", text).strip()
    return re.sub(r"(?<=[；、）]) | (?=[休开（；、])|(?<=月) (?=[0-9]+日)", "", text)
