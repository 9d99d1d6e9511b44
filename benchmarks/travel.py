"""Travel against its bars and its peers: `python -m benchmarks.travel [wuhan NE ...]`.

Everything is stated as ratios within one run, of medians of at least three. Each graph is measured
in a process of its own, so that its peak of memory is its own, and kept in `results/<graph>.json`;
`python -m benchmarks.report` writes the page from that.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import subprocess
import sys
import time

from benchmarks.coverage import coverage_rows
from benchmarks.footprint import prepared
from benchmarks.graphs import GRAPHS, country
from benchmarks.jobs import JOBS
from benchmarks.peers import NOT_INSTALLED, peer_seconds
from benchmarks.record import Result
from benchmarks.report import write_page
from benchmarks.states import state_rows

QUICK = ("wuhan", "iceland")
MEMORY_ONLY = ("country10M",)
ROWS = (*JOBS, state_rows, coverage_rows)
"""Functions that take the bench of a graph and add rows; other modules' come here."""


def measure(name: str, *, memory_only: bool) -> None:
    """Measure one graph in this process and keep the result."""
    graph = GRAPHS[name]
    start = time.perf_counter()
    roads = graph.roads()
    made_s = time.perf_counter() - start
    result = Result.here_and_now(name, graph.what, roads.n_nodes, roads.n_edges)
    print(f"\n{name}: {roads.n_nodes:,} nodes, {roads.n_edges:,} edges, made in {made_s:.0f} s")
    _compile()
    bench = prepared(roads, result)
    if not memory_only:
        result.peers_s, result.absent = peer_seconds(bench.arcs, int(bench.sources[0]))
        for peer, took in result.peers_s.items():
            print(f"  {peer + ': seconds of a search':<68} {took:>9.3g}")
        for peer, why in result.absent.items():
            print(f"  {peer}: {why}")
    for rows in () if memory_only else ROWS:
        rows(bench)
    result.save()
    missing = [peer for peer, why in result.absent.items() if why == NOT_INSTALLED]
    if missing:
        print(f"Not installed: {', '.join(missing)}. `make bench-peers` installs what it can.")
    print(f"  measured in {time.perf_counter() - start:.0f} s", flush=True)


def _compile() -> None:
    """Let kernels compile, or load, before anything is measured."""
    with contextlib.redirect_stdout(io.StringIO()):
        prepared(country(20_000), Result.here_and_now("", "", 0, 0))


def main() -> None:
    """Measure graphs one after the other, each in its own process, then write the page."""
    parser = argparse.ArgumentParser(description=__doc__, prog="python -m benchmarks.travel")
    parser.add_argument("graphs", nargs="*", help=f"of {' '.join(GRAPHS)}; none: all of them")
    parser.add_argument("--quick", action="store_true", help=f"only {' and '.join(QUICK)}")
    parser.add_argument("--graph", choices=list(GRAPHS), help="one, in this process, without page")
    parser.add_argument("--memory-only", action="store_true", help="with --graph: only memory")
    asked = parser.parse_args()
    if asked.graph:
        try:
            measure(asked.graph, memory_only=asked.memory_only)
        except FileNotFoundError as error:
            print(f"\n{asked.graph}: skipped: {error}")
        return
    for name in asked.graphs or (QUICK if asked.quick else GRAPHS):
        command = [sys.executable, "-m", "benchmarks.travel", "--graph", name]
        subprocess.run(command + ["--memory-only"] * (name in MEMORY_ONLY), check=True)
    write_page()


if __name__ == "__main__":
    main()
