"""What makes a file need a newer Python: the first version of each construct.

The answer must not depend on the running interpreter, so it is read from the kind of
node and, where the tree does not tell (parentheses, f-strings), from the source.
"""

import ast
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from ssot_audit.extract.facts import Span, SyntaxFeature
from ssot_audit.extract.literals import Novelty, novelties
from ssot_audit.extract.text import SourceText

_WORD = re.compile(r"\w*")
_COMMENT = re.compile(r"#.*")
_CLOSING = re.compile(r"([\s)\\]*)(?:#.*)?")


def features(
    candidates: Sequence[ast.AST], text: SourceText
) -> tuple[SyntaxFeature, ...]:
    """Tell which candidates older Pythons reject, sorted by place.

    Of an f-string only the outermost node may be given, and nothing inside it: its
    inner positions are wrong before 3.12. Any other nodes may be given too.
    """
    found = [
        feature
        for node in candidates
        if (detector := _DETECTORS.get(type(node).__name__))
        for feature in detector(node, text)
    ]
    return tuple(sorted(found, key=lambda feature: (feature.span, feature.name)))


def _feature(name: str, minor: int, span: Span) -> SyntaxFeature:
    return SyntaxFeature(name, (3, minor), span)


def _f_string(node: ast.JoinedStr, text: SourceText) -> Iterator[SyntaxFeature]:
    for novelty in novelties(text.segment(node)):
        minor = 8 if novelty is Novelty.EQUALS else 12
        yield _feature(novelty.value, minor, _first_line(node, text))


def _t_string(node: ast.expr, text: SourceText) -> Iterator[SyntaxFeature]:
    yield _feature("template string (PEP 750)", 14, _first_line(node, text))


def _assignment_expression(
    node: ast.NamedExpr, text: SourceText
) -> Iterator[SyntaxFeature]:
    yield _feature("assignment expression (PEP 572)", 8, _first_line(node, text))


def _match(node: ast.Match, text: SourceText) -> Iterator[SyntaxFeature]:
    yield _feature("match statement (PEP 634)", 10, _keyword(node, text))


def _except_star(node: ast.TryStar, text: SourceText) -> Iterator[SyntaxFeature]:
    yield _feature("`except*` (PEP 654)", 11, _keyword(node.handlers[0], text))


def _type_alias(node: ast.stmt, text: SourceText) -> Iterator[SyntaxFeature]:
    span = _keyword(node, text)
    yield _feature("type statement (PEP 695)", 12, span)
    yield from _type_parameter_defaults(node, span)


def _class(node: ast.ClassDef, text: SourceText) -> Iterator[SyntaxFeature]:
    yield from _type_parameters(node, text.header(node, "class", node.name))
    yield from _decorators(node.decorator_list, text)


def _function(
    node: ast.FunctionDef | ast.AsyncFunctionDef, text: SourceText
) -> Iterator[SyntaxFeature]:
    keyword = "def" if isinstance(node, ast.FunctionDef) else "async def"
    span = text.header(node, keyword, node.name)
    yield from _type_parameters(node, span)
    yield from _parameters(node.args, span)
    yield from _decorators(node.decorator_list, text)


def _lambda(node: ast.Lambda, text: SourceText) -> Iterator[SyntaxFeature]:
    yield from _parameters(node.args, _first_line(node, text))


def _type_parameters(node: ast.stmt, span: Span) -> Iterator[SyntaxFeature]:
    if getattr(node, "type_params", ()):
        yield _feature("type parameters (PEP 695)", 12, span)
        yield from _type_parameter_defaults(node, span)


def _type_parameter_defaults(node: ast.stmt, span: Span) -> Iterator[SyntaxFeature]:
    parameters = getattr(node, "type_params", ())
    if any(getattr(each, "default_value", None) for each in parameters):
        yield _feature("type parameter default (PEP 696)", 13, span)


def _parameters(arguments: ast.arguments, span: Span) -> Iterator[SyntaxFeature]:
    if arguments.posonlyargs:
        yield _feature("positional-only parameters (PEP 570)", 8, span)
    if arguments.vararg and isinstance(arguments.vararg.annotation, ast.Starred):
        yield _feature("starred annotation of `*args` (PEP 646)", 11, span)


def _decorators(
    decorators: Sequence[ast.expr], text: SourceText
) -> Iterator[SyntaxFeature]:
    for node in decorators:
        if not _is_classic_decorator(node, text):
            yield _feature("relaxed decorator (PEP 614)", 9, _first_line(node, text))


def _is_classic_decorator(node: ast.expr, text: SourceText) -> bool:
    """Tell whether it is a dotted name or one call of a dotted name."""
    name = node.func if isinstance(node, ast.Call) else node
    while isinstance(name, ast.Attribute):
        name = name.value
    if not isinstance(name, ast.Name):
        return False
    # Parentheses are not in the tree: around a part they start the text, around the
    # whole they follow it.
    span = text.span(node)
    starts_open = text.lines[span.line - 1][span.column - 1] == "("
    return not starts_open and not _closed_behind(span, text)


def _except_without_parentheses(
    node: ast.ExceptHandler, text: SourceText
) -> Iterator[SyntaxFeature]:
    if isinstance(node.type, ast.Tuple) and _is_bare(node.type, text):
        name = "`except` of several types without parentheses (PEP 758)"
        yield _feature(name, 14, _keyword(node, text))


