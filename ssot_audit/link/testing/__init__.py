"""Which tests are written, and which of them a runner really runs."""
