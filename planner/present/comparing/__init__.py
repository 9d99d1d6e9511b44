"""The comparison page: scenarios of one study side by side, in one HTML file."""

from planner.present.comparing.compared import baseline_of
from planner.present.comparing.document import MARK, comparison_html

__all__ = ["MARK", "baseline_of", "comparison_html"]
