"""Compare by the roads whether the declared coordinate system fits or another clearly better.

Read in a wrong system, points lie some hundred metres off, as good as anywhere among the roads.
Read in the right one they keep their relation to them: shops face the street, housing keeps
clear of carriageways, farms sit by the track. So the plain distance to the roads says little (in
a city, wrongly placed housing is *nearer* to them), but how much the distances differ from those
of the same points pushed in arbitrary directions says much. That difference is measured as the
two-sample Kolmogorov-Smirnov distance D between the two sets of distances, in units of its own
scatter: z = D * sqrt(n) (Smirnov 1948); by chance alone z exceeds 2 once in 1,500 times.
"""

from __future__ import annotations

from typing import Final

import numpy as np
import shapely
from scipy.stats import ks_2samp

from planner.domain.arrays import FloatArray
from planner.domain.roads import Roads
from planner.errors import Issue, Severity, Where
from planner.sources.coordinates import from_wgs84, in_china, to_wgs84
from planner.text import Text
from planner.units import M_PER_DEGREE

_NAMES: Final = (("wgs84", "WGS84"), ("gcj02", "GCJ-02"), ("bd09", "BD-09"))
_FEWEST_PLACES: Final = 40
_MOST_PLACES: Final = 600
_CLEAR_FIT: Final = 2.2
_CLEARLY_BETTER: Final = 1.8
_PUSHES: Final = 12
_PUSH_M: Final = (250.0, 350.0)


def coordinate_fit(
    lon: FloatArray, lat: FloatArray, declared: str, roads: Roads, where: Where
) -> tuple[Issue, ...]:
    """Return a warning coordinates_doubtful if another system clearly fits the roads better.

    lon, lat    float64 (n,) WGS84 degrees as converted from `declared`
    declared    the system of the table: wgs84, cgcs2000, gcj02 or bd09
    where       the place in the study file that declares it

    Silent outside China, with fewer than 40 places, or where points have no relation to roads in
    any system (centres of a population grid). At most 600 places, evenly chosen, are compared.
    """
    inside = in_china(lon, lat)
    places = np.unique(np.column_stack([lon[inside], lat[inside]]), axis=0)
    if len(places) < _FEWEST_PLACES or roads.n_edges == 0:
        return ()
    chosen = np.linspace(0, len(places) - 1, min(len(places), _MOST_PLACES)).astype(int)
    raw = from_wgs84(places[chosen, 0], places[chosen, 1], declared)
    network = _Network(roads, float(raw[1].mean()))
    told = "wgs84" if declared == "cgcs2000" else declared
    fits = {system: network.fit(*to_wgs84(*raw, system)) for system, _ in _NAMES}
    best = max(fits, key=lambda system: fits[system])
    if fits[best] < _CLEAR_FIT or fits[best] < _CLEARLY_BETTER * fits[told]:
        return ()
    name = dict(_NAMES)[best]
    return (
        Issue(
            "coordinates_doubtful",
            Text(
                zh=f"坐标声明为 {declared}，但按 {name} 读取时与道路明显更吻合"
                f"（吻合度 {fits[best]:.1f} 对 {fits[told]:.1f}）",
                en=f"declared as {declared}, but read as {name} the points fit the roads clearly "
                f"better (fit {fits[best]:.1f} against {fits[told]:.1f})",
            ),
            Text(
                zh=f"请核实数据来源；若来自该坐标系，请写 coordinates: {best}",
                en=f"check where the data is from; if that is it, write coordinates: {best}",
            ),
            where,
            Severity.WARNING,
        ),
    )


class _Network:
    """Roads in local metres, to ask how far points are from them."""

    def __init__(self, roads: Roads, lat: float) -> None:
        self._east_m = M_PER_DEGREE * np.cos(np.radians(lat))
        vertices = self._metres(roads.vertex_lon, roads.vertex_lat)
        edge = np.repeat(np.arange(roads.n_edges), np.diff(roads.vertex_offset))
        self._tree = shapely.STRtree(shapely.linestrings(vertices, indices=edge))

    def fit(self, lon: FloatArray, lat: FloatArray) -> float:
        """Return z: how much the points' distances differ from those of points pushed about."""
        places = self._metres(lon, lat)
        angles = 2 * np.pi * np.arange(_PUSHES) / _PUSHES
        pushes = np.resize(_PUSH_M, _PUSHES) * np.array([np.cos(angles), np.sin(angles)])
        pushed = (places[:, None, :] + pushes.T[None, :, :]).reshape(-1, 2)
        difference = ks_2samp(
            self._distances_m(places), self._distances_m(pushed), method="asymp"
        ).statistic
        return float(difference * np.sqrt(len(places)))

    def _metres(self, lon: FloatArray, lat: FloatArray) -> FloatArray:
        return np.column_stack([lon * self._east_m, lat * M_PER_DEGREE])

    def _distances_m(self, places: FloatArray) -> FloatArray:
        (point, _), distance_m = self._tree.query_nearest(
            shapely.points(places), return_distance=True, all_matches=False
        )
        distances_m = np.empty(len(places))
        distances_m[point] = distance_m
        return distances_m
