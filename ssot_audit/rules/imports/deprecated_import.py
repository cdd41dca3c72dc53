"""An import of a module or name that is declared deprecated.

## Why

A migration is finished when nobody imports the old path any more. Deprecations come
from `[[deprecated]]` tables, from `@deprecated("...")` (PEP 702) on classes and
functions of the project, and from modules that issue a `DeprecationWarning` whenever
they are imported.

## Bad

```toml
[[deprecated]]
import = "shop.state.OldState"
use = "shop.context.Context"
reason = "it leaks between users"
```

```python title="shop/state.py"
class OldState: ...
```

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.state import OldState  # expect: SSOT203
```

## Good

```toml
[[deprecated]]
import = "shop.state.OldState"
use = "shop.context.Context"
```

```python title="shop/state.py"
class OldState: ...
```

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.context import Context
```

## Not reported

With `names-only`, imports of a package's submodules. A package's `__init__` that
re-exports a name of its own which carries `@deprecated`. Guarded imports of what only
some Python versions deprecate.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import Import
from ssot_audit.link.deprecations import Deprecated
from ssot_audit.link.located import Module
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Place,
    Policy,
    Program,
    rule,
)
from ssot_audit.rules.broken_imports import import_parts
from ssot_audit.rules.moves import move_imports


@rule("SSOT203", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each deprecated target once, with everyone who imports it."""
    targets: dict[str, Deprecated] = {}
    importers: dict[str, list[tuple[Module, Import]]] = {}
    for module in program.modules:
        for found in module.facts.imports:
            target = program.deprecation(module, found, policy.settings.deprecations)
            if target is not None:
                targets.setdefault(target.dotted, target)
                importers.setdefault(target.dotted, []).append((module, found))
    for dotted, target in targets.items():
        yield _finding(program, target, importers[dotted])


def _finding(
    program: Program, target: Deprecated, importers: list[tuple[Module, Import]]
) -> Finding:
    parts, evidence = import_parts(importers)
    why = f": {' '.join(target.reason.split())}" if target.reason else ""
    count = f"{len(parts)} import{'s' if len(parts) > 1 else ''}"
    return Finding(
        code="SSOT203",
        place=parts[0].place,
        module=target.module,
        symbol="",
        subject=target.dotted,
        message=f"`{target.dotted}` is deprecated ({count} left){why}",
        help=f"Import `{target.use}` instead." if target.use else "Stop importing it.",
        parts=parts,
        evidence=(*evidence, *_definition(target)),
        remedy=(
            move_imports(program, target.dotted, target.use, importers)
            if target.use
            else None
        ),
    )


def _definition(target: Deprecated) -> Iterator[Hop]:
    if target.definition is not None:
        module, span = target.definition
        yield Hop(Place.of(module, span), f"`{target.dotted}` says so itself")
