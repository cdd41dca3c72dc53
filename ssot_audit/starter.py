"""The first configuration of a project, written from what can be seen of it.

What is certain is set; what is likely is a comment that can be switched on by taking
its `#` away. Prose has one space after the `#`; settings have none, or an indentation.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from ssot_audit.config.settings import TEST_PATTERNS, Level
from ssot_audit.discover.source import Scope
from ssot_audit.report.figures import counted
from ssot_audit.rules.registry import all_rules
from ssot_audit.survey import Interface, Survey, survey

_INTERFACES = 10
"""Contracts that are suggested; how many more there are is said."""
_LOWER_BOUND = re.compile(r"(?:>=|~=|==|>)\s*(3\.[0-9]{1,2})(?![0-9])")
_PLAIN_PATH = re.compile(r"[\w.-]+(?:/[\w.-]+)*")
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")


def propose(root: Path) -> str:
    """Return a configuration for the project at `root` that loads as it stands.

    Raises `ConfigError` if there is no Python file.
    """
    seen = survey(root)
    sections = (
        _introduction(),
        _roots(seen),
        _target(seen),
        _scopes(seen),
        _environment(seen),
        _contracts(seen),
        _rules(),
        _gate(),
    )
    return "\n".join("".join(f"{line}\n" for line in section) for section in sections)


def _introduction() -> Iterator[str]:
    yield "# Settings of ssot-audit, proposed by `ssot-audit init`. Take the `#` away"
    yield "# from what you want; a name or path that matches nothing is an error."
    yield ""
    yield "# Rule packs; `python-removals` names the modules that newer Pythons lost."
    yield '#extends = ["python-removals"]'


def _roots(seen: Survey) -> Iterator[str]:
    yield "# Where Python imports from; without this line it is found anew each time."
    roots = [root or "." for root in seen.roots]
    is_plain = all(_PLAIN_PATH.fullmatch(root) for root in roots)
    yield f"{'' if is_plain else '#'}roots = {_toml(roots)}"


def _target(seen: Survey) -> Iterator[str]:
    bound = _LOWER_BOUND.search(seen.python_requires or "")
    if bound:
        yield f"# Oldest Python of the project; `requires-python` says {bound[1]} too."
    else:
        yield "# Oldest Python of the project; without it, the one that runs the scan."
    yield f"#target-version = {_toml(bound[1] if bound else '3.11')}"


def _scopes(seen: Survey) -> Iterator[str]:
    tests = counted(seen.files.get(Scope.TEST, 0), "file")
    others = counted(seen.files.get(Scope.PRODUCTION, 0), "file")
    yield f"# Test code: {tests} now; {others} of production."
    yield "scopes.test = ["
    for pattern in TEST_PATTERNS:
        yield f"    {_toml(pattern)},"
    yield "]"


def _environment(seen: Survey) -> Iterator[str]:
    yield "# The one function through which production code reads the environment;"
    yield f"# it has {counted(seen.accesses, 'direct access', 'direct accesses')} now."
    likely = next((a for a in seen.accessors if _DOTTED.fullmatch(a.dotted)), None)
    if likely is None:
        yield "# No function for it was found."
        yield "# [environment]"
        yield '# accessor = "package.module.get_env"'
        return
    is_clear = likely == seen.accessor
    doubt = "" if is_clear else "; look at it before you switch it on"
    yield f"# This one is imported by {counted(likely.importers, 'module')}{doubt}."
    mark = "" if is_clear else "#"
    yield f"{mark}[environment]"
    yield f"{mark}accessor = {_toml(likely.dotted)}"


def _contracts(seen: Survey) -> Iterator[str]:
    yield "# Classes that must keep an interface without inheriting from it. Suggested"
    yield "# are those named after one; keep the patterns of those really used as one."
    usable = [each for each in seen.interfaces if _DOTTED.fullmatch(each.dotted)]
    if not usable:
        yield "# No class is named after a Protocol or an abstract class."
    for interface in usable[:_INTERFACES]:
        yield ""
        yield from _contract(interface)
    more = len(usable) - _INTERFACES
    if more > 0:
        yield ""
        yield f"# {counted(more, 'more interface')} could be listed like this."


def _contract(interface: Interface) -> Iterator[str]:
    yield "#[[contract]]"
    yield f"#interface = {_toml(interface.dotted)}"
    yield "#implementers = ["
    for pattern in interface.patterns:
        yield f"#    {_toml(pattern)},"
    yield "#]"


def _rules() -> Iterator[str]:
    levels = ", ".join(level.label for level in Level)
    yield f"# Levels: {levels}. These are the defaults."
    yield "#[rules]"
    for rule in all_rules().values():
        level = _toml(rule.default_level.label)
        yield f"#{rule.code} = {level:<9}  # {rule.name}"


def _gate() -> Iterator[str]:
    yield "# What fails a scan: new findings of a level or worse, and too low figures."
    yield "#[gate]"
    yield f"#fail-on = {_toml(Level.ERROR.label)}"
    yield "#score = 90"


def _toml(value: str | list[str]) -> str:
    """Write a value; for text without control characters JSON is TOML."""
    return json.dumps(value, ensure_ascii=False)
