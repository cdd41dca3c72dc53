"""What is called like a stand-in: mocks, fakes, stubs and dummies."""

import ast
import re
from collections.abc import Mapping

from ssot_audit.extract.scopes import dotted_name

_CLASS = re.compile(
    r"_*(?:[A-Z]\w*?)??(?:Mock(?:ed)?|Fake|Stub(?:bed)?|Dummy)(?![a-z])\w*"
)
"""A class with one of the words in it, as a word: no `Faker`."""
STAND_INS = ("Mock", "Fake", "Stub", "Dummy", "create_autospec")
"""What names a stand-in has one of these in its name."""
_UNREAL = re.compile(r"(?i:(?:^|[._>])(?:mock|fake|stub|dumm|patch|monkeypatch))")
_MAKERS = frozenset({"create_autospec"})


def is_stand_in(dotted: str) -> bool:
    """Tell whether a class is called like a stand-in, or a function makes one."""
    name = dotted.rpartition(".")[2]
    return bool(_CLASS.fullmatch(name)) or name in _MAKERS


def names_stand_in(dotted: str) -> bool:
    """Tell whether some part of a name says that there are stand-ins."""
    return bool(_UNREAL.search(dotted))


def is_real(dotted: str) -> bool:
    """Tell whether something may fail that is no stand-in itself."""
    return bool(dotted) and not is_stand_in(dotted) and not names_stand_in(dotted)


def stand_in(node: ast.expr | None, known: Mapping[str, str]) -> str:
    """Return the class of the stand-in that a value is or holds, else `""`.

    `known` are names that were given one before, by name.
    """
    if isinstance(node, ast.Await):
        node = node.value
    if isinstance(node, ast.Tuple):
        return next(filter(None, (stand_in(item, known) for item in node.elts)), "")
    dotted = dotted_name(node.func if isinstance(node, ast.Call) else node)
    if not isinstance(node, ast.Call) and dotted in known:
        return known[dotted]
    return dotted if is_stand_in(dotted) else ""
