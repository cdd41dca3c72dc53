"""From the tree of one file to the flow of values through it."""
