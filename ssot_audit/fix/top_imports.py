"""A name that a file imports once, at its top, for all its functions."""

import libcst as cst

from ssot_audit.fix.import_lists import alias_of, import_from
from ssot_audit.fix.merging import join, joinable
from ssot_audit.fix.site import Site
from ssot_audit.fix.tree import aliases, bound_name, dotted


def imported_as(site: Site, module: str, name: str) -> str:
    """Return what a file calls a name that it imports at its top; empty: nothing."""
    tree = site.tree
    for statement in tree.imports:
        if not isinstance(statement, cst.ImportFrom):
            continue
        is_at_top = tree.parent(tree.parent(statement)) is tree.module
        if is_at_top and site.module_of(statement) == module:
            for alias in aliases(statement):
                bound = bound_name(alias)
                if dotted(alias.name) == name and site.names.bindings(bound) == 1:
                    return bound
    return ""


def import_at_top(site: Site, module: str, name: str) -> None:
    """Import a name behind the last import that a file begins with."""
    new = [alias_of(name, None)]
    statement = import_from(0, module, new)
    anchor = _anchor(site)
    if anchor is None:
        site.edits.first.append(statement)
        return
    if isinstance(anchor, (cst.Import, cst.ImportFrom)):
        other = joinable(site, anchor, module, new, frozenset())
        if other is not None:
            join(site, other, new)
            return
    site.edits.add_after(anchor, statement)


def _anchor(site: Site) -> cst.BaseSmallStatement | None:
    """Return the last import at the top of the file, else its docstring."""
    anchor: cst.BaseSmallStatement | None = None
    for line in site.tree.module.body:
        if not isinstance(line, cst.SimpleStatementLine):
            break
        small = line.body[-1]
        if isinstance(small, (cst.Import, cst.ImportFrom)) or (
            anchor is None and _is_docstring(small)
        ):
            anchor = small
        else:
            break
    return anchor


def _is_docstring(node: cst.BaseSmallStatement) -> bool:
    return isinstance(node, cst.Expr) and isinstance(
        node.value, (cst.SimpleString, cst.ConcatenatedString)
    )
