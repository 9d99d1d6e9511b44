"""The world as frozen records with invariants: what there is, never how it was read or drawn."""
