"""The source lines that reports show, read once more for the files with findings."""

import re
from collections.abc import Mapping, Sequence

from ssot_audit.discover.source import (
    Document,
    DocumentKind,
    File,
    SourceTree,
    Unreadable,
)
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.text import SourceText
from ssot_audit.verdict.verdict import Status, Verdict

_VALUE = re.compile(r"=.*")


def excerpts(tree: SourceTree, verdict: Verdict) -> Mapping[tuple[str, int], str]:
    """Return the line at each place of the new findings, by path and line."""
    wanted = _places(verdict)
    found = {}
    for file in tree.everything:
        if file.path not in wanted:
            continue
        try:
            text = _lines(file, tree.read(file))
        except (Unreadable, SyntaxError, LookupError, ValueError):
            continue
        for line in wanted[file.path]:
            if line <= len(text):
                found[file.path, line] = text[line - 1]
    return found


def _lines(file: File, source: bytes) -> Sequence[str]:
    if not isinstance(file, Document):
        return SourceText(source).lines
    lines = lines_of(source)
    if file.kind is DocumentKind.DOTENV:  # whose values may be secret
        return [_VALUE.sub("=…", line) for line in lines]
    return lines


def _places(verdict: Verdict) -> dict[str, set[int]]:
    """Return the lines of new findings and their evidence, by path."""
    wanted: dict[str, set[int]] = {}
    for item in verdict.findings:
        if item.status is Status.NEW:
            finding = item.finding
            for place in (finding.place, *(hop.place for hop in finding.evidence)):
                wanted.setdefault(place.path, set()).add(place.line)
    return wanted
