"""The service points of all scenarios on one page: each once, and what it handles in each."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from planner.domain.result import Outcome, RunResult
from planner.domain.sites import Sites
from planner.present.comparing.compared import SELECTION
from planner.present.page.packing import Pack
from planner.present.page.views import text_json

Json = dict[str, Any]
Key = tuple[str, str, str, float, float, str]

ABSENT = -1


class SiteUnion:
    """Every site of the baseline and of any scenario; sites that differ in anything are two.

    New sites of two scenarios may have one id, so the id alone tells nothing.
    """

    def __init__(self, outcomes: Sequence[Outcome]) -> None:
        self.kinds: dict[str, Json] = {}
        self.sites: list[Json] = []
        self._index: dict[Key, int] = {}
        for outcome in outcomes:
            self._add(outcome.world.sites)

    def states(self, result: RunResult, pack: Pack) -> Json:
        """Return the places of int16 arrays, (n_sites,): services handled before and after.

        ABSENT where the site does not exist; `changed` is uint8, 1 where the measures touch it.
        """
        services = result.selections[SELECTION]
        found: Json = {}
        changed = np.zeros(len(self.sites), dtype=np.uint8)
        for name, outcome in (("before", result.before), ("after", result.after)):
            sites = outcome.world.sites
            at = [self._index[key] for key in _keys(sites)]
            handles = np.full(len(self.sites), ABSENT, dtype=np.int16)
            handles[at] = sites.offers[:, services].sum(axis=1)
            changed[at] |= np.isin(sites.ids, list(result.changed_sites)).astype(np.uint8)
            found[name] = pack.add(handles)
        return {**found, "changed": pack.add(changed)}

    def _add(self, sites: Sites) -> None:
        for kind in sites.kinds:
            self.kinds.setdefault(kind.id, text_json(kind.name))
        order = list(self.kinds)
        for index, key in enumerate(_keys(sites)):
            if key in self._index:
                continue
            self._index[key] = len(self.sites)
            self.sites.append(
                {
                    "name": text_json(sites.names[index]),
                    "kind": order.index(key[-1]),
                    "at": [round(key[3], 5), round(key[4], 5)],
                }
            )


def _keys(sites: Sites) -> list[Key]:
    return [
        (site, name.zh, name.en, lon, lat, sites.kinds[kind].id)
        for site, name, lon, lat, kind in zip(
            sites.ids, sites.names, sites.lon.tolist(), sites.lat.tolist(), sites.kind.tolist(),
            strict=True,
        )
    ]  # fmt: skip
