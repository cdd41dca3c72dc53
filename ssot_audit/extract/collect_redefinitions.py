"""Classes and functions that a later definition in the same block replaces unused.

Only two definitions that both run every time (statements of one block) are compared,
so `try`/`except` and `if` alternatives never meet. A decorator that may register the
first one somewhere keeps it alive, and so does any use of the name in between that
runs when the block runs; function bodies run later and see the last definition.
"""

import ast
from collections.abc import Iterator

from ssot_audit.extract.facts import Redefinition, Span
from ssot_audit.extract.scopes import Scope, callee_name, dotted_name
from ssot_audit.extract.text import SourceText

_Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
_DEFINITIONS = frozenset({ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef})
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.Lambda)
_KEEPS_NOTHING = frozenset(
    {
        "abstractmethod",
        "asynccontextmanager",
        "cache",
        "cached_property",
        "classmethod",
        "contextmanager",
        "dataclass",
        "final",
        "lru_cache",
        "override",
        "property",
        "runtime_checkable",
        "skip",
        "skipIf",
        "skipUnless",
        "staticmethod",
        "total_ordering",
        "unique",
        "wraps",
    }
)
"""Last segments of decorators that only wrap what they decorate."""
_PATCHES = frozenset(
    f"{library}patch{kind}"
    for library in ("", "mock.", "unittest.mock.")
    for kind in ("", ".object", ".dict", ".multiple")
)


def redefinitions(
    body: list[ast.stmt], scope: Scope, text: SourceText
) -> Iterator[Redefinition]:
    """Yield each definition of a block that a later one replaces unused."""
    last: dict[str, int] = {}
    for index, node in enumerate(body):
        if type(node) not in _DEFINITIONS:
            continue
        name = node.name  # type: ignore[attr-defined] # one of the three above
        earlier = last.get(name)
        last[name] = index
        if earlier is None or not name.strip("_"):
            continue
        first = body[earlier]
        # Using an interface does not make it reachable from outside again.
        witnesses = [node] if _is_interface(first) else body[earlier + 1 : index + 1]
        if _wraps_only(first) and not any(_mentions(w, name) for w in witnesses):
            yield Redefinition(
                scope.qualify(name),
                _kind(first),
                _kind(node),
                _header(first, text),
                _header(node, text),
            )


def _wraps_only(node: ast.stmt) -> bool:
    decorators = node.decorator_list  # type: ignore[attr-defined] # a definition
    return all(_keeps_nothing(callee_name(d)) for d in decorators)


def _keeps_nothing(decorator: str) -> bool:
    return (
        decorator.rpartition(".")[2] in _KEEPS_NOTHING
        or decorator.startswith("pytest.mark.")
        or decorator in _PATCHES
    )


def _is_interface(node: ast.stmt) -> bool:
    if not isinstance(node, ast.ClassDef):
        return False
    bases = (b.value if isinstance(b, ast.Subscript) else b for b in node.bases)
    return any(dotted_name(b).rpartition(".")[2] in {"Protocol", "ABC"} for b in bases)


def _kind(node: ast.stmt) -> str:
    return "class" if isinstance(node, ast.ClassDef) else "function"


def _header(node: ast.stmt, text: SourceText) -> Span:
    if isinstance(node, ast.ClassDef):
        return text.header(node, "class", node.name)
    if isinstance(node, ast.AsyncFunctionDef):
        return text.header(node, "async def", node.name)
    if isinstance(node, ast.FunctionDef):
        return text.header(node, "def", node.name)
    raise AssertionError(node)


def _mentions(statement: ast.stmt, name: str) -> bool:
    """Tell whether a statement reads, rebinds or deletes a name when it runs."""
    stack: list[ast.AST] = [statement]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Name) and node.id == name:
            return True
        if isinstance(node, (ast.Import, ast.ImportFrom)):
            if any((alias.asname or alias.name) == name for alias in node.names):
                return True
        elif isinstance(node, _FUNCTIONS):
            stack += _run_now(node)
        else:
            stack += ast.iter_child_nodes(node)
    return False


def _run_now(
    node: ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda,
) -> list[ast.AST]:
    """Return the parts of a function that are evaluated where it is defined."""
    defaults = [d for d in (*node.args.defaults, *node.args.kw_defaults) if d]
    if isinstance(node, ast.Lambda):
        return list(defaults)
    return [*defaults, *node.decorator_list]
