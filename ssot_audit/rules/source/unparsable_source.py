"""A file that no parser can read.

## Why

What cannot be parsed cannot be imported, tested or audited. A checker that skips such
a file and counts it as clean reports a score that is not true.

## Bad

```python title="shop/cart.py"
def total(prices:  # expect: SSOT001
    return sum(prices)
```

## Good

```python title="shop/cart.py"
def total(prices):
    return sum(prices)
```
"""

from collections.abc import Iterator

from ssot_audit.rules.api import Finding, Level, Place, Policy, Program, Unit, rule


@rule("SSOT001", level=Level.ERROR, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each file that has no syntax tree."""
    for module in program.modules:
        failure = module.facts.failure
        if failure is not None and failure.kind == "unparsable":
            yield Finding(
                code="SSOT001",
                place=Place.of(module, failure.span),
                module=module.name,
                symbol="",
                subject="",
                message=f"`{module.path}` cannot be parsed: {failure.message}",
                help="Mend the syntax; until then nothing in this file is checked.",
            )
