"""The score card of the text report: verdict, figures, coverage."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from rich.text import Text

from ssot_audit.report.figures import counted, not_computed, percentage
from ssot_audit.report.printable import printable
from ssot_audit.report.text_layout import EMPTY, FAINT, HEADING, Line, prose, tree
from ssot_audit.verdict.verdict import (
    ClassScore,
    Coverage,
    DirectoryScore,
    GateResult,
    Ratio,
    Score,
    Verdict,
)

_SHOWN = 5
"""Entries of a ranking; how many more there are is always said."""
_INDENT = "  "
_PASSED, _FAILED = "bold green", "bold red"


def card(verdict: Verdict) -> Iterator[Line]:
    """Yield the verdict, the score and the coverage."""
    yield from _verdict(verdict.gate)
    yield from _score(verdict.score)
    yield from _since(verdict)
    yield from _worst(verdict.score.worst_classes)
    yield from _worst_directories(verdict.score.worst_directories)
    yield from _coverage(verdict.coverage)


def _verdict(gate: GateResult) -> Iterator[Line]:
    if gate.passed:
        yield Line(Text("passed: no finding and no figure fails the gate", _PASSED))
    for failure in gate.failures:
        head = "failed: "
        yield Line(Text(head + failure, _FAILED), rest=" " * len(head))


def _score(score: Score) -> Iterator[Line]:
    files = {
        "production": score.production,
        "test": score.test,
        "overall": score.overall,
    }
    yield from _heading("Files without an open error or warning")
    yield from _figures(files, "")
    yield from _heading("Facts and promises")
    yield from _figures(score.dimensions, "kept ")
    for reason in score.partial_because:
        yield Line(prose(f"partial: {reason}"), _INDENT, _INDENT * 2)


def _since(verdict: Verdict) -> Iterator[Line]:
    if verdict.since is None:
        return
    files = {
        "then": verdict.since.score.overall,
        "now": verdict.score.overall,
    }
    yield from _heading(f"Since {printable(verdict.since.revision)}")
    yield from _figures(files, "")


def _figures(figures: Mapping[str, Ratio], verb: str) -> Iterator[Line]:
    margin = max(map(len, figures))
    for name, figure in figures.items():
        first = f"{_INDENT}{name:<{margin}}  "
        if figure.percent is None:
            text = Text(not_computed(name), FAINT)
        else:
            style = "green" if figure.met == figure.owed else ""
            written = f"{verb}{figure.met} of {figure.owed} = {percentage(figure)}"
            text = Text(written, style)
        yield Line(text, first, " " * len(first))


def _worst(classes: tuple[ClassScore, ...]) -> Iterator[Line]:
    if not classes:
        return
    yield from _heading("Worst classes")
    entries = (
        prose(
            f"`{each.name}` keeps {each.kept.met} of {each.kept.owed} "
            f"of `{each.interface}`"
        )
        for each in classes[:_SHOWN]
    )
    yield from _listed(entries, len(classes) - _SHOWN)


def _worst_directories(directories: tuple[DirectoryScore, ...]) -> Iterator[Line]:
    if not directories:
        return
    yield from _heading("Directories with tests that cannot run or check nothing")
    entries = (
        prose(
            f"`{each.directory or '.'}`: {each.real.met} of {each.real.owed} are real"
        )
        for each in directories[:_SHOWN]
    )
    yield from _listed(entries, len(directories) - _SHOWN)


def _coverage(coverage: Coverage) -> Iterator[Line]:
    yield from _heading("Coverage")
    analysed = f"{counted(coverage.analysed, 'file')} analysed"
    yield _entry(f"{analysed} ({counted(coverage.lines, 'line')})")
    if coverage.followed:
        yield _entry(f"{counted(coverage.followed, 'file')} followed for facts only")
    if coverage.documents:
        yield _entry(f"{counted(coverage.documents, 'document')} read")
    yield from _paths(coverage.unparsable, "unparsable")
    yield from _paths(coverage.not_analysed, "not analysed")
    skipped = Counter(entry.reason for entry in coverage.skipped)
    yield from _reasons(skipped, "path", "skipped")
    total = f"of {counted(coverage.classes, 'class', 'classes')}"
    yield from _reasons(coverage.open_classes, total, "open, not judged")
    yield from _reasons(
        coverage.unresolved_names, "imported name", "unresolved, not judged"
    )


def _paths(paths: tuple[str, ...], state: str) -> Iterator[Line]:
    """Yield all paths: a file that could not be judged must never be out of sight."""
    if paths:
        yield _entry(f"{counted(len(paths), 'file')} {state}")
        yield from tree((prose(path) for path in paths), _INDENT)


def _reasons(counts: Mapping[str, int], noun: str, state: str) -> Iterator[Line]:
    """Yield how many there are, and the most frequent reasons."""
    if not counts:
        return
    total = sum(counts.values())
    is_share = noun.startswith("of ")
    head = f"{total} {noun}" if is_share else counted(total, noun)
    yield _entry(f"{head} {state}")
    ranked = sorted(counts.items(), key=lambda entry: (-entry[1], entry[0]))
    entries = [prose(f"{count}: {reason}") for reason, count in ranked[:_SHOWN]]
    rest = ranked[_SHOWN:]
    if rest:
        covered = sum(count for _, count in rest)
        entries.append(Text(f"{covered}: {counted(len(rest), 'more reason')}", FAINT))
    yield from tree(entries, _INDENT)


def _listed(entries: Iterable[Text], more: int) -> Iterator[Line]:
    for entry in entries:
        yield Line(entry, _INDENT, _INDENT * 2)
    if more > 0:
        yield Line(Text(f"and {more} more (see json)", FAINT), _INDENT)


def _heading(title: str) -> Iterator[Line]:
    yield EMPTY
    yield Line(Text(title, HEADING))


def _entry(sentence: str) -> Line:
    return Line(prose(sentence), _INDENT, _INDENT * 2)
