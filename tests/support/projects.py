"""Projects of a few texts, audited in memory."""

import tempfile
from collections.abc import Mapping
from datetime import date
from pathlib import Path, PurePosixPath
from typing import NamedTuple

from ssot_audit.audit import Request, audit_sources
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.extraction import extract_all
from ssot_audit.link.program import Program
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.verdict import Verdict

Files = Mapping[str, str | bytes]

TODAY = date(2026, 1, 1)
EVERY_OPTION = """
[rules]
SSOT105 = { level = "error", parameters = true, results = true, annotations = true }
"""
EVERY_RULE = Request(today=TODAY, select=("SSOT",))
"""Also those that are off by default."""


class Place(NamedTuple):
    """Where a finding is shown."""

    code: str
    path: str
    line: int


def verdict_on(
    files: Files, toml: str = "", *, request: Request = EVERY_RULE
) -> Verdict:
    return audit_sources(files, settings_for(files, toml), request)


def found(files: Files, toml: str = "") -> list[Place]:
    """Return the places of the open findings, sorted by path and line."""
    return [
        Place(item.finding.code, item.finding.place.path, item.finding.place.line)
        for item in verdict_on(files, toml).findings
        if item.is_open
    ]


def settings_for(files: Files, toml: str = "") -> Settings:
    """Load a configuration as from the root of a project that has these files."""
    if not toml:
        return Settings(root=Path("project"))
    with tempfile.TemporaryDirectory() as name:
        root = Path(name)
        for path in files:
            (root / PurePosixPath(path).parent).mkdir(parents=True, exist_ok=True)
        (root / "ssot-audit.toml").write_text(toml, encoding="utf-8")
        known_rules = {code: rule.options for code, rule in all_rules().items()}
        return load(root, None, known_rules)


def linked(files: Files, toml: str = "") -> Program:
    """Return the program that these files are."""
    tree = in_memory(files, settings_for(files, toml))
    return Program(tree, extract_all(tree))
