"""Measures on how often a case makes people travel, as a scenario file writes them."""

from __future__ import annotations

from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field, model_validator

from planner.scenario.fields import ValueFault, Words, refuse
from planner.scenario.measures_base import MeasureBase
from planner.scenario.quantities import Share, Yuan
from planner.text import Text

_WAYS_TO_REDUCE: Final = (
    "to", "by", "missing_papers", "collection", "errands_per_trip", "result_days_factor",
)  # fmt: skip


class ReduceVisits(MeasureBase):
    """Let cases take fewer visits or days; what takes fewer already stays as it is.

    减少一件事的跑动次数或办理天数；原来更少的保持不变。
    """

    key: ClassVar[str] = "reduce_visits"

    services: Words = Field(examples=["one_document_18"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    to: Annotated[float, Field(ge=0, le=20)] | None = Field(default=None, examples=[1])
    """At most so many visits a case; 0 where nobody need come at all.
    每件最多跑几次；0 表示不见面办理。"""
    by: Annotated[float, Field(gt=0, le=20)] | None = Field(default=None, examples=[1])
    """So many visits fewer; one visit stays. Not with `to`.
    每件少跑几次，至少仍跑一次；不与 `to` 合用。"""
    missing_papers: Annotated[float, Field(ge=0, le=10)] | None = Field(default=None, examples=[0])
    """At most so many further visits a case because papers are missing (one document: 0).
    因材料不全每件平均最多多跑几次（“一证即办”写 0）。"""
    collection: bool | None = Field(default=None, examples=[False])
    """`false`: the result is issued on the spot, so nobody comes again to collect it.
    写 false 表示即办即取，不必再跑一趟领取。"""
    errands_per_trip: Annotated[float, Field(ge=1, le=10)] | None = Field(
        default=None, examples=[2]
    )
    """At least so many errands that one trip serves.
    一趟至少能办几件事。"""
    result_days_factor: Annotated[float, Field(ge=0, le=1)] | None = Field(
        default=None, examples=[0.4]
    )
    """Days from application to result, as a part of what they were.
    从申请到办结的天数缩短为原来的几倍。"""

    @model_validator(mode="after")
    def _says_something(self) -> ReduceVisits:
        if self.to is not None and self.by is not None:
            raise refuse(
                ValueFault(
                    "one_of",
                    Text("to 和 by 只能写一个", "only one of `to` and `by` is wanted"),
                    Text("保留一个", "keep one of them"),
                    ("by",),
                    at_key=True,
                )
            )
        if self.collection:
            raise refuse(
                ValueFault(
                    "unknown_choice",
                    Text("这项举措只能取消领取的一趟", "this measure only does away with a visit"),
                    Text("写 collection: false，或删去这一行",
                         "write collection: false, or delete the line"),
                    ("collection",),
                )
            )  # fmt: skip
        if all(getattr(self, key) is None for key in _WAYS_TO_REDUCE):
            shown = [f"`{key}`" for key in _WAYS_TO_REDUCE]
            raise refuse(
                ValueFault(
                    "one_of",
                    Text(f"{'、'.join(shown)} 至少写一个",
                         f"at least one of {', '.join(shown)} is wanted"),
                    Text("例如 to: 1", "write e.g. to: 1"),
                )
            )  # fmt: skip
        return self


class DeliverByMail(MeasureBase):
    """Let papers go by mail; a share that is higher already stays as it is.

    材料或证件邮寄；原来比例更高的保持不变。
    """

    key: ClassVar[str] = "deliver_by_mail"

    services: Words = Field(examples=["postal_25"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    ways: Literal["back", "both"] = Field(examples=["both"])
    """back: the result comes by mail, which saves the visit that collects it; both: the
    application goes by mail too, and nobody travels.
    back 证件寄到家，省去领取的一趟；both 双向邮寄，一趟也不用跑。"""
    uptake: Share = Field(examples=["60 %"])
    """Share of cases in which people choose it.
    选择邮寄的办件比例。"""
    days: Annotated[float, Field(ge=0, le=60)] = 1.0
    """Days that a letter takes; added to the days to the result where mail is chosen.
    一封邮件路上的天数；选择邮寄的办件，办结天数相应增加。"""
    fee: Yuan = Field(default=0.0, examples=["12 yuan"], json_schema_extra={"default": "0 yuan"})
    """What people pay for a letter; the city bears the rest.
    居民每封邮件付多少钱，其余由政府承担。"""


class MoveOnline(MeasureBase):
    """Let cases be settled online, as far as the catalogue says that they can be.

    网上办理（仅限事项目录注明可网办的事项）；原来比例更高的保持不变。
    """

    key: ClassVar[str] = "move_online"

    services: Words = Field(examples=["online"])
    """Which services: groups of the catalogue or ids.
    哪些事项：事项组名或编号。"""
    share: Share = Field(examples=["40 %"])
    """Share of cases settled online, without any visit: at most the people who use the internet.
    全程网办的办件比例，不超过会上网的居民比例。"""
