"""Pure analysis: provider sets, access and scores. Reads records, returns records, no I/O."""
