"""Production modules that are there for tests."""

import re

from ssot_audit.link.located import Module

_FOR_TESTS = re.compile(r"(?i)test|benchmark")
_BESIDE = re.compile(r"(?:docs?|examples?|scripts?|tools?)/")
"""Folders at the top that stay in the repository, whether or not they are packages."""


def is_named_for_tests(module: Module) -> bool:
    """Tell whether a module is for developers by its name or place."""
    return bool(_FOR_TESTS.search(module.name) or _BESIDE.match(module.location))
