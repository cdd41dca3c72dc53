"""Imported names that have moved: taken from where they are now.

What a name is bound to in the file stays, unless all uses of it can follow. So nobody
who takes the name from this file notices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import libcst as cst

from ssot_audit.extract.facts import Span
from ssot_audit.fix.import_lists import (
    aimed_at,
    alias_of,
    comment_of,
    import_from,
    without,
)
from ssot_audit.fix.merging import block_of, join, joinable
from ssot_audit.fix.pieces import Piece
from ssot_audit.fix.renaming import can_follow, follow, move_chains
from ssot_audit.fix.site import Site
from ssot_audit.fix.text import Untouched
from ssot_audit.fix.tree import (
    ImportStatement,
    aliases,
    bound_name,
    dotted,
    expression,
)
from ssot_audit.rules.remedies import Move, MoveImports

_PRAGMAS = ("noqa", "type:", "pylint:", "pyright:", "mypy:", "isort:", "pragma")


@dataclass(frozen=True, slots=True)
class _Destination:
    """Where a name is to be taken from."""

    module: str
    """Full name; empty for a module that has no package."""
    name: str
    bound: str | None
    """The name behind `as`."""

    def alias(self) -> cst.ImportAlias:
        return alias_of(self.name, self.bound)


@dataclass(slots=True)
class ImportMoves:
    """Moves the imported names of one file."""

    site: Site
    _moved: dict[ImportStatement, dict[cst.ImportAlias, _Destination]] = field(
        default_factory=dict
    )

    def add(self, span: Span, remedy: MoveImports) -> bool:
        """Take on one imported name; raises `Untouched`. False: there is none there."""
        tree = self.site.tree
        found = tree.alias_at(span)
        if found is None:
            return False
        statement, alias = found
        if alias is None:
            raise Untouched("a star import does not say what it takes")
        target = self._target(statement, alias, remedy.moves)
        if isinstance(statement, cst.ImportFrom):
            destination = self._from(statement, alias, target)
        else:
            destination = self._plain(statement, alias, target)
        self._moved.setdefault(statement, {})[alias] = destination
        return True

    def finish(self) -> None:
        """Edit the statements, once every name of them is known."""
        busy = frozenset(self._moved)
        for statement, moved in self._moved.items():
            if isinstance(statement, cst.Import):
                self._edit_plain(statement, moved)
            else:
                self._edit_from(statement, moved, busy)

    def _target(
        self, statement: ImportStatement, alias: cst.ImportAlias, moves: Iterable[Move]
    ) -> str:
        full = dotted(alias.name)
        if isinstance(statement, cst.ImportFrom):
            full = f"{self.site.module_of(statement)}.{full}"
        return target_of(full, tuple(moves))

    def _from(
        self, statement: cst.ImportFrom, alias: cst.ImportAlias, target: str
    ) -> _Destination:
        module, _, leaf = target.rpartition(".")
        site = self.site
        if module == site.file.module and not site.surroundings.is_module(target):
            raise Untouched(f"`{module}` would import from itself")
        name, bound = dotted(alias.name), bound_name(alias)
        if alias.asname is not None:
            is_needed = bound != leaf or bound == name
            return _Destination(module, leaf, bound if is_needed else None)
        if leaf == name:
            return _Destination(module, leaf, None)
        if can_follow(site, statement, name, leaf):
            follow(site, statement, name, leaf)
            return _Destination(module, leaf, None)
        return _Destination(module, leaf, name)

    def _plain(
        self, statement: ImportStatement, alias: cst.ImportAlias, target: str
    ) -> _Destination:
        if target == self.site.file.module:
            raise Untouched(f"`{target}` would import itself")
        if alias.asname is not None:
            return _Destination("", target, bound_name(alias))
        if not self._is_module(target):
            raise Untouched(f"`{target}` is no module")
        others = [
            taken
            for other in self.site.tree.imports
            for taken in aliases(other)
            if taken is not alias
        ]
        move_chains(self.site, statement, dotted(alias.name), target, others)
        return _Destination("", target, None)

    def _edit_plain(
        self, statement: cst.Import, moved: Mapping[cst.ImportAlias, _Destination]
    ) -> None:
        """Aim the names of `import a.b, c as d` elsewhere, where they stand."""
        site = self.site
        names = [
            alias.with_changes(name=expression(moved[alias].name))
            if alias in moved and self._is_module(moved[alias].name)
            else alias
            for alias in statement.names
        ]
        pieces = []
        for alias, destination in moved.items():
            if not self._is_module(destination.name):
                names.remove(alias)
                module, _, leaf = destination.name.rpartition(".")
                new = import_from(0, module, [alias_of(leaf, destination.bound)])
                pieces.append(Piece(new))
        if names and not isinstance(names[-1].comma, cst.MaybeSentinel):
            names[-1] = names[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        kept = [Piece(statement.with_changes(names=names))] if names else []
        site.edits.replace(statement, lambda _now: [*kept, *pieces])

    def _is_module(self, name: str) -> bool:
        surroundings = self.site.surroundings
        return surroundings.is_module(name) or surroundings.home(name) is None

    def _edit_from(
        self,
        statement: cst.ImportFrom,
        moved: Mapping[cst.ImportAlias, _Destination],
        busy: frozenset[cst.CSTNode],
    ) -> None:
        groups: dict[str, dict[cst.ImportAlias, _Destination]] = {}
        for alias, destination in moved.items():
            groups.setdefault(destination.module, {})[alias] = destination
        stays = [alias for alias in aliases(statement) if alias not in moved]
        is_plain = not stays and self._has_comment(statement)
        for module in list(groups):
            new = [destination.alias() for destination in groups[module].values()]
            if is_plain or any(
                comment_of(statement, alias) for alias in groups[module]
            ):
                continue
            other = (
                joinable(self.site, statement, module, new, busy) if module else None
            )
            if other is not None:
                join(self.site, other, new)
                del groups[module]
        pieces = list(self._pieces(statement, stays, groups))
        self.site.edits.replace(statement, lambda _now: pieces)

    def _has_comment(self, statement: cst.ImportFrom) -> bool:
        """Tell whether there is a comment that only this statement can keep."""
        found = block_of(self.site, statement)
        if found is None:
            return False
        _, line = found
        return "#" in self.site.tree.module.code_for_node(line)

    def _pieces(
        self,
        statement: cst.ImportFrom,
        stays: list[cst.ImportAlias],
        groups: dict[str, dict[cst.ImportAlias, _Destination]],
    ) -> Iterable[Piece]:
        """Yield the statement with what stays, else aimed elsewhere, and new ones."""
        if stays:
            gone = [alias for alias in aliases(statement) if alias not in stays]
            yield Piece(without(statement, gone))
        elif groups:
            module = next((known for known in groups if known), "")
            if module:
                yield Piece(self._aimed(statement, module, groups.pop(module)))
        pragma = self._pragma(statement)
        for module, moved in groups.items():
            for names in _by_comment(statement, moved):
                new = [moved[alias].alias() for alias in names]
                comment = comment_of(statement, names[0]) or pragma
                yield Piece(self._new(statement, module, new), comment)

    def _new(
        self, statement: cst.ImportFrom, module: str, names: list[cst.ImportAlias]
    ) -> cst.BaseSmallStatement:
        if not module:
            return cst.Import(names)
        level, written = self.site.spelled(module, len(statement.relative))
        return import_from(level, written, names)

    def _aimed(
        self,
        statement: cst.ImportFrom,
        module: str,
        moved: Mapping[cst.ImportAlias, _Destination],
    ) -> cst.ImportFrom:
        gone = [alias for alias in aliases(statement) if alias not in moved]
        left = without(statement, gone) if gone else statement
        # The last name may have got another comma, the order is the same.
        names = [
            _renamed(now, moved[old])
            for now, old in zip(
                aliases(left),
                (a for a in aliases(statement) if a in moved),
                strict=True,
            )
        ]
        level, written = self.site.spelled(module, len(statement.relative))
        return aimed_at(left.with_changes(names=names), level, written)

    def _pragma(self, statement: cst.ImportFrom) -> str | None:
        """Return the comment of a line if it speaks to tools about its imports."""
        line = self.site.tree.parent(statement)
        end = getattr(line, "trailing_whitespace", None)
        if not isinstance(end, cst.TrailingWhitespace) or end.comment is None:
            return None
        text = end.comment.value.lstrip("# ").lower()
        return end.comment.value if text.startswith(_PRAGMAS) else None


def target_of(full: str, moves: tuple[Move, ...]) -> str:
    """Return where a full name has gone: itself, or what it is below of.

    A name that no move mentions leads to the only one through a re-export.
    """
    best = max(
        (m for m in moves if full == m.old or full.startswith(f"{m.old}.")),
        key=lambda move: len(move.old),
        default=None,
    )
    if best is not None:
        return best.new + full.removeprefix(best.old)
    if len(moves) == 1:
        return moves[0].new
    raise Untouched(f"it is not clear what `{full}` has become")


def _renamed(alias: cst.ImportAlias, destination: _Destination) -> cst.ImportAlias:
    asname = alias.asname
    if destination.bound is None:
        asname = None
    elif asname is None:
        asname = cst.AsName(cst.Name(destination.bound))
    return alias.with_changes(name=cst.Name(destination.name), asname=asname)


def _by_comment(
    statement: cst.ImportFrom, moved: Iterable[cst.ImportAlias]
) -> Iterable[list[cst.ImportAlias]]:
    """Yield the names that share a statement; one with a comment has its own."""
    plain = [alias for alias in moved if not comment_of(statement, alias)]
    if plain:
        yield plain
    yield from ([alias] for alias in moved if comment_of(statement, alias))
