"""What a fix of one finding would look like: a diff, and nothing is written.

Unlike `fix`, nobody scans again what came of it.
"""

from collections.abc import Iterator, Sequence

from ssot_audit.discover.source import SourceTree, Unreadable
from ssot_audit.fix.mend import Change
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.task import Task, tasks_of
from ssot_audit.fix.unified import unified
from ssot_audit.rules.finding import Finding

_LINES = 100
"""Lines of a diff after which no further file is looked at."""


def suggested(tree: SourceTree, findings: Sequence[Finding]) -> list[str | None]:
    """Return the unified diff that mends each finding; None where there is none."""
    around = Surroundings(tree, {})
    return ["".join(_diffs(around, finding)) or None for finding in findings]


def _diffs(around: Surroundings, finding: Finding) -> Iterator[str]:
    """Yield the diffs of the first files that are touched."""
    tasks: dict[str, list[Task]] = {}
    for task in tasks_of(finding):
        tasks.setdefault(task.path, []).append(task)
    lines = 0
    for path, found in tasks.items():
        if lines > _LINES:
            return
        diff = _diff(around, path, found)
        lines += diff.count("\n")
        yield diff


def _diff(around: Surroundings, path: str, tasks: Sequence[Task]) -> str:
    from ssot_audit.fix.apply import edited  # noqa: PLC0415 - LibCST takes 300 ms

    file = around.files.get(path)
    if file is None:
        return ""
    try:
        source = around.source(file)
    except Unreadable:
        return ""
    is_unsafe = not all(task.remedy.is_safe for task in tasks)
    after = edited(file, source, tasks, around, is_unsafe=is_unsafe).content
    return unified(Change(path, source, after)) if after != source else ""
