"""Second looks at a file: what is of use to few rules, or to few projects."""

import ast
from collections.abc import Callable, Mapping

from ssot_audit.extract.collect_mentions import mentions
from ssot_audit.extract.mention_facts import encoded_mentions
from ssot_audit.extract.parse import Parser, parse
from ssot_audit.extract.surrogates import escape_halves
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk


def _uses(source: bytes, tree: ast.Module) -> bytes:
    walk = StatementWalk(SourceText(source))
    walk.follows_imports = True
    walk.module_body(tree)
    return walk.uses.finish(walk.imports)


def _mentions(source: bytes, tree: ast.Module) -> bytes:
    return encoded_mentions(mentions(source, tree, SourceText(source)))


LOOKS: Mapping[str, Callable[[bytes, ast.Module], bytes]] = {
    "uses": _uses,
    "mentions": _mentions,
}


def look(name: str, source: bytes) -> bytes:
    """Return what is found in a file that CPython's parser reads, else nothing.

    The other parser can end a process; what it alone reads has its looks in its facts.
    """
    try:
        tree = parse(source, Parser.PYTHON).tree
        escape_halves(source, tree)
        return LOOKS[name](source, tree)
    except Exception:  # noqa: BLE001 - one odd file must not end the scan
        return b""
