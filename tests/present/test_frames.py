from __future__ import annotations

from collections.abc import Callable

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest

import planner
from planner.domain.result import RunResult
from planner.present.geodata import layers
from planner.present.layer_columns import LAYERS
from planner.present.tables import tables
from tests.present.busy import busy
from tests.present.fixture import result


def test_layers_and_their_index() -> None:
    run = result()
    frames = planner.frames(run)
    residents, sites, units = frames.residents, frames.sites, frames.units
    for frame in (residents, sites, units):
        assert isinstance(frame, gpd.GeoDataFrame)
        assert frame.crs.to_epsg() == 4326
        assert frame.index.is_unique
    assert list(residents.index) == list(run.after.world.residents.ids)
    np.testing.assert_allclose(residents["after_min"], run.after.typical["focus"].time_s / 60)
    assert residents["people"].sum() == run.after.world.residents.total_people
    assert set(sites.index) >= set(run.after.world.sites.ids)
    assert list(units.index) == list(run.after.world.units.codes)


def test_frames_may_be_changed() -> None:
    frames = planner.frames(result())
    residents, table = frames.residents, frames.table("sites")
    residents["people"], table["id"] = 0.0, "x"
    assert frames.residents["people"].sum() > 0
    assert "x" not in set(frames.table("sites")["id"])


@pytest.mark.parametrize("make", [result, lambda: busy(result())], ids=["plain", "busy"])
def test_tables_hold_what_the_written_ones_do(make: Callable[[], RunResult]) -> None:
    run = make()
    frames = planner.frames(run)
    assert frames.names == tuple(table.id for table in tables(run))
    for table in tables(run):
        frame = frames.table(table.id)
        assert frame.shape == (len(table.rows), len(table.columns))
        assert frame.columns.is_unique, table.id
        assert all(name.isidentifier() for name in frame.columns), list(frame.columns)
        for position, row in enumerate(table.rows):
            for name, cell in zip(frame.columns, row, strict=True):
                here = frame[name].iloc[position]
                assert pd.isna(here) if cell is None else here == cell
    with pytest.raises(KeyError, match="there are key_figures, units"):
        frames.table("nothing")


@pytest.mark.parametrize("make", [result, lambda: busy(result())], ids=["plain", "busy"])
def test_every_column_is_explained(make: Callable[[], RunResult]) -> None:
    run = make()
    columns = planner.frames(run).columns
    layered = columns[columns["kind"] == "layer"]
    for name, layer in layers(run).items():
        assert set(layer.columns) <= set(LAYERS[name]), name
        assert list(layered.loc[layered["frame"] == name, "column"]) == [
            key for key in LAYERS[name] if key in layer.columns
        ]
        further = {key for key in LAYERS[name] if not key.endswith("_crowding")}
        assert further <= set(layer.columns), name
    tabled = columns[columns["kind"] == "table"]
    assert len(tabled) == sum(len(table.columns) for table in tables(run))
    assert (columns[["meaning_zh", "meaning_en"]] != "").all(axis=None)
    assert not columns[["kind", "frame", "column"]].duplicated().any()


def test_at_a_prompt_it_names_the_frames() -> None:
    run = result()
    shown = repr(planner.frames(run))
    assert shown.startswith(f"Frames of {run!r}: units (3), residents (30), sites (")
    assert "key_figures" in shown
    assert len(shown) < 500
