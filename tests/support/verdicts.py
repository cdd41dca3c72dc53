"""Verdicts to render: of source text, or put together by hand."""

import datetime as dt
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from ssot_audit.audit import Request, audit_sources
from ssot_audit.config.settings import Level, Settings
from ssot_audit.extract.facts import Span
from ssot_audit.rules.finding import Finding, Hop, Part, Place
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.verdict import (
    ClassScore,
    Coverage,
    GateResult,
    Ratio,
    Reported,
    Score,
    Status,
    Verdict,
)

TODAY = dt.date(2026, 1, 1)
NOTHING = Ratio(0, 0)


def audited(sources: Mapping[str, str | bytes]) -> Verdict:
    return audit_sources(sources, Settings(root=Path("project")), Request(today=TODAY))


def place(path: str = "shop/cart.py", line: int = 3, column: int = 1) -> Place:
    return Place(path, Span(line, column, line, column + 4))


def reported(  # noqa: PLR0913 - one keyword for each thing a test may want
    message: str = "`Cart` is odd",
    *,
    code: str = "SSOT101",
    at: Place | None = None,
    status: Status = Status.NEW,
    level: Level = Level.ERROR,
    evidence: tuple[Hop, ...] = (),
    parts: tuple[Part, ...] = (),
) -> Reported:
    finding = Finding(
        code=code,
        place=at or place(),
        module="shop.cart",
        symbol="Cart",
        subject=message,
        message=message,
        help="Mend it.",
        evidence=evidence,
        parts=parts,
    )
    return Reported(finding, all_rules()[code], level, status, "0" * 32)


def score(
    *,
    overall: Ratio = NOTHING,
    contracts: Ratio = NOTHING,
    worst: tuple[ClassScore, ...] = (),
) -> Score:
    dimensions = {
        "contracts": contracts,
        "imports": NOTHING,
        "environment": NOTHING,
        "single-source": NOTHING,
        "tests": NOTHING,
    }
    return Score(overall, NOTHING, overall, MappingProxyType(dimensions), worst, (), ())


def coverage(
    *,
    unparsable: tuple[str, ...] = (),
    open_classes: Mapping[str, int] = MappingProxyType({}),
) -> Coverage:
    return Coverage(
        analysed=3,
        followed=0,
        documents=0,
        lines=120,
        unparsable=unparsable,
        not_analysed=(),
        skipped=(),
        classes=40,
        open_classes=open_classes,
        unresolved_names={},
        environment_stubs=0,
    )


def verdict(
    *findings: Reported,
    failures: tuple[str, ...] = (),
    figures: Score | None = None,
    covered: Coverage | None = None,
    source: str = "class Cart:",
) -> Verdict:
    return Verdict(
        findings=findings,
        score=figures or score(),
        coverage=covered or coverage(),
        gate=GateResult(failures),
        rules=tuple(all_rules().values()),
        configuration=None,
        excerpts={
            (item.finding.place.path, item.finding.place.line): source
            for item in findings
        },
    )
