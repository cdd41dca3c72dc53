"""Use of the process environment outside the modules that own it.

## Why

A setting read in two places has two defaults, two spellings and two moments at which it
is read. One owner makes every setting findable, typed and testable.

## Bad

```toml
[environment]
accessor = "shop.config.get_env"
```

```python title="shop/config.py"
import os


def get_env():
    return os.environ
```

```python title="shop/checkout.py"
import os

TIMEOUT = int(os.environ["TIMEOUT"])  # expect: SSOT301
```

## Good

```toml
[environment]
accessor = "shop.config.get_env"
```

```python title="shop/config.py"
import os


def get_env():
    return os.environ
```

```python title="shop/checkout.py"
from shop.config import get_env

TIMEOUT = int(get_env()["TIMEOUT"])
```

## Not reported

The accessor's module and the configured owners; stand-ins of tests such as
`patch.dict(os.environ)` and `monkeypatch.setenv`, which are counted apart. Without an
`[environment]` table every access is a note.
"""

from collections.abc import Iterator

from ssot_audit.config.settings import Environment
from ssot_audit.extract.facts import EnvironmentAccess
from ssot_audit.link.located import Module
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Unit,
    reason,
    rule,
)
from ssot_audit.rules.remedies import UseAccessor

_VERBS = {
    "read": "reads",
    "write": "writes",
    "delete": "deletes",
    "contains": "looks for",
    "pass": "hands on",
}
_WHOLE = (".clear", ".popitem", ".update")
"""Endings of forms that change the mapping itself."""


@rule("SSOT301", level=Level.ERROR, unit=Unit.FILE)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report the accesses of each function, one finding for each key."""
    environment = policy.settings.environment
    for module in program.modules:
        if environment is not None and program.owns_environment(module, environment):
            continue
        grouped: dict[tuple[str, str], list[EnvironmentAccess]] = {}
        for access in module.facts.environment:
            if access.kind != "stub":
                key = (access.scope, access.key or "")
                grouped.setdefault(key, []).append(access)
        for accesses in grouped.values():
            yield _finding(module, accesses, environment)


def _finding(
    module: Module, accesses: list[EnvironmentAccess], environment: Environment | None
) -> Finding:
    first = accesses[0]
    places = [Place.of(module, access.span) for access in accesses]
    what = f"`{first.key}`" if first.key else _without_key(first)
    where = f"`{first.scope}`" if first.scope else f"`{module.name}`"
    return Finding(
        code="SSOT301",
        place=places[0],
        module=module.name,
        symbol=first.scope,
        subject=first.key or "(whole environment)",
        message=(
            f"{where} {_VERBS[first.kind]} {what} directly (`{first.form}`)"
            f"{reason(environment.because) if environment else ''}"
        ),
        help=(
            f"Use `{environment.accessor}` instead."
            if environment
            else "Name an accessor in `[environment]` to hold everyone to it."
        ),
        parts=tuple(
            Part(place, access.kind)
            for place, access in zip(places, accesses, strict=True)
        ),
        evidence=tuple(
            Hop(place, f"{access.kind} through `{access.form}`")
            for place, access in zip(places, accesses, strict=True)
        ),
        level=None if environment else Level.NOTE,
        remedy=UseAccessor(accessor=environment.accessor) if environment else None,
    )


def _without_key(access: EnvironmentAccess) -> str:
    """Name what is accessed where no literal key says so."""
    is_whole = access.kind == "pass" or access.form.endswith(_WHOLE)
    return "the environment" if is_whole else "a computed key"
