"""What the step that computes travel says: its size, and travel that cannot be computed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from planner.errors import DataError, Issue, ScenarioError
from planner.scenario.load import LoadedScenario
from planner.sources.cache import CACHE_VARIABLE
from planner.text import Text
from planner.units import GIB


def travel_step(size_bytes: int) -> Text:
    """Return the name of the step; matrices that take a while to fill are announced with it."""
    size_gib = size_bytes / GIB
    if size_gib < 1:
        return Text("计算出行", "Compute travel")
    return Text(
        f"计算出行（出行矩阵约 {size_gib:.1f} GiB）",
        f"Compute travel (matrices of {size_gib:.1f} GiB)",
    )


@contextmanager
def sensible_travel(loaded: LoadedScenario) -> Iterator[None]:
    """Turn travel of more than 24 days, or more than memory holds, into faults of the input."""
    try:
        yield
    except MemoryError as error:
        raise DataError(
            Issue(
                "travel_too_large",
                Text("居民点和服务点太多，内存和磁盘都放不下全部行程",
                     f"too many places and sites for this machine's memory and disk ({error})"),
                Text(f"合并居民点，减少服务点，或把缓存文件夹（{CACHE_VARIABLE}）放到更大的磁盘上",
                     f"merge places, name fewer sites, or name a cache folder on a larger disk "
                     f"({CACHE_VARIABLE})"),
                loaded.where("study"),
            )
        ) from error  # fmt: skip
    except OverflowError as error:
        raise ScenarioError(
            Issue(
                "travel_too_long",
                Text("有的行程超过 24 天或 2 万公里，无法计算",
                     "some travel takes more than 24 days or 20,000 km and cannot be computed"),
                Text("提高 access_speed_kmh 或 speeds_kmh，或减小 farthest_from_road",
                     "raise access_speed_kmh or speeds_kmh, or lower farthest_from_road"),
                loaded.where("travel"),
            )
        ) from error  # fmt: skip
