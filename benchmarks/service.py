"""The service world of Ordos against the clock: `python -m benchmarks.service [--write]`.

All services, all slices of the year, all units: how long seeing and judging a city takes once
travel is known, into how many provider sets its questions collapse, and that many scenarios on the
same roads compute travel once. With --write the table in docs/performance.md is written anew.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Final, TypeVar

import numpy as np

from benchmarks.record import Result
from benchmarks.report import PAGE
from planner.analyse.score import Judged, judge, score
from planner.analyse.seen import Seen, periods_of, see
from planner.domain.score import Question
from planner.domain.world import World
from planner.measures import apply_measures
from planner.pipeline import read_study
from planner.prepare.placing import PlacedPoints, place_points, site_keys_of
from planner.prepare.question import ask
from planner.scenario.load import load_scenario
from planner.scenario.measures_services import ExtendServices
from planner.travel import TravelByState
from planner.units import MS_PER_S

ROOT: Final = Path(__file__).parents[1]
SCENARIO: Final = ROOT / "scenarios" / "ordos-99-to-5.yaml"
N_SCENARIOS: Final = 20
REPEATS: Final = 5
BEGIN, END = "<!-- service: begin, written by benchmarks/service.py -->", "<!-- service: end -->"
Made = TypeVar("Made")


@dataclass(frozen=True)
class City:
    """A city with what seeing it takes."""

    points: PlacedPoints
    travelled: TravelByState
    question: Question

    def see(self, world: World) -> Seen:
        """See a world in every slice."""
        egress_ms = np.rint(world.egress_s * MS_PER_S).astype(np.int32)
        nearest = self.travelled.to_sites(site_keys_of(world.sites), egress_ms).nearest
        return see(world, periods_of(self.question), nearest, placed=self.points.residents.placed)

    def judged(self, world: World) -> Judged:
        """See and judge a world."""
        return judge(self.see(world), self.question)


def main() -> None:
    """Measure, print, and write the page if asked."""
    rows = list(measured())
    here = Result.here_and_now("ordos", "", 0, 0)
    table = [
        f"Measured {here.date} on {here.machine}; load when it began {here.load:g}.",
        "",
        "| Ordos | |",
        "| --- | ---: |",
        *(f"| {what} | {figure} |" for what, figure in rows),
    ]
    print("\n".join(table))
    if "--write" in sys.argv[1:]:
        page = PAGE.read_text("utf-8")
        before, _, rest = page.partition(BEGIN)
        _, _, after = rest.partition(END)
        assert after, "the page has lost its markers"
        PAGE.write_text(f"{before}{BEGIN}\n" + "\n".join(table) + f"\n{END}{after}", "utf-8")


def measured() -> Iterator[tuple[str, str]]:
    """Yield rows of the table."""
    loaded = load_scenario(SCENARIO)
    baseline = read_study(loaded.study_dir).world
    world, reports = apply_measures(baseline, loaded.scenario.measures, loaded.where)
    worlds = list(variants(baseline, N_SCENARIOS))
    points = place_points(baseline, [world, *worlds], loaded.scenario.travel)
    travelled = TravelByState(baseline.roads, points.residents, points.sites, points.site_keys)
    city = City(points, travelled, ask(loaded, baseline, reports))
    start = time.perf_counter()
    travelled.matrix(baseline.roads)
    travel_s = time.perf_counter() - start
    yield "places × service points", f"{len(baseline.residents):,} × {len(points.sites):,}"
    yield "travel, both costs (s)", f"{travel_s:.2f}"
    for name, one in (("as it is", baseline), ("99 services to 5 stations", world)):
        see_s, seen = clocked(partial(city.see, one))
        judge_s, _ = clocked(partial(judge, seen, city.question))
        access = seen.access
        n_slices, n_services = access.set_in_slice.shape
        asked = n_slices * n_services * len(baseline.units)
        yield (
            f"{name}: services × slices × units",
            f"{n_services} × {n_slices} × {len(baseline.units)}",
        )
        yield f"{name}: questions → provider sets", f"{asked:,} → {len(access.providers):,}"
        yield f"{name}: seen, every slice, with loads (s)", f"{see_s:.2f}"
        yield f"{name}: judged, all groups (s)", f"{judge_s:.2f}"
    before = city.judged(baseline)
    score_s, _ = clocked(lambda: score(before, city.judged(world), city.question))
    yield "a scenario seen, judged and scored against the baseline (s)", f"{score_s:.2f}"
    start = time.perf_counter()
    for other in worlds:
        city.judged(other)
    each_s = (time.perf_counter() - start) / N_SCENARIOS
    yield (
        f"{N_SCENARIOS} scenarios on the same roads: travel computed",
        f"{travelled.n_states} time",
    )
    yield f"{N_SCENARIOS} scenarios on the same roads: seen and judged, each (s)", f"{each_s:.2f}"


def variants(baseline: World, n: int) -> Iterator[World]:
    """Yield worlds in each of which another station handles the 99 services."""
    stations = [site for site in baseline.sites.ids if site.startswith("ps-")]
    loaded = load_scenario(SCENARIO)
    (first, *_) = loaded.scenario.measures
    assert isinstance(first, ExtendServices)
    for station in stations[:: max(1, len(stations) // n)][:n]:
        there = first.model_copy(update={"to": first.to.model_copy(update={"sites": (station,)})})
        world, _ = apply_measures(baseline, (there,), loaded.where)
        yield world


def clocked(job: Callable[[], Made]) -> tuple[float, Made]:
    """Return the median seconds of a job after one run that does not count, and its result."""
    made = job()
    took = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        made = job()
        took.append(time.perf_counter() - start)
    return statistics.median(took), made


if __name__ == "__main__":
    main()
