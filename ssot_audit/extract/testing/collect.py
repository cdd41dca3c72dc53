"""Collects what a file says of tests, if it has any of the words they are made of.

Which files are tests depends on their paths and on settings, and facts depend on
neither: so everything is collected wherever it might be asked for.
"""

import ast
import re

from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.extract.testing.pytestmarks import pytestmarks
from ssot_audit.extract.testing.selection import selection

_WORDS = re.compile(
    rb"pytest|unittest|def test|class Test|[Mm]ock|Fake|Stub|Dummy"
    rb"|__test__|collect_ignore|load_tests"
)


def tests_of(source: bytes, tree: ast.Module) -> ModuleTests:
    """Return what a file says of tests."""
    if not _WORDS.search(source):
        return ModuleTests()
    selected = selection(tree)
    return ModuleTests(
        untested=_once(selected.untested),
        tested=_once(selected.tested),
        maybe_tested=_once(selected.maybe_tested),
        ignored=_once(selected.ignored),
        hooks=_once(selected.hooks),
        made=_once(selected.made),
        deleted=_once(selected.deleted),
        uninitialised=_once(selected.uninitialised),
        stops=selected.stops,
        pytestmarks=pytestmarks(source, tree),
    )


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))
