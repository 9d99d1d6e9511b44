"""Sites that the program chooses (选址), as a scenario file asks for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import (
    AfterValidator,
    BeforeValidator,
    Field,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from planner.scenario.fields import ASKS, SAYS, Ids, ValueFault, refuse
from planner.scenario.measures_candidates import CandidatesWanted
from planner.scenario.measures_choosing import Choosing, sensible
from planner.scenario.measures_sites import (
    ASKING_KEYS,
    NewSiteListAllowed,
    NewSites,
    NewSitesWanted,
    SiteChoice,
    SiteListAllowed,
    SitesWanted,
)
from planner.text import Text


class KindAllowed:
    """Reads one word as all sites of that kind: `among: police_station`."""

    def __get_pydantic_core_schema__(
        self, source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.no_info_before_validator_function(
            lambda value: {"kind": value} if isinstance(value, str) else value, handler(source)
        )

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": "string", "minLength": 1}, handler(core)]}


class ChooseSites(Choosing):
    """Existing sites that the program chooses.

    由程序从已有服务点中选出。
    """

    among: Annotated[SitesWanted, KindAllowed()] = Field(examples=["police_station"])
    """From which: a kind, {kind: ..., units: [...]} or {sites: [...]}.
    从哪些服务点中选：类别，或 {kind: …, units: […]}，或 {sites: […]}。"""


class ChooseNew(Choosing):
    """New sites that the program chooses.

    由程序选出的新服务点。
    """

    candidates: CandidatesWanted = Field(examples=[{"settlements": {"people": 300}}])
    """From which places.
    从哪些位置中选。"""
    kinds: Ids | None = Field(default=None, examples=[["postal_agent", "self_service_zone"]])
    """Each of these kinds may open at each place; without it, the `kind` of the measure.
    每个位置可开设这些类别之一；不写则为举措的 `kind`。"""


def _places_not_sites(value: object) -> object:
    """Refuse `among` where new sites are chosen: one slip, told once."""
    if isinstance(value, Mapping) and "among" in value:
        raise refuse(
            ValueFault(
                "misplaced_key",
                Text("`among` 是从已有服务点中选；新服务点的位置写在 `candidates` 里",
                     "`among` chooses from existing sites; where new sites might open is said by "
                     "`candidates`"),
                Text("把 among 改为 candidates: {at_sites: {kind: 类别}}（与已有服务点同址），"
                     "或 candidates: {settlements: {people: 300}}",
                     "instead of among write candidates: {at_sites: {kind: ...}}, beside existing "
                     "sites, or candidates: {settlements: {people: 300}}"),
                ("among",),
                at_key=True,
            )
        )  # fmt: skip
    return value


class _AskOrSay:
    """Reads a mapping with a key that asks as a question, anything else as what it was before.

    asking, saying  the two models; in error paths they have tags, which no file has
    listed          what lets a plain list stand for the model that says
    """

    def __init__(
        self, asking: object, saying: object, listed: SiteListAllowed | NewSiteListAllowed
    ) -> None:
        self._asking, self._saying, self._listed = asking, saying, listed

    def __get_pydantic_core_schema__(
        self, _source: object, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.tagged_union_schema(
            {
                ASKS: handler.generate_schema(self._asking),
                SAYS: handler.generate_schema(self._saying),
            },
            discriminator=_form,
        )

    def __get_pydantic_json_schema__(
        self, core: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        choices = core["choices"]
        said = self._listed.__get_pydantic_json_schema__(choices[SAYS], handler)
        return {"anyOf": [*said["anyOf"], handler(choices[ASKS])]}


def _form(value: object) -> str:
    asks = isinstance(value, Choosing) or (isinstance(value, Mapping) and ASKING_KEYS & set(value))
    return ASKS if asks else SAYS


SitesOrChoice = Annotated[
    SiteChoice | ChooseSites,
    _AskOrSay(Annotated[ChooseSites, AfterValidator(sensible)], SitesWanted, SiteListAllowed()),
]
"""Existing sites, named or to be chosen."""

NewSitesOrChoice = Annotated[
    NewSites | ChooseNew,
    _AskOrSay(
        Annotated[ChooseNew, BeforeValidator(_places_not_sites), AfterValidator(sensible)],
        NewSitesWanted,
        NewSiteListAllowed(),
    ),
]
"""New sites, listed or to be chosen."""
