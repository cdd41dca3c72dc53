"""Stubs of members that a class owes to an interface.

They take what the interface says and refuse, in words, to do anything. Annotations are
kept where they need no import.
"""

import ast
import builtins
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

import libcst as cst

from ssot_audit.discover.source import SourceFile, Unreadable
from ssot_audit.extract.facts import Span
from ssot_audit.fix.site import Site
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.text import Text, Untouched
from ssot_audit.rules.remedies import AddMembers

_KEPT = frozenset({"property", "classmethod", "staticmethod"})
_DROPPED = frozenset({"abstractmethod", "abc.abstractmethod"})
_LONGEST_CHAIN = 20
_Method = cst.SimpleStatementLine | cst.BaseCompoundStatement
_Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(slots=True)
class MemberStubs:
    """Adds stubs to the classes of one file."""

    site: Site
    _methods: dict[cst.ClassDef, list[_Method]] = field(default_factory=dict)

    def add(self, span: Span, remedy: AddMembers, name: str) -> None:
        """Take on one member of the class at a place; raises `Untouched`."""
        made = _class_at(self.site, span)
        module = self.site.tree.module
        text = _stub(self.site, remedy.interface, name)
        method = cst.parse_statement(text, module.config_for_parsing)
        self._methods.setdefault(made, []).append(
            method.with_changes(leading_lines=[_blank()])
        )

    def finish(self) -> None:
        """Add them, behind what the classes have."""
        for made, methods in self._methods.items():
            self.site.edits.nodes[made] = partial(_extended, methods=methods)


def _blank() -> cst.EmptyLine:
    return cst.EmptyLine(indent=False)


def _class_at(site: Site, span: Span) -> cst.ClassDef:
    for node in site.tree.nodes:
        if isinstance(node, cst.ClassDef):
            at = site.tree.spans[node.name]
            if (at.end_line, at.end_column) == (span.end_line, span.end_column):
                return node
    raise Untouched("there is no class here")


def _extended(now: cst.CSTNode, *, methods: list[_Method]) -> cst.ClassDef:
    made = cst.ensure_type(now, cst.ClassDef)
    body = made.body
    if isinstance(body, cst.SimpleStatementSuite):
        lines: list[cst.BaseStatement] = [
            cst.SimpleStatementLine(
                body.body, trailing_whitespace=body.trailing_whitespace
            )
        ]
        if _is_nothing(body.body):
            lines = []
        return made.with_changes(
            body=cst.IndentedBlock([*lines, *_first_close(lines, methods)])
        )
    block = cst.ensure_type(body, cst.IndentedBlock)
    kept = [
        line
        for line in block.body
        if not (
            len(block.body) == 1
            and isinstance(line, cst.SimpleStatementLine)
            and _is_nothing(line.body)
            and line.trailing_whitespace.comment is None
        )
    ]
    return made.with_changes(
        body=block.with_changes(body=[*kept, *_first_close(kept, methods)])
    )


def _first_close(
    before: list[cst.BaseStatement],
    methods: list[_Method],
) -> Iterator[cst.BaseStatement]:
    """Yield the methods; the first of a class has no blank line above."""
    for number, method in enumerate(methods):
        is_first = not before and not number
        yield method.with_changes(leading_lines=[]) if is_first else method


def _is_nothing(body: object) -> bool:
    match body:
        case [cst.Pass()] | [cst.Expr(value=cst.Ellipsis())]:
            return True
        case _:
            return False


def _stub(site: Site, interface: str, name: str) -> str:
    found = _definition(site.surroundings, interface, name)
    if found is None:
        raise Untouched(f"the definition of `{interface}.{name}` is not found")
    owner, node = found
    stub: _Function = type(node)(
        name=name,
        args=_parameters(site, node.args),
        body=[
            ast.Expr(ast.Constant(f"See `{owner}.{name}`.")),
            ast.Raise(
                ast.Call(
                    ast.Name("NotImplementedError"),
                    [ast.Constant(f"`{name}` is owed to `{owner}`")],
                    [],
                )
            ),
        ],
        decorator_list=_decorators(node),
        returns=_annotation(site, node.returns),
    )
    return ast.unparse(ast.fix_missing_locations(ast.Module([stub], [])))


def _decorators(node: _Function) -> list[ast.expr]:
    kept = []
    for decorator in node.decorator_list:
        text = ast.unparse(decorator)
        if text in _KEPT:
            kept.append(decorator)
        elif text not in _DROPPED:
            raise Untouched(f"`@{text}` on `{node.name}` is not followed")
    return kept


