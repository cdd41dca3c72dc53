"""A member that refuses calls which its interface accepts.

## Why

Callers know the interface only. A parameter that was renamed, dropped or added as an
obligation turns their call into a `TypeError` at run time. Annotations and default
values are not compared; a renamed positional parameter counts if some call passes it
by keyword.

## Bad

```python title="agents/registry.py"
from abc import ABC, abstractmethod


class Registry(ABC):
    @abstractmethod
    def get(self, name, context=None): ...


class MemoryRegistry(Registry):
    def get(self, name):  # expect: SSOT102
        return name
```

## Good

```python title="agents/registry.py"
from abc import ABC, abstractmethod


class Registry(ABC):
    @abstractmethod
    def get(self, name, context=None): ...


class MemoryRegistry(Registry):
    def get(self, name, context=None, *, strict=False):
        return name
```

## Not reported

Interfaces that take `*args, **kwargs`, overloads, and members behind decorators that
may change the signature.
"""

from collections.abc import Iterator

from ssot_audit.link.obligations import BreachKind
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.breaches import breach_findings


@rule("SSOT102", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each such member of a class that is held to an interface."""
    obligations = program.obligations(policy.settings.contracts).all
    return breach_findings("SSOT102", BreachKind.SIGNATURE, obligations)
