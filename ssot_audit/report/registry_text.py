"""The import registry for people and for those who write code for them: plain lines."""

from collections.abc import Iterator, Sequence

from ssot_audit.link.registry import Entry
from ssot_audit.link.registry_check import Objection
from ssot_audit.report.figures import counted
from ssot_audit.report.printable import printable
from ssot_audit.report.registry_words import other_paths, uses


def render(entries: Sequence[Entry]) -> str:
    """Return the import of each name, with what else is known of it below."""
    return "".join(
        f"{printable(line)}\n" for entry in entries for line in _lines(entry)
    )


def render_check(path: str, objections: Sequence[Objection]) -> str:
    """Return what is wrong with a registry kept by hand, a line each."""
    lines = [
        f"{path}:{found.span.line}:{found.span.column}: {found.message}. {found.help}"
        for found in objections
    ]
    lines.append(f"{counted(len(objections), 'import')} wrong in {path}")
    return "".join(f"{printable(line.rstrip())}\n" for line in lines)


def _lines(entry: Entry) -> Iterator[str]:
    marks = ["declared"] * entry.is_declared + ["deprecated"] * entry.is_deprecated
    yield f"{entry.statement}{'  # ' if marks else ''}{', '.join(marks)}"
    yield f"    {entry.kind} in {entry.path}:{entry.line}"
    for route in entry.routes:
        if route.module == entry.canonical:
            yield f"    {uses(route)}"
    for path in other_paths(entry):
        yield f"    not from {path}"
