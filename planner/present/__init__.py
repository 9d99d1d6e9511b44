"""Shows results to people: the leader page, tables, geodata and the run record."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.present.outputs import Outputs, require_ours, write_outputs
    from planner.present.papers.printing import find_browser
    from planner.present.record import record_json

__all__ = ["Outputs", "find_browser", "record_json", "require_ours", "write_outputs"]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used: a progress bar needs no map library."""
    homes = {
        "Outputs": "outputs",
        "find_browser": "papers",
        "record_json": "record",
        "require_ours": "outputs",
        "write_outputs": "outputs",
    }
    if name not in homes:
        raise AttributeError(f"module 'planner.present' has no attribute {name!r}")
    return getattr(import_module(f"planner.present.{homes[name]}"), name)
