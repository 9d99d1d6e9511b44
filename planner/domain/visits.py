"""How many trips a case costs its applicant, and what makes them fewer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from planner.domain.arrays import BoolArray, FloatArray, freeze, require, require_shape


@dataclass(frozen=True)
class Visits:
    """What one case of each service demands, arrays of (n_services,).

    visits            visits if everything goes well, the collection visit included, >= 0
    collection        one of them only collects the result; mail saves it
    missing_papers    expected further visits because papers are missing, >= 0
    mailed_back       share of cases whose result comes by mail, [0, 1]
    mailed_both       share of cases that mail alone settles, [0, 1]
    online            share of cases that are settled online, [0, 1]
    errands_per_trip  errands that one trip serves, >= 1
    mail_fee_yuan     what the applicant pays for a letter, >= 0
    """

    visits: FloatArray
    collection: BoolArray
    missing_papers: FloatArray
    mailed_back: FloatArray
    mailed_both: FloatArray
    online: FloatArray
    errands_per_trip: FloatArray
    mail_fee_yuan: FloatArray

    def __post_init__(self) -> None:
        n = len(self.visits)
        for name in ("collection", "missing_papers", "mailed_back", "mailed_both", "online",
                     "errands_per_trip", "mail_fee_yuan"):  # fmt: skip
            require_shape(getattr(self, name), (n,), name)
        if n:
            require(self.visits.min() >= 0, "negative visits")
            require(self.missing_papers.min() >= 0, "negative missing_papers")
            require(self.mail_fee_yuan.min() >= 0, "negative mail_fee_yuan")
            require(self.errands_per_trip.min() >= 1, "a trip serves at least one errand")
            for name in ("mailed_back", "mailed_both", "online"):
                share = getattr(self, name)
                require(share.min() >= 0 and share.max() <= 1, f"{name} is not a share")
        freeze(self.visits, self.collection, self.missing_papers, self.mailed_back,
               self.mailed_both, self.online, self.errands_per_trip,
               self.mail_fee_yuan)  # fmt: skip

    @classmethod
    def plain(cls, visits: FloatArray, collection: BoolArray | None = None) -> Visits:
        """Return cases without mail, web or missing papers."""
        n, none = len(visits), np.zeros(len(visits))
        no_collection = np.zeros(n, dtype=bool) if collection is None else collection
        return cls(
            visits, no_collection, none, none.copy(), none.copy(), none.copy(), np.ones(n),
            none.copy(),
        )  # fmt: skip

    @cached_property
    def collection_visits(self) -> FloatArray:
        """Visits that mail back saves, [0, 1]: never the visit that hands the case in, (n,)."""
        return np.where(self.collection, np.clip(self.visits - 1, 0.0, 1.0), 0.0)

    @cached_property
    def trips_per_case(self) -> FloatArray:
        """Expected trips for a case, float64 (n,).

        [visits - saved * mailed_back + missing_papers] * (1 - mailed_both) * (1 - online)
        / errands_per_trip, where saved is `collection_visits`
        """
        return self._trips(self.mailed_back)

    @cached_property
    def trips_where_mailed(self) -> FloatArray:
        """The same at a desk that sends every result by mail; somebody must hand the case in.

        Never more than `trips_per_case`.
        """
        return self._trips(np.ones(len(self.visits)))

    def _trips(self, mailed_back: FloatArray) -> FloatArray:
        needed = self.visits - self.collection_visits * mailed_back + self.missing_papers
        going = needed * (1 - self.mailed_both) * (1 - self.online)
        return np.asarray(going / self.errands_per_trip)

    @cached_property
    def mail_legs_per_case(self) -> FloatArray:
        """Expected letters for a case that the applicant's own desk does not send, (n,)."""
        back = np.where(self.collection_visits > 0, self.mailed_back, 0.0) * (1 - self.mailed_both)
        return np.asarray((back + 2 * self.mailed_both) * (1 - self.online))
