"""Raw input made into the records of the domain."""
