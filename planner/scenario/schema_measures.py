"""The measures a scenario can hold: one class for each, found by the key it is written under.

To add a measure, write its class in the module of its family, name it in `Measure`, and give it a
case in `planner.measures.apply`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Final, TypeAlias, get_args

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import ValueFault, refuse
from planner.scenario.measures_demand import ScaleDemand
from planner.scenario.measures_desks import (
    PoolQueues,
    SetCounterTime,
    SetHours,
    SetWindows,
    UpgradeSite,
)
from planner.scenario.measures_open import OpenSites
from planner.scenario.measures_portfolio import PlaceServices
from planner.scenario.measures_roads import EditRoads
from planner.scenario.measures_rounds import DoorstepService
from planner.scenario.measures_rules import DelegateServices, LiftJurisdiction
from planner.scenario.measures_services import ExtendServices, WithdrawServices
from planner.scenario.measures_sites import CloseSites, TimetabledStop
from planner.scenario.measures_visits import DeliverByMail, MoveOnline, ReduceVisits
from planner.text import Text

Measure: TypeAlias = (
    CloseSites
    | DelegateServices
    | DeliverByMail
    | DoorstepService
    | EditRoads
    | ExtendServices
    | LiftJurisdiction
    | MoveOnline
    | OpenSites
    | PlaceServices
    | PoolQueues
    | ReduceVisits
    | ScaleDemand
    | SetCounterTime
    | SetHours
    | SetWindows
    | TimetabledStop
    | UpgradeSite
    | WithdrawServices
)  # fmt: skip
"""Any measure, one a line."""

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
