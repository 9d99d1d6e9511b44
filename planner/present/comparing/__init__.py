"""The comparison page: scenarios of one study side by side, in one HTML file."""

from planner.present.comparing.document import comparison_html

__all__ = ["comparison_html"]
