"""Mend what can be mended, look again, and keep only what turned out as claimed.

A round edits each file by one kind of remedy, because the places of all findings are
those of the last scan. It ends when a scan finds no place left to edit. So a second run
has nothing to do.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from ssot_audit.discover.source import File, SourceTree, Unreadable
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.task import Task, Unfixed, tasks_of
from ssot_audit.fix.verify import faults
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.remedies import (
    AddMembers,
    DropSuppression,
    MoveImports,
    RegisterMarker,
    RenameArgument,
    UseAccessor,
)

Rescan = Callable[[Mapping[str, bytes]], Sequence[Finding]]
"""From edited files to the open findings of the project with them."""

_ROUNDS = 20
_ORDER = (
    *(MoveImports, RenameArgument, UseAccessor, AddMembers, DropSuppression),
    RegisterMarker,
)


@dataclass(frozen=True, slots=True)
class Change:
    """A file before and after."""

    path: str
    before: bytes
    after: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it all."""

    changes: tuple[Change, ...]
    """Sorted by path."""
    fixed: Mapping[str, int]
    """Places mended, by the code of the rule."""
    unfixed: tuple[Unfixed, ...]
    """Those with a remedy that did not help, sorted by path and line."""
    unsafe: int
    """Places that only `--unsafe` would mend."""


class _Asked(NamedTuple):
    source: bytes
    tasks: tuple[Task, ...]


class _Next(NamedTuple):
    """What a file would become."""

    content: bytes
    done: tuple[Task, ...]
    declined: Mapping[Task, str]


@dataclass(slots=True)
class Mending:
    """One run over a project."""

    tree: SourceTree
    rescan: Rescan
    select: tuple[str, ...] = ()
    """Codes or prefixes of the only findings to mend; empty: all."""
    is_unsafe: bool = False
    _edited: dict[str, bytes] = field(default_factory=dict)
    _original: dict[str, bytes] = field(default_factory=dict)
    _refused: dict[tuple[str, type], str] = field(default_factory=dict)
    """Why a file is not edited by a kind of remedy."""
    _in_vain: dict[tuple[str, type], tuple[_Asked, _Next]] = field(default_factory=dict)
    """What came of nothing, not to be tried again on the same file."""
    _fixed: Counter[str] = field(default_factory=Counter)

    def run(self) -> Outcome:
        """Return what is to be written; nothing is, here."""
        findings = tuple(self.rescan({}))
        declined: dict[Task, str] = {}
        refused_at = 0
        for _ in range(_ROUNDS):
            attempt, declined = self._attempt(findings)
            if not attempt and self._refused and refused_at < self._fixed.total():
                # What has been mended since may have been what stood in the way.
                refused_at = self._fixed.total()
                self._refused.clear()
                attempt, declined = self._attempt(findings)
            if not attempt:
                break
            findings = self._settled(findings, attempt)
        return self._outcome(findings, declined)

    def _attempt(
        self, findings: Sequence[Finding]
    ) -> tuple[dict[str, _Next], dict[Task, str]]:
        """Return what files would become, and what is declined."""
        around = Surroundings(self.tree, dict(self._edited))
        attempt: dict[str, _Next] = {}
        declined: dict[Task, str] = {}
        for path, tasks in sorted(self._tasks(findings).items()):
            file = around.files[path]
            try:
                source = around.source(file)
            except Unreadable as error:
                declined |= dict.fromkeys(tasks, str(error))
                continue
            self._original.setdefault(path, source)
            for kind in _ORDER:
                chosen = tuple(task for task in tasks if isinstance(task.remedy, kind))
                if not chosen or (path, kind) in self._refused:
                    continue
                result = self._edited_by(kind, file, _Asked(source, chosen), around)
                declined |= result.declined
                if result.content != source:
                    attempt[path] = result
                    break
        return attempt, declined

    def _edited_by(
        self, kind: type, file: File, asked: _Asked, around: Surroundings
    ) -> _Next:
        """Edit a file, unless the same came of nothing before."""
        from ssot_audit.fix.apply import edited  # noqa: PLC0415 - LibCST takes 300 ms

        known = self._in_vain.get((file.path, kind))
        if known is not None and known[0] == asked:
            return known[1]
        source, tasks = asked
        found = edited(file, source, tasks, around, is_unsafe=self.is_unsafe)
        result = _Next(found.content, found.done, found.declined)
        if result.content == source:
            self._in_vain[file.path, kind] = asked, result
        return result

    def _tasks(self, findings: Sequence[Finding]) -> dict[str, list[Task]]:
        found: dict[str, list[Task]] = {}
        reported = {file.path for file in self.tree.files if file.is_reported}
        for finding in findings:
            if not (self._is_selected(finding) and self._is_allowed(finding)):
                continue
            for task in tasks_of(finding):
                if task.place.path in reported:
                    found.setdefault(task.path, []).append(task)
        return found

    def _settled(
        self,
        before: tuple[Finding, ...],
        attempt: Mapping[str, _Next],
    ) -> tuple[Finding, ...]:
        """Keep the edits that hold; return the findings with them."""
        kept = dict(attempt)
        while kept:
            edited = self._edited | {path: now.content for path, now in kept.items()}
            after = tuple(self.rescan(edited))
            done = {path: now.done for path, now in kept.items()}
            wrong = tuple(faults(before, after, done))
            if not wrong:
                self._edited = edited
                self._fixed.update(
                    task.code for now in kept.values() for task in now.done
                )
                return after
            for fault in wrong:
                now = kept.pop(fault.path, None)
                if now is not None:
                    kind = type(now.done[0].remedy)
                    self._refused[fault.path, kind] = fault.reason
        return before

    def _outcome(
        self, findings: Sequence[Finding], declined: Mapping[Task, str]
    ) -> Outcome:
        unfixed = {
            Unfixed(
                task.place.path, task.place.line, task.code, self._why(task, declined)
            )
            for tasks in self._tasks(findings).values()
            for task in tasks
        }
        changes = [
            Change(path, self._original[path], content)
            for path, content in sorted(self._edited.items())
            if content != self._original[path]
        ]
        return Outcome(
            changes=tuple(changes),
            fixed=dict(sorted(self._fixed.items())),
            unfixed=tuple(sorted(unfixed)),
            unsafe=self._unsafe(findings),
        )

    def _why(self, task: Task, declined: Mapping[Task, str]) -> str:
        refused = self._refused.get((task.path, type(task.remedy)))
        return refused or declined.get(task, "the edits of this file do not settle")

    def _unsafe(self, findings: Sequence[Finding]) -> int:
        return sum(
            len(finding.parts)
            for finding in findings
            if self._is_selected(finding) and not self._is_allowed(finding)
        )

    def _is_selected(self, finding: Finding) -> bool:
        is_chosen = not self.select or finding.code.startswith(self.select)
        return is_chosen and finding.remedy is not None

    def _is_allowed(self, finding: Finding) -> bool:
        return self.is_unsafe or bool(finding.remedy and finding.remedy.is_safe)
