"""Linear programmes with whole-number columns, solved by HiGHS (Huangfu & Hall 2018).

The only module that knows the solver. One thread and a fixed seed: the same programme gives the
same answer, unless a time limit cuts it short.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Final

import highspy
import numpy as np
import scipy.sparse as sp

from planner.domain.arrays import BoolArray, FloatArray, require
from planner.siting.effort import Clock
from planner.siting.solution import Status

SMALLEST_TIME_S = 1e-3
"""HiGHS takes a limit of zero for none."""


class End(StrEnum):
    """Why the solver ended."""

    OPTIMAL = "optimal"
    INFEASIBLE = "infeasible"
    TIME = "time"
    STOPPED = "stopped"


STATUS_OF: Final = MappingProxyType(
    {End.OPTIMAL: Status.OPTIMAL, End.TIME: Status.TIME, End.STOPPED: Status.INTERRUPTED}
)


@dataclass(frozen=True)
class Rows:
    """Constraints lower <= matrix @ x <= upper; matrix is (n_rows, n_columns)."""

    matrix: sp.csr_array
    lower: FloatArray
    upper: FloatArray

    def widened(self, n_columns: int) -> Rows:
        """Return the same rows over more columns, which they do not touch."""
        matrix = sp.csr_array(
            (self.matrix.data, self.matrix.indices, self.matrix.indptr),
            shape=(self.matrix.shape[0], n_columns),
        )
        return Rows(matrix, self.lower, self.upper)


def stacked(*parts: Rows) -> Rows:
    """Return rows one below the other; all have the same columns."""
    return Rows(
        sp.csr_array(sp.vstack([part.matrix for part in parts], format="csr")),
        np.concatenate([part.lower for part in parts]),
        np.concatenate([part.upper for part in parts]),
    )


@dataclass(frozen=True)
class Found:
    """What the solver found.

    x        values of the columns, None if it found nothing; whole columns are not rounded
    bound    no x has a lower objective; -inf if nothing is proven, inf if there is no x
    reduced  float64 (n_columns,) reduced costs; of a relaxed programme only
    """

    end: End
    x: FloatArray | None
    bound: float
    reduced: FloatArray


def fix_hopeless(lower: FloatArray, upper: FloatArray, reduced: FloatArray, room: float) -> None:
    """Fix, in place, columns of 0 or 1 whose other value cannot lead to anything better.

    reduced  reduced costs of the relaxed programme
    room     by how much its bound may rise before nothing is better than the best known
    """
    free = lower < upper
    upper[free & (reduced > room)] = 0.0
    lower[free & (-reduced > room)] = 1.0


class _Quiet(highspy.Highs):
    """HiGHS that prints nothing: else its first use writes a banner where results belong."""

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]

    def enableCallbacks(self) -> None:  # noqa: N802
        self.setOptionValue("output_flag", False)  # noqa: FBT003
        super().enableCallbacks()  # type: ignore[no-untyped-call]


class Programme:
    """Minimise cost @ x over lower <= x <= upper and rows; rows may be added, bounds changed."""

    def __init__(
        self, cost: FloatArray, lower: FloatArray, upper: FloatArray, whole: BoolArray, rows: Rows
    ) -> None:
        self._highs = _Quiet()
        self._clock: Clock | None = None
        self._on_bound: Callable[[float, float], None] | None = None
        for event in (self._highs.cbMipInterrupt, self._highs.cbSimplexInterrupt,
                      self._highs.cbIpmInterrupt):  # fmt: skip
            event.subscribe(self._look_up)
        for option, value in (
            ("threads", 1), ("random_seed", 0), ("mip_abs_gap", 0.0),
            ("mip_feasibility_tolerance", 1e-9),
        ):  # fmt: skip
            require(self._highs.setOptionValue(option, value) == highspy.HighsStatus.kOk, option)
        self._whole = whole
        self._zero_will_do = True
        model = highspy.HighsLp()
        model.num_col_, model.num_row_ = len(cost), len(rows.lower)
        model.col_cost_, model.col_lower_, model.col_upper_ = cost, lower, upper
        model.row_lower_, model.row_upper_ = rows.lower, rows.upper
        model.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
        model.a_matrix_.start_ = rows.matrix.indptr
        model.a_matrix_.index_ = rows.matrix.indices
        model.a_matrix_.value_ = rows.matrix.data
        self._pass(model)
        self._note(rows)

    @property
    def n_rows(self) -> int:
        """Number of constraints."""
        return int(self._highs.getNumRow())

    def add(self, rows: Rows) -> None:
        """Add constraints below the others."""
        matrix = rows.matrix
        self._note(rows)
        self._highs.addRows(
            len(rows.lower), rows.lower, rows.upper, matrix.nnz,
            matrix.indptr[:-1], matrix.indices, matrix.data,
        )  # fmt: skip

    def drop(self, rows: BoolArray) -> None:
        """Remove the constraints where the mask is True."""
        indices = np.flatnonzero(rows).astype(np.int32)
        if len(indices):
            self._highs.deleteRows(len(indices), indices)

    def duals(self) -> FloatArray:
        """Return the dual values of the constraints after `relaxed`; 0 where one does not bind."""
        return np.asarray(self._highs.getSolution().row_dual)

    def bound_columns(self, lower: FloatArray, upper: FloatArray) -> None:
        """Set the bounds of all columns."""
        columns = np.arange(len(lower), dtype=np.int32)
        self._highs.changeColsBounds(len(columns), columns, lower, upper)

    def relaxed(self, clock: Clock) -> Found:
        """Solve without whole numbers, from the basis of the last time."""
        if self._whole.any():
            self._set_whole(np.zeros(len(self._whole), dtype=bool))
        return self._run(clock, mip=False)

    def solve(
        self,
        clock: Clock,
        *,
        start: FloatArray | None = None,
        gap: float = 0.0,
        target: float | None = None,
        restart: bool = True,
        on_bound: Callable[[float, float], None] | None = None,
    ) -> Found:
        """Solve with whole numbers.

        start     values of all columns to begin from, ignored if they break a constraint
        gap       relative gap that is near enough
        target    stop as soon as an x with an objective of at most this is found
        restart   begin anew when many columns turn out to be fixed; idle where they were before
        on_bound  told (best objective so far, bound) now and then
        """
        self._set_whole(self._whole)
        self._highs.setOptionValue("mip_rel_gap", gap)
        self._highs.setOptionValue("mip_allow_restart", restart)
        self._highs.setOptionValue(
            "objective_target", -highspy.kHighsInf if target is None else target
        )
        if start is not None:
            given = highspy.HighsSolution()
            given.col_value = start
            self._highs.setSolution(given)
        return self._run(clock, mip=True, on_bound=on_bound)

    def _run(
        self,
        clock: Clock,
        *,
        mip: bool,
        on_bound: Callable[[float, float], None] | None = None,
    ) -> Found:
        highs = self._highs
        if len(self._whole) == 0:
            return self._without_columns()
        highs.setOptionValue("time_limit", max(clock.left_s, SMALLEST_TIME_S))
        self._clock, self._on_bound = clock, on_bound
        highs.run()
        return self._found(mip=mip)

    def _look_up(self, event: highspy.HighsCallbackEvent) -> None:
        """Ask, in the middle of the solver's work, whether to go on."""
        if self._clock is not None and self._clock.stopped:
            event.interrupt()
        if self._on_bound is not None:
            self._on_bound(event.data_out.mip_primal_bound, event.data_out.mip_dual_bound)

    def _found(self, *, mip: bool) -> Found:
        highs, statuses = self._highs, highspy.HighsModelStatus
        status, info = highs.getModelStatus(), highs.getInfo()
        nothing = np.empty(0)
        if status in {statuses.kInfeasible, statuses.kUnboundedOrInfeasible}:
            return Found(End.INFEASIBLE, None, float("inf"), nothing)
        ends = {
            statuses.kOptimal: End.OPTIMAL,
            statuses.kModelEmpty: End.OPTIMAL,
            statuses.kTimeLimit: End.TIME,
            statuses.kObjectiveTarget: End.STOPPED,
            statuses.kInterrupt: End.STOPPED,
        }
        if status not in ends:
            raise RuntimeError(f"HiGHS ended with {highs.modelStatusToString(status)}")
        feasible = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
        solution = highs.getSolution()
        x = np.asarray(solution.col_value) if feasible else None
        if mip:
            return Found(ends[status], x, float(info.mip_dual_bound), nothing)
        optimal = ends[status] is End.OPTIMAL
        bound = float(info.objective_function_value) if optimal else -float("inf")
        return Found(ends[status], x, bound, np.asarray(solution.col_dual))

    def _note(self, rows: Rows) -> None:
        """Remember whether nothing at all satisfies the rows: HiGHS needs a column to judge."""
        self._zero_will_do &= bool((rows.lower <= 0).all() and (rows.upper >= 0).all())

    def _without_columns(self) -> Found:
        nothing = np.empty(0)
        if self._zero_will_do:
            return Found(End.OPTIMAL, nothing, 0.0, nothing)
        return Found(End.INFEASIBLE, None, float("inf"), nothing)

    def _set_whole(self, whole: BoolArray) -> None:
        kinds = np.where(whole, 1, 0).astype(np.uint8)
        columns = np.arange(len(whole), dtype=np.int32)
        self._highs.changeColsIntegrality(len(columns), columns, kinds)

    def _pass(self, model: highspy.HighsLp) -> None:
        if self._highs.passModel(model) == highspy.HighsStatus.kError:
            raise RuntimeError("HiGHS refuses the programme")
