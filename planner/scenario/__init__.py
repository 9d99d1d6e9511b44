"""Scenario and study files: read, merged, checked, with the place of every key kept."""
