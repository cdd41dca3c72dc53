"""Settings classes as pydantic has them: fields, their defaults and their keys."""

import ast
from collections.abc import Iterator

from ssot_audit.extract.collect_keys import literal_source
from ssot_audit.extract.facts import SettingsClass, SettingsField
from ssot_audit.extract.scopes import dotted_name
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_calls import literal_text


def settings_class(
    node: ast.ClassDef, qualname: str, text: SourceText
) -> SettingsClass | None:
    """Return the fields of a class whose base is called settings of some kind."""
    if not any("Settings" in dotted_name(base) for base in node.bases):
        return None
    return SettingsClass(qualname, _prefix(node.body), tuple(_fields(node, text)))


def _prefix(body: list[ast.stmt]) -> str:
    for statement in body:
        if isinstance(statement, ast.ClassDef) and statement.name == "Config":
            return _prefix(statement.body)
        if isinstance(statement, (ast.Assign, ast.AnnAssign)):
            name = dotted_name(
                statement.targets[0]
                if isinstance(statement, ast.Assign)
                else statement.target
            )
            if name == "env_prefix":
                return _text(statement.value)
            if name == "model_config":
                return _text(_named(statement.value).get("env_prefix"))
    return ""


def _named(node: ast.expr | None) -> dict[str, ast.expr]:
    """Return what stands behind each keyword of a call, or key of a dict."""
    if isinstance(node, ast.Call):
        return {keyword.arg or "": keyword.value for keyword in node.keywords}
    if isinstance(node, ast.Dict):
        pairs = zip(node.keys, node.values, strict=True)
        return {_text(key): value for key, value in pairs}
    return {}


def _text(node: ast.expr | None) -> str:
    return literal_text(node) or "" if node is not None else ""


def _fields(node: ast.ClassDef, text: SourceText) -> Iterator[SettingsField]:
    for statement in node.body:
        if isinstance(statement, ast.AnnAssign):
            name = dotted_name(statement.target)
            if name and not name.startswith(("_", "model_config")):
                default, keys = _field(statement.value)
                yield SettingsField(name, keys, default, text.span(statement.target))


def _field(value: ast.expr | None) -> tuple[str | None, tuple[str, ...]]:
    """Return the literal default of a field, and the names it is given by."""
    if not isinstance(value, ast.Call):
        return literal_source(value), ()
    named = _named(value)
    first = value.args[0] if value.args else named.get("default")
    for word in ("validation_alias", "alias", "env"):
        if word in named:
            return literal_source(first), tuple(_keys(named[word]))
    return literal_source(first), ()


def _keys(node: ast.expr) -> Iterator[str]:
    """Yield the keys in `"A"`, `["A", "B"]` or `AliasChoices("A", "B")`."""
    items = [node]
    if isinstance(node, ast.Call):
        items = node.args
    elif isinstance(node, (ast.List, ast.Tuple)):
        items = node.elts
    for item in items:
        text = _text(item)
        if text:
            yield text
