"""Markers that a file registers, and the plugins it names.

They are added by `config.addinivalue_line("markers", ...)`, or to the list itself that
`config.getini("markers")` gives.
"""

import ast
from collections.abc import Mapping
from dataclasses import dataclass

from ssot_audit.extract.scopes import callee_name
from ssot_audit.extract.testing.lines import Lines
from ssot_audit.extract.testing.texts import constants, mark_name, texts
from ssot_audit.extract.walk_statements import StatementWalk

_CALL, _LIST = "addinivalue_line", "getini"
_PLUGINS = "pytest_plugins"
_PARAMETERS = ("name", "line")
_Texts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Registered:
    """Markers that a file registers."""

    names: _Texts
    is_computed: bool
    """Whether there are others, whose names cannot be told."""


def registered(tree: ast.Module, walk: StatementWalk) -> Registered:
    """Return the markers that a file registers."""
    if not walk.called.keys() & {_CALL, _LIST}:
        return Registered((), is_computed=False)
    lines = Lines(walk.text.lines_with(_CALL, f"{_LIST}("))
    reader = _Reader(lines, dict(constants(tree)))
    reader.read(tree)
    return Registered(tuple(dict.fromkeys(reader.names)), reader.is_computed)


def plugins(tree: ast.Module, walk: StatementWalk) -> _Texts:
    """Return what a file names in `pytest_plugins`, as far as it can be told."""
    if _PLUGINS not in walk.module.bound:
        return ()
    named = (found for name, found in constants(tree) if name == _PLUGINS)
    return tuple(dict.fromkeys(text for found in named for text in found))


class _Reader:
    def __init__(self, lines: Lines, known: Mapping[str, _Texts]) -> None:
        self._lines = lines
        self._constants = known
        self.names: list[str] = []
        self.is_computed = False

    def read(self, tree: ast.Module) -> None:
        """Read all calls, each with the names that go over texts around it."""
        pending: list[tuple[ast.AST, Mapping[str, _Texts]]] = [(tree, {})]
        while pending:
            node, loops = pending.pop()
            if isinstance(node, ast.For):
                loops = {**loops, **self._loop(node)}
            elif isinstance(node, ast.Call):
                self._call(node, loops)
            pending += [(child, loops) for child in self._lines.children(node)]

    def _loop(self, node: ast.For) -> Mapping[str, _Texts]:
        target, values = node.target, self._gone_over(node.iter)
        if isinstance(target, ast.Tuple) and target.elts:
            target = target.elts[0]
        if isinstance(target, ast.Name) and values is not None:
            return {target.id: values}
        return {}

    def _gone_over(self, node: ast.expr) -> _Texts | None:
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            return (
                self._gone_over(node.func.value) if node.func.attr == "items" else None
            )
        if isinstance(node, ast.Name):
            return self._constants.get(node.id)
        return texts(node)

    def _call(self, node: ast.Call, loops: Mapping[str, _Texts]) -> None:
        given = _given(node)
        setting = texts(given[0]) if given else ("",)
        if setting and setting != ("markers",):
            return
        known = self._registered(given[-1], loops) if setting and given[1:] else None
        names = [name for line in known or () if (name := mark_name(line))]
        self.names += names
        self.is_computed = self.is_computed or not names

    def _registered(self, node: ast.expr, loops: Mapping[str, _Texts]) -> _Texts | None:
        """Return what lines begin with, if it goes beyond the name of the marker."""
        if isinstance(node, ast.Name):
            return loops.get(node.id) or self._constants.get(node.id)
        if not isinstance(node, ast.JoinedStr):
            return texts(node) if isinstance(node, ast.Constant) else None
        first, *others = node.values
        if isinstance(first, ast.Constant):
            found = texts(first)
            return found if found and _goes_on(found[0]) else None
        following = texts(others[0]) if others else ("",)
        if isinstance(first, ast.FormattedValue) and following:
            is_whole = not others or _goes_on(f"x{following[0].lstrip()}")
            return self._registered(first.value, loops) if is_whole else None
        return None


def _given(node: ast.Call) -> list[ast.expr]:
    """Return the setting that a call adds to, and the line; of other calls nothing."""
    if not isinstance(node.func, ast.Attribute):
        return []
    inner = node.func.value
    if isinstance(inner, ast.Call) and callee_name(inner).endswith(f".{_LIST}"):
        return [*inner.args, *node.args]
    if node.func.attr != _CALL:
        return []
    words = {word.arg: word.value for word in node.keywords}
    return [*node.args, *(words[name] for name in _PARAMETERS if name in words)]


def _goes_on(text: str) -> bool:
    """Tell whether the name of a marker has ended in a text."""
    return mark_name(text) != text.strip()
