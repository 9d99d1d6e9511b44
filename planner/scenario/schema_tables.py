"""The tables a study names: residents, sites and the catalogue, with their columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Literal, TypeAlias

from pydantic import AfterValidator, Field

from planner.domain.score import ALL_SERVICES, FOCUS
from planner.scenario.fields import Closed, Id, ValueFault, Word, Words, refuse
from planner.text import Text

CoordinateSystem: TypeAlias = Literal["wgs84", "cgcs2000", "gcj02", "bd09"]


class TableFile(Closed):
    """A table.

    一个表格。
    """

    file: Word = Field(examples=["table.csv"])
    """The data file, relative to the folder of the study.
    数据文件，路径相对于研究数据文件夹。"""
    encoding: Word | None = Field(default=None, examples=["gbk"])
    """Encoding of a text table; normally detected.
    文本表格的编码；一般自动识别。"""
    delimiter: Annotated[str, Field(min_length=1, max_length=1)] | None = Field(
        default=None, examples=[";"]
    )
    """What separates the columns of a text table; normally detected.
    文本表格的列分隔符；一般自动识别。"""
    sheet: Word | None = Field(default=None, examples=["表1"])
    """Sheet of a workbook; without it the first.
    工作簿中的表名；不写则取第一张。"""


class PointsFile(TableFile):
    """A table or layer of points.

    一个点位表格或图层。
    """

    layer: Word | None = Field(default=None, examples=["points"])
    """Layer of a GeoPackage; needed where it has several.
    GeoPackage 中的图层名；有几个图层时必须写明。"""
    coordinates: CoordinateSystem = "wgs84"
    """What longitude and latitude refer to: gcj02 for AMap and Tencent, bd09 for Baidu.
    经纬度的坐标系：高德、腾讯为 gcj02，百度为 bd09。"""


class RoadColumns(Closed):
    """Columns of a line layer whose names differ from OSM's; left ours, right theirs.

    道路图层的列名对照：左边是本软件的名称，右边是数据中的列名。
    """

    highway: Word | None = None
    """Road class (OSM highway values).
    道路等级。"""
    oneway: Word | None = None
    """One-way streets.
    单行。"""
    maxspeed: Word | None = None
    """Speed limit, in km/h where no unit is given.
    限速，未写单位时为 km/h。"""
    surface: Word | None = None
    """Surface.
    路面。"""
    access: Word | None = None
    """Who may use it.
    通行限制。"""
    junction: Word | None = None
    """Roundabouts.
    环岛。"""
    ref: Word | None = None
    """Road numbers such as G65, several parted by semicolons; `edit_roads` finds roads by them.
    道路编号，如 G65，多个用分号隔开；`edit_roads` 按它查找道路。"""
    name: Word | None = None
    """Road names.
    道路名称。"""


class ResidentColumns(Closed):
    """Column names; left ours, right theirs. Without an entry, the column has our name.

    列名对照：左边是本软件的名称，右边是数据中的列名；不写则列名与左边相同。
    """

    id: Word | None = None
    """Unique code of the place.
    居民点编号。"""
    name: Word | None = None
    """Its name.
    名称。"""
    lon: Word | None = None
    """Longitude; geo layers need none.
    经度；图层文件不需要。"""
    lat: Word | None = None
    """Latitude; geo layers need none.
    纬度；图层文件不需要。"""
    people: Word | None = None
    """Number of residents.
    人口数。"""
    area: Word | None = None
    """Code of the township or other area whose own sites serve this place.
    所属乡镇街道等片区代码；本片区的服务点有相同代码。"""


class ResidentsTable(PointsFile):
    """Where people live and how many.

    居民点及人口。
    """

    columns: ResidentColumns = Field(default_factory=ResidentColumns)
    """Column names.
    列名对照。"""


class SiteColumns(Closed):
    """Column names; left ours, right theirs. Without an entry, the column has our name.

    列名对照：左边是本软件的名称，右边是数据中的列名；不写则列名与左边相同。
    """

    id: Word | None = None
    """Unique code of the site.
    服务点编号。"""
    name_zh: Word | None = None
    """Chinese name.
    中文名。"""
    name_en: Word | None = None
    """English name.
    英文名。"""
    kind: Word | None = None
    """Kind, one of the study's `kinds`.
    类别，取自 `kinds`。"""
    lon: Word | None = None
    """Longitude; geo layers need none.
    经度；图层文件不需要。"""
    lat: Word | None = None
    """Latitude; geo layers need none.
    纬度；图层文件不需要。"""
    hours: Word | None = None
    """Opening hours (OSM opening_hours).
    开放时间（OSM 写法）。"""
    windows: Word | None = None
    """Number of windows; blank where it is not known.
    窗口数；不知道则留空。"""
    area: Word | None = None
    """Code of the area whose own site this is.
    服务点所管片区的代码。"""
    offers: Word | None = None
    """Words separated by `;` that replace what the kind offers.
    用 `;` 分隔的事项，替代类别的默认事项。"""


class SitesTable(PointsFile):
    """Service points.

    服务点。
    """

    columns: SiteColumns = Field(default_factory=SiteColumns)
    """Column names.
    列名对照。"""
    kind: Id | None = Field(default=None, examples=["police_station"])
    """The kind of all sites of the file, where it has no such column.
    文件没有类别列时，全部服务点的类别。"""


class ServiceColumns(Closed):
    """Column names; left ours, right theirs. Without an entry, the column has our name.

    列名对照：左边是本软件的名称，右边是数据中的列名；不写则列名与左边相同。
    """

    id: Word | None = None
    """Unique code of the service.
    事项编号。"""
    name_zh: Word | None = None
    """Chinese name.
    中文名。"""
    name_en: Word | None = None
    """English name.
    英文名。"""
    cases_per_1000: Word | None = None
    """Cases a year for 1,000 residents.
    每千人每年办件量。"""
    visits: Word | None = None
    """Visits that one case needs.
    每件需要跑几次。"""
    counter_min: Word | None = None
    """Minutes at the counter, one visit.
    每次窗口办理分钟数。"""
    collection: Word | None = None
    """Whether one of the visits only collects the result (true or false).
    是否要另跑一次领取结果（true 或 false）。"""
    missing_papers: Word | None = None
    """Further visits a case because papers are missing, e.g. 0.2.
    因材料不全多跑的平均次数，例如 0.2。"""
    online_share: Word | None = None
    """Share of cases settled online, from 0 to 1.
    全程网办的比例，0 到 1。"""
    result_days: Word | None = None
    """Days from application to result.
    从申请到办结的天数。"""
    queue: Word | None = None
    """Which queue it joins where queues are apart, e.g. the police type.
    分警种排队时属于哪一队，例如警种。"""
    self_service: Word | None = None
    """Whether a machine can do it (true or false); without the column, all.
    自助终端能否办理（true 或 false）；没有该列则都能办。"""
    postal: Word | None = None
    """Whether a postal agent can take it.
    邮政代办能否受理。"""
    video: Word | None = None
    """Whether an agent with a video link can take it.
    代办员能否视频连线受理。"""
    doorstep: Word | None = None
    """Whether a team can handle it at the door; without the column, none.
    能否上门办理；没有该列则都不能。"""
    online: Word | None = None
    """Whether it can be handled online; without the column, none.
    能否网上办理；没有该列则都不能。"""


class Group(Closed):
    """A named part of the catalogue.

    一组事项。
    """

    zh: Word = Field(examples=["99项高频事项"])
    """Chinese name.
    中文名。"""
    en: Word = Field(examples=["99 high-frequency services"])
    """English name.
    英文名。"""
    where: Mapping[Word, Words] = Field(examples=[{"high_frequency": "true"}])
    """Columns and the value, or list of values, they must have; all hold; {} takes everything.
    列名和它应有的值（或几个值之一）；各条件同时满足；{} 表示全部。"""

    @property
    def name(self) -> Text:
        """The name in both languages."""
        return Text(zh=self.zh, en=self.en)


def _free_names(groups: Mapping[str, Group]) -> Mapping[str, Group]:
    """Refuse group ids that stand for selections of the product's own."""
    faults = [
        ValueFault(
            "reserved_id",
            Text(f"`{word}` 是保留的名称", f"`{word}` is a name the product uses itself"),
            Text("给这一组另取一个编号，例如 everything", "choose another id, e.g. everything"),
            (word,),
            at_key=True,
        )
        for word in (FOCUS, ALL_SERVICES)
        if word in groups
    ]
    if faults:
        raise refuse(*faults)
    return groups


class ServicesTable(TableFile):
    """The catalogue of services.

    事项目录。
    """

    columns: ServiceColumns = Field(default_factory=ServiceColumns)
    """Column names.
    列名对照。"""
    groups: Annotated[Mapping[Id, Group], AfterValidator(_free_names)] = {}
    """Named groups of services.
    事项组。"""
