from __future__ import annotations

import csv
import io
import json
import os
import shutil
import subprocess
import sys
import unicodedata
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from planner.domain.result import RunResult
from planner.present import outputs
from planner.scenario.load import load_scenario
from planner.scenario.schema_measures import MEASURE_KEYS
from tests.command_line import Planner, files_below
from tests.small_study import SmallStudy

pytestmark = pytest.mark.usefixtures("own_folder")

COMMANDS = (
    "run",
    "compare",
    "site",
    "check",
    "explain",
    "describe",
    "study",
    "new",
    "schema",
)


def strict_json(text: str) -> Any:
    def refuse(word: str) -> None:
        raise ValueError(word)

    return json.loads(text, parse_constant=refuse)


def width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in line)


def test_run_prints_figures_and_writes_everything(planner: Planner, small: SmallStudy) -> None:
    answer = planner("run", small.extend_services)
    assert answer.code == 0
    assert answer.err == ""  # no progress and no warnings in a pipe
    figures = {line.split("  ")[0]: line.split()[-3:] for line in answer.out.splitlines()}
    assert figures["平均时间 mean time (min)"] == ["8.4", "3.4", "-5.0"]
    assert figures["平均距离 mean distance (km)"] == ["8.06", "3.06", "-5.00"]
    assert figures["全年行程 person-km a year"] == ["21,765", "8,265", "-13,500"]
    assert figures["到不了的居民 people out of reach"] == ["500", "500", "="]
    page = Path("maps", "extend_services", "index.html")
    assert f"网页 page: {page}\n" in answer.out
    assert answer.out.endswith(f"planner new my.yaml --extends {small.extend_services}\n")
    written = files_below(Path("maps", "extend_services"))
    assert {"index.html", "run.json", "tables/tables.xlsx", "geodata/results.gpkg",
            "papers/report.docx"} <= set(written)  # fmt: skip
    assert [path.name for path in Path("maps").iterdir()] == ["extend_services"]


def test_reports_fit_80_columns(planner: Planner, small: SmallStudy) -> None:
    for arguments in (
        ("run", small.as_is),
        ("run", small.extend_services),
        ("compare", small.extend_services, small.open_sites),
        ("study", small.folder),
        ("explain", small.extend_services),
    ):
        lines = planner(*arguments).out.splitlines()
        too_wide = [line for line in lines if width(line.rstrip()) > 80]
        # a command to copy is never broken
        assert [line for line in too_wide if not line.startswith("  planner ")] == []


def test_without_measures_there_is_nothing_to_compare(planner: Planner, small: SmallStudy) -> None:
    out = planner("run", small.as_is).out
    line = next(line for line in out.splitlines() if line.startswith("平均时间"))
    assert line.split() == ["平均时间", "mean", "time", "(min)", "8.4"]
    for word in ("→", "after", "change", "Gain most", "saved"):
        assert word not in out
    assert "Farthest off" in out


def test_standards_say_which_services_they_are_about(planner: Planner, small: SmallStudy) -> None:
    lines = [line.strip() for line in planner("run", small.extend_services).out.splitlines()]
    first = lines.index("High-frequency services: 90 % within 13 minutes")
    assert lines[first - 1].split() == ["高频事项：90", "%", "居民在", "13", "分钟内", "63.0%",
                                        "90.0%", "达标", "met"]  # fmt: skip
    assert "Station services: 80 % within 5 km" in lines


def test_run_as_json(planner: Planner, small: SmallStudy) -> None:
    answer = planner("run", small.extend_services, "--json", "--out", "here")
    record = strict_json(answer.out)
    assert (answer.code, answer.err) == (0, "")
    assert record["figures"]["focus"]["after"]["mean_s"] == pytest.approx(206, abs=0.01)
    assert record["scenario"]["id"] == "extend_services"
    assert Path(record["page"]) == Path("here", "index.html").absolute()
    assert Path(record["page"]).is_file()


