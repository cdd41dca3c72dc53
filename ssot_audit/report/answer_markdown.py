"""Tables in Markdown, safe against what code may be called."""

from collections.abc import Iterable, Iterator, Sequence

from ssot_audit.extract.facts import Span
from ssot_audit.link.flow.graph import Step
from ssot_audit.link.located import Module
from ssot_audit.report.printable import printable


def code(name: str) -> str:
    """Return a name as code."""
    return f"`{printable(name).replace('`', '')}`"


def codes(names: Iterable[str]) -> str:
    """Return names as code, in one line."""
    return ", ".join(map(code, names))


def at(module: Module, span: Span) -> str:
    """Return `path:line` as code."""
    return code(f"{module.path}:{span.line}")


def hops(chain: Iterable[Step]) -> str:
    """Return what happens to an object on its way, in one line."""
    return "; ".join(f"{at(step.module, step.span)} {step.text}" for step in chain)


def table(heads: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a table, an empty one first."""
    yield ""
    yield f"| {' | '.join(heads)} |"
    yield f"|{'---|' * len(heads)}"
    for row in rows:
        cells = (printable(cell).replace("|", "&#124;") for cell in row)
        yield f"| {' | '.join(cells)} |"
