"""Shows results to people: the leader page, tables, geodata and the run record."""

from planner.present.outputs import Outputs, write_outputs
from planner.present.record import record_json

__all__ = ["Outputs", "record_json", "write_outputs"]
