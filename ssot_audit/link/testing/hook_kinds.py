"""Which hooks runners call on a class.

By its bases, metaclass and decorators: where one of them is not known, nobody can tell.
What runners call was seen by running them; see `extract.testing.hook_names`.
"""

import re
from fnmatch import fnmatchcase

from ssot_audit.extract.testing.hook_names import (
    ASYNC_UNITTEST,
    DJANGO,
    PYTEST,
    UNITTEST,
)
from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.located import Module
from ssot_audit.link.program import Program

_CASE = "unittest.case.TestCase"
_ASYNC_CASE = "unittest.async_case.IsolatedAsyncioTestCase"
_DJANGO_CASE = re.compile(
    r"django\.test\.(?:testcases\.)?(?:LiveServer|Simple|Transaction)?TestCase"
)
_DJANGO_DATA_CASES = frozenset(
    {"django.test.TestCase", "django.test.testcases.TestCase"}
)
_PLAIN_DECORATORS = ("django.test.", "pytest.mark.", "unittest.")


class HookKinds:
    """Tells which hooks runners call on a class."""

    def __init__(self, program: Program) -> None:
        """Judge nothing yet."""
        self._program = program
        self._known: dict[ClassNode, frozenset[str] | None] = {}

    def called_on(self, node: ClassNode) -> frozenset[str] | None:
        """Return the names of hooks; None: unknown, or it is no class of tests."""
        if node not in self._known:
            self._known[node] = self._called_on(node)
        return self._known[node]

    def _called_on(self, node: ClassNode) -> frozenset[str] | None:
        names = {ancestor.dotted for ancestor in node.mro}
        for ancestor in node.mro:
            if ancestor.fact is not None:
                foreign = self._foreign_bases(ancestor)
                if foreign is None or not self._is_plain(ancestor):
                    return None
                names |= foreign
        if _ASYNC_CASE in names:
            return UNITTEST | ASYNC_UNITTEST | PYTEST
        if names & _DJANGO_DATA_CASES:
            return UNITTEST | DJANGO | PYTEST
        if _CASE in names or any(map(_DJANGO_CASE.fullmatch, names)):
            return UNITTEST | PYTEST
        return PYTEST if self._is_collected(node) else None

    def _foreign_bases(self, node: ClassNode) -> set[str] | None:
        """Return the known bases of others; None: there are some we do not know."""
        module, fact = node.source
        hierarchy = self._program.hierarchy
        unknown = {
            hierarchy.full_name(module, reference)
            for reference in fact.bases
            if isinstance(hierarchy.resolve(module, reference), str)
        }
        known = all(map(_DJANGO_CASE.fullmatch, unknown))
        return unknown if known else None

    def _is_plain(self, node: ClassNode) -> bool:
        module, fact = node.source
        if fact.metaclass is not None or "__init_subclass__" in node.members:
            return False
        names = (
            self._program.hierarchy.full_name(module, decorator)
            for decorator in fact.decorators
        )
        return all(name.startswith(_PLAIN_DECORATORS) for name in names)

    def _is_collected(self, node: ClassNode) -> bool:
        """Tell whether pytest takes a class, that is no case, for one of tests."""
        module, _ = node.source
        settings = self._program.test_settings(module)
        return (
            is_taken(self._program, module)
            and any(_takes(p, node.name) for p in settings.python_classes)
            and any(
                name.startswith("test")
                for ancestor in node.mro
                for name in ancestor.members
                if ancestor.fact is not None
            )
        )


def is_taken(program: Program, module: Module) -> bool:
    """Tell whether pytest looks into a file, going by its name."""
    name = module.path.rpartition("/")[2]
    patterns = program.test_settings(module).python_files
    return any(fnmatchcase(name, pattern) for pattern in patterns)


def _takes(pattern: str, name: str) -> bool:
    """Match as `PyCollector._matches_prefix_or_glob_option` does."""
    if name.startswith(pattern):
        return True
    return any(sign in pattern for sign in "*?[") and fnmatchcase(name, pattern)
