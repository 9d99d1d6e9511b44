"""The tables of a study - units, residents, services, sites - with the faults of all at once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from planner.domain.area import Units
from planner.domain.arrays import IntArray
from planner.domain.record import LeftOut
from planner.domain.residents import Residents
from planner.domain.services import Services
from planner.domain.sites import SiteKind, Sites
from planner.errors import DataError, Issue, PlannerError
from planner.prepare.area import read_units
from planner.prepare.points import TableSpec
from planner.prepare.residents import read_residents
from planner.prepare.services import read_services
from planner.prepare.sites import read_sites
from planner.scenario.load import LoadedStudy
from planner.scenario.schema_study import UnitsFile
from planner.scenario.schema_tables import ResidentsTable, SitesTable

T = TypeVar("T")


@dataclass(frozen=True)
class Tables:
    """A study without its roads: enough to check a scenario's words.

    residents_table  int32 (n_residents,) number of each resident's table in the study file
    sites_table      int32 (n_sites,) the same of each site
    """

    study: LoadedStudy
    units: Units
    residents: Residents
    residents_table: IntArray
    services: Services
    sites: Sites
    sites_table: IntArray
    left_out: tuple[LeftOut, ...]
    warnings: tuple[Issue, ...]


def read_tables(study: LoadedStudy) -> Tables:
    """Return everything of a study but its roads.

    Raises DataError with the faults of all tables. Sites are read only with a sound catalogue,
    since their faults would otherwise be its echo.
    """
    said, where = study.study, study.where
    faults: list[Issue] = []

    def attempt(read: Callable[[], T]) -> T | None:
        try:
            return read()
        except PlannerError as error:
            faults.extend(error.issues)
            return None

    areas = attempt(
        lambda: read_units(
            study.file(said.units.file), _unit_columns(said.units), where, layer=said.units.layer
        )
    )
    units = areas[0] if areas else Units(())
    people = attempt(
        lambda: read_residents([_spec(study, table) for table in said.residents], units, where)
    )
    catalogue = attempt(
        lambda: read_services(
            study.file(said.services.file),
            said.services.columns.model_dump(),
            {
                group_id: (group.name, group.where)
                for group_id, group in said.services.groups.items()
            },
            where,
            encoding=said.services.encoding,
            delimiter=said.services.delimiter,
            sheet=said.services.sheet,
        )
    )
    kinds = {
        kind_id: SiteKind(kind_id, kind.name, kind.offers or ())
        for kind_id, kind in said.kinds.items()
    }
    points = (
        attempt(
            lambda: read_sites(
                [_spec(study, table) for table in said.sites], kinds, catalogue[0], units, where
            )
        )
        if catalogue
        else None
    )
    if faults or areas is None or people is None or catalogue is None or points is None:
        raise DataError(faults)
    return Tables(
        study=study,
        units=units,
        residents=people.residents,
        residents_table=people.table,
        services=catalogue[0],
        sites=points.sites,
        sites_table=points.table,
        left_out=(*people.left_out, *points.left_out),
        warnings=(*areas[1], *people.warnings, *catalogue[1], *points.warnings),
    )


def _unit_columns(said: UnitsFile) -> dict[str, str]:
    """Return the columns of the units that the study file names, ours -> theirs."""
    columns = said.model_dump(exclude={"file", "layer"})
    return {ours: theirs for ours, theirs in columns.items() if theirs is not None}


def _spec(study: LoadedStudy, table: ResidentsTable | SitesTable) -> TableSpec:
    return TableSpec(
        path=study.file(table.file),
        columns=table.columns.model_dump(),
        coordinates=table.coordinates,
        encoding=table.encoding,
        delimiter=table.delimiter,
        sheet=table.sheet,
        layer=table.layer,
        kind=getattr(table, "kind", None),
    )
