"""Uses of a name, or of a module's dotted name, that follow what an import does."""

from collections.abc import Iterable, Sequence

import libcst as cst

from ssot_audit.extract.builtin_names import BUILTIN_NAMES
from ssot_audit.fix.names import quoted_name
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.tree import ImportStatement, Tree, bound_name, root_of
from ssot_audit.fix.tree import expression as expression_of


def can_follow(site: Site, statement: cst.CSTNode, old: str, new: str) -> bool:
    """Tell whether everything that uses a name can use another one from now on.

    Nobody else may take the old name from this file, and the new one must be free.
    """
    names, tree = site.names, site.tree
    if tree.is_in_class_body(statement) or names.reflects:
        return False
    if names.bindings(old) != 1 or names.is_text(old) or names.is_in_example(old):
        return False
    if new in BUILTIN_NAMES or names.is_known(new):
        return False
    function = tree.function_around(statement)
    if function is not None:
        return all(_is_inside(tree, use, function) for use in names.uses(old))
    return not site.file.is_package and not site.surroundings.is_taken(site.file, old)


def follow(site: Site, statement: cst.CSTNode, old: str, new: str) -> None:
    """Let all uses of a name, in annotations in quotes as well, use another."""
    for use in site.names.uses(old):
        site.edits.nodes[use] = lambda now: now.with_changes(value=new)
    _quote(site, statement, old, new)


def move_chains(
    site: Site,
    statement: ImportStatement,
    old: str,
    new: str,
    others: Iterable[cst.ImportAlias],
) -> None:
    """Let what is written `a.b.…`, after `import a.b`, be written another way."""
    root, new_root = old.partition(".")[0], new.partition(".")[0]
    if not site.names.is_only_imported(new_root):
        raise Untouched(f"`{new_root}` is something else in this file")
    chains = list(site.names.chains(old))
    function = site.tree.function_around(statement)
    if function is not None:
        chains = [use for use in chains if _is_inside(site.tree, use, function)]
    if root != new_root and not any(bound_name(other) == root for other in others):
        _require_all(site, root, chains)
    for use in chains:
        site.edits.substitute(use, expression_of(new))
    _quote(site, statement, old, new)


def _require_all(site: Site, root: str, chains: Sequence[cst.CSTNode]) -> None:
    """Raise `Untouched` if a name has uses that the moved ones do not cover."""
    covered = {root_of(chain) for chain in chains}
    if any(use not in covered for use in site.names.uses(root)):
        raise Untouched(f"`{root}` is used for more than what has moved")
    if site.names.is_text(root) or site.file.is_package:
        raise Untouched(f"others may use `{root}` of this file")


def _quote(site: Site, statement: cst.CSTNode, old: str, new: str) -> None:
    function = site.tree.function_around(statement)
    pattern = quoted_name(old)
    for text in site.names.quoted(old):
        if function is None or _is_inside(site.tree, text, function):
            value = pattern.sub(new, text.value)
            site.edits.nodes[text] = lambda now, value=value: now.with_changes(  # type: ignore[misc]
                value=value
            )


def _is_inside(tree: Tree, node: cst.CSTNode, outer: cst.CSTNode) -> bool:
    return any(around is outer for around in tree.around(node))
