"""Words of a file that its study does not know: services, sites and kinds."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence

from planner.domain.services import Services
from planner.errors import Issue, Where, suggestion
from planner.text import Text


def unknown_services(
    words: Sequence[str], services: Services, where: Callable[[str], Where], key: str
) -> Iterator[Issue]:
    """Yield a fault for each word of the list at `key` that is no group or id of the catalogue."""
    unknown = set(services.unknown(words))
    known = (*services.group_ids, *services.ids)
    for index, word in enumerate(words):
        if word in unknown:
            yield _unknown(
                "unknown_service",
                word,
                Text("事项目录里没有这个事项组或编号", "no group or id of the catalogue"),
                known,
                where(f"{key}[{index}]"),
            )


def unknown_kind(kind_id: str, kinds: Collection[str], where: Where) -> Issue:
    """Return the fault of a kind of site that the study does not have."""
    message = Text("研究数据里没有这个服务点类别", "no kind of site in the study")
    return _unknown("unknown_kind", kind_id, message, kinds, where)


def unknown_site(site_id: str, site_ids: Collection[str], where: Where) -> Issue:
    """Return the fault of a site that the study does not have."""
    message = Text("研究数据里没有这个服务点编号", "no site of the study has this id")
    return _unknown("unknown_site", site_id, message, site_ids, where)


def _unknown(code: str, word: str, message: Text, known: Collection[str], where: Where) -> Issue:
    described = Text(f"`{word}`：{message.zh}", f"`{word}`: {message.en}")
    return Issue(code, described, suggestion(word, known), where)
