"""Test files that pytest cannot import since another took the name before them.

Under the import modes `prepend`, its default, and `append`, the name of a file counts
from the first directory upwards that is no package, and Python knows one module of a
name: `a/test_cart.py` and `b/test_cart.py` are both `test_cart`. Source: `import_path`
and `resolve_package_path` in `_pytest/pathlib.py` (9.2).
"""

from collections.abc import Callable, Iterable, Mapping

from ssot_audit.discover.paths import name_of, parent_of
from ssot_audit.extract.facts import START
from ssot_audit.link.located import Module
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.link.testing.written import Lost, LostKind


def namesakes(
    modules: Iterable[Module],
    known: Mapping[str, Module],
    settings: Callable[[Module], PytestSettings],
) -> Mapping[Module, Lost]:
    """Return the files that are refused, and why.

    Only of those that one configuration of pytest covers: they run together. `known`
    are all files by location.
    """
    first: dict[tuple[str, str], tuple[str, Module]] = {}
    refused: dict[Module, Lost] = {}
    for module in sorted(modules, key=lambda module: module.path.split("/")):
        told = settings(module)
        if not told.path or told.command_line.value("--import-mode") == "importlib":
            continue
        top = _top(module, known)
        base, other = first.setdefault((told.path, name_of(top)), (top, module))
        if base != top:
            refused[module] = Lost(LostKind.NAMESAKE, other.path, module, START, top)
    return refused


def _top(module: Module, known: Mapping[str, Module]) -> str:
    """Return the location of the outermost package around a file, or its own."""
    top = module.location
    while (parent := parent_of(top)) in known and known[parent].file.is_package:
        top = parent
    return top
