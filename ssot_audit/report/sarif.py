"""SARIF 2.1.0 as GitHub code scanning reads it (OASIS, 27 March 2020).

GitHub rejects a file over some limits, shows one location of a result, and links others
only where the message does. So the first location is one line, the message names the
next places, and what is over a limit is cut by relevance and said to be.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any
from urllib.parse import quote_from_bytes

import msgspec

import ssot_audit
from ssot_audit.config.settings import Level
from ssot_audit.report.places import at, elsewhere, is_chain
from ssot_audit.report.printable import encodable, printable
from ssot_audit.report.relevance import by_relevance
from ssot_audit.report.rule_page import page
from ssot_audit.rules.api import Precision, Rule
from ssot_audit.rules.finding import Finding, Hop, Place
from ssot_audit.verdict.verdict import Reported, Status, Verdict

MOST_RESULTS = 5_000
"""GitHub keeps as many of the 25,000 that it accepts."""
MOST_LOCATIONS = 100
"""Related ones of a result; GitHub keeps as many of 1,000."""
MOST_STEPS = 1_000
"""Locations of a result's thread flow; GitHub keeps as many of 10,000."""
MOST_TEXT = 1_000
"""Characters of a message or description; GitHub takes 1,024 of the latter."""
_LINKED = 5
"""Places that a message links to."""
_SCHEMA = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
    "sarif-schema-2.1.0.json"
)
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTE: "note"}
_SEVERITIES = {
    Level.ERROR: "error",
    Level.WARNING: "warning",
    Level.NOTE: "recommendation",
    Level.OFF: "recommendation",
}
_PRECISIONS = {Precision.CERTAIN: "very-high", Precision.LIKELY: "medium"}
_STATES = {
    Status.NEW: "new",
    Status.BASELINED: "unchanged",
    Status.SUPPRESSED: "unchanged",
    Status.FIXED: "absent",
}
_BRACKETS = re.compile(r"[\[\]\\]")


