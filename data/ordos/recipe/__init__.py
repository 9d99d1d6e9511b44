"""The steps of the Ordos model, in the order in which `build.py` runs them."""
