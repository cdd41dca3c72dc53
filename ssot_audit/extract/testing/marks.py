"""Uses of `pytest.mark`, under whatever name a file knows it."""

import ast
import re
from collections.abc import Iterable, Iterator

from ssot_audit.extract.facts import Import, Variable
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.testing.facts import Mark
from ssot_audit.extract.testing.lines import Lines
from ssot_audit.extract.text import SourceText

BUILT_IN = frozenset(
    {
        *("parametrize", "skip", "skipif", "xfail", "usefixtures", "filterwarnings"),
        *("tryfirst", "trylast"),
    }
)
"""Markers that pytest itself registers; of these nobody asks."""
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def marks(
    tree: ast.Module,
    imports: Iterable[Import],
    variables: Iterable[Variable],
    text: SourceText,
) -> tuple[Mark, ...]:
    """Return the uses of markers that pytest does not register, sorted by place."""
    names = _names_of_mark(imports, variables)
    ends = {name.rpartition(".")[2] for name in names}
    lines = Lines(n for end in ends for n in text.lines_matching(_taken_from(end)))
    if not lines:
        return ()
    found = _Reader(names, lines, text).marks(tree)
    return tuple(sorted(found, key=lambda mark: mark.span))


def _taken_from(name: str) -> re.Pattern[bytes]:
    """Return how something but pytest's own is taken from a name."""
    known = "|".join(sorted(BUILT_IN)).encode()
    return re.compile(rb"%b\.(?!(?:%b)(?![\w\x80-\xff]))" % (name.encode(), known))


def _names_of_mark(
    imports: Iterable[Import], variables: Iterable[Variable]
) -> frozenset[str]:
    """Return what `pytest.mark` is called in a file, wherever it is bound."""
    names = set()
    for known in imports:
        bound = known.bound.rpartition(".")[2]
        if known.module != "pytest" or known.level:
            continue
        if known.name is None:
            names.add(f"{bound}.mark")
        elif known.name in {"mark", "*"}:
            names.add(bound or "mark")
    for variable in variables:
        if variable.value in names:
            names.add(variable.name.rpartition(".")[2])
    return frozenset(names)


class _Reader:
    def __init__(self, names: frozenset[str], lines: Lines, text: SourceText) -> None:
        self._names = names
        self._lines = lines
        self._text = text

    def marks(self, tree: ast.Module) -> Iterator[Mark]:
        """Yield the uses of markers, in no particular order."""
        pending: list[tuple[ast.AST, str, bool]] = [(tree, "", False)]
        while pending:
            node, scope, is_deferred = pending.pop()
            if type(node) is ast.Attribute:
                owner, _, name = dotted_name(node).rpartition(".")
                if owner in self._names:
                    if name not in BUILT_IN and not name.startswith("_"):
                        span = self._text.ending(node, len(name))
                        yield Mark(name, span, scope, is_deferred)
                    continue
            is_function = isinstance(node, _FUNCTIONS)
            if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
                joint = ".<locals>." if is_deferred else "."
                scope = f"{scope}{joint}{node.name}" if scope else node.name
            for child in self._lines.children(node):
                is_body = is_function and isinstance(child, ast.stmt)
                is_body = is_body or type(node) is ast.Lambda
                pending.append((child, scope, is_deferred or is_body))
