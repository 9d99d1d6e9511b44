"""The costs that a scenario starts from. All are planning figures of low or medium confidence.

Where a source gives only a range, the value is its middle.
"""

from __future__ import annotations

from typing import Final

from planner.domain.costs import Amount, CostRates, KindCosts, Rate
from planner.text import Text

_NONE: Final = Rate(Amount.exact(0.0), Text("不适用", "does not apply"))


def _between(low: float, high: float, source: Text) -> Rate:
    """Return a rate of which only the range is known."""
    return Rate(Amount((low + high) / 2, low, high), source)


_TERMINAL: Final = Text(
    "自助终端每台8万至30万元，每年运维为其10%（一般估计，可信度低）",
    "self-service terminal 80,000-300,000 yuan and 10 % of it a year (general estimate, low)",
)
_WINDOW: Final = Text(
    "派出所窗口每个10万至30万元，配2至3人（一般估计，可信度低）",
    "station window 100,000-300,000 yuan, with 2 to 3 staff (general estimate, low)",
)
_HALL_WINDOW: Final = Text(
    "按派出所窗口估算：每个10万至30万元，配2至3人（假定）",
    "taken as for a station window: 100,000-300,000 yuan, 2 to 3 staff (assumed)",
)
_POSTAL: Final = Text(
    "邮政代办点开设2万至6万元，每件5至20元（一般估计，可信度低）",
    "postal agent 20,000-60,000 yuan and 5-20 yuan a case (general estimate, low)",
)
_VILLAGE: Final = Text(
    "村级代办点开设5千至1.5万元，每年0至5千元（一般估计，可信度低）",
    "village agent 5,000-15,000 yuan and 0-5,000 a year (general estimate, low)",
)
_MOBILE: Final = Text(
    "流动服务车40万至80万元，每年15万至25万元（一般估计，可信度低；大巴100万至200万元）",
    "mobile office 400,000-800,000 yuan and 150,000-250,000 a year (general estimate, low; "
    "a bus 1-2 million)",
)


def _windows(kind: str, source: Text) -> KindCosts:
    """Return the costs of a place with windows for which staff is employed."""
    return KindCosts(
        kind=kind,
        opening_yuan=_NONE,
        opening_yuan_per_window=_between(100_000, 300_000, source),
        yearly_yuan=_NONE,
        staff_per_window=_between(2, 3, source),
        yuan_per_case=_NONE,
    )


def _machine(kind: str) -> KindCosts:
    """Return the costs of one self-service machine."""
    return KindCosts(
        kind=kind,
        opening_yuan=_between(80_000, 300_000, _TERMINAL),
        opening_yuan_per_window=_NONE,
        yearly_yuan=_between(8_000, 30_000, _TERMINAL),
        staff_per_window=_NONE,
        yuan_per_case=_NONE,
    )


PLANNING_RATES: Final = CostRates(
    travel_yuan_per_km=Rate(
        Amount(0.7, 0.5, 1.0),
        Text(
            "小汽车每公里0.7元，含油耗和磨损（一般估计，可信度低）；范围为假定",
            "0.7 yuan a car-km, fuel and wear (general estimate, low); the range is assumed",
        ),
    ),
    time_yuan_per_h=Rate(
        Amount(20.0, 10.0, 35.0),
        Text(
            "时间价值每小时20元（10至35元）：人均收入约4.6万元除以2000小时，再乘0.5至1（可信度低）",
            "20 yuan an hour (10-35): income of about 46,000 yuan over 2,000 hours, times 0.5 to 1 "
            "(low)",
        ),
    ),
    co2_kg_per_km=Rate(
        Amount(0.19, 0.15, 0.22),
        Text(
            "小汽车每公里0.19千克（0.15至0.22）：百公里8.5升，每升2.3千克（可信度中）",
            "0.19 kg a car-km (0.15-0.22): 8.5 litres a 100 km at 2.3 kg (medium)",
        ),
    ),
    mail_yuan_per_leg=_between(
        10,
        22,
        Text(
            "区内邮政特快文件每件10至22元（可信度中）",
            "EMS document in the region, 10-22 yuan (medium)",
        ),
    ),
    staff_yuan_per_year=_between(
        80_000,
        120_000,
        Text(
            "窗口人员每人每年8万至12万元（一般估计，可信度低）",
            "window staff 80,000-120,000 yuan a year each (general estimate, low)",
        ),
    ),
    lifetime_years=Rate(
        Amount(10.0, 5.0, 15.0),
        Text("使用年限10年（5至15年），假定", "10 years (5-15), assumed"),
    ),
    discount_per_year=Rate(
        Amount(0.0, 0.0, 0.08),
        Text(
            "默认不折现；上限为社会折现率8%（《建设项目经济评价方法与参数》第三版，2006）",
            "none by default; at most the social discount rate of 8 % (Economic Evaluation Methods "
            "and Parameters for Construction Projects, 3rd ed., 2006)",
        ),
    ),
    kinds=(
        _windows("police_station", _WINDOW),
        _windows("banner_hall", _HALL_WINDOW),
        _windows("city_hall", _HALL_WINDOW),
        _windows("vehicle_office", _HALL_WINDOW),
        _windows("exit_entry_hall", _HALL_WINDOW),
        _machine("self_service_zone"),
        _machine("kiosk"),
        KindCosts(
            kind="postal_agent",
            opening_yuan=_between(20_000, 60_000, _POSTAL),
            opening_yuan_per_window=_NONE,
            yearly_yuan=_NONE,
            staff_per_window=_NONE,
            yuan_per_case=_between(5, 20, _POSTAL),
        ),
        KindCosts(
            kind="village_agent",
            opening_yuan=_between(5_000, 15_000, _VILLAGE),
            opening_yuan_per_window=_NONE,
            yearly_yuan=_between(0, 5_000, _VILLAGE),
            staff_per_window=_NONE,
            yuan_per_case=_NONE,
        ),
        KindCosts(
            kind="mobile_office",
            opening_yuan=_between(400_000, 800_000, _MOBILE),
            opening_yuan_per_window=_NONE,
            yearly_yuan=_between(150_000, 250_000, _MOBILE),
            staff_per_window=_NONE,
            yuan_per_case=_NONE,
        ),
    ),
)
"""Costs of the planning facts, in yuan of about 2021."""
