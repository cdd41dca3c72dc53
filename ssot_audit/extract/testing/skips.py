"""Tests, classes and modules that are told not to run, and the reason they give.

A comment on the same line or alone above it counts as a reason: it tells a reader why.
So does one at the top of the body that speaks of the skip.
"""

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import takewhile

from ssot_audit.extract.collect_classes import FunctionNode
from ssot_audit.extract.facts import Import
from ssot_audit.extract.scopes import callee_name
from ssot_audit.extract.testing.facts import Skip
from ssot_audit.extract.testing.lines import Lines
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_TRACES = (b"skip", b"xfail", b"SkipTest")
_DECORATORS = {
    "pytest.mark.skip": "skip",
    "pytest.mark.skipif": "skipif",
    "pytest.mark.xfail": "xfail",
    "unittest.skip": "skip",
    "unittest.skipIf": "skipif",
    "unittest.skipUnless": "skipif",
}
_CALLS = frozenset({"pytest.skip", "pytest.xfail", "unittest.SkipTest"})
_HOMES = {"pytest": "pytest", "unittest": "unittest", "unittest.case": "unittest"}
_WORDS = frozenset({"reason", "msg"})
_FOR_TOOLS = re.compile(
    r"\s*(?:expect|fmt|isort|mypy|noqa|nosec|pragma|pylint|pyright|ruff|ssot|type)\b"
)
_CALLED = frozenset({"SkipTest", "skip", "skipTest", "xfail"})


def skips(source: bytes, tree: ast.Module, walk: StatementWalk) -> Iterator[Skip]:
    """Yield what a file tells not to run, in no particular order."""
    if not any(word in source for word in _TRACES):
        return
    lines = Lines(walk.text.lines_with(*(_CALLED & walk.called.keys())))
    reader = _Reader(walk.text, dict(_aliases(walk.imports)))
    yield from reader.block(tree.body, "")
    for node, scope in walk.bodies:
        for decorator in node.decorator_list:
            yield from reader.marked(decorator, scope.qualname, node.body)
        for act in walk.acts_in(scope) if lines and lines.meet(node) else ():
            if type(act) is ast.Call and _last_name(act.func) in _CALLED:
                kind = "call" if _is_unconditional(act, node) else "call-if"
                yield from reader.call(act, scope.qualname, kind, scope.self_name)


def _aliases(imports: Iterable[Import]) -> Iterator[tuple[str, str]]:
    """Yield what the names that a file takes from a runner stand for."""
    for known in imports:
        home = _HOMES.get(known.module)
        if home and not known.level:
            taken = home if known.name is None else f"{home}.{known.name}"
            yield known.bound, taken


def _last_name(node: ast.expr) -> str:
    if type(node) is ast.Attribute:
        return node.attr
    return node.id if type(node) is ast.Name else ""


def _is_unconditional(call: ast.Call, function: FunctionNode) -> bool:
    return any(
        call is (node.value if isinstance(node, ast.Expr) else node.exc)
        for node in function.body
        if isinstance(node, (ast.Expr, ast.Raise))
    )


class _Reader:
    def __init__(self, text: SourceText, aliases: Mapping[str, str]) -> None:
        self._text = text
        self._aliases = aliases

    def block(self, body: Iterable[ast.stmt], outer: str) -> Iterator[Skip]:
        """Yield what a module or class skips as a whole, and its classes."""
        for node in body:
            if isinstance(node, ast.ClassDef):
                name = f"{outer}.{node.name}" if outer else node.name
                for decorator in node.decorator_list:
                    yield from self.marked(decorator, name)
                yield from self.block(node.body, name)
            elif isinstance(node, ast.Assign):
                if any(_is_pytestmark(target) for target in node.targets):
                    yield from self._marks(node.value, outer)
            elif isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
                yield from self.call(node.value, outer, "call")

    def marked(
        self, node: ast.expr, qualname: str, body: Sequence[ast.stmt] = ()
    ) -> Iterator[Skip]:
        """Yield the skip that a decorator or mark is, if it is one."""
        kind = _DECORATORS.get(self._full(callee_name(node)))
        if kind is not None:
            reason = None
            if isinstance(node, ast.Call):
                reason = _reason(node, 1 if kind == "skipif" else 0)
            if reason is None and body:
                reason = self._comment_before(body[0])
            yield self._skip(qualname, kind, reason, node)

    def _marks(self, node: ast.expr, outer: str) -> Iterator[Skip]:
        several = isinstance(node, (ast.List, ast.Tuple))
        for mark in node.elts if several else [node]:  # type: ignore[attr-defined] # a display
            yield from self.marked(mark, outer)

    def call(
        self, node: ast.Call, qualname: str, kind: str, instance: str | None = None
    ) -> Iterator[Skip]:
        """Yield the skip that a call is, if it is one."""
        name = callee_name(node)
        if self._full(name) in _CALLS or (instance and name == f"{instance}.skipTest"):
            yield self._skip(qualname, kind, _reason(node, 0), node)

    def _full(self, dotted: str) -> str:
        root, dot, rest = dotted.partition(".")
        return f"{self._aliases.get(root, root)}{dot}{rest}"

    def _skip(
        self, qualname: str, kind: str, reason: str | None, node: ast.expr
    ) -> Skip:
        if reason is None:
            reason = self._comment(node)
        return Skip(qualname, kind, reason, self._text.span(node))

    def _comment_before(self, first: ast.stmt) -> str | None:
        """Return the comment at the top of a body, if it speaks of skipping."""
        above = reversed(self._text.lines[: first.lineno - 1])
        block = [*takewhile(lambda line: line.lstrip().startswith("#"), above)]
        said = " ".join(line.strip(" \t#") for line in reversed(block))
        return said if "skip" in said.lower() else None

    def _comment(self, node: ast.expr) -> str | None:
        """Return the comment that stands beside or above a statement."""
        lines = self._text.lines
        for number in (node.lineno, node.end_lineno or node.lineno):
            _, mark, said = lines[number - 1].partition("#")
            if mark and _explains(said):
                return said.strip()
        above = lines[node.lineno - 2].strip() if node.lineno > 1 else ""
        said = above.lstrip("#")
        return said.strip() if above.startswith("#") and _explains(said) else None


def _explains(comment: str) -> bool:
    """Tell whether a comment is there for readers, and not for some tool."""
    return bool(comment.strip()) and not _FOR_TOOLS.match(comment)


def _is_pytestmark(node: ast.expr) -> bool:
    return isinstance(node, ast.Name) and node.id == "pytestmark"


def _reason(call: ast.Call, position: int) -> str | None:
    """Return the reason that a call is given, `""` if computed, None if none."""
    given = [word.value for word in call.keywords if word.arg in _WORDS]
    given += call.args[position : position + 1]
    if any(word.arg is None for word in call.keywords):
        return ""
    if not given:
        return None
    if isinstance(given[0], ast.Constant):
        value = given[0].value
        return (str(value).strip() or None) if value is not None else None
    if isinstance(given[0], ast.JoinedStr):
        return "".join(
            str(part.value)
            for part in given[0].values
            if isinstance(part, ast.Constant)
        )
    return ""
