"""A suppression comment whose date has passed.

## Why

`until=` is a promise with a date. When it has passed the finding is shown again, and
the comment is reported, so that the promise is either kept or renewed on purpose.

## Bad

```python title="shop/settings.py"
import os

# ssot: ignore[SSOT301] reason="moves to config" until=2020-01-31  # expect: SSOT004
DEBUG = os.environ.get("DEBUG")  # expect: SSOT301
```

## Good

```python title="shop/settings.py"
import os

# ssot: ignore[SSOT301] reason="moves to config" until=2999-01-31
DEBUG = os.environ.get("DEBUG")
```
"""

from collections.abc import Iterator

from ssot_audit.rules.api import Finding, Level, Policy, Program, Unit, rule


@rule("SSOT004", level=Level.WARNING, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report nothing: the verdict knows the date."""
    yield from ()
