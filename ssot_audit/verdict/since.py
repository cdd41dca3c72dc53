"""What is new since a revision: findings, or parts of them, that it did not have.

Files that were renamed take the names of their modules along, so what was found in
them, or about them, is not new either.
"""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from ssot_audit.config.settings import Gate
from ssot_audit.rules.finding import Finding
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.identity import Identity
from ssot_audit.verdict.judge import in_order
from ssot_audit.verdict.known import (
    Known,
    Parts,
    apart,
    part_names,
    renamed,
    renamed_identity,
)
from ssot_audit.verdict.verdict import Reported, Since, Status, Verdict


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
    present = part_names(verdict.findings)
    known = Known(
        _sampled(verdict, earlier, modules) | _known(earlier, modules, present)
    )
    known.follow(part_names(verdict.findings_open))
    findings = [part for item in verdict.findings for part in known.split(item)]
    findings.sort(key=in_order)
    now = {old: new for new, old in known.moved.items()}
    fixed = tuple(_fixed(verdict, earlier, modules, present, now))
    return dataclasses.replace(
        verdict,
        findings=tuple(findings),
        gate=gate(settings, findings, verdict.score),
        since=Since(revision, commit, earlier.score, fixed),
    )


def _known(
    earlier: Verdict, modules: Mapping[str, str], present: Mapping[Identity, Parts]
) -> dict[Identity, Parts]:
    """Return the parts that there were, by the names of today.

    A name that is still in use keeps its findings: the file was copied, not renamed.
    """
    known: dict[Identity, Parts] = {}
    for identity, parts in part_names(earlier.findings_open).items():
        now = _identity_now(identity, modules, present)
        names = Counter({renamed(n, modules): parts[n] for n in parts})
        known[now] = known.get(now, Counter()) | (parts if now == identity else names)
    return known


def _sampled(
    verdict: Verdict, earlier: Verdict, modules: Mapping[str, str]
) -> dict[Identity, Parts]:
    """Return what is known because an earlier finding stood for it."""
    groups = _groups(earlier.findings_open, modules)
    return part_names(
        item for item in verdict.findings_open if _is_among(item.finding, groups, {})
    )


def _groups(
    items: Iterable[Reported], modules: Mapping[str, str]
) -> list[tuple[str, frozenset[str]]]:
    """Return, by code, what findings that are samples stand for."""
    return [
        (item.finding.code, frozenset(renamed(name, modules) for name in sample.group))
        for item in items
        if (sample := item.finding.sample)
    ]


def _is_among(
    finding: Finding,
    groups: Iterable[tuple[str, frozenset[str]]],
    modules: Mapping[str, str],
) -> bool:
    if finding.sample is None:
        return False
    shown = {renamed(name, modules) for name in finding.sample.shown}
    return any(code == finding.code and shown <= names for code, names in groups)


def _identity_now(
    identity: Identity, modules: Mapping[str, str], present: Mapping[Identity, Parts]
) -> Identity:
    now = renamed_identity(identity, modules)
    return identity if now not in present and identity in present else now


def _fixed(
    verdict: Verdict,
    earlier: Verdict,
    modules: Mapping[str, str],
    present: Mapping[Identity, Parts],
    moved: Mapping[Identity, Identity],
) -> Iterator[Reported]:
    """Yield what is no more of each earlier finding; what nobody could look at is."""
    unseen = {*verdict.coverage.unparsable, *verdict.coverage.not_analysed}
    groups = _groups(verdict.findings, {})
    for item in earlier.findings_open:
        if _is_among(item.finding, groups, modules):
            continue
        identity = item.finding.identity
        now = _identity_now(identity, modules, present)
        now = moved.get(now, now)
        left = present.get(now, Counter())
        if now != identity:
            names = {**modules, identity[1]: now[1]}
            parts = [(part, renamed(part.name, names)) for part in item.finding.parts]
        else:
            parts = [(part, part.name) for part in item.finding.parts]
        named = [dataclasses.replace(part, name=name) for part, name in parts]
        gone, _ = apart(named, left)
        gone = [part for part in gone if part.place.path not in unseen]
        if gone:
            yield dataclasses.replace(
                item, finding=item.finding.narrowed(gone), status=Status.FIXED
            )
