"""The leader page: one HTML file for people who decide, on paper as on screen."""

from planner.present.page.document import page_html

__all__ = ["page_html"]
