"""The measures a scenario can hold: one class for each, found by the key it is written under.

To add a measure, write its class here and name it in `Measure`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Final, TypeAlias, get_args

from pydantic import AfterValidator, Field, GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import (
    Closed,
    Id,
    Latitude,
    Longitude,
    Name,
    ValueFault,
    Word,
    WordList,
    Words,
    refuse,
    repeats,
)
from planner.text import Text


class SiteChoice(Closed):
    """Existing sites: named one by one, or all of a kind. Exactly one of the keys.

    已有的服务点：逐个列出编号，或指定一个类别；两种写法选一种。
    """

    sites: WordList | None = Field(default=None, examples=[["station_01", "station_02"]])
    """Ids of sites; `to: [id, id]` is short for this.
    服务点编号；可简写为 `to: [编号, 编号]`。"""
    kind: Id | None = Field(default=None, examples=["police_station"])
    """All sites of this kind of the study.
    研究数据中这一类别的全部服务点。"""


def _one_choice(choice: SiteChoice) -> SiteChoice:
    if (choice.sites is None) == (choice.kind is None):
        raise refuse(
            ValueFault(
                "one_of",
                Text("sites 和 kind 要写一个，也只能写一个",
                     "exactly one of `sites` and `kind` is wanted"),
                Text("写 [编号, 编号] 或 {kind: police_station}",
                     "write [id, id] or {kind: police_station}"),
            )
        )  # fmt: skip
    return choice


class _SiteListAllowed:
    """Reads a plain list of ids as `{sites: [...]}`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(_as_choice, handler(source))

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        ids = {"type": "array", "items": {"type": "string"}, "minItems": 1}
        return {"anyOf": [ids, handler(core)]}


def _as_choice(value: object) -> object:
    return {"sites": value} if isinstance(value, tuple) else value


SitesWanted = Annotated[SiteChoice, AfterValidator(_one_choice), _SiteListAllowed()]


class ExtendServices(Closed):
    """Let existing sites handle more services.

    让已有服务点增加可办事项。
    """

    key: ClassVar[str] = "extend_services"

    services: Words = Field(examples=["high_frequency"])
    """Which services: a group of the catalogue, a service id, or a list of them.
    哪些事项：事项组名、事项编号，或它们的列表。"""
    to: SitesWanted = Field(examples=[["station_01", "station_02"]])
    """Which sites handle them from now on.
    由哪些服务点办理。"""


class NewSite(Closed):
    """A site that does not exist yet.

    一个新设的服务点。
    """

    id: Word = Field(examples=["agent_01"])
    """A short code that no other site has.
    不与其他服务点重复的编号。"""
    name: Name = Field(examples=[{"zh": "一号代办点", "en": "Agent 1"}])
    """Its name.
    名称。"""
    lon: Longitude = Field(examples=[109.98])
    """Longitude, WGS84.
    经度（WGS84）。"""
    lat: Latitude = Field(examples=[39.81])
    """Latitude, WGS84.
    纬度（WGS84）。"""
    services: Words | None = Field(default=None, examples=[["high_frequency"]])
    """What is handled here; without it, what its kind offers.
    可办事项；不写则按类别的默认事项。"""


def _new_ids(sites: tuple[NewSite, ...]) -> tuple[NewSite, ...]:
    faults = repeats([site.id for site in sites], suffix=("id",))
    if faults:
        raise refuse(*faults)
    return sites


class OpenSites(Closed):
    """Open new sites.

    新设服务点。
    """

    key: ClassVar[str] = "open_sites"

    kind: Id = Field(examples=["postal_agent"])
    """The kind of the new sites, one of the study's `kinds`.
    新服务点的类别，取自研究数据的 `kinds`。"""
    sites: Annotated[tuple[NewSite, ...], Field(min_length=1), AfterValidator(_new_ids)]
    """The new sites.
    新服务点列表。"""


Measure: TypeAlias = ExtendServices | OpenSites

MEASURES: Final[tuple[type[Measure], ...]] = get_args(Measure)
"""Every measure class."""

MEASURE_KEYS: Final = tuple(measure.key for measure in MEASURES)


class _ByKey:
    """Reads `{open_sites: {...}}` as the measure that its single key names."""

    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        choices: dict[Any, CoreSchema] = {
            measure.key: core_schema.no_info_before_validator_function(
                _content, handler.generate_schema(measure)
            )
            for measure in MEASURES
        }
        # The tag that pydantic puts into error paths is the very key the file has there.
        return core_schema.no_info_before_validator_function(
            _check_measure, core_schema.tagged_union_schema(choices, discriminator=_only_key)
        )

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        union = core["schema"]
        return {
            "oneOf": [
                {
                    "type": "object",
                    "properties": {key: handler(choice)},
                    "required": [key],
                    "additionalProperties": False,
                }
                for key, choice in union["choices"].items()
            ]
        }


def _check_measure(value: object) -> object:
    example = "- open_sites: {kind: ..., sites: [...]}"
    if not isinstance(value, Mapping) or not value:
        raise refuse(
            ValueFault(
                "measure_shape",
                Text("每项举措应是 `举措名: 内容`", "a measure is written `name: content`"),
                Text(f"例如 `{example}`；可用的举措：{'、'.join(MEASURE_KEYS)}",
                     f"e.g. `{example}`; measures: {', '.join(MEASURE_KEYS)}"),
            )
        )  # fmt: skip
    known = [key for key in value if key in MEASURE_KEYS]
    if len(value) > 1 and known:
        extra = next(key for key in value if key != known[0])
        raise refuse(
            ValueFault(
                "measure_shape",
                Text(f"`{extra}` 与 `{known[0]}` 并列，但一项举措只有一个名称",
                     f"`{extra}` stands beside `{known[0]}`, but a measure has one name"),
                Text(f"若 `{extra}` 是它的内容，再缩进两个空格；若是另一项举措，前面加 `- `",
                     f"indent `{extra}` two spaces more if it is content, "
                     "or begin it with `- ` if it is another measure"),
                (extra,),
                at_key=True,
            )
        )  # fmt: skip
    return value


def _only_key(value: Mapping[str, object]) -> str:
    return next(iter(value))


def _content(value: Mapping[str, object]) -> object:
    return next(iter(value.values()))


MeasureItem = Annotated[Measure, _ByKey()]
"""One entry of `measures`."""
