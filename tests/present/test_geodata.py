from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pyogrio
import pytest

from planner.domain.catchment import Crowding
from planner.present.geodata import write_geopackage
from tests.present.busy import busy
from tests.present.fixture import HOSTILE, result


def test_layers_and_their_figures(tmp_path: Path) -> None:
    run = result()
    path = tmp_path / "r.gpkg"
    write_geopackage(run, path)
    drawn = [name for name, kind in pyogrio.list_layers(path) if kind is not None]
    assert drawn == ["units", "residents", "sites"]

    residents = pyogrio.read_dataframe(path, layer="residents")
    assert len(residents) == 30
    assert residents.crs.to_epsg() == 4326
    typical = run.after.typical["focus"]
    np.testing.assert_allclose(residents["after_min"], typical.time_s / 60)
    assert residents["name"].tolist()[: len(HOSTILE)] == list(HOSTILE)
    assert residents["after_reach"].tolist()[0] == "no_route"
    assert residents["after_reach"].tolist()[-1] == "unplaced"
    assert residents["after_site"].isna().tolist() == (typical.reach > 0).tolist()

    sites = pyogrio.read_dataframe(path, layer="sites")
    assert sites["changed"].sum() == 6
    opened = sites[sites["id"] == "NEW"].iloc[0]
    assert np.isnan(opened["services_before"])
    assert opened["services_after"] == 4

    units = pyogrio.read_dataframe(path, layer="units")
    card = run.scorecard.by_unit
    assert units["after_share_within"].tolist() == pytest.approx(
        [r.after.share_within for r in card]
    )


def test_people_outside_all_units_are_not_a_unit(tmp_path: Path) -> None:
    run = result()
    first, *others = run.scorecard.by_unit
    outside = replace(first, id=others[0].id, after=replace(first.after, people=7.0))
    card = replace(run.scorecard, by_unit=(first, *others, outside))
    write_geopackage(replace(run, scorecard=card), tmp_path / "r.gpkg")
    units = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="units")
    assert units["people"].tolist() == [row.after.people for row in (first, *others)]


def test_the_same_result_gives_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        write_geopackage(result(), tmp_path / name / "r.gpkg")
    assert (tmp_path / "a" / "r.gpkg").read_bytes() == (tmp_path / "b" / "r.gpkg").read_bytes()


def test_places_and_sites_tell_of_the_year(tmp_path: Path) -> None:
    run = busy(result())
    n = len(run.after.world.residents)
    found = Crowding("e2sfca", np.linspace(0.0, 2.0, n), 1.0, 0.3, 0.1, 10.0, 0.0, 1, 0)
    run = replace(run, before=replace(run.before, crowding=found),
                  after=replace(run.after, crowding=found))  # fmt: skip
    write_geopackage(run, tmp_path / "r.gpkg")
    residents = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="residents")
    hours = run.after.yearly["focus"].case_s / 3600
    np.testing.assert_allclose(residents["after_case_h_a_year"], hours)
    np.testing.assert_allclose(residents["before_crowding"], found.access)
    # sites that never close: whoever gets there finds them open
    closed = residents["after_closed_h_a_week"]
    assert closed[residents["after_reach"] == "reached"].tolist() == pytest.approx(
        [0.0] * int((residents["after_reach"] == "reached").sum())
    )
    sites = pyogrio.read_dataframe(tmp_path / "r.gpkg", layer="sites").set_index("id")
    assert sites.loc["P1", "visits_after"] == 400
    assert sites.loc["P1", "busiest_load_after"] == pytest.approx(1.3)
    assert sites.loc["P1", "wait_min_after"] == pytest.approx(5.0)
    assert np.isnan(sites.loc["P2", "busiest_load_after"])
    assert np.isnan(sites.loc["NEW", "visits_before"])
