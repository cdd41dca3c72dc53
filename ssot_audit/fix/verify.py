"""Whether an edit did what it claims, and nothing else, by the findings after it."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from ssot_audit.fix.task import Identity, Task
from ssot_audit.rules.finding import Finding

_CYCLE, _SHIM = "SSOT205", "SSOT209"
_Key = tuple[Identity, str, str]
"""Of one part: the finding it is of, its file and its name."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a file must stay as it was."""

    path: str
    reason: str


def faults(
    before: Iterable[Finding],
    after: Iterable[Finding],
    done: Mapping[str, Collection[Task]],
) -> Iterator[Fault]:
    """Yield what speaks against the edits of some files; `done` is by their paths."""
    before, after = tuple(before), tuple(after)
    was, now = _counts(before), _counts(after)
    for path, tasks in done.items():
        for key, claimed in Counter(task.key for task in tasks).items():
            if now[key] > was[key] - claimed:
                code = key[0][0]
                yield Fault(path, f"{code} is still reported after the edit")
                break
    gone = [finding for finding in before if _is_gone(finding, now)]
    for finding in after:
        is_new = any(now[key] > was[key] for key in _keys(finding))
        if is_new and not _succeeds(finding, gone, done.keys()):
            yield from _blamed(finding, done, was, now)


def _keys(finding: Finding) -> list[_Key]:
    parts = finding.parts
    if not parts:
        return [(finding.identity, finding.place.path, "")]
    return [(finding.identity, part.place.path, part.name) for part in parts]


def _counts(findings: Iterable[Finding]) -> Counter[_Key]:
    return Counter(key for finding in findings for key in _keys(finding))


def _is_gone(finding: Finding, now: Counter[_Key]) -> bool:
    return not any(now[key] for key in _keys(finding))


def _succeeds(
    finding: Finding, gone: Iterable[Finding], edited: Collection[str]
) -> bool:
    """Tell whether a finding is what is left of another that was there before.

    That nobody imports a module any more is what moves are for. A cycle may be but
    another way round in a group that had one before.
    """
    if finding.code == _SHIM:
        return not any(path in edited for _, path, _ in _keys(finding))
    if finding.code != _CYCLE:
        return False
    names = set(finding.subject.split())
    return any(old.code == _CYCLE and names & set(old.subject.split()) for old in gone)


def _blamed(
    finding: Finding,
    done: Mapping[str, Collection[Task]],
    was: Counter[_Key],
    now: Counter[_Key],
) -> Iterator[Fault]:
    """Yield the edited files that a new finding shows in; all of them, if in none."""
    reason = f"{finding.code} would be new: {finding.message}"
    new = {key[1] for key in _keys(finding) if now[key] > was[key]}
    seen = new | {finding.place.path} | {hop.place.path for hop in finding.evidence}
    guilty = (new & done.keys()) or (seen & done.keys()) or set(done)
    for path in sorted(guilty):
        yield Fault(path, reason)