def test_run_with_a_setting_changed(planner: Planner, small: SmallStudy) -> None:
    answer = planner("run", small.as_is, "--set", "travel.speeds_kmh.trunk=30", "--json")
    figures = strict_json(answer.out)["figures"]["focus"]["after"]
    # 35,850 of the 37,950 person-minutes are spent on the trunk road
    assert figures["mean_s"] == pytest.approx((35850 * 2 + 2100) * 60 / 4500, abs=0.02)


def test_compare(planner: Planner, small: SmallStudy) -> None:
    files = (small.extend_services, small.open_sites)
    answer = planner("compare", *files)
    assert (answer.code, answer.err) == (0, "")
    assert "1. 赤道城 现状" in answer.out
    assert "2. 赤道城 高频事项延伸到中心派出所" in answer.out
    with Path("maps", "comparison", "comparison.csv").open(encoding="utf-8-sig") as file:
        rows = list(csv.DictReader(file))
    assert [row["scenario"] for row in rows] == ["", "extend_services", "open_sites"]
    assert sorted(path.name for path in Path("maps", "comparison").iterdir()) == [
        "comparison.csv", "comparison.json", "comparison.xlsx", "index.html",
    ]  # fmt: skip
    told = strict_json(planner("compare", *files, "--json").out)["scenarios"]
    assert [row["mean_min"] for row in told] == [float(row["mean_min"]) for row in rows]
    # without queues and time off only travel can change the hours of whole cases
    assert told[1]["case_h_per_year_change"] == pytest.approx(
        told[1]["person_h_per_year"] - told[0]["person_h_per_year"]
    )


def test_the_scenario_without_measures_is_the_baseline(planner: Planner, small: SmallStudy) -> None:
    answer = planner("compare", small.as_is, small.extend_services, "--json")
    assert [row["scenario"] for row in strict_json(answer.out)["scenarios"]] == [
        "as-is", "extend_services",
    ]  # fmt: skip


def test_check(planner: Planner, small: SmallStudy) -> None:
    before = files_below(small.root)
    answer = planner("check", small.as_is, small.extend_services)
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("2 个文件没有错误 / 2 files without faults\n")
    assert strict_json(planner("check", small.as_is, "--json").out) == {"ok": True, "issues": []}
    assert files_below(small.root) == before
    assert not Path("maps").exists()


def test_study(planner: Planner, small: SmallStudy) -> None:
    answer = planner("study", small.folder)
    assert (answer.code, answer.err) == (0, "")
    total = next(line for line in answer.out.splitlines() if line.startswith("合计 total"))
    assert total.split() == ["合计", "total", "13", "5,000"]
    assert "东区 East" in answer.out
    told = strict_json(planner("study", small.folder, "--json").out)
    assert (told["residents"], told["people"], told["services"]) == (13, 5000, 8)
    assert told["sites"] == {"hall": 1, "police_station": 3, "post_office": 2}
    assert told["roads"]["km_by_class"]["trunk"] == pytest.approx(20, abs=1e-3)


def test_describe(planner: Planner, small: SmallStudy) -> None:
    study = ("--study", small.folder)
    groups = planner("describe", "services", *study)
    assert (groups.code, groups.err) == (0, "")
    assert "高频事项 High-frequency services" in groups.out
    assert "exit_permit" not in groups.out
    assert "exit_permit" in planner("describe", "services", *study, "--all").out
    assert "ps-east" in planner("describe", "sites", *study, "--of", "police_station").out
    assert "东区 East" in planner("describe", "units", *study).out
    told = strict_json(planner("describe", "sites", *study, "--json").out)
    assert [kind["id"] for kind in told["kinds"]] == ["hall", "police_station", "post_office"]
    assert len(told["sites"]) == 6
    assert "no_study" in planner("describe", "sites").err
    assert planner("describe", "roads").code == 2


