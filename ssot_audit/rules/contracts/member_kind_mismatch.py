"""A method where the interface has a value, or a value where it has a method.

## Why

`manager.size` and `manager.size()` are different promises. The wrong one gives a bound
method that is always true, or a `TypeError` on calling a number.

## Bad

```python title="chat/managers.py"
from typing import Protocol


class Manager(Protocol):
    @property
    def size(self) -> int: ...


class MemoryManager(Manager):
    def size(self) -> int:  # expect: SSOT104
        return 0
```

## Good

```python title="chat/managers.py"
from typing import Protocol


class Manager(Protocol):
    @property
    def size(self) -> int: ...


class MemoryManager(Manager):
    def __init__(self) -> None:
        self.size = 0
```

## Not reported

Variables that are set to something other than a literal: they may hold a function.
"""

from collections.abc import Iterator

from ssot_audit.link.obligations import BreachKind
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.breaches import breach_findings


@rule("SSOT104", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each such member of a class that is held to an interface."""
    obligations = program.obligations(policy.settings.contracts).all
    return breach_findings("SSOT104", BreachKind.KIND, obligations)
