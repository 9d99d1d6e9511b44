"""The one model of roads, homes and sites behind every modelled study; each city is a `City`."""
