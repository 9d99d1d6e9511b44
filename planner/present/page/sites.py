"""The service points of the page: what each is, what it handles, and what changed."""

from __future__ import annotations

from typing import Any

import numpy as np

from planner.domain.result import RunResult
from planner.domain.sites import Sites


def site_marks(result: RunResult, selections: list[str]) -> list[dict[str, Any]]:
    """Return every site of either world, the changed ones last so that they lie on top.

    `before` and `after` count the services that it handles in each selection, None where the
    site does not exist.
    """
    old, new = result.before.world.sites, result.after.world.sites
    counts = [
        dict(zip(sites.ids, _counts(result, sites, selections), strict=True))
        for sites in (old, new)
    ]
    kinds = new.kind_ids
    marks = []
    for site_id in (*new.ids, *(i for i in old.ids if i not in new.index_of)):
        sites = new if site_id in new.index_of else old
        index = sites.index_of[site_id]
        name = sites.names[index]
        marks.append(
            {
                "id": site_id,
                "name": {"zh": name.zh, "en": name.en},
                "kind": kinds[sites.kinds[int(sites.kind[index])].id],
                "at": [round(float(sites.lon[index]), 5), round(float(sites.lat[index]), 5)],
                "hours": sites.hours[index],
                "changed": site_id in result.changed_sites,
                "before": counts[0].get(site_id),
                "after": counts[1].get(site_id),
            }
        )
    return sorted(marks, key=lambda mark: mark["changed"])


def _counts(result: RunResult, sites: Sites, selections: list[str]) -> list[list[int]]:
    chosen = [result.selections[selection] for selection in selections]
    columns = [sites.offers[:, services].sum(axis=1) for services in chosen]
    counts: list[list[int]] = np.stack(columns, axis=1).astype(int).tolist()
    return counts
