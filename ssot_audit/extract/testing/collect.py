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
from ssot_audit.extract.testing.selection import selection
from ssot_audit.extract.testing.skips import skips
from ssot_audit.extract.text import SourceText
from ssot_audit.extract.walk_statements import StatementWalk

_Placed = TypeVar("_Placed", Skip, CommentedTest)
_WORDS = re.compile(
    rb"pytest|unittest|def test|class Test|[Mm]ock|Fake|Stub|Dummy"
    rb"|__test__|collect_ignore|load_tests"
)


def tests_of(
    source: bytes, tree: ast.Module, text: SourceText, walk: StatementWalk
) -> ModuleTests:
    """Return what a file says of tests."""
    if not _WORDS.search(source):
        return ModuleTests()
    selected = selection(tree)
    likes, reads = hook_likes(source, tree, text)
    return ModuleTests(
        **selected.facts(),
        stops=selected.stops,
        bodies=tuple(bodies(source, walk)),
        skips=_in_order(skips(source, tree, walk)),
        hook_likes=likes,
        reads=reads,
        fallbacks=fallbacks(source, tree, text),
        commented=_in_order(
            (*commented(source, tree, text), *hollow(walk.bodies, text))
        ),
    )


def _in_order(found: Iterable[_Placed]) -> tuple[_Placed, ...]:
    return tuple(sorted(found, key=lambda fact: fact.span))
