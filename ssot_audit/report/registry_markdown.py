"""The import registry as Markdown: a table for each module to import from."""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ssot_audit.link.registry import Entry
from ssot_audit.link.registry_check import Objection
from ssot_audit.report.answer_markdown import code, table
from ssot_audit.report.registry_words import other_paths


def render(entries: Sequence[Entry]) -> str:
    """Return what is to be imported from where."""
    lines = ["# Import registry"]
    ordered = sorted(entries, key=lambda entry: (entry.canonical, entry.name))
    for module, found in groupby(ordered, key=lambda entry: entry.canonical):
        lines += ["", f"## {code(module)}"]
        lines += table(("name", "defined in", "also taken from"), map(_cells, found))
    return "".join(f"{line}\n" for line in lines)


def render_check(path: str, objections: Sequence[Objection]) -> str:
    """Return what is wrong with a registry kept by hand."""
    lines = [f"# {code(path)}: {len(objections)} wrong"]
    if objections:
        lines += table(("line", "wrong", "instead"), _wrong(objections))
    return "".join(f"{line}\n" for line in lines)


def _cells(entry: Entry) -> tuple[str, str, str]:
    mark = " (deprecated)" if entry.is_deprecated else ""
    where = code(f"{entry.path}:{entry.line}")
    return f"{code(entry.name)}{mark}", where, ", ".join(other_paths(entry))


def _wrong(objections: Sequence[Objection]) -> Iterator[tuple[str, str, str]]:
    for found in objections:
        yield str(found.span.line), found.message, found.help
