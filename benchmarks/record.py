"""What a run measured: rows against bars, figures, and where and when; kept as JSON."""

from __future__ import annotations

import datetime as dt
import json
import os
import platform
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Final

RESULTS: Final = Path(__file__).parent / "results"


@dataclass(frozen=True)
class Row:
    """A measured ratio; a bar of zero is none."""

    job: str
    measured: float
    at_least: float = 0.0
    at_most: float = 0.0

    @property
    def bar(self) -> str:
        """The bar in words, '–' for none."""
        if self.at_least:
            return f"≥ {self.at_least:g}"
        return f"≤ {self.at_most:g}" if self.at_most else "–"

    @property
    def met(self) -> bool:
        """Whether no bar is missed."""
        return self.measured >= self.at_least and (
            not self.at_most or self.measured <= self.at_most
        )


@dataclass
class Result:
    """All that was measured on one graph.

    figures  by name, which ends in the unit: `build_s`, `peak_gb`
    peers_s  seconds of one search over all nodes by others
    absent   why other peers were not measured
    """

    graph: str
    what: str
    n_nodes: int
    n_edges: int
    machine: str
    date: str
    load: float
    rows: list[Row] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)
    peers_s: dict[str, float] = field(default_factory=dict)
    absent: dict[str, str] = field(default_factory=dict)

    @classmethod
    def here_and_now(cls, graph: str, what: str, n_nodes: int, n_edges: int) -> Result:
        """Return an empty result of this machine and day."""
        machine = (
            f"{os.cpu_count()} processors ({_processor()}), {_memory_gib():.0f} GiB, "
            f"Python {platform.python_version()}"
        )
        today = f"{dt.datetime.now(tz=dt.UTC):%Y-%m-%d}"
        return cls(graph, what, n_nodes, n_edges, machine, today, round(os.getloadavg()[0], 1))

    def ratio(
        self, job: str, measured: float, *, at_least: float = 0.0, at_most: float = 0.0
    ) -> None:
        """Add a row with a bar from below or above, or with none, and print it."""
        row = Row(job, float(f"{measured:.4g}"), at_least, at_most)
        self.rows.append(row)
        verdict = "" if row.bar == "–" else "met" if row.met else "MISSED"
        print(f"  {job:<68} {row.measured:>9.3g}  {row.bar:>7}  {verdict}", flush=True)

    def figure(self, name: str, value: float) -> None:
        """Keep a figure and print it."""
        self.figures[name] = float(f"{value:.4g}")
        print(f"  {name:<68} {value:>9.3g}", flush=True)

    def save(self, folder: Path = RESULTS) -> None:
        """Write `<graph>.json`."""
        folder.mkdir(exist_ok=True)
        text = json.dumps(asdict(self), ensure_ascii=False, indent=1)
        (folder / f"{self.graph}.json").write_text(text + "\n", "utf-8")

    @classmethod
    def load_all(cls, folder: Path = RESULTS) -> list[Result]:
        """Return all that is kept, small graphs first."""
        kept = [json.loads(path.read_text("utf-8")) for path in folder.glob("*.json")]
        results = [cls(**{**one, "rows": [Row(**row) for row in one["rows"]]}) for one in kept]
        return sorted(results, key=lambda result: result.n_nodes)


def _processor() -> str:
    info = Path("/proc/cpuinfo")
    lines = info.read_text("utf-8").splitlines() if info.exists() else []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()


def _memory_gib() -> float:
    if not hasattr(os, "sysconf"):
        return float("nan")
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
