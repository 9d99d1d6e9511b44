"""Results as GeoDataFrames and DataFrames, for analysts who go on in Python."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import geopandas as gpd
import pandas as pd

from planner.domain.result import RunResult
from planner.present.columns import Table
from planner.present.geodata import layers
from planner.present.layer_columns import LAYERS
from planner.present.tables import tables


@dataclass(frozen=True, repr=False)
class Frames:
    """A result's layers and tables; `columns` says what every column holds.

    `residents`, `sites` and `units` are GeoDataFrames in WGS84 with figures before and after;
    `table(name)` is a DataFrame for each of `names`. Both hold what the GeoPackage and the tables
    of a run hold. Each frame is made anew, so that it may be changed.
    """

    result: RunResult

    @property
    def residents(self) -> gpd.GeoDataFrame:
        """One row for each place with residents, indexed by its id."""
        return self._layers["residents"].set_index("id")

    @property
    def sites(self) -> gpd.GeoDataFrame:
        """One row for each site before or after, indexed by its id."""
        return self._layers["sites"].set_index("id")

    @property
    def units(self) -> gpd.GeoDataFrame:
        """One row for each unit, indexed by its code."""
        return self._layers["units"].set_index("code")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the tables."""
        return tuple(self._tables)

    def table(self, name: str) -> pd.DataFrame:
        """Return a table, its columns named by their keys.

        Raises KeyError, with the names there are, for one that the result does not have.
        """
        if name not in self._tables:
            raise KeyError(f"no table {name!r}; there are {', '.join(self._tables)}")
        table = self._tables[name]
        return pd.DataFrame(table.rows, columns=[column.key for column in table.columns])

    @property
    def columns(self) -> pd.DataFrame:
        """Kind (layer or table), frame, column, unit and meaning of every column."""
        layered = [
            ("layer", name, key, column.unit, column.meaning)
            for name, layer in self._layers.items()
            for key, column in LAYERS[name].items()
            if key in layer.columns
        ]
        tabled = [
            ("table", name, column.key, column.unit, column.meaning)
            for name, table in self._tables.items()
            for column in table.columns
        ]
        rows = [
            (kind, name, key, unit.zh, unit.en, meaning.zh, meaning.en)
            for kind, name, key, unit, meaning in (*layered, *tabled)
        ]
        names = ["kind", "frame", "column", "unit_zh", "unit_en", "meaning_zh", "meaning_en"]
        return pd.DataFrame(rows, columns=names)

    def __repr__(self) -> str:
        """Name the frames, not their content."""
        sizes = ", ".join(f"{name} ({len(layer)})" for name, layer in self._layers.items())
        return f"Frames of {self.result!r}: {sizes}; tables {', '.join(self.names)}"

    @cached_property
    def _layers(self) -> dict[str, gpd.GeoDataFrame]:
        return layers(self.result)

    @cached_property
    def _tables(self) -> dict[str, Table]:
        return {table.id: table for table in tables(self.result)}


def frames(result: RunResult) -> Frames:
    """Return a result as GeoDataFrames and DataFrames."""
    return Frames(result)
