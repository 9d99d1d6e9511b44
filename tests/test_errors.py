from __future__ import annotations

import pickle

import pytest

from planner.errors import (
    DataError,
    Issue,
    NetworkError,
    PlannerError,
    ScenarioError,
    Severity,
    SitingError,
    Where,
    raise_errors,
    suggestion,
)
from planner.text import Text


def issue(severity: Severity = Severity.ERROR) -> Issue:
    excerpt = "  名称: {chose: 5, among: police_station}"
    where = Where("s.yaml", 11, 8, "measures[0].to.chose", excerpt, width=5)
    remedy = Text("是不是 `choose`？", "did you mean `choose`?")
    return Issue(
        "unknown_key", Text("不认识 `chose`", "unknown key `chose`"), remedy, where, severity
    )


def test_a_fault_shows_place_line_caret_and_remedy_in_both_languages() -> None:
    assert issue().render() == "\n".join(
        [
            "错误 error[unknown_key] 不认识 `chose`",
            "  unknown key `chose`",
            "  --> s.yaml:11:8  measures[0].to.chose",
            "  11 |   名称: {chose: 5, among: police_station}",
            # Two Chinese characters fill four columns of a terminal.
            "                ^^^^^",
            "  = 是不是 `choose`？",
            "    did you mean `choose`?",
        ]
    )


def test_a_caret_stands_under_its_word_as_a_terminal_draws_it() -> None:
    lines = issue().render().splitlines()
    drawn = "".join(char if char.isascii() else char + "\0" for char in lines[3])
    assert drawn.index("chose") == lines[4].index("^^^^^")


def test_warnings_say_so() -> None:
    assert issue(Severity.WARNING).render().startswith("提醒 warning[unknown_key]")


def test_errors_are_raised_together_and_warnings_pass() -> None:
    warning = issue(Severity.WARNING)
    assert raise_errors([warning], ScenarioError) == (warning,)
    with pytest.raises(ScenarioError) as caught:
        raise_errors([warning, issue()], ScenarioError)
    assert caught.value.issues == (warning, issue())


def test_exit_codes() -> None:
    codes = {kind: kind.exit_code for kind in (ScenarioError, DataError, NetworkError, SitingError)}
    assert codes == {ScenarioError: 2, DataError: 3, NetworkError: 3, SitingError: 4}


def test_errors_travel_between_processes() -> None:
    error = pickle.loads(pickle.dumps(DataError([issue()])))  # noqa: S301 - our own bytes
    assert isinstance(error, PlannerError)
    assert error.issues == (issue(),)


def test_suggestions_name_the_near_word_or_what_there_is() -> None:
    assert (
        suggestion("Postal_agnet", ["postal_agent", "kiosk"]).en == "did you mean `postal_agent`?"
    )
    assert suggestion("agent：１", ["agent:1"]).zh.endswith("写成 `agent:1`")
    # Another number is another thing: better say nothing than name the wrong one.
    assert "是不是" not in suggestion("hall-150625", ["hall-150626", "hall-150627"]).zh
    assert "是不是" not in suggestion("ps-15060240", ["ps-150602405", "vo-150624"]).zh
    assert suggestion("pz-150602405", ["ps-150602405"]).en == "did you mean `ps-150602405`?"
    assert suggestion("exit_entry1", ["exit_entry"]).en == "did you mean `exit_entry`?"
    many = [f"kiosk-{i}" for i in range(100, 200)]
    assert suggestion("kiosk-13", many).en.count("kiosk-1") == 5  # alike ones of many
    assert suggestion("zzz", ["甲", "乙、丙"]).zh == "可以写：甲；乙、丙"
    assert suggestion("zzz", ["a", "b"]).zh == "可以写：a、b"
    assert suggestion("zzz", [f"k{i}" for i in range(40)]).en.endswith("k29 and 10 more")