def test_describe_measures_with_examples_that_are_sound(
    planner: Planner, small: SmallStudy
) -> None:
    answer = planner("describe", "measures")
    assert [line for line in answer.out.splitlines() if width(line.rstrip()) > 80] == []
    for arguments in ((), ("--study", small.folder)):
        told = strict_json(planner("describe", "measures", "--json", *arguments).out)
        assert [entry["measure"] for entry in told] == list(MEASURE_KEYS)
        for entry in told:
            path = small.scenario("one.yaml", "name: x\nstudy: ../study\nmeasures:\n  "
                                  + entry["example"] + "\n")  # fmt: skip
            assert [measure.key for measure in load_scenario(path).scenario.measures] == [
                entry["measure"]
            ]
            sound = planner("check", path).code == 0
            assert not arguments or sound == (entry["idle"] is None)


def test_new_writes_a_scenario_that_runs(planner: Planner, small: SmallStudy) -> None:
    answer = planner("new", "mine/first.yaml", "--extends", small.as_is, "--name-zh", "我的方案")
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.startswith("已写好 wrote mine/first.yaml\n")
    assert planner("check", "mine/first.yaml").code == 0
    record = strict_json(planner("run", "mine/first.yaml", "--json").out)
    assert record["scenario"]["name"]["zh"] == "我的方案"
    again = planner("new", "mine/first.yaml", "--study", small.folder)
    assert again.code == 2
    assert "file_exists" in again.err


@pytest.mark.parametrize(
    ("arguments", "code"),
    [((), "no_study"), (("--study", "nowhere"), "folder_missing")],
    ids=["no study named", "study missing"],
)
def test_new_that_cannot_work_writes_nothing(
    planner: Planner, tmp_path: Path, arguments: tuple[str, ...], code: str
) -> None:
    answer = planner("new", "mine.yaml", *arguments)
    assert answer.code == 2
    assert code in answer.err
    assert "mine.yaml" not in answer.err  # a file that is not there explains nothing
    assert files_below(tmp_path) == {}


def test_new_writes_out_a_measure(planner: Planner, small: SmallStudy) -> None:
    answer = planner("new", "mine.yaml", "--study", small.folder, "--measure", "extend_services",
                     "--services", "high_frequency", "--sites", "ps-east")  # fmt: skip
    assert (answer.code, answer.err) == (0, "")
    assert answer.out.endswith("  planner explain mine.yaml\n")
    text = Path("mine.yaml").read_text("utf-8")
    assert "      services: high_frequency\n" in text
    assert "      to: [ps-east]\n" in text
    assert planner("explain", "mine.yaml").code == 0
    idle = planner("new", "idle.yaml", "--study", small.folder, "--measure", "lift_jurisdiction")
    assert idle.code == 0
    assert "lift_jurisdiction 写成了注释 stands as a comment" in idle.err
    assert planner("check", "idle.yaml").code == 0


class Terminal(io.StringIO):
    """Typed answers, one a line."""

    def isatty(self) -> bool:
        return True


