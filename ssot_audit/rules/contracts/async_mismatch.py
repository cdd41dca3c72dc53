"""A member that must be awaited where its interface is synchronous, or the reverse.

## Why

`await` on a plain value raises a `TypeError`; a coroutine that nobody awaits never
runs, and the caller goes on with an object that is always true.

## Bad

```python title="chat/managers.py"
from typing import Protocol


class Manager(Protocol):
    async def is_active(self, user: str) -> bool: ...


class MemoryManager(Manager):
    def is_active(self, user: str) -> bool:  # expect: SSOT103
        return bool(user)
```

## Good

```python title="chat/managers.py"
from typing import Protocol


class Manager(Protocol):
    async def is_active(self, user: str) -> bool: ...


class MemoryManager(Manager):
    async def is_active(self, user: str) -> bool:
        return bool(user)
```

## Not reported

A plain `def` that may return an awaitable keeps an `async def`: one that is annotated
so, or that has no annotation and returns the result of a call.
"""

from collections.abc import Iterator

from ssot_audit.link.obligations import BreachKind
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.breaches import breach_findings


@rule("SSOT103", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each such member of a class that is held to an interface."""
    obligations = program.obligations(policy.settings.contracts).all
    return breach_findings("SSOT103", BreachKind.ASYNC, obligations)
