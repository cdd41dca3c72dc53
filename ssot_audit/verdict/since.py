"""What is new since a revision: findings, or parts of them, that it did not have.

A finding is the same if its identity is. Files that were renamed take the names of
their modules along, so what was found in them, or about them, is not new either.
"""

import dataclasses
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from ssot_audit.config.settings import Gate
from ssot_audit.discover.renames import Renames
from ssot_audit.rules.finding import Part
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.judge import in_order
from ssot_audit.verdict.suppressions import narrowed
from ssot_audit.verdict.verdict import Reported, Since, Status, Verdict

_Identity = tuple[str, ...]
_Named = tuple[str, str]
"""Path and name of a part."""
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.\w+)*")


def compared(
    verdict: Verdict,
    earlier: Verdict,
    renames: Renames,
    settings: Gate,
    *,
    revision: str,
    commit: str,
) -> Verdict:
    """Return a verdict whose findings are new only if the earlier one lacks them."""
    known, gone = _known(earlier, renames), 0
    findings = [part for item in verdict.findings for part in _split(item, known)]
    present = {item.finding.identity for item in findings if item.is_open}
    for item in _open(earlier):
        now = _renamed_identity(item.finding.identity, renames.modules)
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


def _known(earlier: Verdict, renames: Renames) -> Mapping[_Identity, Sequence[_Named]]:
    """Return the parts that there were by identity, by old names and by new ones."""
    known: dict[_Identity, list[_Named]] = defaultdict(list)
    for item in _open(earlier):
        finding = item.finding
        known[finding.identity] += ((p.place.path, p.name) for p in finding.parts)
    if not (renames.paths or renames.modules):
        return known
    for item in _open(earlier):
        finding = item.finding
        identity = _renamed_identity(finding.identity, renames.modules)
        parts = [
            (
                renames.paths.get(part.place.path, part.place.path),
                _renamed(part.name, renames.modules),
            )
            for part in finding.parts
        ]
        if identity == finding.identity:
            known[identity] = parts
        else:
            known[identity] += parts
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


def _split(
    item: Reported, known: Mapping[_Identity, Sequence[_Named]]
) -> Iterator[Reported]:
    """Yield what is new of a finding, and what was there."""
    there = known.get(item.finding.identity)
    if item.status is not Status.NEW or there is None:
        yield item
        return
    new = _new_parts(item.finding.parts, there)
    old = [part for part in item.finding.parts if part not in new]
    for parts, status in ((new, Status.NEW), (old, Status.BASELINED)):
        if parts:
            finding = narrowed(item.finding, parts)
            yield dataclasses.replace(item, finding=finding, status=status)


def _new_parts(parts: Iterable[Part], there: Sequence[_Named]) -> list[Part]:
    """Return the parts that are more than there were of their name.

    Which ones those are of several with one name, their files tell, else their order.
    """
    names = Counter(name for _, name in there)
    places = set(there)
    new = []
    for part in sorted(parts, key=lambda p: (p.place.path, p.name) not in places):
        if names[part.name]:
            names[part.name] -= 1
        else:
            new.append(part)
    return new