def test_new_asks_on_a_terminal(
    planner: Planner, small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("data").mkdir()
    shutil.copytree(small.folder, Path("data", "equator"))
    answers = ("1", "我的方案", "Mine", "extend_services 15", "1", "2")
    monkeypatch.setattr(sys, "stdin", Terminal("\n".join(answers) + "\n"))
    answer = planner("new", "mine.yaml")
    assert (answer.code, answer.err) == (0, "")
    assert "  1  data/equator\n" in answer.out
    assert "high_frequency" in answer.out
    text = Path("mine.yaml").read_text("utf-8")
    assert 'study: "data/equator"' in text
    assert 'name: {zh: "我的方案", en: "Mine"}' in text
    assert "      services: high_frequency\n      # 由哪些服务点办理；" in text
    assert "      to: {kind: police_station}\n" in text
    assert "  - set_hours:" in text
    assert planner("check", "mine.yaml").code == 0


def test_schema(planner: Planner) -> None:
    for kind, key in (("scenario", "measures"), ("study", "roads")):
        answer = planner("schema", kind)
        assert (answer.code, answer.err) == (0, "")
        assert key in strict_json(answer.out)["properties"]
    assert planner("schema", "roads").code == 2


@pytest.mark.parametrize("command", COMMANDS)
def test_help_of_a_command_shows_an_example(planner: Planner, command: str) -> None:
    answer = planner(command, "--help")
    assert answer.code == 0
    assert f"planner {command} " in answer.out.partition("example:")[2]


def test_help_names_the_commands_and_exit_codes(planner: Planner) -> None:
    answer = planner("--help")
    assert answer.code == 0
    assert all(f"│ {command} " in answer.out for command in COMMANDS)
    assert "Exit codes" in answer.out


def test_version(planner: Planner) -> None:
    assert planner("--version").out == f"planner {version('planner')}\n"


def test_help_imports_no_heavy_library(tmp_path: Path) -> None:
    script = (
        "import sys\n"
        "from planner.cli import main\n"
        "sys.argv = ['planner', '--help']\n"
        "try:\n"
        "    main()\n"
        "finally:\n"
        "    heavy = {'numpy', 'pandas', 'geopandas', 'osmnx', 'osmium', 'folium', 'scipy',\n"
        "             'pyproj', 'shapely', 'pydantic', 'yaml'}\n"
        "    print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    done = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, capture_output=True,
                          check=True, encoding="utf-8")  # fmt: skip
    assert done.stderr == "[]\n"


@pytest.mark.parametrize(
    ("old", "new", "code"),
    [
        ("study: ../study", "study: ../nowhere", 2),
        ("show: {services: high_frequency}", "show: {services: hig_frequency}", 2),
    ],
)
def test_after_a_fault_an_earlier_output_is_untouched(
    planner: Planner, small: SmallStudy, old: str, new: str, code: int
) -> None:
    assert planner("run", small.as_is, "--out", "out").code == 0
    before = files_below(Path("out"))
    text = small.as_is.read_text("utf-8")
    small.as_is.write_text(text.replace(old, new), "utf-8")
    answer = planner("run", small.as_is, "--out", "out")
    assert answer.code == code
    assert answer.out == ""
    assert "nothing was run or written" in answer.err
    assert files_below(Path("out")) == before


def test_faults_as_json(planner: Planner, small: SmallStudy) -> None:
    broken = small.scenario("broken.yaml", "extends: as-is.yaml\ntravel: {mode: fly}\n")
    answer = planner("check", broken, "--json")
    assert (answer.code, answer.err) == (2, "")
    told = strict_json(answer.out)
    assert told["ok"] is False
    (issue,) = told["issues"]
    assert (issue["code"], issue["line"], issue["column"]) == ("unknown_choice", 2, 16)
    assert Path(issue["file"]) == broken


def test_data_faults_have_their_own_exit_code(planner: Planner, small: SmallStudy) -> None:
    small.change("residents.csv", ",1000\n", ",-1000\n")
    for command, file in (("check", small.as_is), ("run", small.as_is), ("study", small.folder)):
        assert planner(command, file).code == 3
    assert not Path("maps").exists()


def test_a_foreign_folder_is_not_overwritten(planner: Planner, small: SmallStudy) -> None:
    Path("mine").mkdir()
    Path("mine", "thesis.txt").write_text("years of work", "utf-8")
    answer = planner("run", small.as_is, "--out", "mine")
    assert answer.code == 3
    assert "output_not_ours" in answer.err
    assert files_below(Path("mine")) == {"thesis.txt": b"years of work"}


def test_a_file_in_the_way_of_the_output_is_no_bug_of_ours(
    planner: Planner, small: SmallStudy
) -> None:
    Path("file").write_text("", "utf-8")
    answer = planner("run", small.as_is, "--out", "file/out")
    assert answer.code == 3
    assert "Traceback" not in answer.err
    assert "file_refused" in answer.err


def test_an_interrupted_run_leaves_nothing(
    planner: Planner, small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(_: RunResult, _tiles: object) -> str:
        raise KeyboardInterrupt

    monkeypatch.setattr(outputs, "page_html", interrupted)
    answer = planner("run", small.as_is)
    assert answer.code == 130
    assert answer.out == ""
    assert answer.err == "已中断，没有写文件 interrupted; nothing was written\n"
    assert not any(Path("maps").iterdir())


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("run",), "planner run --help"),
        (("new", "x", "--name-zh"), "planner new --help"),
        (("describe", "roads"), "planner describe --help"),
        (("rum", "x"), "run, compare, site, check"),
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_is_told_in_chinese_too(
    planner: Planner, arguments: tuple[str, ...], said: str
) -> None:
    answer = planner(*arguments)
    assert answer.code == 2
    assert "命令写得不对" in answer.err
    assert said in answer.err.splitlines()[-1]


def test_faults_in_files_are_no_wrong_command_lines(planner: Planner, small: SmallStudy) -> None:
    answer = planner("check", small.root / "nowhere.yaml")
    assert answer.code == 2
    assert "命令写得不对" not in answer.err


def test_compare_names_the_scenario_to_look_at(planner: Planner, small: SmallStudy) -> None:
    # nothing says what the measures cost, so the hours that cases save decide
    for files in ((small.extend_services, small.as_is), (small.as_is, small.extend_services)):
        answer = planner("compare", *files)
        assert answer.out.endswith(f"  planner run {small.extend_services}\n")
    assert "高频事项延伸到中心派出所" in answer.out.rpartition("下一步 next")[2]
    nothing = planner("compare", small.as_is).out
    assert nothing.endswith(f"see the page of one scenario\n  planner run {small.as_is}\n")


def test_a_bug_says_that_it_is_ours(
    planner: Planner, small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: RunResult, _tiles: object) -> str:
        raise ZeroDivisionError

    monkeypatch.setattr(outputs, "page_html", broken)
    answer = planner("run", small.as_is)
    assert answer.code == 1
    assert "ZeroDivisionError" in answer.err
    assert "This is a bug in planner" in answer.err
    assert not any(Path("maps").iterdir())


def test_a_terminal_shows_steps_timings_and_the_cache(small: SmallStudy, tmp_path: Path) -> None:
    pty = pytest.importorskip("pty", reason="Windows has no pseudo-terminals")
    code = (
        "import sys\n"
        "from planner.cli import main\n"
        f"sys.argv = ['planner', 'study', {str(small.folder)!r}]\n"
        "for _ in range(2):\n"
        "    try:\n"
        "        main()\n"
        "    except SystemExit as end:\n"
        "        assert not end.code\n"
    )
    controller, terminal = pty.openpty()
    environment = {**os.environ, "TERM": "xterm", "COLUMNS": "80", "LINES": "24"}
    process = subprocess.Popen(
        [sys.executable, "-c", code], cwd=tmp_path, stdin=terminal, stdout=subprocess.DEVNULL,
        stderr=terminal, env=environment,
    )  # fmt: skip
    os.close(terminal)
    shown = b""
    while True:
        try:
            piece = os.read(controller, 4096)
        except OSError:  # the other end is closed
            break
        if not piece:
            break
        shown += piece
    os.close(controller)
    assert process.wait() == 0
    text = shown.decode()
    assert text.count(" s  读取研究数据 Read the study") == 2
    assert text.count(" s  准备路网 Prepare the roads") == 2
    assert text.count("（缓存 cached）") == 1


def test_a_missing_browser_is_told_before_the_work(
    planner: Planner, small: SmallStudy, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PLANNER_BROWSER", "no-such-browser")
    answer = planner("run", small.extend_services, "--pdf")
    assert answer.code == 3
    assert "no_browser" in answer.err
    assert "PLANNER_BROWSER" in answer.err
    assert not Path("maps").exists()
