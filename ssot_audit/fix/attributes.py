"""Names used through a module, `module.Name`, that have moved.

The name itself is imported next to the module, or its new module where that name is
taken. An import that nothing uses any more is removed.
"""

from dataclasses import dataclass, field

import libcst as cst

from ssot_audit.fix.import_lists import alias_of, import_from, without
from ssot_audit.fix.imports import target_of
from ssot_audit.fix.merging import join, joinable
from ssot_audit.fix.pieces import Piece
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.tree import (
    ImportStatement,
    aliases,
    bound_name,
    dotted,
    expression,
    root_of,
)
from ssot_audit.rules.remedies import MoveImports

_Import = tuple[ImportStatement, cst.ImportAlias]


@dataclass(slots=True)
class AttributeMoves:
    """Moves the names that one file uses through modules."""

    site: Site
    _done: set[cst.CSTNode] = field(default_factory=set)
    """Names that were the roots of moved attributes."""
    _behind: dict[cst.CSTNode, dict[str, cst.BaseSmallStatement]] = field(
        default_factory=dict
    )
    """New imports by the statement that they follow, and what they are of."""
    _roots: dict[str, _Import] = field(default_factory=dict)

    def add(self, node: cst.Attribute, remedy: MoveImports) -> None:
        """Take on one use; raises `Untouched`."""
        name = dotted(node)
        root = root_of(node)
        if not name or root is None:
            raise Untouched("it is no plain name")
        bound = self._import_of(root)
        statement, alias = bound
        full = name
        if not _binds_root(statement, alias):
            full = self._full(statement, alias) + name.removeprefix(root.value)
        target = target_of(full, remedy.moves)
        node, target = self._without_members(node, target)
        self.site.edits.substitute(node, expression(self._imported(statement, target)))
        self._done.add(root)
        self._roots[root.value] = bound

    def finish(self) -> None:
        """Add the imports, and remove what nothing uses any more."""
        unused = [
            (statement, alias)
            for name, (statement, alias) in self._roots.items()
            if self._is_unused(name, statement)
        ]
        for statement, new in self._behind.items():
            for added in new.values():
                self.site.edits.add_after(_small(statement), added)
        for statement, alias in unused:
            remove(self.site, statement, alias)

    def _import_of(self, root: cst.Name) -> _Import:
        tree = self.site.tree
        found = [
            (statement, alias)
            for statement in tree.imports
            for alias in aliases(statement)
            if bound_name(alias) == root.value
        ]
        inner = tree.function_around(root)
        while True:
            for statement, alias in found:
                if tree.function_around(statement) is inner:
                    return statement, alias
            if inner is None:
                raise Untouched(
                    f"`{root.value}` is bound in a way that is not followed"
                )
            inner = tree.function_around(inner)

    def _full(self, statement: ImportStatement, alias: cst.ImportAlias) -> str:
        if isinstance(statement, cst.ImportFrom):
            return f"{self.site.module_of(statement)}.{dotted(alias.name)}"
        return dotted(alias.name)

    def _imported(self, statement: ImportStatement, target: str) -> str:
        """Return how the file can write a name, with an import added for it."""
        module, _, leaf = target.rpartition(".")
        if module == self.site.file.module:
            raise Untouched(f"`{module}` would import from itself")
        if not module:
            raise Untouched(f"`{target}` is in no module")
        added = self._behind.setdefault(statement, {})
        beside = added.get(f"{module}.*")
        names = [] if beside is None else list(aliases(_import(beside)))
        if self._is_imported(module, leaf) or leaf in map(bound_name, names):
            return leaf
        if not self.site.names.is_known(leaf):
            new = [alias_of(leaf, None)]
            other = joinable(self.site, statement, module, new, frozenset([statement]))
            if other is not None:
                join(self.site, other, new)
            else:
                level = self._level(statement)
                spelled = self.site.spelled(module, level)
                added[f"{module}.*"] = import_from(*spelled, [*names, *new])
            return leaf
        if not self.site.names.is_only_imported(module.partition(".")[0]):
            raise Untouched(f"`{leaf}` is something else in this file")
        added[module] = cst.Import([alias_of(module, None)])
        return target

    def _without_members(
        self, node: cst.Attribute, target: str
    ) -> tuple[cst.Attribute, str]:
        """Return what can be imported of `module.Name.member`: `module.Name`."""
        home = self.site.surroundings.home(target)
        for _ in range(home[1].count(".") if home is not None else 0):
            node = cst.ensure_type(node.value, cst.Attribute)
            target = target.rpartition(".")[0]
        return node, target

    def _level(self, statement: ImportStatement) -> int:
        return len(statement.relative) if isinstance(statement, cst.ImportFrom) else 0

    def _is_imported(self, module: str, leaf: str) -> bool:
        """Tell whether the file has the name already, by one import at its top."""
        if self.site.names.bindings(leaf) != 1:
            return False
        tree = self.site.tree
        return any(
            isinstance(statement, cst.ImportFrom)
            and self.site.module_of(statement) == module
            and tree.function_around(statement) is None
            and any(
                dotted(alias.name) == bound_name(alias) == leaf
                for alias in aliases(statement)
            )
            for statement in tree.imports
        )

    def _is_unused(self, name: str, statement: ImportStatement) -> bool:
        return is_unused(self.site, name, statement, frozenset(self._done))


def is_unused(
    site: Site,
    name: str,
    statement: ImportStatement,
    gone: frozenset[cst.CSTNode],
) -> bool:
    """Tell whether an import can go, once some uses of what it binds are gone.

    Not if the name may be meant for others, or a comment asks to leave it alone.
    """
    names = site.names
    if site.file.is_package or names.reflects or names.is_text(name):
        return False
    if names.bindings(name) != 1 or list(names.quoted(name)):
        return False
    if names.is_in_example(name):
        return False
    if any(use not in gone for use in names.uses(name)):
        return False
    line = site.tree.parent(statement)
    if "noqa" in site.tree.module.code_for_node(line):
        return False
    is_local = site.tree.function_around(statement) is not None
    return is_local or not site.surroundings.is_taken(site.file, name)


def remove(site: Site, statement: ImportStatement, alias: cst.ImportAlias) -> None:
    """Remove a name from an import, after whatever else is to become of that."""
    name = bound_name(alias)

    def removed(now: cst.BaseSmallStatement) -> list[Piece]:
        if not isinstance(now, (cst.Import, cst.ImportFrom)):
            return [Piece(now)]
        gone = [known for known in aliases(now) if bound_name(known) == name]
        if len(gone) == len(aliases(now)):
            return []
        return [Piece(_less(now, gone))]

    site.edits.replace(_small(statement), removed)


def _less(
    statement: ImportStatement, gone: list[cst.ImportAlias]
) -> cst.BaseSmallStatement:
    if not gone:
        return statement
    if isinstance(statement, cst.ImportFrom):
        return without(statement, gone)
    names = [known for known in statement.names if known not in gone]
    names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
    return statement.with_changes(names=names)


def _small(statement: cst.CSTNode) -> cst.BaseSmallStatement:
    if not isinstance(statement, cst.BaseSmallStatement):
        raise TypeError(type(statement).__name__)
    return statement


def _import(node: cst.BaseSmallStatement) -> ImportStatement:
    if not isinstance(node, (cst.Import, cst.ImportFrom)):
        raise TypeError(type(node).__name__)
    return node


def _binds_root(statement: ImportStatement, alias: cst.ImportAlias) -> bool:
    """Tell whether `import a.b` binds `a`."""
    return isinstance(statement, cst.Import) and alias.asname is None
