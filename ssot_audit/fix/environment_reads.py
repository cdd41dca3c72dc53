"""How a file reads the environment, as it is written."""

from collections.abc import Iterator
from dataclasses import dataclass

import libcst as cst

from ssot_audit.extract.facts import Span
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.tree import ImportStatement, aliases, bound_name, dotted

ENVIRON, GETENV = "os.environ", "os.getenv"
_CHANGES = (cst.AssignTarget, cst.AnnAssign, cst.AugAssign, cst.Del)


@dataclass(frozen=True, slots=True)
class Read:
    """One access that changes nothing."""

    node: cst.BaseExpression
    source: cst.BaseExpression
    """`os.environ`, or `os.getenv`."""
    way: str
    """`[]`, `get` or `in`."""
    arguments: tuple[cst.Arg, ...] = ()


def reads_at(site: Site, span: Span) -> Iterator[Read]:
    """Yield the reads at a place: of an f-string facts know only where it stands."""
    tree = site.tree
    for node in tree.by_span.get(span, ()):
        if isinstance(node, (cst.FormattedString, cst.ConcatenatedString)):
            for inner in tree.nodes:
                if any(around is node for around in tree.around(inner)):
                    yield from _read(site, inner)
            return
        found = list(_read(site, node))
        if found:
            yield from found
            return


def full_name(site: Site, statement: ImportStatement, alias: cst.ImportAlias) -> str:
    """Return what an imported name stands for."""
    if isinstance(statement, cst.ImportFrom):
        return f"{site.module_of(statement)}.{dotted(alias.name)}"
    return dotted(alias.name) if alias.asname else bound_name(alias)


def _read(site: Site, node: cst.CSTNode) -> Iterator[Read]:
    if isinstance(node, cst.Subscript):
        if _meaning(site, node.value) == ENVIRON:
            _require_unchanged(site, node)
            yield Read(node, node.value, "[]")
    elif isinstance(node, cst.Call):
        full = _meaning(site, node.func)
        if full == GETENV:
            yield Read(node, node.func, "get", tuple(node.args))
        elif full == f"{ENVIRON}.get":
            environ = cst.ensure_type(node.func, cst.Attribute).value
            yield Read(node, environ, "get", tuple(node.args))
    elif isinstance(node, cst.Comparison) and len(node.comparisons) == 1:
        target = node.comparisons[0]
        is_test = isinstance(target.operator, (cst.In, cst.NotIn))
        if is_test and _meaning(site, target.comparator) == ENVIRON:
            yield Read(node, target.comparator, "in")


def _require_unchanged(site: Site, node: cst.Subscript) -> None:
    parent = site.tree.parent(node)
    if isinstance(parent, _CHANGES) and getattr(parent, "value", None) is not node:
        raise Untouched("writes are not rewritten")


def _meaning(site: Site, node: cst.BaseExpression) -> str:
    root, dot, rest = dotted(node).partition(".")
    for statement in site.tree.imports:
        for alias in aliases(statement):
            if root and bound_name(alias) == root:
                return f"{full_name(site, statement, alias)}{dot}{rest}"
    return ""
