"""Calls and subscripts that are given the key of a setting: `get_env("PORT", "80")`."""

import ast
import re
from dataclasses import dataclass, field

from ssot_audit.extract.facts import KeyUse, SettingsClass, Span
from ssot_audit.extract.scopes import Scope

_KEY = re.compile(r"[A-Z][A-Z0-9]*(?:_+[A-Z0-9]+)*")
_DEEPEST = 3
"""Names followed from one to the next to what a mapping is made by."""
_LONGEST = 20
"""Links of `a.b().c` that are looked at."""


@dataclass(frozen=True, slots=True)
class Keyed:
    """A call or subscript with a key, until the whole file is known."""

    node: ast.Call | ast.Subscript
    key: str
    scope: Scope
    span: Span


@dataclass(slots=True)
class Keys:
    """What the walk gathers."""

    uses: list[Keyed] = field(default_factory=list)
    fallbacks: dict[ast.expr, ast.Constant] = field(default_factory=dict)
    """What follows a call in `call() or "literal"`."""
    settings: list[SettingsClass] = field(default_factory=list)

    def facts(self) -> tuple[KeyUse, ...]:
        """Return the uses of which it is known whom they ask, in the text's order."""
        found = [use for keyed in self.uses if (use := self._use(keyed))]
        return tuple(sorted(found, key=lambda use: use.span))

    def _use(self, keyed: Keyed) -> KeyUse | None:
        node, scope = keyed.node, keyed.scope
        if isinstance(node, ast.Subscript):
            asked = origin(node.value, scope)
            default = None
        else:
            asked = origin(node.func, scope)
            named = {k.arg: k.value for k in node.keywords}
            given = node.args[1] if len(node.args) > 1 else named.get("default")
            default = with_fallback(literal_source(given), self.fallbacks.get(node))
        if not asked:
            return None
        form = f"{asked}[]" if isinstance(node, ast.Subscript) else asked
        return KeyUse(keyed.key, form, default, keyed.span, scope.qualname)


def key_of(node: ast.expr) -> str | None:
    """Return the text of a literal that is written like a key: `PORT`."""
    if type(node) is ast.Constant:
        text = node.value
        if type(text) is str and _KEY.fullmatch(text):
            return text
    return None


def literal_source(node: ast.expr | None) -> str | None:
    """Return the source of a literal number, text, truth value or None."""
    if type(node) is ast.Constant:
        return repr(node.value)
    if type(node) is ast.UnaryOp and type(node.op) is ast.USub:
        inner = literal_source(node.operand)
        return f"-{inner}" if inner else None
    return None


def with_fallback(default: str | None, fallback: ast.Constant | None) -> str | None:
    """Return what a read gives in the end where nothing is set."""
    if fallback is None or default not in {None, "''", "None"}:
        return default
    return literal_source(fallback)


def origin(node: ast.expr, scope: Scope | None, depth: int = 0) -> str:
    """Return a reference that tells where a value comes from: `get_env().get`.

    What a call gives is written with `()`; a name that is bound to such an expression
    once is that expression. Empty: unknown.
    """
    links: list[str] = []
    while len(links) < _LONGEST:
        if isinstance(node, ast.Attribute):
            links.append(f".{node.attr}")
            node = node.value
        elif isinstance(node, ast.Call):
            links.append("()")
            node = node.func
        else:
            break
    if not isinstance(node, ast.Name) or scope is None:
        return ""
    root = _root(node.id, scope, depth)
    return "".join((root, *reversed(links))) if root else ""


def _root(name: str, scope: Scope, depth: int) -> str:
    around: Scope | None = scope
    while around is not None:
        visible = not around.is_class or around is scope
        if visible and name in around.bound and name not in around.outer:
            made = around.made.get(name)
            if made is None or name in around.defined:
                break
            return origin(made, around, depth + 1) if depth < _DEEPEST else ""
        around = around.parent
    return scope.reference(name)
