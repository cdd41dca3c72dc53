"""A suppression comment that hides nothing, or cannot be honoured.

## Why

A comment that outlives its finding hides the next one. Comments with unknown codes,
without codes or in the wrong place hide nothing although they look as if they did.

## Bad

```python title="shop/cart.py"
LIMIT = 10  # ssot: ignore[SSOT301] reason="bootstrap"  # expect: SSOT003
```

## Good

```python title="shop/cart.py"
LIMIT = 10
```

## Limits

Only comments for rules that ran on the file can be called unused.
"""

from collections.abc import Iterator

from ssot_audit.rules.api import Finding, Level, Policy, Program, Unit, rule


@rule("SSOT003", level=Level.WARNING, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report nothing: which comments are used is known to the verdict alone."""
    yield from ()
