"""A class or function that a later one of the same name silently replaces.

## Why

Python keeps the last definition. Whoever reads, types or tests the first one works on
code that cannot be reached from outside. It is worst where the first is an interface:
`isinstance` and annotations then mean another class than their reader believes.

## Bad

```python title="chat/protocols.py"
from typing import Protocol


class Manager(Protocol):
    def send(self, text: str) -> None: ...


class Manager:  # expect: SSOT108
    pass
```

## Good

```python title="chat/protocols.py"
from typing import Protocol


class Manager(Protocol):
    def send(self, text: str) -> None: ...


class PlainManager:
    pass
```

## Not reported

`@overload`, property setters, alternatives in `if` and `try`, and definitions that are
used or registered before they are replaced, by a decorator or by a metaclass. Tests
whose name a later one takes: rule SSOT602 counts them.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import Redefinition
from ssot_audit.link.located import Module
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    rule,
)


@rule("SSOT108", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each replaced definition."""
    for module in program.modules:
        for redefinition in module.facts.redefinitions:
            is_test = (module.path, redefinition.later) in program.tests.replaced
            if not is_test and not _is_registered(program, module, redefinition):
                yield _finding(program, module, redefinition)


def _is_registered(program: Program, module: Module, found: Redefinition) -> bool:
    """Tell whether the first may be kept elsewhere, as its class was being made."""
    return any(
        node.is_noted_when_made
        for node in program.hierarchy.in_module(module)
        if node.source[1].span == found.first
    )


def _finding(program: Program, module: Module, found: Redefinition) -> Finding:
    first, later = Place.of(module, found.first), Place.of(module, found.later)
    name = found.qualname.rpartition(".")[2]
    is_interface = any(
        node.is_protocol or node.is_abstract_base
        for node in program.hierarchy.in_module(module)
        if node.source[1].span == found.first
    )
    what = "interface" if is_interface else found.kind
    return Finding(
        code="SSOT108",
        place=later,
        module=module.name,
        symbol=found.qualname,
        subject=found.kind,
        message=(
            f"{found.later_kind} `{name}` replaces the {what} `{name}` of line "
            f"{first.line}, which cannot be reached any more"
        ),
        help="Remove one of the two, or give them different names.",
        parts=(Part(later, "later"), Part(first, "first")),
        evidence=(
            Hop(first, f"{what} `{name}` is defined"),
            Hop(later, f"{found.later_kind} `{name}` replaces it"),
        ),
    )
