"""The example scripts run from any folder, and what they print is what the result says."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import geopandas as gpd
import numpy as np
import pytest

from planner.domain.score import FOCUS

SCRIPTS = Path(__file__).parents[1] / "scenarios"

pytestmark = pytest.mark.usefixtures("own_folder")


def run(name: str, capsys: pytest.CaptureFixture[str]) -> tuple[dict[str, Any], str]:
    """Return the names that a script leaves, and what it printed."""
    names = runpy.run_path(str(SCRIPTS / f"{name}.py"), run_name="__main__")
    return names, capsys.readouterr().out


def test_every_script_is_run_here() -> None:
    tested = set(
        re.findall(r'    (?:names, |_, )out = run\("(\w+)"', Path(__file__).read_text("utf-8"))
    )
    assert {path.stem for path in SCRIPTS.glob("*.py")} == {*tested, "ordos_in_python"}


def test_who_gains(capsys: pytest.CaptureFixture[str]) -> None:
    names, out = run("who_gains_in_ordos", capsys)
    result = names["result"]
    before, after = (o.typical[FOCUS].time_s for o in (result.before, result.after))
    people = result.after.world.residents.people
    saved = np.nan_to_num(before - after)
    share = people[saved >= 6].sum() / people.sum()
    assert f"shorter trips for {share:.1%} of all residents" in out
    best = int(np.argmax(saved * people))
    listed = [line for line in out.splitlines() if " people: " in line]
    assert len(listed) == 10
    assert listed[0].strip().startswith(result.after.world.residents.names[best])
    shares = [float(found) for found in re.findall(r"^  [^:]+: ([0-9.]+)%$", out, re.MULTILINE)]
    assert shares == sorted(shares, reverse=True)


def test_late_hours(capsys: pytest.CaptureFixture[str]) -> None:
    names, out = run("late_hours_in_qujing", capsys)
    rows = [line.split() for line in out.splitlines() if re.match(r"\d\d:00", line)]
    assert [row[0] for row in rows] == ["18:00", "19:00", "20:00", "21:00"]
    evening = [float(row[1].rstrip("%")) for row in rows]
    assert evening[0] == 0  # the evening begins at six
    assert evening == sorted(evening)
    saved = [float(row[2].replace(",", "")) for row in rows]
    steps = [float(row[3].replace(",", "")) for row in rows]
    assert np.cumsum(steps) == pytest.approx(saved, abs=3)  # rounded each
    last = names["results"][-1].scorecard.focus
    assert saved[-1] == pytest.approx(last.before.case_h - last.after.case_h, abs=1)


def test_postal_reach(capsys: pytest.CaptureFixture[str]) -> None:
    names, out = run("postal_reach_in_ordos", capsys)
    near, far = (int(found.replace(",", "")) for found in re.findall(r"car: ([0-9,]+) people", out))
    (beyond,) = (
        int(found.replace(",", "")) for found in re.findall(r"away: ([0-9,]+) people", out)
    )
    assert 0 < near < far
    total = names["result"].before.world.residents.total_people
    assert far + beyond == pytest.approx(total, abs=2)
    areas = gpd.read_file(Path("maps", "postal-reach.gpkg"))
    assert areas["minutes"].tolist() == [15, 30]
    assert areas.geometry[1].buffer(1e-9).contains(areas.geometry[0])
