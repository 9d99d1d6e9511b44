"""Types of the arrays that records hold, and the checks that every record makes of them."""

from __future__ import annotations

from typing import Any, TypeAlias

import numpy as np
import numpy.typing as npt

FloatArray: TypeAlias = npt.NDArray[np.float64]
IntArray: TypeAlias = npt.NDArray[np.int32]
LongArray: TypeAlias = npt.NDArray[np.int64]
ByteArray: TypeAlias = npt.NDArray[np.uint8]
BoolArray: TypeAlias = npt.NDArray[np.bool_]


def require(condition: object, what: str) -> None:
    """Raise ValueError (a bug of ours, not a fault of the input) unless the condition holds."""
    if not condition:
        raise ValueError(what)


def require_shape(array: npt.NDArray[Any], shape: tuple[int, ...], name: str) -> None:
    """Raise ValueError unless the array has exactly this shape."""
    require(array.shape == shape, f"{name} has shape {array.shape}, expected {shape}")


def freeze(*arrays: npt.NDArray[Any]) -> None:
    """Make arrays read-only, so that a frozen record stays as it was made."""
    for array in arrays:
        array.setflags(write=False)
