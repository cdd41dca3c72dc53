"""The versioned JSON document; its schema is `docs/schema/report-1.schema.json`."""

from collections.abc import Mapping
from typing import Any

import msgspec

import ssot_audit
from ssot_audit.report.printable import encodable
from ssot_audit.rules.finding import Part, Place
from ssot_audit.verdict.baseline_file import Entry
from ssot_audit.verdict.score import FORMULA_VERSION
from ssot_audit.verdict.verdict import (
    Baseline,
    Coverage,
    Ratio,
    Reported,
    Score,
    Since,
    Verdict,
)

SCHEMA_VERSION = "1.3"


def render(verdict: Verdict) -> str:
    """Return the whole verdict as JSON, keys in a fixed order, one final newline."""
    encoded = msgspec.json.format(msgspec.json.encode(contents(verdict)), indent=2)
    return encoded.decode() + "\n"


def contents(verdict: Verdict) -> dict[str, Any]:
    """Return what the document holds."""
    return {
        "schema_version": SCHEMA_VERSION,
        "tool": {"name": "ssot-audit", "version": ssot_audit.__version__},
        "configuration": _text(verdict.configuration),
        "summary": _summary(verdict),
        "gate": {
            "passed": verdict.gate.passed,
            "failures": list(verdict.gate.failures),
        },
        "since": _since(verdict.since),
        "baseline": _baseline(verdict.baseline),
        "coverage": _coverage(verdict.coverage),
        "rules": [_rule(rule.code, rule.name) for rule in verdict.rules],
        "findings": [_finding(item) for item in verdict.findings],
    }


def _summary(verdict: Verdict) -> dict[str, Any]:
    statuses = [item.status.value for item in verdict.findings]
    levels = [item.level.label for item in verdict.findings if item.is_open]
    score = verdict.score
    return {
        "files": verdict.coverage.analysed
        + len(verdict.coverage.unparsable)
        + len(verdict.coverage.not_analysed),
        "lines": verdict.coverage.lines,
        "findings": {
            status: statuses.count(status)
            for status in ("new", "baselined", "suppressed")
        },
        "levels": {
            level: levels.count(level) for level in ("error", "warning", "note")
        },
        "formula_version": FORMULA_VERSION,
        "partial_because": list(score.partial_because),
        "score": _score(score),
        "dimensions": {name: _ratio(r) for name, r in score.dimensions.items()},
        "worst_classes": _worst(score),
        "worst_directories": [
            {"directory": encodable(each.directory), **_ratio(each.real)}
            for each in score.worst_directories
        ],
    }


def _score(score: Score) -> dict[str, Any]:
    return {
        "production": _ratio(score.production),
        "test": _ratio(score.test),
        "overall": _ratio(score.overall),
    }


def _since(since: Since | None) -> dict[str, Any] | None:
    if since is None:
        return None
    return {
        "revision": encodable(since.revision),
        "commit": since.commit,
        "gone": since.gone,
        "fixed": [_finding(item) for item in since.fixed],
        "score": _score(since.score),
    }


def _baseline(baseline: Baseline | None) -> dict[str, Any] | None:
    if baseline is None:
        return None
    return {
        "path": encodable(baseline.path),
        "entries": baseline.entries,
        "stale": [_entry(entry) for entry in baseline.stale],
        "expired": [_entry(entry) for entry in baseline.expired],
    }


def _entry(entry: Entry) -> dict[str, Any]:
    return {
        "code": encodable(entry.code),
        "path": encodable(entry.path),
        "module": encodable(entry.module),
        "symbol": encodable(entry.symbol),
        "subject": encodable(entry.subject),
        "parts": [
            {"name": encodable(name), "count": count}
            for name, count in entry.parts.items()
        ],
        "reason": _text(entry.reason),
        "owner": _text(entry.owner),
        "expires": entry.expires.isoformat() if entry.expires else None,
    }


def _worst(score: Score) -> list[dict[str, Any]]:
    return [
        {
            "class": encodable(item.name),
            "interface": encodable(item.interface),
            **_ratio(item.kept),
        }
        for item in score.worst_classes
    ]


def _ratio(ratio: Ratio) -> dict[str, Any]:
    return {"met": ratio.met, "owed": ratio.owed, "percent": ratio.percent}


def _coverage(coverage: Coverage) -> dict[str, Any]:
    return {
        "analysed": coverage.analysed,
        "followed": coverage.followed,
        "documents": coverage.documents,
        "unparsable": [encodable(path) for path in coverage.unparsable],
        "not_analysed": [encodable(path) for path in coverage.not_analysed],
        "skipped": [
            {"path": encodable(skipped.path), "reason": encodable(skipped.reason)}
            for skipped in coverage.skipped
        ],
        "classes": coverage.classes,
        "open_classes": _counts(coverage.open_classes),
        "unresolved_names": _counts(coverage.unresolved_names),
        "environment_stubs": coverage.environment_stubs,
    }


def _counts(counts: Mapping[str, int]) -> list[dict[str, Any]]:
    return [
        {"reason": encodable(reason), "count": count}
        for reason, count in counts.items()
    ]


def _rule(code: str, name: str) -> dict[str, str]:
    return {"code": code, "name": name}


def _finding(item: Reported) -> dict[str, Any]:
    finding = item.finding
    return {
        "code": finding.code,
        "name": item.rule.name,
        "level": item.level.label,
        "precision": item.rule.precision.value,
        "status": item.status.value,
        **_place(finding.place),
        "module": encodable(finding.module),
        "symbol": encodable(finding.symbol),
        "subject": encodable(finding.subject),
        "message": encodable(finding.message),
        "help": encodable(finding.help),
        "parts": [_part(part) for part in finding.parts],
        "evidence": [
            {
                "path": encodable(hop.place.path),
                "line": hop.place.span.line,
                "column": hop.place.span.column,
                "message": encodable(hop.message),
            }
            for hop in finding.evidence
        ],
        "fingerprint": item.fingerprint,
        "moved_from": _text(item.moved_from),
    }


def _part(part: Part) -> dict[str, Any]:
    return {**_place(part.place), "name": encodable(part.name)}


def _place(place: Place) -> dict[str, Any]:
    span = place.span
    return {
        "path": encodable(place.path),
        "line": span.line,
        "column": span.column,
        "end_line": span.end_line,
        "end_column": span.end_column,
    }


def _text(value: str | None) -> str | None:
    return None if value is None else encodable(value)
