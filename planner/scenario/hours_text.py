"""Opening hours in scenario and study files: OSM syntax, checked where they are written."""

from __future__ import annotations

from typing import Annotated, Final

from pydantic import AfterValidator, Field, StringConstraints

from planner.domain.hours import PERIODS
from planner.domain.hours_faults import hours_fault
from planner.errors import closest
from planner.scenario.fields import ValueFault, refuse
from planner.text import Text

_EXAMPLES: Final = ("Mo-Fr 09:00-17:00; PH off", "24/7")


def _readable(hours: str) -> str:
    fault = hours_fault(hours)
    if fault is not None:
        message, remedy = fault
        raise refuse(ValueFault("hours_unreadable", message, remedy))
    return hours


def _period(word: str) -> str:
    """Return the hours of a named period, or the hours as written."""
    if word in PERIODS:
        return PERIODS[word].hours
    near = closest(word, tuple(PERIODS))
    if near is not None and not any(char.isdigit() for char in word):
        names = ", ".join(PERIODS)
        raise refuse(
            ValueFault(
                "unknown_period",
                Text(f"没有名为 `{word}` 的时段", f"there is no period `{word}`"),
                Text(f"是不是 `{near}`？可以写：{names}，或开放时间",
                     f"did you mean `{near}`? Write one of {names}, or hours"),
            )
        )  # fmt: skip
    return _readable(word)


_Line = Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)]

Hours = Annotated[
    _Line, AfterValidator(_readable), Field(json_schema_extra={"examples": list(_EXAMPLES)})
]
"""Opening hours in OSM syntax."""

During = Annotated[
    _Line,
    AfterValidator(_period),
    Field(json_schema_extra={"examples": [*PERIODS, _EXAMPLES[0]]}),
]
"""A named period or hours in OSM syntax; hours after reading."""
