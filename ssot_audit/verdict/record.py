"""A verdict, or a case, as bytes and back: msgpack, with rules by their codes."""

from collections.abc import Mapping

import msgspec

from ssot_audit.config.settings import Level
from ssot_audit.rules.api import Rule
from ssot_audit.rules.finding import Finding
from ssot_audit.verdict.case import Case
from ssot_audit.verdict.verdict import (
    Coverage,
    GateResult,
    Reported,
    Score,
    Status,
    Verdict,
)


class _Reported(msgspec.Struct, array_like=True):
    finding: Finding
    code: str
    level: Level
    status: Status
    fingerprint: str


class _Verdict(msgspec.Struct, array_like=True):
    findings: list[_Reported]
    score: Score
    coverage: Coverage
    gate: GateResult
    rules: list[str]
    configuration: str | None
    excerpts: list[tuple[str, int, str]]


def to_bytes(verdict: Verdict) -> bytes | None:
    """Return a verdict's record; None if a name in it is not text, which is rare."""
    record = _Verdict(
        [
            _Reported(r.finding, r.rule.code, r.level, r.status, r.fingerprint)
            for r in verdict.findings
        ],
        verdict.score,
        verdict.coverage,
        verdict.gate,
        [rule.code for rule in verdict.rules],
        verdict.configuration,
        [(path, line, text) for (path, line), text in verdict.excerpts.items()],
    )
    try:
        return msgspec.msgpack.encode(record)
    except UnicodeEncodeError:
        return None


def from_bytes(record: bytes, rules: Mapping[str, Rule]) -> Verdict | None:
    """Return the verdict of a record; None if that cannot be read."""
    try:
        known = msgspec.msgpack.decode(record, type=_Verdict)
        return Verdict(
            findings=tuple(
                Reported(r.finding, rules[r.code], r.level, r.status, r.fingerprint)
                for r in known.findings
            ),
            score=known.score,
            coverage=known.coverage,
            gate=known.gate,
            rules=tuple(rules[code] for code in known.rules),
            configuration=known.configuration,
            excerpts={(path, line): text for path, line, text in known.excerpts},
        )
    except (msgspec.DecodeError, KeyError):
        return None


def case_to_bytes(keys: tuple[bytes, ...], case: Case) -> bytes | None:
    """Return the record of a case and of what its files held; None as above."""
    try:
        return msgspec.msgpack.encode((keys, case))
    except UnicodeEncodeError:
        return None


def case_from_bytes(record: bytes) -> tuple[tuple[bytes, ...], Case] | None:
    """Return the keys and the case of a record; None if that cannot be read."""
    try:
        return _cases.decode(record)
    except msgspec.DecodeError:
        return None


_cases = msgspec.msgpack.Decoder(tuple[tuple[bytes, ...], Case])
