"""Where to open sites: the question on arrays, exact answers with proof."""
