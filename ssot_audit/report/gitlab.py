"""GitLab's code quality report: a list of what the merge request widget shows.

Of findings with one fingerprint GitLab shows the first only, so each has its own.
"""

from hashlib import blake2b
from typing import Any

import msgspec

from ssot_audit.config.settings import Level
from ssot_audit.report.printable import encodable
from ssot_audit.report.relevance import by_relevance
from ssot_audit.verdict.verdict import Reported, Verdict

_SEVERITIES = {Level.ERROR: "critical", Level.WARNING: "major", Level.NOTE: "info"}


def render(verdict: Verdict) -> str:
    """Return the open findings, the most relevant first."""
    taken: set[str] = set()
    issues = [_issue(item, taken) for item in by_relevance(verdict.findings_open)]
    encoded = msgspec.json.format(msgspec.json.encode(issues), indent=1)
    return encoded.decode() + "\n"


def _issue(item: Reported, taken: set[str]) -> dict[str, Any]:
    finding = item.finding
    return {
        "description": encodable(finding.message),
        "check_name": f"{finding.code} {item.rule.name}",
        "fingerprint": _unique(item.fingerprint, taken),
        "severity": _SEVERITIES[item.level],
        "location": {
            "path": encodable(finding.place.path),
            "lines": {"begin": finding.place.line},
        },
    }


def _unique(fingerprint: str, taken: set[str]) -> str:
    """Return a fingerprint that is not taken yet, the same in every run."""
    while fingerprint in taken:
        fingerprint = blake2b(fingerprint.encode(), digest_size=16).hexdigest()
    taken.add(fingerprint)
    return fingerprint
