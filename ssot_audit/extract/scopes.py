"""Scopes of one file while it is walked, and references out of them.

A reference can only be settled when the whole file has been seen (a function may
bind a name after using it), so the walk keeps `(dotted, scope)` pairs and asks
`Scope.reference` at the end.
"""

import ast
import re
from dataclasses import dataclass, field

_DOTTED = re.compile(r"\s*([^\W\d]\w*(?:\.[^\W\d]\w*)*)\s*(\[|$)")
_OPTIONAL_WRAPPERS = frozenset({"Optional", "typing.Optional", "t.Optional"})


@dataclass(slots=True)
class Scope:
    """A module, class or function body."""

    qualname: str = ""
    is_class: bool = False
    parent: "Scope | None" = None
    bound: set[str] = field(default_factory=set)
    """Every name bound here."""
    defined: set[str] = field(default_factory=set)
    """Those bound by import, `class` or `def`: the ones a reference can follow."""
    parameters: set[str] = field(default_factory=set)
    made: dict[str, ast.expr | None] = field(default_factory=dict)
    """What the whole of an assignment gives a name; None: several do."""
    outer: set[str] = field(default_factory=set)
    """Names declared `global` or `nonlocal`."""
    self_name: str | None = None
    """First parameter of the method around, if any."""
    on_class: bool = False
    """Whether that parameter is the class itself."""
    acts: tuple[int, int] = (0, 0)
    """Which of a walk's `acts` are in a function's body: from, to."""
    attributes: tuple[int, int] = (0, 0)
    """Which of its `attributes` are."""
    is_generator: bool = False
    may_return_awaitable: bool = False

    def qualify(self, name: str) -> str:
        """Return the qualified name of what is bound here as `name`."""
        if not self.qualname:
            return name
        return f"{self.qualname}.{'' if self.is_class else '<locals>.'}{name}"

    def reference(self, dotted: str) -> str:
        """Return `dotted` with its root qualified, or `""` if that is unknowable."""
        root, _, rest = dotted.partition(".")
        scope: Scope | None = self
        while scope is not None and scope.qualname:
            visible = not scope.is_class or scope is self
            if visible and root in scope.bound and root not in scope.outer:
                if root not in scope.defined:
                    return ""
                qualified = scope.qualify(root)
                return f"{qualified}.{rest}" if rest else qualified
            scope = scope.parent
        return dotted


def dotted_name(node: ast.AST | None) -> str:
    """Return the dotted name that an expression is, or `""`."""
    parts: list[str] = []
    while type(node) is ast.Attribute:
        parts.append(node.attr)
        node = node.value
    if type(node) is not ast.Name:
        return ""
    parts.append(node.id)
    return ".".join(reversed(parts))


def callee_name(node: ast.expr) -> str:
    """Return the dotted name of a decorator, called or not."""
    return dotted_name(node.func if type(node) is ast.Call else node)


def type_name(node: ast.expr | None) -> str:
    """Return the dotted name of the outermost type of an annotation.

    `Optional[X]`, `X | None` and quoted annotations give `X`.
    """
    while node is not None:
        if type(node) is ast.Constant and isinstance(node.value, str):
            match = _DOTTED.match(node.value)
            return match[1] if match else ""
        if type(node) is ast.BinOp:
            node = node.right if _is_none(node.left) else node.left
        elif type(node) is ast.Subscript:
            name = dotted_name(node.value)
            if name not in _OPTIONAL_WRAPPERS:
                return name
            node = node.slice
        else:
            return "None" if _is_none(node) else dotted_name(node)
    return ""


def _is_none(node: ast.expr) -> bool:
    return type(node) is ast.Constant and node.value is None
