"""Preloaded by a worker that is to be one on which ssot-audit is not installed."""

import sys

# What is None cannot be imported.
sys.modules.update({"ssot_audit": None})  # type: ignore[dict-item]
