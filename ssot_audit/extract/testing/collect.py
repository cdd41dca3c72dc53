"""Collects what a file says of tests, if it has any of the words they are made of.

Which files are tests depends on their paths and on settings, and facts depend on
neither: so everything is collected wherever it might be asked for.
"""

import ast
import re
from collections.abc import Iterable
from typing import TypeVar

from ssot_audit.extract.testing.bodies import bodies
from ssot_audit.extract.testing.comments import commented, hollow
from ssot_audit.extract.testing.facts import CommentedTest, ModuleTests, Skip
from ssot_audit.extract.testing.fallbacks import fallbacks
from ssot_audit.extract.testing.hooks import hook_likes
from ssot_audit.extract.testing.marks import marks
from ssot_audit.extract.testing.pytestmarks import pytestmarks
from ssot_audit.extract.testing.registrations import plugins, registered
from ssot_audit.extract.testing.selection import selection
from ssot_audit.extract.testing.skips import skips
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_Placed = TypeVar("_Placed", Skip, CommentedTest)
_WORDS = re.compile(
    rb"pytest|unittest|def test|class Test|[Mm]ock|Fake|Stub|Dummy"
    rb"|__test__|collect_ignore|load_tests|\ndel |addinivalue_line"
)


def tests_of(
    source: bytes, tree: ast.Module, text: SourceText, walk: StatementWalk
) -> ModuleTests:
    """Return what a file says of tests."""
    if not _WORDS.search(source):
        return ModuleTests()
    selected = selection(tree, walk)
    likes, reads = hook_likes(source, tree, walk)
    registers = registered(tree, walk)
    return ModuleTests(
        marks=marks(tree, walk.imports, walk.variables, text),
        registered=registers.names,
        registers_computed=registers.is_computed,
        plugins=plugins(tree, walk),
        untested=_once(selected.untested),
        tested=_once(selected.tested),
        maybe_tested=_once(selected.maybe_tested),
        ignored=_once(selected.ignored),
        maybe_ignored=_once(selected.maybe_ignored),
        hooks=_once(selected.hooks),
        made=_once(selected.made),
        lambdas=_once(selected.lambdas),
        fixtures=_once(selected.fixtures),
        deleted=_once(selected.deleted),
        uninitialised=_once(selected.uninitialised),
        stops=selected.stops,
        pytestmarks=pytestmarks(tree, walk),
        bodies=tuple(bodies(walk)),
        skips=_in_order(skips(source, tree, walk)),
        hook_likes=likes,
        reads=reads,
        fallbacks=fallbacks(tree, text),
        commented=_in_order(
            (*commented(source, tree, text), *hollow(walk.bodies, text))
        ),
    )


def _once(names: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))


def _in_order(found: Iterable[_Placed]) -> tuple[_Placed, ...]:
    return tuple(sorted(found, key=lambda fact: fact.span))