def _parameters(site: Site, arguments: ast.arguments) -> ast.arguments:
    def plain(argument: ast.arg) -> ast.arg:
        return ast.arg(argument.arg, _annotation(site, argument.annotation))

    return ast.arguments(
        posonlyargs=[plain(argument) for argument in arguments.posonlyargs],
        args=[plain(argument) for argument in arguments.args],
        vararg=plain(arguments.vararg) if arguments.vararg else None,
        kwonlyargs=[plain(argument) for argument in arguments.kwonlyargs],
        kw_defaults=[value and _literal(value) for value in arguments.kw_defaults],
        kwarg=plain(arguments.kwarg) if arguments.kwarg else None,
        defaults=[_literal(value) for value in arguments.defaults],
    )


def _literal(node: ast.expr) -> ast.expr:
    """Return a default that means the same anywhere; `...` for any other."""
    try:
        ast.literal_eval(node)
    except (ValueError, TypeError, SyntaxError):
        return ast.Constant(...)
    return node


def _annotation(site: Site, node: ast.expr | None) -> ast.expr | None:
    """Return an annotation if it means the same in the edited file."""
    if node is None:
        return None
    for part in ast.walk(node):
        if isinstance(part, ast.Name):
            if not hasattr(builtins, part.id) or site.names.bindings(part.id):
                return None
        elif (
            isinstance(part, ast.Constant) and isinstance(part.value, str)
        ) or isinstance(part, ast.Attribute):
            return None
    return node


def _definition(
    surroundings: Surroundings, interface: str, name: str, depth: int = 0
) -> tuple[str, _Function] | None:
    """Return the class that defines a member, and its definition there."""
    found = surroundings.home(interface)
    if found is None or not found[1] or depth > _LONGEST_CHAIN:
        return None
    file, qualname = found
    tree = _tree(surroundings, file)
    made = _class(tree, qualname)
    if made is None:
        return None
    own = _own(made, name)
    if own is not None:
        return f"{file.module}.{qualname}", own
    for base in made.bases:
        dotted = _base(tree, file, base)
        inherited = _definition(surroundings, dotted, name, depth + 1)
        if inherited is not None:
            return inherited
    return None


def _own(made: ast.ClassDef, name: str) -> _Function | None:
    for node in made.body:
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            if node.name == name:
                return node
        elif name in _bound(node):
            raise Untouched(f"`{made.name}.{name}` is an attribute, not a method")
    return None


def _tree(surroundings: Surroundings, file: SourceFile) -> ast.Module:
    try:
        return ast.parse(Text.of(surroundings.source(file)).content)
    except (Unreadable, SyntaxError, ValueError):
        raise Untouched(f"`{file.path}` cannot be read") from None


def _class(tree: ast.Module, qualname: str) -> ast.ClassDef | None:
    body: list[ast.stmt] = tree.body
    made = None
    for part in qualname.split("."):
        made = next(
            (n for n in body if isinstance(n, ast.ClassDef) and n.name == part), None
        )
        if made is None:
            return None
        body = made.body
    return made


def _bound(node: ast.stmt) -> Iterator[str]:
    if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
        yield node.target.id
    elif isinstance(node, ast.Assign):
        yield from (t.id for t in node.targets if isinstance(t, ast.Name))


def _base(tree: ast.Module, file: SourceFile, node: ast.expr) -> str:
    """Return the full name of a base class, as far as the file itself tells."""
    text = ast.unparse(node.value if isinstance(node, ast.Subscript) else node)
    root, dot, rest = text.partition(".")
    for statement in tree.body:
        if isinstance(statement, (ast.Import, ast.ImportFrom)):
            for alias in statement.names:
                full = _full(file, statement, alias)
                if (alias.asname or alias.name.partition(".")[0]) == root:
                    return f"{full}{dot}{rest}"
    return f"{file.module}.{text}"


def _full(
    file: SourceFile, statement: ast.Import | ast.ImportFrom, alias: ast.alias
) -> str:
    """Return the full name of what an import binds."""
    if isinstance(statement, ast.Import):
        return alias.name if alias.asname else alias.name.partition(".")[0]
    package = file.module if file.is_package else file.module.rpartition(".")[0]
    base = package.split(".")[: package.count(".") + 2 - statement.level]
    names = [*(base if statement.level else []), statement.module or "", alias.name]
    return ".".join(name for name in names if name)
