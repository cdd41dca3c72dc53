"""What a call of the declared accessor gives, read from its definition.

Only a body of one `return` says for certain what it means: the environment itself, or
what one of its own ways to read gives for a key.
"""

import ast
import enum
from dataclasses import dataclass

from ssot_audit.discover.source import Unreadable
from ssot_audit.fix.surroundings import Surroundings
from ssot_audit.fix.text import Text, Untouched

_Function = ast.FunctionDef | ast.AsyncFunctionDef


class Gives(enum.Enum):
    """What a call of the accessor amounts to."""

    MAPPING = "the environment"
    ITEM = "`os.environ[key]`"
    DEFAULT = "`os.environ.get(key, default)`"
    UNKNOWN = "something else"


@dataclass(frozen=True, slots=True)
class Accessor:
    """A function that everyone is to call instead of `os`."""

    module: str
    name: str
    required: int
    """Parameters that a call must give; at most the key."""
    allowed: int
    """Parameters that a call may give by position."""
    gives: Gives
    default: str | None
    """Source of what it gives for a key that is not set, where it is given none."""
    default_name: str | None = None
    """Parameter that the default is given by."""


def accessor(dotted: str, surroundings: Surroundings) -> Accessor:
    """Read the definition of an accessor; raises `Untouched`."""
    found = surroundings.home(dotted)
    if found is None or not found[1]:
        raise Untouched(f"`{dotted}` is not found")
    file, name = found
    try:
        tree = ast.parse(Text.of(surroundings.source(file)).content)
    except (Unreadable, SyntaxError, ValueError):
        raise Untouched(f"`{dotted}` cannot be read") from None
    matches = [
        node
        for node in tree.body
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef))
        and node.name == name
    ]
    if len(matches) != 1 or isinstance(matches[0], ast.AsyncFunctionDef):
        raise Untouched(f"`{dotted}` is no plain function of its module")
    return _described(file.module, matches[0], _names_of_os(tree))


def _described(module: str, node: _Function, os_names: dict[str, str]) -> Accessor:
    arguments = node.args
    positional = [*arguments.posonlyargs, *arguments.args]
    required = len(positional) - len(arguments.defaults)
    if any(default is None for default in arguments.kw_defaults):
        raise Untouched(f"`{node.name}` has parameters that must be named")
    defaults = dict(
        zip(
            [argument.arg for argument in positional[required:]],
            arguments.defaults,
            strict=True,
        )
    )
    body = node.body
    if isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant):
        body = body[1:]
    gives, default, default_name = Gives.UNKNOWN, None, None
    if len(body) == 1 and isinstance(body[0], ast.Return) and not node.decorator_list:
        key = positional[0].arg if positional else ""
        gives, value = _meaning(body[0].value, key, os_names)
        if gives is Gives.DEFAULT:
            second = dict(list(defaults.items())[: max(2 - required, 0)])
            default, default_name = _default(value, second)
            if default is None and default_name is None:
                gives = Gives.UNKNOWN
    return Accessor(
        module, node.name, required, len(positional), gives, default, default_name
    )


def _default(
    value: ast.expr | None, defaults: dict[str, ast.expr]
) -> tuple[str | None, str | None]:
    """Return what a missing key gives, and the parameter that says so."""
    if value is None:
        return "None", None
    if isinstance(value, ast.Constant):
        return repr(value.value), None
    if isinstance(value, ast.Name) and value.id in defaults:
        given = defaults[value.id]
        text = repr(given.value) if isinstance(given, ast.Constant) else None
        return text, value.id
    return None, None


def _meaning(
    node: ast.expr | None, key: str, os_names: dict[str, str]
) -> tuple[Gives, ast.expr | None]:
    """Return what an expression is, and the default in it."""
    if node is None:
        return Gives.UNKNOWN, None
    if _full(node, os_names) == "os.environ":
        return Gives.MAPPING, None
    if (
        isinstance(node, ast.Subscript)
        and _full(node.value, os_names) == "os.environ"
        and _is_key(node.slice, key)
    ):
        return Gives.ITEM, None
    if (
        isinstance(node, ast.Call)
        and _full(node.func, os_names) in {"os.environ.get", "os.getenv"}
        and 1 <= len(node.args) <= 2  # noqa: PLR2004 - the key and the default
        and not node.keywords
        and _is_key(node.args[0], key)
    ):
        return Gives.DEFAULT, node.args[1] if node.args[1:] else None
    return Gives.UNKNOWN, None


def _is_key(node: ast.expr, key: str) -> bool:
    return isinstance(node, ast.Name) and node.id == key


def _full(node: ast.AST, os_names: dict[str, str]) -> str:
    parts = []
    while isinstance(node, ast.Attribute):
        parts.append(node.attr)
        node = node.value
    root = os_names.get(node.id, "") if isinstance(node, ast.Name) else ""
    return ".".join((root, *reversed(parts))) if root else ""


def _names_of_os(tree: ast.Module) -> dict[str, str]:
    names = {}
    for node in tree.body:
        if isinstance(node, ast.Import):
            for alias in node.names:
                if alias.name == "os":
                    names[alias.asname or "os"] = "os"
        elif isinstance(node, ast.ImportFrom) and node.module == "os":
            for alias in node.names:
                names[alias.asname or alias.name] = f"os.{alias.name}"
    return names
