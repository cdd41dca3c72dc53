"""Collects what a file says of tests, if it has any of the words they are made of.

Which files are tests depends on their paths and on settings, and facts depend on
neither: so everything is collected wherever it might be asked for.
"""

import ast
import re

from ssot_audit.extract.testing.facts import ModuleTests
from ssot_audit.extract.testing.marks import marks
from ssot_audit.extract.testing.registrations import plugins, registered
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_WORDS = re.compile(
    rb"pytest|unittest|def test|class Test|[Mm]ock|Fake|Stub|Dummy|addinivalue_line"
)


def tests_of(
    source: bytes, tree: ast.Module, text: SourceText, walk: StatementWalk
) -> ModuleTests:
    """Return what a file says of tests."""
    if not _WORDS.search(source):
        return ModuleTests()
    registers = registered(tree, text)
    return ModuleTests(
        marks=marks(tree, walk.imports, walk.variables, text),
        registered=registers.names,
        registers_computed=registers.is_computed,
        plugins=plugins(tree, text),
    )
