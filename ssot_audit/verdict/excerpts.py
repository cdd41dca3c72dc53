"""The source lines that reports show, read once more for the files with findings."""

from collections.abc import Mapping

from ssot_audit.discover.source import SourceTree, Unreadable
from ssot_audit.extract.text import SourceText
from ssot_audit.verdict.verdict import Status, Verdict


def excerpts(tree: SourceTree, verdict: Verdict) -> Mapping[tuple[str, int], str]:
    """Return the line at each place of the new findings, by path and line."""
    wanted = _places(verdict)
    found = {}
    for file in tree.files:
        if file.path not in wanted:
            continue
        try:
            text = SourceText(tree.read(file)).lines
        except (Unreadable, SyntaxError, LookupError, ValueError):
            continue
        for line in wanted[file.path]:
            if line <= len(text):
                found[file.path, line] = text[line - 1]
    return found


def _places(verdict: Verdict) -> dict[str, set[int]]:
    """Return the lines of new findings and their evidence, by path."""
    wanted: dict[str, set[int]] = {}
    for item in verdict.findings:
        if item.status is Status.NEW:
            finding = item.finding
            for place in (finding.place, *(hop.place for hop in finding.evidence)):
                wanted.setdefault(place.path, set()).add(place.line)
    return wanted