def _with(node: ast.With | ast.AsyncWith, text: SourceText) -> Iterator[SyntaxFeature]:
    first = text.span(node.items[0].context_expr)
    if _is_enclosed(text.span(node), first, text):
        yield _feature("parenthesised context managers", 9, _keyword(node, text))


def _starred_subscript(
    node: ast.Subscript, text: SourceText
) -> Iterator[SyntaxFeature]:
    if _is_bare_and_starred(node.slice, text):
        span = _first_line(node, text)
        yield _feature("unpacking in a subscript (PEP 646)", 11, span)


def _starred_loop(
    node: ast.For | ast.AsyncFor, text: SourceText
) -> Iterator[SyntaxFeature]:
    if _is_bare_and_starred(node.iter, text):
        name = "unpacking in `for` without parentheses"
        yield _feature(name, 9, _keyword(node, text))


def _starred_result(
    node: ast.Return | ast.Yield, text: SourceText
) -> Iterator[SyntaxFeature]:
    if _is_bare_and_starred(node.value, text):
        keyword = type(node).__name__.lower()
        name = f"unpacking in `{keyword}` without parentheses"
        yield _feature(name, 8, _keyword(node, text))


def _starred_comprehension(
    node: ast.ListComp | ast.SetComp | ast.GeneratorExp, text: SourceText
) -> Iterator[SyntaxFeature]:
    if isinstance(node.elt, ast.Starred):
        span = _first_line(node, text)
        yield _feature("unpacking in a comprehension (PEP 798)", 15, span)


def _starred_dictionary(
    node: ast.DictComp, text: SourceText
) -> Iterator[SyntaxFeature]:
    # Python 3.15 leaves the value of `{**each for each in all}` empty.
    if getattr(node, "value", None) is None:
        span = _first_line(node, text)
        yield _feature("unpacking in a comprehension (PEP 798)", 15, span)


def _lazy_import(
    node: ast.Import | ast.ImportFrom, text: SourceText
) -> Iterator[SyntaxFeature]:
    if getattr(node, "is_lazy", False):
        yield _feature("lazy import (PEP 810)", 15, _keyword(node, text))


def _first_line(node: ast.expr, text: SourceText) -> Span:
    span = text.span(node)
    if span.line == span.end_line:
        return span
    end = len(text.lines[span.line - 1]) + 1
    return Span(span.line, span.column, span.line, end)


def _keyword(node: ast.stmt | ast.expr | ast.ExceptHandler, text: SourceText) -> Span:
    line, column = node.lineno, text.column(node.lineno, node.col_offset)
    word = _WORD.match(text.lines[line - 1], column - 1)
    return Span(line, column, line, word.end() + 1 if word else column)


def _is_bare_and_starred(node: ast.expr | None, text: SourceText) -> bool:
    if not isinstance(node, ast.Tuple):
        return False
    has_star = any(isinstance(each, ast.Starred) for each in node.elts)
    return has_star and _is_bare(node, text)


def _is_bare(node: ast.Tuple, text: SourceText) -> bool:
    """Tell whether a tuple stands without parentheses of its own."""
    if not node.elts:
        return False
    return not _is_enclosed(text.span(node), text.span(node.elts[0]), text)


def _is_enclosed(outer: Span, first: Span, text: SourceText) -> bool:
    """Tell whether parentheses open before the first item and close after more."""
    opened = _opened_between(outer, first, text)
    return opened > 0 and opened > _closed_behind(first, text)


def _opened_between(outer: Span, first: Span, text: SourceText) -> int:
    lines = text.lines[outer.line - 1 : first.line]
    lines[-1] = lines[-1][: first.column - 1]
    lines[0] = lines[0][outer.column - 1 :]
    return sum(_COMMENT.sub("", line).count("(") for line in lines)


def _closed_behind(span: Span, text: SourceText) -> int:
    """Count the parentheses that close right behind an expression."""
    count, column = 0, span.end_column - 1
    for number in range(span.end_line - 1, len(text.lines)):
        line = text.lines[number]
        closing = _CLOSING.match(line, column)
        count += closing[1].count(")") if closing else 0
        if closing is None or closing.end() < len(line):
            break
        column = 0
    return count


# Every detector takes its own kind of node, which a type of mappings cannot say.
_DETECTORS: Mapping[str, Callable[[Any, SourceText], Iterator[SyntaxFeature]]] = {
    "AsyncFor": _starred_loop,
    "AsyncFunctionDef": _function,
    "AsyncWith": _with,
    "ClassDef": _class,
    "DictComp": _starred_dictionary,
    "ExceptHandler": _except_without_parentheses,
    "For": _starred_loop,
    "FunctionDef": _function,
    "GeneratorExp": _starred_comprehension,
    "Import": _lazy_import,
    "ImportFrom": _lazy_import,
    "JoinedStr": _f_string,
    "Lambda": _lambda,
    "ListComp": _starred_comprehension,
    "Match": _match,
    "NamedExpr": _assignment_expression,
    "Return": _starred_result,
    "SetComp": _starred_comprehension,
    "Subscript": _starred_subscript,
    "TemplateStr": _t_string,
    "TryStar": _except_star,
    "TypeAlias": _type_alias,
    "With": _with,
    "Yield": _starred_result,
}
