from __future__ import annotations

from html.parser import HTMLParser

import planner
from planner.domain.glance import html
from planner.text import Text
from tests.small_study import SmallStudy


class Shape(HTMLParser):
    """Collects tags and text; a tag left open or closed twice is a fault."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert all(name == "style" for name, _ in attrs)
        self.tags.add(tag)
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data + "|"


def shape(text: str) -> Shape:
    parser = Shape()
    parser.feed(text)
    assert parser.open == []
    return parser


def test_a_result_is_short_at_a_prompt_and_in_a_notebook(small: SmallStudy) -> None:
    result = planner.run(small.extend_services)
    assert repr(result) == (
        "<RunResult extend_services: mean min 8.4 -> 3.4, residents within % 63.0 -> 90.0>"
    )
    as_is = planner.run(small.as_is)
    assert repr(as_is) == "<RunResult as-is: mean min 8.4, residents within % 63.0>"
    shown = shape(result._repr_html_())
    assert "平均时间（分钟） / mean min|8.4|3.4|" in shown.text
    assert "3 services extended to 1 site" in shown.text
    assert shown.tags <= {"div", "strong", "br", "ol", "li", "table", "tr", "th", "td"}
    assert "方案" not in shape(as_is._repr_html_()).text
    assert len(result._repr_html_()) < 2000


def test_names_are_escaped(small: SmallStudy) -> None:
    focus = planner.run(small.as_is).scorecard.focus
    hostile = Text.same("</td><script>alert(1)</script> & ${x}")
    shown = shape(html((hostile, hostile), focus, [hostile]))
    assert "script" not in shown.tags
    assert shown.text.count("</td><script>alert(1)</script> & ${x}") == 3
