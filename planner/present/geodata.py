"""Writes places, sites and units with their figures as a GeoPackage for any GIS."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import geopandas as gpd
import numpy as np
import pandas as pd
import pyogrio
import shapely

from planner.analyse.desk_years import DeskYear
from planner.analyse.weighted import weighted_mean
from planner.domain.access import Reach
from planner.domain.result import Outcome, RunResult
from planner.domain.score import FOCUS, Summary
from planner.present.map_styles import STYLE_TABLE, LayerStyle, layer_styles
from planner.present.nearest import main_site, people_served
from planner.present.year_figures import case_h_per_person, closed_h_per_week, desks_of
from planner.units import M_PER_KM, S_PER_MIN

CRS: Final = "EPSG:4326"
_FIXED_DATE: Final = "2000-01-01T00:00:00.000Z"


def write_geopackage(result: RunResult, path: Path) -> None:
    """Write the layers units, residents and sites, WGS84; equal results give equal files.

    Minutes and km are one way, NaN (null) unless reached; `reach` says why not. QGIS opens them
    in the colours of the page (table `layer_styles`).
    """
    with _fixed_date():
        for name, layer in layers(result).items():
            kind = "MultiPolygon" if name == "units" else "Point"
            pyogrio.write_dataframe(
                layer, path, layer=name, driver="GPKG", geometry_type=kind, promote_to_multi=False
            )
        pyogrio.write_dataframe(
            _style_table(layer_styles(result)), path, layer=STYLE_TABLE, driver="GPKG", FID="id"
        )


def _style_table(styles: Sequence[LayerStyle]) -> pd.DataFrame:
    """Return the styles in the columns that QGIS knows; it looks for empty words, not nulls."""
    n = len(styles)
    return pd.DataFrame(
        {
            "f_table_catalog": [""] * n,
            "f_table_schema": [""] * n,
            "f_table_name": [item.layer for item in styles],
            "f_geometry_column": ["geom"] * n,
            "styleName": [item.name for item in styles],
            "styleQML": [item.qml for item in styles],
            "styleSLD": [""] * n,
            "useAsDefault": [item.default for item in styles],
            "description": [str(item.description) for item in styles],
            "owner": [""] * n,
            "ui": [""] * n,
            "update_time": pd.to_datetime([_FIXED_DATE] * n),
        }
    )


def layers(result: RunResult) -> dict[str, gpd.GeoDataFrame]:
    """Return the layers by name; `layer_columns` says what their columns hold."""
    return {"units": _units(result), "residents": _residents(result), "sites": _sites(result)}


@contextmanager
def _fixed_date() -> Iterator[None]:
    """GDAL writes the day into each layer; only run.json tells the time of a run."""
    option = "OGR_CURRENT_DATE"
    earlier = pyogrio.get_gdal_config_option(option)
    pyogrio.set_gdal_config_options({option: _FIXED_DATE})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({option: earlier})


def _residents(result: RunResult) -> gpd.GeoDataFrame:
    residents, units = result.after.world.residents, result.after.world.units
    codes = np.array([*units.codes, ""], dtype=object)  # -1 is the last
    columns: dict[str, object] = {
        "id": residents.ids,
        "name": residents.names,
        "people": residents.people,
        "unit": codes[residents.unit],
        "to_road_m": np.where(
            np.isfinite(result.resident_placement.snap_m), result.resident_placement.snap_m, np.nan
        ),
    }
    for stage, outcome in (("before", result.before), ("after", result.after)):
        typical = outcome.typical[FOCUS]
        site_ids = np.array([*outcome.world.sites.ids, None], dtype=object)
        columns[f"{stage}_min"] = typical.time_s / S_PER_MIN
        columns[f"{stage}_km"] = typical.length_m / M_PER_KM
        columns[f"{stage}_reach"] = [Reach(int(value)).name.lower() for value in typical.reach]
        columns[f"{stage}_site"] = site_ids[main_site(outcome, result.focus_services)]
        columns[f"{stage}_case_h_a_year"] = case_h_per_person(outcome)
        columns[f"{stage}_closed_h_a_week"] = closed_h_per_week(outcome, result.focus_services)
        if outcome.crowding is not None:
            columns[f"{stage}_crowding"] = outcome.crowding.access
    return gpd.GeoDataFrame(columns, geometry=shapely.points(residents.lon, residents.lat), crs=CRS)


def _sites(result: RunResult) -> gpd.GeoDataFrame:
    old, new = result.before.world.sites, result.after.world.sites
    gone = [index for index, site_id in enumerate(old.ids) if site_id not in new.index_of]
    served = [
        dict(zip(outcome.world.sites.ids, people_served(outcome, result.focus_services),
                 strict=True))
        for outcome in (result.before, result.after)
    ]  # fmt: skip
    handled = [
        dict(zip(sites.ids, sites.offers.sum(axis=1).astype(float), strict=True))
        for sites in (old, new)
    ]
    ids = [*new.ids, *(old.ids[index] for index in gone)]

    def of(figures: Mapping[str, float]) -> list[float]:
        return [figures.get(site_id, float("nan")) for site_id in ids]

    names = [*new.names, *(old.names[index] for index in gone)]
    kinds = [sites.kinds[int(k)].id for sites, rows in ((new, range(len(new))), (old, gone))
             for k in sites.kind[list(rows)]]  # fmt: skip
    columns = {
        "id": ids,
        "name_zh": [name.zh for name in names],
        "name_en": [name.en for name in names],
        "kind": kinds,
        "hours": [*new.hours, *(old.hours[index] for index in gone)],
        "changed": [site_id in result.changed_sites for site_id in ids],
        "services_before": of(handled[0]),
        "services_after": of(handled[1]),
        "people_served_before": of(served[0]),
        "people_served_after": of(served[1]),
    }
    for stage, outcome in (("before", result.before), ("after", result.after)):
        for name, figures in _site_years(outcome).items():
            columns[f"{name}_{stage}"] = of(figures)
    lon, lat = (np.concatenate([getattr(new, axis), getattr(old, axis)[gone]])
                for axis in ("lon", "lat"))  # fmt: skip
    return gpd.GeoDataFrame(columns, geometry=shapely.points(lon, lat), crs=CRS)


def _site_years(outcome: Outcome) -> dict[str, dict[str, float]]:
    """Return visits a year, the busiest load, the mean wait and overload of each site.

    The busiest load and the hours are those of its worst desk, the wait is the mean of its visits.
    """
    years: dict[str, list[DeskYear]] = {}
    for desk in desks_of(outcome):
        years.setdefault(desk.site, []).append(desk)
    found: dict[str, dict[str, float]] = {
        name: {} for name in ("visits", "busiest_load", "wait_min", "overloaded_h")
    }
    for site, desks in years.items():
        waits = np.array([desk.wait_s for desk in desks])
        served = np.array([desk.visits - desk.swamped_visits for desk in desks])
        found["visits"][site] = sum(desk.visits for desk in desks)
        loads = [desk.peak_busy for desk in desks if not np.isnan(desk.peak_busy)]
        found["busiest_load"][site] = max(loads, default=float("nan"))
        found["wait_min"][site] = weighted_mean(waits, served) / S_PER_MIN
        found["overloaded_h"][site] = max(desk.swamped_hours for desk in desks)
    return found


def _units(result: RunResult) -> gpd.GeoDataFrame:
    units = result.after.world.units.items
    rows = result.scorecard.by_unit[: len(units)]  # a row for people outside all may follow
    columns: dict[str, object] = {
        "code": [unit.code for unit in units],
        "name_zh": [unit.name.zh for unit in units],
        "name_en": [unit.name.en for unit in units],
        "people": [row.after.people for row in rows],
    }
    for stage in ("before", "after"):
        summaries: list[Summary] = [getattr(row, stage) for row in rows]
        columns[f"{stage}_share_within"] = [summary.share_within for summary in summaries]
        columns[f"{stage}_mean_min"] = [summary.mean_s / S_PER_MIN for summary in summaries]
        columns[f"{stage}_p90_min"] = [summary.p90_s / S_PER_MIN for summary in summaries]
    geometry = [
        shapely.MultiPolygon(
            [part for part in shapely.get_parts(unit.boundary) if part.geom_type == "Polygon"]
        )
        for unit in units
    ]
    return gpd.GeoDataFrame(columns, geometry=geometry, crs=CRS)
