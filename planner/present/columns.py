"""What tables are made of: columns explained in both languages, and rows of plain cells."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from typing import Final, TypeAlias

from planner.text import Text

Cell: TypeAlias = str | int | float | None


@dataclass(frozen=True)
class Column:
    """One column: its header in both languages with the unit, what it means, its digits."""

    name: Text
    unit: Text
    meaning: Text
    digits: int | None = None

    @property
    def header(self) -> str:
        """The header as it is written, e.g. '平均时间 Mean time (分钟 min)'."""
        unit = f" ({self.unit.zh} {self.unit.en})" if self.unit.zh != self.unit.en else (
            f" ({self.unit.zh})" if self.unit.zh else ""
        )  # fmt: skip
        name = self.name.zh if self.name.zh == self.name.en else f"{self.name.zh} {self.name.en}"
        return f"{name}{unit}"

    @property
    def key(self) -> str:
        """The name for programs, from the English one: 'Mean time, today' is mean_time_today."""
        name = re.sub(r"(?<=\d),(?=\d)", "", self.name.en.lower())
        return re.sub(r"[^a-z0-9]+", "_", name).strip("_")


@dataclass(frozen=True)
class Table:
    """One table; every row has one cell for each column, None where there is no value."""

    id: str
    title: Text
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]


NO_UNIT: Final = Text("", "")
PEOPLE: Final = Text("人", "people")
MINUTES: Final = Text("分钟", "min")
KM: Final = Text.same("km")
PERCENT: Final = Text.same("%")
STAGES: Final = (Text("现状", "today"), Text("实施后", "with measures"))


def words(zh: str, en: str, meaning_zh: str, meaning_en: str) -> Column:
    """Return a column of words."""
    return Column(Text(zh, en), NO_UNIT, Text(meaning_zh, meaning_en))


CODE: Final = words("编号", "Id", "数据中的编号", "id in the data")
FIGURE: Final = words("指标", "Figure (zh)", "指标名称", "name of the figure")
FIGURE_EN: Final = words("英文指标", "Figure (en)", "英文指标名称", "the same in English")
MEASURED_IN: Final = words("单位", "Unit of measure", "数值的单位", "unit of the values")
NAME_ZH: Final = words("名称", "Name (zh)", "中文名称", "name in Chinese")
NAME_EN: Final = words("英文名称", "Name (en)", "英文名称", "name in English")
UNIT: Final = words("辖区", "Unit", "所在辖区，空白为辖区以外", "its unit, blank outside all units")


def number(value: float) -> float | None:
    """Return a cell of a figure, empty where it is no finite number."""
    return value if math.isfinite(value) else None


def staged(name: Text, stage: Text) -> Text:
    """Return the name of a figure before or after."""
    return Text(f"{stage.zh}{name.zh}", f"{name.en}, {stage.en}")
