"""Exact siting against spopt with the same solver (HiGHS), in one run; each in its own process.

    python -m benchmarks.siting [san_francisco] [iceland] [synthetic] [large] [--limit SECONDS]
        [--models p_median mclp p_center] [--write]

`large` has no peer: 1,000 candidates for 50,000 places are searched, with a bound, and the gap is
told with the time and the most memory.

The peer is installed by `python -m pip install spopt pulp`. A process that
does not end within the limit and some grace is ended; its time is then "more than" the limit.
`--write` keeps the rows and writes the table in docs/performance.md.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import json
import resource
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.memory import whole_peak_gb
from benchmarks.record import RESULTS, Result
from benchmarks.report import PAGE
from planner.domain.arrays import FloatArray
from planner.domain.placement import Placement
from planner.pipeline import read_study
from planner.prepare.placing import place_points
from planner.scenario.schema import Travel
from planner.siting.candidates import Candidates
from planner.siting.effort import Clock, Effort
from planner.siting.evaluate import objective
from planner.siting.exact import solve
from planner.siting.models import MCLP, Count, Model, PCenter, PMedian
from planner.siting.problem import Problem
from planner.siting.search import search
from planner.sources.cache import cache_folder
from planner.travel import travel_matrix

ROOT = Path(__file__).parents[1]
SHARED = ROOT / ".." / "shared" / "data" / "siting" / "san_francisco"
MODELS = ("p_median", "mclp", "p_center")
KEPT = RESULTS / "siting"
BEGIN, END = "<!-- siting: begin, written by benchmarks/siting.py -->", "<!-- siting: end -->"
HEAD = "| instance | model | planner | spopt | faster |\n| --- | --- | --- | --- | ---: |"
GRACE_S = 20.0
"""For a process to load its libraries and write its answer after the solver's limit."""


@dataclass(frozen=True)
class Case:
    """An instance: weight (n,), cost (n, m), sites to open, cover radius."""

    name: str
    weight: FloatArray
    cost: FloatArray
    p: int
    radius: float


def san_francisco() -> Case:
    """Return the published instance: 205 tracts, 16 stores."""
    name = "SF_network_distance_candidateStore_16_censusTract_205_new.csv"
    table = pd.read_csv(SHARED / name)
    cost = table.pivot_table(index="DestinationName", columns="name", values="distance")
    people = table.groupby("DestinationName")["demand"].first().loc[cost.index]
    return Case("San Francisco", people.to_numpy(np.float64), cost.to_numpy(np.float64), 4, 5000)


def iceland() -> Case:
    """Return all places that reach every candidate of the embedded study, 500 of them candidates.

    Candidates are the 500 places with the most people; costs are minutes by car.
    """
    travel = Travel()
    world = read_study(ROOT / "data" / "iceland").world
    placed = place_points(world, (), travel).residents
    people = np.where(placed.placed, world.residents.people, 0.0)
    sites = np.sort(np.argsort(-people, kind="stable")[:500])
    candidates = Placement(*(getattr(placed, name)[sites] for name in
                             ("edge", "fraction", "snap_m", "access_ms", "access_cm",
                              "lon", "lat")))  # fmt: skip
    matrix = travel_matrix(
        world.roads, placed, candidates, [str(site) for site in sites],
        folder=cache_folder() / "hierarchies",
    )  # fmt: skip
    # The peer knows no missing ways: keep the largest part in which everyone reaches everyone.
    columns = matrix.reachable[people > 0].mean(axis=0) > 0.5
    rows = (people > 0) & matrix.reachable[:, columns].all(axis=1)
    cost = (matrix.time_ms[rows][:, columns] / 60_000).astype(np.float64)
    return Case("Iceland", np.asarray(people[rows], dtype=np.float64), cost, 20, 30.0)


def synthetic(n: int = 5000) -> Case:
    """Return n places in 60 towns with heavy-tailed weights, 1,000 candidates among them."""
    random = np.random.default_rng(20)
    towns = random.random((60, 2)) * 200
    size = random.pareto(1.2, 60) + 0.2
    of_town = random.choice(60, n, p=size / size.sum())
    places = towns[of_town] + random.normal(0, 4, (n, 2))
    weight = np.asarray(np.ceil(random.pareto(1.5, n) * 100 + 1), dtype=np.float64)
    sites = places[random.choice(n, 1000, replace=False)]
    cost = np.empty((n, 1000))
    for site, (x, y) in enumerate(sites):
        cost[:, site] = np.round(np.hypot(places[:, 0] - x, places[:, 1] - y), 3)
    return Case("Synthetic", weight, cost, 30, 10.0)


