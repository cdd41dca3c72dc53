"""The baseline: which findings are known and accepted, and which entries are stale."""

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import msgspec

from ssot_audit.config.settings import BaselineSetting, Settings
from ssot_audit.discover.source import SourceTree
from ssot_audit.verdict.baseline_file import Entry
from ssot_audit.verdict.gate import gate
from ssot_audit.verdict.identity import Identity
from ssot_audit.verdict.judge import in_order
from ssot_audit.verdict.known import Known, Parts, part_names, renamed
from ssot_audit.verdict.verdict import Baseline, GateResult, Verdict


@dataclasses.dataclass(frozen=True, slots=True)
class Scope:
    """What a scan could have seen: an entry beyond it is never stale."""

    reported: frozenset[str]
    """Paths of the files that findings were wanted for and that could be read."""
    known: frozenset[str]
    """Paths of all files there are."""
    is_whole: bool
    """Whether findings were wanted for all files."""
    rules: frozenset[str]
    """Codes of the rules that ran."""

    @classmethod
    def of(cls, tree: SourceTree, verdict: Verdict) -> "Scope":
        """Return the scope of a verdict on a tree."""
        paths = {file.path for file in tree.files}
        reported = {file.path for file in tree.files if file.is_reported}
        unseen = {*verdict.coverage.unparsable, *verdict.coverage.not_analysed}
        return cls(
            reported=frozenset(reported - unseen),
            known=frozenset(paths),
            is_whole=reported == paths,
            rules=frozenset(rule.code for rule in verdict.rules),
        )

    def holds(self, entry: Entry) -> bool:
        """Tell whether the scan would have found an entry if it still were there."""
        if entry.code not in self.rules:
            return False
        is_gone = entry.path not in self.known
        return entry.path in self.reported or (is_gone and self.is_whole)


def baselined(
    verdict: Verdict,
    entries: Sequence[Entry],
    settings: Settings,
    scope: Scope,
    today: date,
) -> Verdict:
    """Return a verdict in which what the baseline accepts is not new."""
    setting = settings.baseline
    accepted = [entry for entry in entries if accepts(entry, setting, today)]
    known = Known({entry.identity: Counter(entry.parts) for entry in accepted})
    present = part_names(verdict.findings_open)
    known.follow(present)
    findings = [part for item in verdict.findings for part in known.split(item)]
    findings.sort(key=in_order)
    stale = tuple(stale_entries(entries, known, present, scope))
    judged = gate(settings.gate, findings, verdict.score)
    if stale and setting.error_stale:
        plural = "entries match" if len(stale) > 1 else "entry matches"
        message = f"{len(stale)} baseline {plural} nothing any more"
        judged = GateResult((*judged.failures, message))
    return dataclasses.replace(
        verdict,
        findings=tuple(findings),
        gate=judged,
        baseline=Baseline(
            path=setting.path,
            entries=len(entries),
            stale=stale,
            expired=tuple(e for e in entries if _is_expired(e, today)),
        ),
    )


def accepts(entry: Entry, setting: BaselineSetting, today: date) -> bool:
    """Tell whether an entry still makes its finding a known one."""
    return not (may_not(entry.code, setting) or _is_expired(entry, today))


def may_not(code: str, setting: BaselineSetting) -> bool:
    """Tell whether findings of a rule are never accepted."""
    return code.startswith(setting.never)


def stale_entries(
    entries: Iterable[Entry],
    known: Known,
    present: Mapping[Identity, Parts],
    scope: Scope,
) -> Iterator[Entry]:
    """Yield what is no more of the entries: all their parts, or some."""
    now = {old: new for new, old in known.moved.items()}
    for entry in entries:
        if not scope.holds(entry):
            continue
        identity = now.get(entry.identity, entry.identity)
        modules = {entry.module: identity[1]} if identity != entry.identity else {}
        left = present.get(identity, Counter())
        gone = {
            name: count - left[renamed(name, modules)]
            for name, count in sorted(entry.parts.items())
            if count > left[renamed(name, modules)]
        }
        if gone:
            yield msgspec.structs.replace(entry, parts=gone)


def updated(
    verdict: Verdict,
    old: Sequence[Entry],
    setting: BaselineSetting,
    said: Entry,
) -> tuple[Entry, ...]:
    """Return entries that accept every open finding that may be accepted.

    What `old` entries say is kept, and so are those of rules that did not run; `said`
    holds the reason, owner and end of new ones.
    """
    shown = {item.finding.identity: item for item in reversed(verdict.findings_open)}
    parts = part_names(verdict.findings_open)
    known = Known({entry.identity: Counter(entry.parts) for entry in old})
    known.follow(parts)
    said_of = {entry.identity: entry for entry in old}
    made = []
    for identity, item in shown.items():
        if may_not(item.finding.code, setting):
            continue
        by = said_of.get(known.moved.get(identity, identity), said)
        made.append(
            Entry(
                code=item.finding.code,
                path=item.finding.place.path,
                module=item.finding.module,
                symbol=item.finding.symbol,
                subject=item.finding.subject,
                parts=dict(parts[identity]),
                reason=by.reason,
                owner=by.owner,
                expires=by.expires,
            )
        )
    ran = {rule.code for rule in verdict.rules}
    return (*made, *(entry for entry in old if entry.code not in ran))


def pruned(old: Sequence[Entry], stale: Sequence[Entry]) -> tuple[Entry, ...]:
    """Return entries without what is stale of them."""
    gone = {entry.identity: Counter(entry.parts) for entry in stale}
    left = (
        msgspec.structs.replace(
            entry,
            parts=dict(Counter(entry.parts) - gone.get(entry.identity, Counter())),
        )
        for entry in old
    )
    return tuple(entry for entry in left if entry.parts)


def _is_expired(entry: Entry, today: date) -> bool:
    return entry.expires is not None and entry.expires < today
