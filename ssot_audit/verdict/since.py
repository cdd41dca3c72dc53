"""What is new since a revision: findings, or parts of them, that it did not have.

A finding is the same if its identity is. Files that were renamed take the names of
their modules along, so what was found in them, or about them, is not new either.
"""

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ssot_audit.config.settings import Gate
from ssot_audit.rules.finding import Part
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.judge import in_order
from ssot_audit.verdict.suppressions import narrowed
from ssot_audit.verdict.verdict import Reported, Since, Status, Verdict

_Identity = tuple[str, ...]
_Known = Mapping[_Identity, Counter[str]]
"""How many parts of each name a finding had."""
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


def compared(
    verdict: Verdict,
    earlier: Verdict,
    modules: Mapping[str, str],
    settings: Gate,
    *,
    revision: str,
    commit: str,
) -> Verdict:
    """Return a verdict whose findings are new only if the earlier one lacks them.

    `modules` holds what renamed ones are called now.
    """
    known, gone = _known(earlier, modules), 0
    findings = [part for item in verdict.findings for part in _split(item, known)]
    present = {item.finding.identity for item in findings if item.is_open}
    for item in _open(earlier):
        now = _renamed_identity(item.finding.identity, modules)
        gone += present.isdisjoint((item.finding.identity, now))
    findings.sort(key=in_order)
    return dataclasses.replace(
        verdict,
        findings=tuple(findings),
        gate=gate(settings, findings, verdict.score),
        since=Since(revision, commit, earlier.score, gone),
    )


def _open(verdict: Verdict) -> Iterator[Reported]:
    return (item for item in verdict.findings if item.is_open)


def _known(earlier: Verdict, modules: Mapping[str, str]) -> _Known:
    """Return the parts that there were by identity, by old names and by new ones."""
    known: dict[_Identity, Counter[str]] = defaultdict(Counter)
    for item in _open(earlier):
        parts = [part.name for part in item.finding.parts]
        known[item.finding.identity] |= Counter(parts)
        if modules:
            now = _renamed_identity(item.finding.identity, modules)
            known[now] |= Counter(_renamed(name, modules) for name in parts)
    return known


def _renamed_identity(identity: _Identity, modules: Mapping[str, str]) -> _Identity:
    code, *names = identity
    return (code, *(_renamed(name, modules) for name in names)) if modules else identity


def _renamed(text: str, modules: Mapping[str, str]) -> str:
    """Give every dotted name in a text the new name of its module."""
    return _DOTTED.sub(lambda found: _renamed_name(found[0], modules), text)


def _renamed_name(name: str, modules: Mapping[str, str]) -> str:
    module, rest = name, ""
    while module:
        if module in modules:
            return modules[module] + rest
        module, _, last = module.rpartition(".")
        rest = f".{last}{rest}"
    return name


def _split(item: Reported, known: _Known) -> Iterator[Reported]:
    """Yield what is new of a finding, and what was there."""
    there = known.get(item.finding.identity)
    if item.status is not Status.NEW or there is None:
        yield item
        return
    new, old = _apart(item.finding.parts, there)
    for parts, status in ((new, Status.NEW), (old, Status.BASELINED)):
        if parts:
            finding = narrowed(item.finding, parts)
            yield dataclasses.replace(item, finding=finding, status=status)


def _apart(parts: Iterable[Part], there: Counter[str]) -> tuple[list[Part], list[Part]]:
    """Return the parts that are more than there were of their name, and the others."""
    left = there.copy()
    new: list[Part] = []
    old: list[Part] = []
    for part in parts:
        (old if left[part.name] else new).append(part)
        left[part.name] -= left[part.name] > 0
    return new, old