CASES = {"san_francisco": san_francisco, "iceland": iceland, "synthetic": synthetic}


def model_of(name: str, p: int, radius: float) -> Model:
    """Return our model of a name."""
    if name == "mclp":
        return MCLP(radius, Count(p))
    return PMedian(Count(p)) if name == "p_median" else PCenter(Count(p))


def ours(case: Case, name: str, limit_s: float) -> tuple[list[int], float]:
    """Return chosen sites and proven bound of the planner."""
    found = solve(
        Problem(case.weight, case.cost, Candidates.plain(case.cost.shape[1])),
        model_of(name, case.p, case.radius),
        effort=Effort(time_limit_s=limit_s),
    )
    return found.chosen.tolist(), found.bound


def peer(case: Case, name: str, limit_s: float) -> tuple[list[int], float]:
    """Return chosen sites and the bound that spopt proves; NaN where it proves none."""
    locate: Any = importlib.import_module("spopt.locate")
    pulp: Any = importlib.import_module("pulp")
    if name == "p_median":
        model = locate.PMedian.from_cost_matrix(case.cost, case.weight, case.p)
    elif name == "mclp":
        model = locate.MCLP.from_cost_matrix(case.cost, case.weight, case.radius, case.p)
    else:
        model = locate.PCenter.from_cost_matrix(case.cost, case.p)
    model.solve(pulp.HiGHS(msg=False, timeLimit=limit_s, gapRel=0, threads=1), results=False)
    chosen = [j for j, column in enumerate(model.fac_vars) if (column.value() or 0) > 0.5]
    info = model.problem.solverModel.getInfo()
    # A maximised model is passed to the solver with its signs turned.
    bound = abs(float(info.mip_dual_bound))
    return chosen, bound


def child(path: str, who: str, name: str, limit_s: float) -> None:
    """Solve one instance in this process and print what it took."""
    with np.load(path) as data:
        case = Case("", data["weight"], data["cost"], int(data["p"]), float(data["radius"]))
    solver = ours if who == "planner" else peer
    if who == "planner":
        # Kernels are compiled once for each machine; load them as a user's second run would.
        small = Case("", case.weight[:20].copy(), case.cost[:20, :5].copy(), 2, case.radius)
        solver(small, name, 60.0)
    else:
        importlib.import_module("spopt.locate")
        importlib.import_module("pulp")
    start = time.perf_counter()
    chosen, bound = solver(case, name, limit_s)
    taken_s = time.perf_counter() - start
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"chosen": chosen, "bound": bound, "s": taken_s, "mb": peak_mb}))


def measured(path: str, who: str, name: str, limit_s: float) -> dict[str, Any] | None:
    """Return what a process of its own found, None if it did not end in time or failed."""
    command = [sys.executable, "-m", "benchmarks.siting", "--child", path, who, name, str(limit_s)]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            text=True,
            timeout=limit_s + GRACE_S,
            check=False,
            cwd=ROOT,
        )
    except subprocess.TimeoutExpired:
        return None
    if done.returncode:
        return None
    found: dict[str, Any] = json.loads(done.stdout.strip().splitlines()[-1])
    return found


def compare(case: Case, name: str, limit_s: float) -> str:
    """Return one line: time, memory, objective and gap of both."""
    problem = Problem(case.weight, case.cost, Candidates.plain(case.cost.shape[1]))
    model = model_of(name, case.p, case.radius)
    with tempfile.TemporaryDirectory() as folder:
        path = str(Path(folder) / "case.npz")
        np.savez(path, weight=case.weight, cost=case.cost, p=case.p, radius=case.radius)
        both = [measured(path, who, name, limit_s) for who in ("planner", "spopt")]
    told = []
    for found in both:
        if found is None:
            told.append(f"> {limit_s:.0f} s, no answer")
            continue
        chosen = np.array(found["chosen"], dtype=np.int32)
        value = objective(problem, model, chosen, problem.nearest(chosen)[0])
        gap = abs(value - found["bound"]) / max(abs(value), 1e-12)
        told.append(f"{found['s']:.2f} s, {found['mb']:.0f} MB, {value:.6g}, gap {gap:.2%}")
    first, second = both
    ratio = "-"
    if first is not None:
        times = (limit_s if second is None else second["s"]) / first["s"]
        ratio = f"{'> ' if second is None else ''}{times:.1f} x"
    size = f"{case.cost.shape[1]:,} x {case.cost.shape[0]:,}, p = {case.p}"
    return f"| {case.name} {size} | {name} | {told[0]} | {told[1]} | {ratio} |"


