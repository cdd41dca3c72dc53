"""Every rule there is: each module below this package that defines `check`."""

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from types import MappingProxyType

import ssot_audit.rules
from ssot_audit.rules.api import Rule


@cache
def all_rules() -> Mapping[str, Rule]:
    """Return the rules by code, in the order of their codes."""
    found = {}
    for module in pkgutil.walk_packages(
        ssot_audit.rules.__path__, f"{ssot_audit.rules.__name__}."
    ):
        check = getattr(importlib.import_module(module.name), "check", None)
        if isinstance(check, Rule):
            found[check.code] = check
    return MappingProxyType(dict(sorted(found.items())))
