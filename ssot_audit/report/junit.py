"""JUnit XML: a test case for each rule that ran, and one for the gate."""

from collections.abc import Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from ssot_audit.config.settings import Level
from ssot_audit.report.printable import printable
from ssot_audit.rules.api import Rule
from ssot_audit.verdict.verdict import Reported, Status, Verdict


def render(verdict: Verdict) -> str:
    """Return the document.

    A rule fails by its new errors and warnings; notes and known findings are output.
    """
    by_rule: dict[str, list[Reported]] = {rule.code: [] for rule in verdict.rules}
    rules = {rule.code: rule for rule in verdict.rules}
    for item in verdict.findings_open:
        by_rule.setdefault(item.finding.code, []).append(item)
        rules.setdefault(item.finding.code, item.rule)
    cases = [_case(rules[code], by_rule[code]) for code in sorted(by_rule)]
    failing = sum(any(map(_fails, items)) for items in by_rule.values())
    failing += not verdict.gate.passed
    counts = f'tests="{len(cases) + 1}" failures="{failing}" errors="0" time="0"'
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<testsuites {counts}>",
        f'<testsuite name="ssot-audit" {counts} skipped="0">',
        *(line for case in cases for line in case),
        *_gate(verdict),
        "</testsuite>",
        "</testsuites>",
    ]
    return "".join(f"{line}\n" for line in lines)


def _case(rule: Rule, items: Sequence[Reported]) -> Iterator[str]:
    name = quoteattr(f"{rule.code} {rule.name}")
    yield f'<testcase classname="ssot-audit.{rule.family}" name={name} time="0">'
    failing = [item for item in items if _fails(item)]
    others = [item for item in items if not _fails(item)]
    if failing:
        count = "finding" if len(failing) == 1 else "findings"
        level = max(item.level for item in failing).label
        yield f'<failure message="{len(failing)} {count}" type="{level}">'
        yield from map(_line, failing)
        yield "</failure>"
    if others:
        yield "<system-out>"
        yield from map(_line, others)
        yield "</system-out>"
    yield "</testcase>"


def _gate(verdict: Verdict) -> Iterator[str]:
    yield '<testcase classname="ssot-audit" name="gate" time="0">'
    for failure in verdict.gate.failures:
        yield f'<failure message={quoteattr(printable(failure))} type="gate"/>'
    yield "</testcase>"


def _fails(item: Reported) -> bool:
    return item.status is Status.NEW and item.level >= Level.WARNING


def _line(item: Reported) -> str:
    finding = item.finding
    place = f"{finding.place.path}:{finding.place.line}:{finding.place.span.column}"
    known = "" if item.status is Status.NEW else f" ({item.status.value})"
    text = f"{place}: {item.level.label}: {finding.message}{known}"
    return escape(printable(text))