def large(name: str, limit_s: float) -> str:
    """Search 1,000 candidates for 50,000 places in this process and return one line."""
    case = synthetic(50_000)
    problem = Problem(case.weight, case.cost, Candidates.plain(case.cost.shape[1]))
    limit = Count(case.p)
    model = PMedian(limit) if name == "p_median" else MCLP(case.radius, limit)
    small = Problem(case.weight[:20].copy(), case.cost[:20, :5].copy(), Candidates.plain(5))
    search(small, model, Clock(Effort()))
    before_s = time.process_time()
    found = search(problem, model, Clock(Effort(time_limit_s=limit_s)))
    worked_s = time.process_time() - before_s
    size = f"{case.cost.shape[1]:,} x {case.cost.shape[0]:,}, p = {case.p}"
    return (
        f"| {case.name} {size} | {name} | {found.time_s:.0f} s ({worked_s:.0f} s of a core), "
        f"{whole_peak_gb():.2f} GB, {found.objective:.6g}, gap {found.gap:.3%}, "
        f"{found.status} | - | - |"
    )


def keep(case: str, model: str, limit_s: float, line: str) -> None:
    """Keep a row, and write the table of all that are kept."""
    here = Result.here_and_now(case, model, 0, 0)
    kept = {"line": line, "limit_s": limit_s, "date": here.date, "machine": here.machine}
    KEPT.mkdir(exist_ok=True)
    text = json.dumps(kept, ensure_ascii=False, indent=1) + "\n"
    (KEPT / f"{case}-{model}.json").write_text(text, "utf-8")
    paths = [KEPT / f"{one}-{name}.json" for one in (*CASES, "large") for name in MODELS]
    rows = [json.loads(path.read_text("utf-8")) for path in paths if path.exists()]
    measured_on = "; ".join(dict.fromkeys(f"{row['date']} on {row['machine']}" for row in rows))
    limits = ", ".join(dict.fromkeys(f"{row['limit_s']:g}" for row in rows))
    page = PAGE.read_text("utf-8")
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after:
        raise SystemExit("the page has lost its markers")
    lines = "\n".join(row["line"] for row in rows)
    told = f"Measured {measured_on}; limits of {limits} s.\n\n{HEAD}\n{lines}"
    PAGE.write_text(f"{before}{BEGIN}\n{told}\n{END}{after}", "utf-8")


def main() -> None:
    """Measure the named cases, or all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("cases", nargs="*", default=[*CASES, "large"],
                        help=", ".join([*CASES, "large"]))  # fmt: skip
    parser.add_argument("--limit", type=float, default=60.0, help="seconds for each")
    parser.add_argument("--models", nargs="*", default=list(MODELS), help=", ".join(MODELS))
    parser.add_argument("--write", action="store_true", help="keep rows and write the table")
    parser.add_argument("--child", nargs=4, help=argparse.SUPPRESS)
    parser.add_argument("--large", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.child:
        path, who, name, limit_s = asked.child
        child(path, who, name, float(limit_s))
        return
    if asked.large:
        print(large(asked.large, asked.limit))
        return
    if importlib.util.find_spec("spopt") is None or importlib.util.find_spec("pulp") is None:
        parser.error("the peer is absent: python -m pip install spopt pulp")
    print(HEAD)
    for name in asked.cases:
        case = None if name == "large" else CASES[name]()
        for model in asked.models:
            if case is not None:
                line = compare(case, model, asked.limit)
            elif model == "p_center":
                continue
            else:
                command = [sys.executable, "-m", "benchmarks.siting", "--large", model,
                           "--limit", str(asked.limit)]  # fmt: skip
                done = subprocess.run(command, check=True, cwd=ROOT, stdout=subprocess.PIPE)
                line = done.stdout.decode().strip().splitlines()[-1]
            print(line, flush=True)
            if asked.write:
                keep(name, model, asked.limit, line)


if __name__ == "__main__":
    main()
