"""Where residents stand on the last mile of public service, and what to do about it.

import planner

result = planner.run("scenarios/ordos-99-to-5.yaml")
print(result.scorecard.focus.after.mean_s)
planner.write_outputs(result, "maps/ordos-99-to-5")
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from planner.checks import check
    from planner.domain.result import PreparedStudy, RunResult
    from planner.domain.world import World
    from planner.errors import PlannerError
    from planner.pipeline import choose_sites, compare, read_study, run
    from planner.present import write_outputs
    from planner.scenario.load import load_scenario

__all__ = [
    "PlannerError",
    "PreparedStudy",
    "RunResult",
    "World",
    "check",
    "choose_sites",
    "compare",
    "load_scenario",
    "read_study",
    "run",
    "write_outputs",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used, so that `planner --help` stays quick."""
    homes = {
        "PlannerError": "planner.errors",
        "PreparedStudy": "planner.domain.result",
        "RunResult": "planner.domain.result",
        "World": "planner.domain.world",
        "check": "planner.checks",
        "choose_sites": "planner.pipeline",
        "compare": "planner.pipeline",
        "load_scenario": "planner.scenario.load",
        "read_study": "planner.pipeline",
        "run": "planner.pipeline",
        "write_outputs": "planner.present",
    }
    if name not in homes:
        raise AttributeError(f"module 'planner' has no attribute {name!r}")
    return getattr(import_module(homes[name]), name)
