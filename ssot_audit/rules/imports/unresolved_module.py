"""An import of a module of this project that does not exist.

## Why

A deleted or renamed module leaves imports behind. Each of them fails when it runs, and
whatever imports the importer fails with it: one root, many broken modules.

## Bad

```python title="shop/__init__.py"
```

```python title="shop/cart.py"
from shop.prices import total  # expect: SSOT201
```

## Good

```python title="shop/__init__.py"
```

```python title="shop/price.py"
def total(): ...
```

```python title="shop/cart.py"
from shop.price import total
```

## Not reported

Unknown top-level names (they may be dependencies), imports in a `try` that catches the
failure, generated and compiled modules, packages that change their `__path__`, and
imports in functions of files that put modules into `sys.modules`. Files among the tests
that no package holds, nothing imports and no collector takes: they are data that
something else puts into place.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import Import
from ssot_audit.link.located import MissingModule, Module
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.broken_imports import blast_radius, import_parts


@rule("SSOT201", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each missing module once, with everyone who imports it."""
    missing: dict[str, MissingModule] = {}
    importers: dict[str, list[tuple[Module, Import]]] = {}
    for broken in program.broken_imports:
        target = broken.target
        if isinstance(target, MissingModule):
            missing[target.location] = target
            found = (broken.importer, broken.fact)
            importers.setdefault(target.location, []).append(found)
    for location, target in missing.items():
        yield _finding(program, target, importers[location])


def _finding(
    program: Program, target: MissingModule, importers: list[tuple[Module, Import]]
) -> Finding:
    parts, evidence = import_parts(importers)
    suggestion = program.suggestions.for_module(target)
    return Finding(
        code="SSOT201",
        place=parts[0].place,
        module=target.dotted,
        symbol="",
        subject=target.dotted,
        message=(
            f"module `{target.dotted}` does not exist{blast_radius(program, importers)}"
        ),
        help=suggestion or "Mend or remove the imports.",
        parts=parts,
        evidence=evidence,
    )