def render(verdict: Verdict) -> str:
    """Return the whole log, keys in a fixed order, one final newline."""
    fixed = verdict.since.fixed if verdict.since else ()
    items = by_relevance((*verdict.findings, *fixed))
    shown = items[:MOST_RESULTS]
    codes = {rule.code: rule for rule in verdict.rules}
    codes |= {item.rule.code: item.rule for item in shown}
    rules = [codes[code] for code in sorted(codes)]
    indexes = {rule.code: index for index, rule in enumerate(rules)}
    run = {
        "tool": {
            "driver": {
                "name": "ssot-audit",
                "fullName": f"ssot-audit {ssot_audit.__version__}",
                "semanticVersion": ssot_audit.__version__,
                "rules": [_rule(rule) for rule in rules],
            }
        },
        "invocations": [_invocation(verdict, items)],
        "columnKind": "unicodeCodePoints",
        "results": [_result(verdict, item, indexes) for item in shown],
        "properties": {"score": _score(verdict)},
    }
    log = {"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}
    encoded = msgspec.json.format(msgspec.json.encode(log), indent=1)
    return encoded.decode() + "\n"


def _rule(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.code,
        "name": "".join(word.capitalize() for word in rule.name.split("-")),
        "shortDescription": {"text": _cut(rule.summary)},
        "fullDescription": {"text": _cut(_why(rule))},
        "help": {"text": page(rule), "markdown": page(rule)},
        "defaultConfiguration": {"level": _LEVELS.get(rule.level, "note")},
        "properties": {
            "tags": [rule.family.replace("_", "-"), rule.precision.value],
            "precision": _PRECISIONS[rule.precision],
            "problem.severity": _SEVERITIES[rule.level],
        },
    }


def _why(rule: Rule) -> str:
    """Return a rule's summary and its first paragraph of reasons."""
    _, _, rest = rule.doc.partition("## Why")
    reason = " ".join(rest.strip().partition("\n\n")[0].split())
    return f"{rule.summary} {reason}".strip()


def _invocation(verdict: Verdict, items: Sequence[Reported]) -> dict[str, Any]:
    unseen = (*verdict.coverage.unparsable, *verdict.coverage.not_analysed)
    notices = [
        *_cut_off(items),
        *(("warning", f"{path} could not be analysed") for path in unseen),
    ]
    return {
        "executionSuccessful": True,
        "toolExecutionNotifications": [
            {"level": level, "message": {"text": _literal(text)}}
            for level, text in notices
        ],
    }


def _cut_off(items: Sequence[Reported]) -> Iterable[tuple[str, str]]:
    more = len(items) - MOST_RESULTS
    if more > 0:
        text = f"{more} of {len(items)} results are left out: the least relevant ones"
        yield "warning", text
    shown = items[:MOST_RESULTS]
    places = sum(len([*elsewhere(i.finding)]) > MOST_LOCATIONS for i in shown)
    if places:
        yield "note", f"{places} results have more than {MOST_LOCATIONS} places"
    steps = sum(len(i.finding.evidence) > MOST_STEPS for i in shown)
    if steps:
        yield "note", f"{steps} results have more than {MOST_STEPS} steps of evidence"


def _result(
    verdict: Verdict, item: Reported, indexes: Mapping[str, int]
) -> dict[str, Any]:
    finding = item.finding
    others = [*elsewhere(finding)]
    related = others[:MOST_LOCATIONS]
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": indexes[finding.code],
        "level": _LEVELS[item.level],
        "message": {"text": _message(finding, [part.place for part in others])},
        "locations": [_location(finding.place)],
    }
    if related:
        result["relatedLocations"] = [
            {"id": number, **_location(part.place, part.message or part.name)}
            for number, part in enumerate(related, 1)
        ]
    if is_chain(finding):
        steps = [_step(hop) for hop in finding.evidence[:MOST_STEPS]]
        result["codeFlows"] = [{"threadFlows": [{"locations": steps}]}]
    result["partialFingerprints"] = {"ssotAudit/v1": item.fingerprint}
    if verdict.since is not None or verdict.baseline is not None:
        result["baselineState"] = _STATES[item.status]
    if item.status is Status.SUPPRESSED:
        result["suppressions"] = [{"kind": "inSource"}]
    return result


def _message(finding: Finding, others: Sequence[Place]) -> str:
    text = _literal(_cut(f"{finding.message}. {finding.help}".strip()))
    links = [
        f"[{_literal(at(place))}]({number})"
        for number, place in enumerate(others[:_LINKED], 1)
    ]
    if not links:
        return text
    more = len(others) - _LINKED
    rest = f" and {more} more" if more > 0 else ""
    return f"{text} See also {', '.join(links)}{rest}."


def _step(hop: Hop) -> dict[str, Any]:
    return {"location": _location(hop.place, hop.message)}


def _location(place: Place, text: str = "") -> dict[str, Any]:
    span = place.span
    region = {"startLine": span.line, "startColumn": span.column}
    if span.end_line == span.line and span.end_column > span.column:
        # An alert is shown in a pull request only if all its lines are in the diff.
        region["endColumn"] = span.end_column
    location: dict[str, Any] = {
        "physicalLocation": {
            "artifactLocation": {"uri": _uri(place.path), "uriBaseId": "%SRCROOT%"},
            "region": region,
        }
    }
    if text:
        location["message"] = {"text": _literal(_cut(text))}
    return location


def _uri(path: str) -> str:
    return quote_from_bytes(path.encode(errors="surrogateescape"))


def _score(verdict: Verdict) -> dict[str, Any]:
    overall = verdict.score.overall
    return {"met": overall.met, "owed": overall.owed, "percent": overall.percent}


def _cut(text: str) -> str:
    return text if len(text) <= MOST_TEXT else f"{text[: MOST_TEXT - 2]} …"


def _literal(text: str) -> str:
    """Return text in which no bracket begins a link (SARIF 3.11.6)."""
    return _BRACKETS.sub(lambda found: f"\\{found[0]}", encodable(printable(text)))
