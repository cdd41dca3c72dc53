"""Which import statement a name can join, instead of getting one of its own."""

from collections.abc import Iterator, Sequence

import libcst as cst

from ssot_audit.fix.import_lists import WIDTH, with_names
from ssot_audit.fix.pieces import Piece
from ssot_audit.fix.site import Site
from ssot_audit.fix.tree import ImportStatement, aliases

_IMPORTS = (cst.Import, cst.ImportFrom)
_Block = cst.Module | cst.IndentedBlock


def block_of(
    site: Site, statement: cst.CSTNode
) -> tuple[_Block, cst.SimpleStatementLine] | None:
    """Return the block and the line of a statement; None for one behind a colon."""
    line = site.tree.parent(statement)
    block = site.tree.parent(line)
    if isinstance(line, cst.SimpleStatementLine) and isinstance(
        block, (cst.Module, cst.IndentedBlock)
    ):
        return block, line
    return None


def joinable(
    site: Site,
    statement: ImportStatement,
    module: str,
    names: Sequence[cst.ImportAlias],
    busy: frozenset[cst.CSTNode],
) -> cst.ImportFrom | None:
    """Return a statement near another that could also take names from a module.

    It runs under the same conditions: in the same block, before, or after nothing but
    further imports. `busy` statements are about to change themselves.
    """
    found = block_of(site, statement)
    if found is None:
        return None
    for other in _near(*found):
        if (
            other not in busy
            and isinstance(other, cst.ImportFrom)
            and aliases(other)
            and site.module_of(other) == module
            and _fits(site, other, names)
        ):
            return other
    return None


def join(site: Site, other: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> None:
    """Let a statement take more names."""

    def joined(now: cst.BaseSmallStatement) -> Sequence[Piece]:
        return [Piece(with_names(cst.ensure_type(now, cst.ImportFrom), names))]

    site.edits.replace(other, joined)


def _near(block: _Block, line: cst.SimpleStatementLine) -> Iterator[cst.CSTNode]:
    at = next(n for n, known in enumerate(block.body) if known is line)
    for earlier in reversed(block.body[:at]):
        if isinstance(earlier, cst.SimpleStatementLine):
            yield from earlier.body
    for later in block.body[at + 1 :]:
        if not isinstance(later, cst.SimpleStatementLine) or not all(
            isinstance(small, _IMPORTS) for small in later.body
        ):
            return
        yield from later.body


def _fits(
    site: Site, statement: cst.ImportFrom, names: Sequence[cst.ImportAlias]
) -> bool:
    """Tell whether the line stays readable; one in several lines does."""
    text = site.tree.module.code_for_node(with_names(statement, names)).rstrip("; ")
    indent = 4 * sum(
        isinstance(node, cst.IndentedBlock) for node in site.tree.around(statement)
    )
    return "\n" in text or "\r" in text or indent + len(text) <= WIDTH
