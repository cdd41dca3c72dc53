"""Collects what a file says of tests, if it has any of the words they are made of.

Which files are tests depends on their paths and on settings, and facts depend on
neither: so everything is collected wherever it might be asked for.
"""

import ast
import re

from ssot_audit.extract.testing.facts import ModuleTests
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
    return ModuleTests(**selected.facts(), stops=selected.stops)
