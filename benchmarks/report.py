"""Write the measured part of docs/performance.md, and its picture, from `results/*.json`.

    python -m benchmarks.report

Sentences around the markers are written by hand and stay.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Final

from benchmarks.picture import Line, Panel, drawn
from benchmarks.record import Result

DOCS: Final = Path(__file__).parents[1] / "docs"
PAGE, PICTURE = DOCS / "performance.md", DOCS / "performance.svg"
BEGIN, END = "<!-- measured: begin, written by benchmarks/report.py -->", "<!-- measured: end -->"


def write_page() -> None:
    """Write page and picture anew."""
    results = Result.load_all()
    PAGE.write_text(page_with(PAGE.read_text("utf-8"), results), "utf-8")
    PICTURE.write_text(picture_of(results), "utf-8")


def page_with(page: str, results: Sequence[Result]) -> str:
    """Return the page with these results between its markers."""
    before, _, rest = page.partition(BEGIN)
    _, _, after = rest.partition(END)
    assert after, "the page has lost its markers"
    return f"{before}{BEGIN}\n{measured(results)}\n{END}{after}"


def measured(results: Sequence[Result]) -> str:
    """Return when and where, the picture, and the tables."""
    runs = {f"{one.date} on {one.machine}": None for one in results}
    told = "; ".join(runs)
    load = max(one.load for one in results)
    barred = [(one, row) for one in results for row in one.rows if row.bar != "–"]
    met = sum(row.met for _, row in barred)
    large = [row.met for one, row in barred if one.n_nodes >= 900_000]
    opening = (
        f"Measured {told}; load when a graph began at most {load:g}. "
        f"{met} of {len(barred)} bars are met, {sum(large)} of {len(large)} on graphs of about "
        "a million nodes or more. A bar that is missed is set in **bold**."
    )
    return "\n\n".join(
        [
            opening,
            f"![Time and memory against the size of the graph]({PICTURE.name})",
            _table_of_jobs(results),
            _table_of_figures(results),
            _absent(results),
        ]
    )


def _table_of_jobs(results: Sequence[Result]) -> str:
    bars: dict[str, str] = {}
    for one in sorted(results, key=lambda result: -len(result.rows)):
        for row in one.rows:
            bars.setdefault(row.job, row.bar)
    cells = {
        (one.graph, row.job): f"{_short(row.measured)}"
        if row.met
        else f"**{_short(row.measured)}**"
        for one in results
        for row in one.rows
    }
    head = ["job", "bar", *(one.graph for one in results)]
    body = [
        [job, bar, *(cells.get((one.graph, job), "") for one in results)]
        for job, bar in bars.items()
    ]
    return _table(head, body)


def _table_of_figures(results: Sequence[Result]) -> str:
    def cells(value: Callable[[Result], float | None]) -> list[str]:
        found = [value(one) for one in results]
        return ["" if value is None else _short(value) for value in found]

    def figure(name: str, factor: float = 1) -> list[str]:
        return cells(lambda one: one.figures[name] * factor if name in one.figures else None)

    peers = list(dict.fromkeys(peer for one in results for peer in one.peers_s))
    body = [
        ["roads", *(one.what for one in results)],
        ["nodes", *(f"{one.n_nodes:,}" for one in results)],
        ["edges", *(f"{one.n_edges:,}" for one in results)],
        ["arcs a node", *figure("arcs_per_node")],
        ["height of the tree", *figure("height")],
        ["one search of scipy, ms", *figure("scipy_s", 1000)],
        *([f"one search of {peer}, ms", *cells(_ms_of(peer))] for peer in peers),
        ["ours, one source, one cost, ms", *figure("one_source_s", 1000)],
        ["ours, one source, both costs, ms", *figure("one_source_both_costs_s", 1000)],
        ["ours, one of 32 sets, ms", *figure("one_set_s", 1000)],
        ["building with the order, s", *figure("build_s")],
        ["weighing, s", *figure("weigh_s")],
        ["hierarchy and weights, MB", *figure("hierarchy_and_weights_gb", 1000)],
        ["streaming these once, ms", *figure("stream_s", 1000)],
        ["streaming, GB a second", *figure("stream_gb_per_s")],
        ["peak of memory while building, GB", *figure("peak_build_gb")],
        ["weighing, GB", *figure("peak_weigh_gb")],
        ["nearest of 32 sets, 50,000 residents, GB", *figure("peak_nearest_gb")],
        ["nearest of 32 sets, all nodes, GB", *figure("peak_nearest_everywhere_gb")],
        ["making the graph, GB", *figure("peak_with_making_the_graph_gb")],
    ]
    return _table(["figure", *(one.graph for one in results)], body)


def _ms_of(peer: str) -> Callable[[Result], float | None]:
    return lambda one: 1000 * one.peers_s[peer] if peer in one.peers_s else None


def _absent(results: Iterable[Result]) -> str:
    told = [
        f"{one.graph}: {', '.join(f'{peer} ({why})' for peer, why in one.absent.items())}"
        for one in results
        if one.absent
    ]
    return f"Peers left out: {'; '.join(told) or 'none'}."


def _table(head: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    rows = [head, ["---"] * 1 + ["---:"] * (len(head) - 1), *body]
    return "\n".join("| " + " | ".join(row) + " |" for row in rows)


def _short(value: float) -> str:
    """Return three digits, without powers of ten."""
    if value >= 100 or value == int(value):
        digits = max(len(str(round(value))) - 3, 0)
        return f"{round(value, -digits):,.0f}"
    return f"{value:.3g}" if value >= 1e-4 else f"{value:.5f}".rstrip("0")


def picture_of(results: Sequence[Result]) -> str:
    """Return the curves of time and memory against size as SVG."""

    def line(name: str, figure: str, *, ours: bool = True) -> Line:
        kept = [one for one in results if figure in one.figures]
        return Line(name, [(one.n_nodes, one.figures[figure]) for one in kept], ours)

    peer = [(one.n_nodes, min(one.peers_s.values())) for one in results if one.peers_s]
    return drawn(
        [
            Panel(
                "One source, all nodes: seconds",
                [
                    line("scipy", "scipy_s", ours=False),
                    Line("best peer", peer, ours=False),
                    line("both costs", "one_source_both_costs_s"),
                    line("one cost", "one_source_s"),
                ],
            ),
            Panel(
                "Nearest of a set, all nodes: seconds",
                [
                    line("scipy, no label", "scipy_nearest_s", ours=False),
                    line("one of 32 sets", "one_set_s"),
                ],
            ),
            Panel(
                "Making ready: seconds",
                [
                    line("building", "build_s"),
                    line("weighing", "weigh_s"),
                    line("scipy, one search", "scipy_s", ours=False),
                ],
            ),
            Panel(
                "Memory: GB",
                [
                    line("peak, 32 sets", "peak_nearest_everywhere_gb"),
                    line("peak, building", "peak_build_gb"),
                    line("hierarchy, weights", "hierarchy_and_weights_gb"),
                ],
            ),
        ]
    )


if __name__ == "__main__":
    write_page()
