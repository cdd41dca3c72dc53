"""Uses of what a file imports.

The walk hands over every name whose root some import binds; at the end the scopes tell
which are the import, and not a parameter or local variable of the same name.
"""

import ast
import itertools
from collections.abc import Iterable

from ssot_audit.extract.facts import Import
from ssot_audit.extract.scopes import Scope, dotted_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.use_facts import encoded

_PARTIALS = frozenset({"partial", "partialmethod"})
_DOTTED = frozenset({ast.Name, ast.Attribute})
_BLOCKS = ("body", "orelse", "finalbody", "handlers")


def names_imported_at_the_top(tree: ast.Module) -> set[str]:
    """Return what functions may use before the text gets to its import."""
    names: set[str] = set()
    pending: list[ast.AST] = list(tree.body)
    while pending:
        node = pending.pop()
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            names.update(a.asname or a.name.partition(".")[0] for a in node.names)
        elif isinstance(node, (ast.If, ast.Try, ast.With, ast.ExceptHandler)):
            pending += itertools.chain.from_iterable(
                getattr(node, b, ()) for b in _BLOCKS
            )
    return names


class UseCollector:
    """Collects uses in the shape of `use_facts`."""

    def __init__(self, text: SourceText) -> None:
        """Start with nothing found."""
        self._position = text.position
        self._keyword_position = text.keyword_position
        self._scopes: dict[int, tuple[Scope, dict[str, list[object]]]] = {}
        self._partials: dict[ast.expr, ast.Call] = {}

    def add(
        self,
        root: ast.Name,
        chain: ast.Attribute | None,
        call: ast.Call | None,
        scope: Scope,
        around: ast.expr | None,
    ) -> None:
        """Note a name, the attributes after it, its call and the f-string around."""
        try:
            names = self._scopes[id(scope)][1]
        except KeyError:
            names = {}
            self._scopes[id(scope)] = scope, names
        if chain is None:
            name, attributes = root.id, ""
        elif chain.value is root:
            name, attributes = root.id, chain.attr
        else:
            name, _, attributes = dotted_name(chain).partition(".")
        place = self._position(around or chain or root)
        made: object = (attributes, place)
        if call is not None:
            args = call.args
            if call.keywords or ast.Starred in map(type, args):
                made = self._called(attributes, place, call, around)
            else:
                made = (attributes, place, len(args))
        elif self._partials:
            made = self._given(chain or root, attributes, place, around)
        if name in names:
            names[name].append(made)
        else:
            names[name] = [made]

    def _called(
        self, attributes: str, place: object, call: ast.Call, around: ast.expr | None
    ) -> object:
        if call.args and type(call.args[0]) in _DOTTED:
            self._partials[call.args[0]] = call
        return (attributes, place, *self._passed(call, around))

    def _given(
        self,
        node: ast.expr,
        attributes: str,
        place: object,
        around: ast.expr | None,
    ) -> object:
        """Return a read, or what `functools.partial` calls, with what it passes."""
        call = self._partials.get(node)
        if call is None or _last_name(call.func) not in _PARTIALS:
            return (attributes, place)
        positional, keywords, has_spread = self._passed(call, around)
        return (attributes, place, positional - 1, keywords, has_spread, True)

    def _passed(
        self, call: ast.Call, around: ast.expr | None
    ) -> tuple[int, list[object], bool]:
        stars = [*map(type, call.args)].count(ast.Starred)
        keywords: list[object] = [
            (word.arg, self._keyword_position(word, around))
            for word in call.keywords
            if word.arg is not None
        ]
        has_spread = stars > 0 or len(keywords) < len(call.keywords)
        return (len(call.args) - stars, keywords, has_spread)

    def finish(self, imports: Iterable[Import]) -> bytes:
        """Return the uses as facts keep them."""
        bound = {found.bound for found in imports}
        scopes = []
        for scope, names in self._scopes.values():
            found = [
                (reference, uses)
                for name, uses in names.items()
                if (reference := scope.reference(name)) in bound
            ]
            if found:
                scopes.append((scope.qualname, found))
        return encoded(scopes)


def _last_name(node: ast.expr) -> str:
    return node.attr if type(node) is ast.Attribute else getattr(node, "id", "")
