"""Everything the page shows, as one JSON value: figures ready to read, places ready to draw."""

from __future__ import annotations

from typing import Any

from planner.domain.access import Reach
from planner.domain.result import RunResult
from planner.domain.score import FOCUS, PlaceChange, StandardResult
from planner.present import style
from planner.present.figures import rows_by_selection
from planner.present.messages import not_yet_told
from planner.present.page.details import details_json
from planner.present.page.ground import (
    frame_of,
    ground_json,
    left_out_json,
    provenance_json,
    rounded,
    style_json,
)
from planner.present.page.moments import moments_json
from planner.present.page.packing import Layers, Pack, step_ms_of
from planner.present.page.road_marks import road_marks
from planner.present.page.routes import routes_json
from planner.present.page.search_index import search_index
from planner.present.page.sites import SiteOrder, site_marks
from planner.present.page.siting import siting_json
from planner.present.page.views import Views, text_json
from planner.present.page.words import WORDS, reading_notes
from planner.present.record import run_id
from planner.present.standards import standard_text
from planner.present.worth import worth

N_LISTED = 10

Json = dict[str, Any]


def page_data(result: RunResult) -> Json:
    """Return the page's data. Texts are {zh, en}; arrays are places in `packed` (see Pack)."""
    world = result.after.world
    as_is = not result.measures
    frame = frame_of((world,))
    pack = Pack()
    layers = Layers(pack)
    within_s = result.scorecard.within_s
    rows = rows_by_selection(result)
    shown = [t for o in (result.before, result.after) for t in (*o.typical.values(), *o.hourly)]
    views = Views(result, layers, step_ms_of(shown))
    order = SiteOrder.of(result)
    # A section of the pack each: what the page shows first; what another choice of services or
    # of an hour shows; what a click on a place tells; names; what the search compares.
    (focus, focus_row), *other_rows = rows.items()
    selections = [views.selection(focus, focus_row)]
    ground = {
        **ground_json(world, pack, frame),
        "roadMarks": road_marks(result, pack, frame),
    }
    pack.begin_section()
    selections += [views.selection(selection, row) for selection, row in other_rows]
    moments = moments_json(result, views, pack, order, selections[0]["layers"])
    pack.begin_section()
    for shown_selection in selections:
        shown_selection["details"] = details_json(result, shown_selection["id"], layers, order)
    routes = routes_json(result, pack, frame, layers, views.step_ms)
    pack.begin_section()
    ground["places"]["names"] = pack.add_texts(world.residents.names)
    pack.begin_section()
    site_names = {
        site: name
        for sites in (result.before.world.sites, world.sites)
        for site, name in zip(sites.ids, sites.names, strict=True)
    }
    said = worth(result.scorecard.money, as_is=as_is)
    data: Json = {
        "title": text_json(result.name),
        "city": text_json(result.city),
        "description": text_json(result.description),
        "asIs": as_is,
        "worth": None if said is None else text_json(said),
        "dataDate": result.data_date,
        "runId": run_id(result),
        "limit": text_json(style.duration_text(within_s)),
        "words": {key: text_json(word) for key, word in WORDS.items()},
        "notes": [text_json(note) for note in reading_notes(world, result.settings, views.step_ms)],
        "style": style_json(within_s),
        **ground,
        "selections": selections,
        "step": views.step_ms,
        "kinds": [text_json(kind.name) for kind in world.sites.kinds],
        "sites": site_marks(result, order, list(rows)),
        "siting": siting_json(result, order),
        "moments": moments,
        "routes": routes,
        "search": search_index(
            pack,
            world.residents.names,
            [site_names[site] for site in order.ids],
            [unit.name for unit in world.units.items],
        ),
        "gains": [_place(result, change, gain=True) for change in _first(result.scorecard.gains)],
        "worst": [_place(result, change, gain=False) for change in _first(result.scorecard.worst)],
        "standards": [_standard(result, *pair) for pair in result.scorecard.standards],
        "measures": [text_json(report.text) for report in result.measures],
        "provenance": provenance_json(result.provenance),
        "leftOut": left_out_json(result.left_out),
        "warnings": [text_json(i.message) for i in not_yet_told(result.warnings, result.left_out)],
    }
    # Whatever goes into the pack is in it by now.
    return {**data, "layers": layers.places, "packed": pack.sections()}


def _first(changes: tuple[PlaceChange, ...]) -> tuple[PlaceChange, ...]:
    return changes[:N_LISTED]


def _place(result: RunResult, change: PlaceChange, *, gain: bool) -> Json:
    world = result.after.world
    unit = int(world.residents.unit[change.resident])
    reach = Reach(int(result.after.typical[FOCUS].reach[change.resident]))
    reason = dict(style.REACH_NAMES).get(reach)
    return {
        "place": change.resident,
        "name": world.residents.names[change.resident],
        "unit": text_json(world.units.items[unit].name) if unit >= 0 else None,
        "at": rounded(
            (
                float(world.residents.lon[change.resident]),
                float(world.residents.lat[change.resident]),
            )
        ),
        "people": text_json(style.people_text(float(world.residents.people[change.resident]))),
        "before": style.minutes_text(change.before_s),
        "after": style.minutes_text(change.after_s),
        "reason": text_json(reason) if reason else None,
        "saved": f"{change.saved_person_h:,.0f}" if gain else None,
    }


def _standard(result: RunResult, before: StandardResult, after: StandardResult) -> Json:
    return {
        "text": text_json(standard_text(result, after.standard)),
        "before": style.share_text(before.share),
        "after": style.share_text(after.share),
        "met": [before.met, after.met],
    }
