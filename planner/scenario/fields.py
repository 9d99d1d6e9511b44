"""Kinds of values that several parts of the scenario and study files share."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any, Final, Literal, TypeAlias

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    StringConstraints,
)
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import CoreSchema, PydanticCustomError, core_schema

from planner.scenario.nodes import KeyPath
from planner.text import Text


class Closed(BaseModel):
    """A part of a file: only known keys, exact types, never changed once read.

    The docstring of an attribute is shown to planners: English, then a last line in Chinese.
    """

    model_config = ConfigDict(
        extra="forbid",
        frozen=True,
        strict=True,
        allow_inf_nan=False,
        use_attribute_docstrings=True,
    )


class _InOrder(GenerateJsonSchema):
    """Leaves keys in the order in which the models name them."""

    def sort(self, value: JsonSchemaValue, _parent_key: str | None = None) -> JsonSchemaValue:
        return value


@cache
def json_schema(model: type[Closed]) -> JsonSchemaValue:
    """Return the JSON Schema of a model; not to be changed."""
    return model.model_json_schema(schema_generator=_InOrder)


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is wrong with a value; `at` leads from the checked value to the faulty part.

    With `at_key` the key of that part is at fault, not its value.
    """

    code: str
    message: Text
    remedy: Text
    at: KeyPath = ()
    at_key: bool = False


FAULTS: Final = "planner_faults"
"""Type of the pydantic error that carries ValueFaults in its context."""


ASKS: Final = "<asks>"
SAYS: Final = "<says>"
FORM_TAGS: Final = (ASKS, SAYS)
"""How pydantic tells the forms of a value apart that may be a question or an answer."""


def refuse(*faults: ValueFault) -> PydanticCustomError:
    """Return the error to raise from a validator for these faults."""
    return PydanticCustomError(FAULTS, "see context", {"faults": faults})


class _Words(Closed):
    """A name in both languages; where one is missing, the other stands for both.

    中英文名称；只写一种时两种语言共用。
    """

    zh: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] | None = None
    """In Chinese.
    中文。"""
    en: Annotated[str, StringConstraints(min_length=1, strip_whitespace=True)] | None = None
    """In English.
    英文。"""


class _Bilingual:
    """Reads `{zh: 东胜, en: Dongsheng}` or one plain text for both languages."""

    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        words = core_schema.no_info_before_validator_function(
            _spread_name, handler.generate_schema(_Words)
        )
        return core_schema.no_info_after_validator_function(_to_text, words)

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core)]}


def _spread_name(value: object) -> object:
    return {"zh": value, "en": value} if isinstance(value, str) else value


def _to_text(words: _Words) -> Text:
    zh, en = words.zh or words.en, words.en or words.zh
    if zh is None or en is None:
        raise refuse(
            ValueFault(
                "empty_text",
                Text("名称是空的", "the name is empty"),
                Text("写 {zh: 中文名, en: English name}，或只写一个名称",
                     "write {zh: 中文名, en: English name}, or one name for both"),
            )
        )  # fmt: skip
    return Text(zh=zh, en=en)


class _OneOrMany:
    """Reads one word as a list of one."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_wrap, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        many = handler(core)
        return {"anyOf": [many["items"], many]}


def _wrap(value: object) -> object:
    return (value,) if isinstance(value, str) else value


def repeats(values: Sequence[str], prefix: KeyPath = (), suffix: KeyPath = ()) -> list[ValueFault]:
    """Return a fault for each value that a list already holds."""
    seen: dict[str, int] = {}
    faults: list[ValueFault] = []
    for index, value in enumerate(values):
        first = seen.setdefault(value, index)
        if first != index:
            faults.append(
                ValueFault(
                    "duplicate_value",
                    Text(f"`{value}` 重复：第 {first + 1} 项和第 {index + 1} 项",
                         f"`{value}` is there twice: items {first + 1} and {index + 1}"),
                    Text("只保留一个；若是两个不同的对象，请给不同的编号",
                         "keep one; give different ids if two are meant"),
                    (*prefix, index, *suffix),
                )
            )  # fmt: skip
    return faults


def _no_repeats(values: tuple[str, ...]) -> tuple[str, ...]:
    faults = repeats(values)
    if faults:
        raise refuse(*faults)
    return values


def _degrees(low: int, high: int, message: Text, remedy: Text) -> Any:
    def check(value: float) -> float:
        if not low <= value <= high:
            raise refuse(ValueFault("out_of_range", message, remedy))
        return value

    return AfterValidator(check)


Name = Annotated[Text, _Bilingual()]
"""A text in both languages."""

Word = Annotated[str, StringConstraints(min_length=1, pattern=r"^\S(.*\S)?$")]
"""An id, a column name or a file name: not empty, one line, no space at the ends."""

Id = Annotated[str, StringConstraints(min_length=1, pattern=r"^[^\s,;:.'\"\[\]{}/\\]+$")]
"""An id that other parts of the files refer to: one word without punctuation."""

Words = Annotated[tuple[Word, ...], Field(min_length=1), AfterValidator(_no_repeats), _OneOrMany()]
"""One word, or a list of different words."""

WordsOrNone = Annotated[tuple[Word, ...], AfterValidator(_no_repeats), _OneOrMany()]
"""One word, or a list of different words that may be empty."""

Ids = Annotated[tuple[Id, ...], Field(min_length=1), AfterValidator(_no_repeats), _OneOrMany()]
"""One id, or a list of different ids."""

WordList = Annotated[tuple[Word, ...], Field(min_length=1), AfterValidator(_no_repeats)]
"""A list of different words."""

RoadClass: TypeAlias = Literal[
    "motorway", "motorway_link", "trunk", "trunk_link", "primary", "primary_link", "secondary",
    "secondary_link", "tertiary", "tertiary_link", "unclassified", "residential",
    "living_street", "service", "road", "track", "busway", "pedestrian", "footway", "cycleway",
    "bridleway", "path", "steps", "corridor", "ferry",
]  # fmt: skip
"""OSM highway values, and ferry."""

RoadClasses = Annotated[
    tuple[RoadClass, ...], Field(min_length=1), AfterValidator(_no_repeats), _OneOrMany()
]
"""One class of road, or a list of different ones."""

Longitude = Annotated[
    float,
    _degrees(
        -180,
        180,
        Text("经度应在 −180 和 180 之间", "a longitude lies between −180 and 180"),
        Text("用十进制度数，例如 lon: 109.98", "write decimal degrees, e.g. lon: 109.98"),
    ),
    Field(json_schema_extra={"minimum": -180, "maximum": 180, "unit": "°"}),
]
"""Degrees east."""

Latitude = Annotated[
    float,
    _degrees(
        -90,
        90,
        Text("纬度应在 −90 和 90 之间", "a latitude lies between −90 and 90"),
        Text("经度和纬度是否写反了？例如 lon: 109.98, lat: 39.81",
             "are longitude and latitude swapped? Write e.g. lon: 109.98, lat: 39.81"),
    ),
    Field(json_schema_extra={"minimum": -90, "maximum": 90, "unit": "°"}),
]  # fmt: skip
"""Degrees north."""

SpeedKmh = Annotated[float, Field(ge=0.5, le=200, json_schema_extra={"unit": "km/h"})]
"""Kilometres per hour."""
