"""The identity of a finding: its cause, never a line, a column or free text."""

import dataclasses
from collections.abc import Iterable
from hashlib import blake2b
from typing import TypeAlias

from ssot_audit.rules.finding import Finding

Identity: TypeAlias = tuple[str, str, str, str]
"""Code, module, symbol, subject."""


def fingerprint(finding: Finding) -> str:
    """Return a short stable key: 32 hexadecimal digits of BLAKE2b (RFC 7693)."""
    text = "\0".join(finding.identity)
    return blake2b(text.encode(errors="surrogateescape"), digest_size=16).hexdigest()


def merged(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """Join findings with one cause, so that each identity occurs once."""
    by_identity: dict[Identity, Finding] = {}
    for finding in findings:
        first = by_identity.get(finding.identity)
        if first is None:
            by_identity[finding.identity] = finding
            continue
        by_identity[finding.identity] = dataclasses.replace(
            first,
            parts=tuple(dict.fromkeys((*first.parts, *finding.parts))),
            evidence=tuple(dict.fromkeys((*first.evidence, *finding.evidence))),
        )
    return tuple(by_identity.values())
