"""From findings to a verdict: suppressions, levels, score and gate."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from datetime import date

from ssot_audit.config.settings import Level, Settings
from ssot_audit.discover.source import SourceTree
from ssot_audit.rules.api import Rule
from ssot_audit.rules.finding import Finding, Part
from ssot_audit.verdict.case import Case
from ssot_audit.verdict.coverage import coverage
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.identity import fingerprint, merged
from ssot_audit.verdict.score import score
from ssot_audit.verdict.suppressions import Comment, Suppressions
from ssot_audit.verdict.verdict import Reported, Status, Verdict


@dataclasses.dataclass(frozen=True, slots=True)
class Docket:
    """What was tried: the rules that ran, and those that did not."""

    rules: Mapping[str, Rule]
    """All rules by code."""
    ran: Mapping[str, Level]
    """Level of each rule that ran."""
    switched_off: tuple[str, ...]
    """Codes of rules that run by default and did not."""

    @property
    def running(self) -> tuple[Rule, ...]:
        """The rules that run, in the order of their codes."""
        return tuple(self.rules[code] for code in self.ran)


def judge(
    tree: SourceTree, case: Case, settings: Settings, docket: Docket, today: date
) -> Verdict:
    """Return the verdict; its excerpts are still to be filled in."""
    reported_paths = set(_reported_paths(tree, settings))
    suppressions = Suppressions(_comments(tree, case), today)
    reported: list[Reported] = []
    for finding in merged(case.all_findings):
        shown = _within(_with_parts(finding), reported_paths)
        if shown is None or _is_early(shown, today):
            continue
        kept, hidden = suppressions.split(shown)
        for item, status in ((kept, Status.NEW), (hidden, Status.SUPPRESSED)):
            if item is not None:
                reported.append(_reported(item, status, settings, docket))
    reported += (
        _reported(finding, Status.NEW, settings, docket)
        for finding in merged(suppressions.faults(docket.rules, docket.ran))
        if finding.code in docket.ran
    )
    reported = sorted((r for r in reported if r.level is not Level.OFF), key=in_order)
    figures = score(
        tree,
        case,
        reported,
        tuple(_partial(tree, docket)),
        has_accessor=settings.environment is not None,
    )
    return Verdict(
        findings=tuple(reported),
        score=figures,
        coverage=coverage(tree, case),
        gate=gate(settings.gate, reported, figures),
        rules=docket.running,
        configuration=settings.source,
        excerpts={},
    )


def levels(
    rules: Mapping[str, Rule],
    settings: Settings,
    select: Sequence[str] = (),
    ignore: Sequence[str] = (),
) -> Docket:
    """Decide which rules run: `select` and `ignore` are codes or their prefixes."""
    ran = {}
    off = []
    for code, rule in rules.items():
        setting = settings.rules.get(code)
        level = rule.default_level
        if setting is not None and setting.level is not None:
            level = setting.level
        if select and code.startswith(tuple(select)):
            level = level or rule.level
        elif select:
            level = Level.OFF
        if ignore and code.startswith(tuple(ignore)):
            level = Level.OFF
        if level is not Level.OFF:
            ran[code] = level
        elif rule.default_level is not Level.OFF:
            off.append(code)
    return Docket(rules, ran, tuple(off))


def _reported_paths(tree: SourceTree, settings: Settings) -> Iterator[str]:
    """Yield where findings may be; what is wrong with the settings concerns all."""
    yield from (file.path for file in tree.everything if file.is_reported)
    if all(file.is_reported for file in tree.files):
        for contract in settings.import_contracts:
            yield from (exemption.file for exemption in contract.ignore)


def _comments(tree: SourceTree, case: Case) -> Iterator[Comment]:
    for file, account in zip(tree.files, case.accounts, strict=True):
        if file.is_reported:
            for directive in account.directives:
                yield Comment(file.path, file.module, directive)
    reported = {document.path for document in tree.documents if document.is_reported}
    for remarks in case.documents:
        if remarks.path in reported:
            for directive in remarks.directives:
                yield Comment(remarks.path, "", directive)


def _with_parts(finding: Finding) -> Finding:
    """Make a finding without parts its own single part."""
    if finding.parts:
        return finding
    return dataclasses.replace(finding, parts=(Part(finding.place, ""),))


def _is_early(finding: Finding, today: date) -> bool:
    """Tell whether it is wrong only after some day that has not passed."""
    return bool(finding.after) and today <= date.fromisoformat(finding.after)


def _within(finding: Finding, paths: set[str]) -> Finding | None:
    """Return a finding if some part is reported, shown at a place that is."""
    inside = [part for part in finding.parts if part.place.path in paths]
    if not inside:
        return None
    if finding.place.path in paths:
        return finding
    return dataclasses.replace(finding, place=inside[0].place)


def _reported(
    finding: Finding, status: Status, settings: Settings, docket: Docket
) -> Reported:
    level = docket.ran[finding.code]
    setting = settings.rules.get(finding.code)
    is_configured = setting is not None and setting.level is not None
    if finding.level is not None and not is_configured:
        level = finding.level
    return Reported(
        finding, docket.rules[finding.code], level, status, fingerprint(finding)
    )


def in_order(item: Reported) -> tuple[object, ...]:
    """Return what findings are sorted by: path, place, identity."""
    finding = item.finding
    return (finding.place, finding.identity, item.status.value)


def _partial(tree: SourceTree, docket: Docket) -> Iterator[str]:
    if any(not file.is_reported for file in tree.files):
        yield "only part of the project was asked for"
    if docket.switched_off:
        yield f"rules switched off: {', '.join(docket.switched_off)}"
