"""Scans that were asked for a part of a project only."""

import dataclasses

from ssot_audit.audit import audit_tree
from ssot_audit.discover.memory import in_memory
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import EVERY_RULE, Files, settings_for


def verdict_below(prefix: str, files: Files, toml: str = "") -> Verdict:
    """Audit a project and report what is in the paths that begin so."""
    settings = settings_for(files, toml)
    tree = in_memory(files, settings)
    reported = tuple(
        dataclasses.replace(file, is_reported=file.path.startswith(prefix))
        for file in tree.files
    )
    return audit_tree(dataclasses.replace(tree, files=reported), settings, EVERY_RULE)
