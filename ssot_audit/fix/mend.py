"""Mend what can be mended, look again, and keep only what turned out as claimed.

A round edits each file by one kind of remedy, because the places of all findings are
those of the last scan. It ends when a scan finds no place left to edit. So a second run
has nothing to do.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from ssot_audit.discover.source import SourceTree, Unreadable
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.task import Task, Unfixed, tasks_of
from ssot_audit.fix.verify import faults
from ssot_audit.rules.finding import Finding
from ssot_audit.rules.remedies import (
    AddMembers,
    DropSuppression,
    MoveImports,
    RenameArgument,
    UseAccessor,
)

Rescan = Callable[[Mapping[str, bytes]], Sequence[Finding]]
"""From edited files to the open findings of the project with them."""

_ROUNDS = 20
_ORDER = (MoveImports, RenameArgument, UseAccessor, AddMembers, DropSuppression)


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
    _fixed: dict[str, int] = field(default_factory=dict)

    def run(self) -> Outcome:
        """Return what is to be written; nothing is, here."""
        findings = tuple(self.rescan({}))
        declined: dict[Task, str] = {}
        for _ in range(_ROUNDS):
            attempt, declined = self._attempt(findings)
            if not attempt:
                break
            findings = self._settled(findings, attempt)
        return self._outcome(findings, declined)

    def _attempt(
        self, findings: Sequence[Finding]
    ) -> tuple[dict[str, tuple[bytes, tuple[Task, ...]]], dict[Task, str]]:
        """Return the next content of files with what it mends, and what is declined."""
        from ssot_audit.fix.apply import edited  # noqa: PLC0415 - LibCST takes 300 ms

        around = Surroundings(self.tree, dict(self._edited))
        attempt: dict[str, tuple[bytes, tuple[Task, ...]]] = {}
        declined: dict[Task, str] = {}
        for path, tasks in sorted(self._tasks(findings).items()):
            file = around.files.get(path)
            if file is None:
                declined |= dict.fromkeys(tasks, "it is in no Python file")
                continue
            try:
                source = around.source(file)
            except Unreadable as error:
                declined |= dict.fromkeys(tasks, str(error))
                continue
            self._original.setdefault(path, source)
            for kind in _ORDER:
                chosen = [task for task in tasks if isinstance(task.remedy, kind)]
                if not chosen or (path, kind) in self._refused:
                    continue
                result = edited(file, source, chosen, around, is_unsafe=self.is_unsafe)
                declined |= result.declined
                if result.content != source:
                    attempt[path] = result.content, result.done
                    break
        return attempt, declined

    def _tasks(self, findings: Sequence[Finding]) -> dict[str, list[Task]]:
        found: dict[str, list[Task]] = {}
        for finding in findings:
            remedy = finding.remedy
            if remedy is None or not (remedy.is_safe or self.is_unsafe):
                continue
            if self.select and not finding.code.startswith(self.select):
                continue
            for task in tasks_of(finding):
                found.setdefault(task.place.path, []).append(task)
        return found

    def _settled(
        self,
        before: tuple[Finding, ...],
        attempt: Mapping[str, tuple[bytes, tuple[Task, ...]]],
    ) -> tuple[Finding, ...]:
        """Keep the edits that hold; return the findings with them."""
        kept = dict(attempt)
        while kept:
            edited = self._edited | {
                path: content for path, (content, _) in kept.items()
            }
            after = tuple(self.rescan(edited))
            wrong = list(
                faults(before, after, {path: done for path, (_, done) in kept.items()})
            )
            if not wrong:
                self._edited = edited
                for _, done in kept.values():
                    for task in done:
                        self._fixed[task.code] = self._fixed.get(task.code, 0) + 1
                return after
            for fault in wrong:
                if fault.path in kept:
                    _, done = kept.pop(fault.path)
                    kind = type(done[0].remedy)
                    self._refused[fault.path, kind] = fault.reason
        return before

    def _outcome(
        self, findings: Sequence[Finding], declined: Mapping[Task, str]
    ) -> Outcome:
        unfixed = [
            Unfixed(task.code, path, task.place.line, reason)
            for path, tasks in self._tasks(findings).items()
            for task in tasks
            for reason in [
                self._refused.get((path, type(task.remedy)))
                or declined.get(task, "the edits of this file do not settle")
            ]
        ]
        changes = [
            Change(path, self._original[path], content)
            for path, content in sorted(self._edited.items())
            if content != self._original[path]
        ]
        return Outcome(
            changes=tuple(changes),
            fixed=dict(sorted(self._fixed.items())),
            unfixed=tuple(
                sorted(set(unfixed), key=lambda u: (u.path, u.line, u.code, u.reason))
            ),
            unsafe=self._unsafe(findings),
        )

    def _unsafe(self, findings: Sequence[Finding]) -> int:
        return sum(
            len(finding.parts)
            for finding in findings
            if finding.remedy is not None
            and not finding.remedy.is_safe
            and not self.is_unsafe
            and (not self.select or finding.code.startswith(self.select))
        )
