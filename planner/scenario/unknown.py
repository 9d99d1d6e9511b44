"""Words of a file that its study does not know: services, sites, kinds and units."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence

from planner.domain.area import Units
from planner.domain.requests import Requests
from planner.domain.services import Services
from planner.domain.sites import Sites
from planner.errors import Issue, Where, suggestion
from planner.text import Text

N_NAMED = 5


def unknown_services(
    words: Sequence[str], services: Services, where: Callable[[str], Where], key: str
) -> Iterator[Issue]:
    """Yield a fault for each word of the list at `key` that is no group or id of the catalogue."""
    unknown = set(services.unknown(words))
    known = {group.id: group.name for group in services.groups}
    known |= dict(zip(services.ids, services.names, strict=True))
    for index, word in enumerate(words):
        if word in unknown:
            yield _unknown(
                "unknown_service",
                word,
                Text("事项目录里没有这个事项组或编号", "no group or id of the catalogue"),
                known,
                where(f"{key}[{index}]"),
            )


def unknown_kind(kind_id: str, sites: Sites, where: Where) -> Issue:
    """Return the fault of a kind of site that the study does not have."""
    message = Text("研究数据里没有这个服务点类别", "no kind of site in the study")
    known = {kind.id: kind.name for kind in sites.kinds}
    return _unknown("unknown_kind", kind_id, message, known, where)


def unknown_kinds(
    words: Sequence[str], sites: Sites, where: Callable[[str], Where], key: str
) -> Iterator[Issue]:
    """Yield a fault for each word of the list at `key` that is no kind of site."""
    for index, word in enumerate(words):
        if word not in sites.kind_ids:
            yield unknown_kind(word, sites, where(f"{key}[{index}]"))


def unknown_site(site_id: str, sites: Sites, where: Where) -> Issue:
    """Return the fault of a site that the study does not have."""
    message = Text("研究数据里没有这个服务点编号", "no site of the study has this id")
    known = dict(zip(sites.ids, sites.names, strict=True))
    return _unknown("unknown_site", site_id, message, known, where)


def unknown_unit(code: str, units: Units, where: Where) -> Issue:
    """Return the fault of a unit that the study does not have."""
    message = Text("研究数据里没有这个辖区代码", "no unit of the study has this code")
    known = {unit.code: unit.name for unit in units.items}
    return _unknown("unknown_unit", code, message, known, where)


def unknown_units(
    words: Sequence[str], units: Units, where: Callable[[str], Where], key: str
) -> Iterator[Issue]:
    """Yield a fault for each word of the list at `key` that is no code of a unit."""
    for index, word in enumerate(words):
        if word not in units.codes:
            yield unknown_unit(word, units, where(f"{key}[{index}]"))


def unknown_themes(
    words: Sequence[str] | None, requests: Requests | None, where: Callable[[str], Where], key: str
) -> Iterator[Issue]:
    """Yield a fault for each theme at `key` that no request has, or one where there is no log."""
    if requests is None:
        yield Issue(
            "no_request_log",
            Text("研究数据里没有诉求台账（requests）", "the study has no request log (requests)"),
            Text("在 study.yaml 中写上 requests，或换一种写法",
                 "name the tables in study.yaml under `requests`, or write something else"),
            where(key),
        )  # fmt: skip
        return
    for index, theme in enumerate(words or ()):
        if theme not in requests.themes:
            yield Issue(
                "unknown_theme",
                Text(f"诉求台账里没有主题“{theme}”", f"no request has the theme `{theme}`"),
                suggestion(theme, requests.themes),
                where(f"{key}.themes[{index}]"),
            )


def _unknown(code: str, word: str, message: Text, known: Mapping[str, Text], where: Where) -> Issue:
    """Return the fault of a word; `known` gives the names that people have for the known ones."""
    described = Text(f"`{word}`：{message.zh}", f"`{word}`: {message.en}")
    named = [key for key, name in known.items() if word in name.zh or word == name.en]
    if named:
        shown = [f"{key}（{known[key].zh}）" for key in named[:N_NAMED]]
        english = [f"{key} ({known[key].en})" for key in named[:N_NAMED]]
        remedy = Text(f"这里写编号：{'、'.join(shown)}", f"write the id: {', '.join(english)}")
    else:
        remedy = suggestion(word, known)
    return Issue(code, described, remedy, where)
