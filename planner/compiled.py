"""How kernels are compiled: to machine code that is kept on disk and lets other threads run."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar, cast

from numba import njit

Kernel = TypeVar("Kernel", bound=Callable[..., object])


def compiled(kernel: Kernel) -> Kernel:
    """Compile at the first call; later processes load the result (Lam et al. 2015, numba)."""
    return cast("Kernel", njit(cache=True, nogil=True)(kernel))
