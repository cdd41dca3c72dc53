"""Syntax that the oldest supported Python rejects.

## Why

A file that only newer interpreters accept works on the developer's machine and fails
at import in the service that runs an older image. The target is `target-version`, else
the lower bound of `requires-python`, else the Python that runs the audit.

## Bad

```toml
target-version = "3.9"
```

```python title="shop/cart.py"
def total(order):
    match order:  # expect: SSOT002
        case {"price": price}:
            return price
    return 0
```

## Good

```toml
target-version = "3.10"
```

```python title="shop/cart.py"
def total(order):
    match order:
        case {"price": price}:
            return price
    return 0
```
"""

import re
import sys
from collections.abc import Iterator

from ssot_audit.extract.facts import SyntaxFeature
from ssot_audit.link.located import Module
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Unit,
    rule,
)

_LOWER_BOUND = re.compile(r"(?:>=|~=|==|>)\s*(\d+)\.(\d+)")


@rule("SSOT002", level=Level.ERROR, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each kind of construct in a file that the target rejects."""
    target, source = _target(program, policy)
    for module in program.modules:
        grouped: dict[str, list[SyntaxFeature]] = {}
        for feature in module.facts.features:
            if feature.version > target:
                grouped.setdefault(feature.name, []).append(feature)
        for features in grouped.values():
            yield _finding(module, features, f"{_dotted(target)} ({source})")


def _target(program: Program, policy: Policy) -> tuple[tuple[int, int], str]:
    if policy.settings.target_version is not None:
        return policy.settings.target_version, "`target-version`"
    match = _LOWER_BOUND.search(program.tree.python_requires or "")
    if match:
        return (int(match[1]), int(match[2])), "`requires-python`"
    return sys.version_info[:2], "the running interpreter"


def _finding(module: Module, features: list[SyntaxFeature], target: str) -> Finding:
    first = features[0]
    return Finding(
        code="SSOT002",
        place=Place.of(module, first.span),
        module=module.name,
        symbol="",
        subject=first.name,
        message=(
            f"{first.name} needs Python {_dotted(first.version)}, "
            f"but the target is {target}"
        ),
        help="Write it in older syntax, or raise the target version.",
        parts=tuple(Part(Place.of(module, f.span), f.name) for f in features),
    )


def _dotted(version: tuple[int, int]) -> str:
    return f"{version[0]}.{version[1]}"
