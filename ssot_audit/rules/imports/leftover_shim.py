"""A module that only hands on what has moved elsewhere.

## Why

A class moves, the old module stays and imports it "for compatibility". The move is
finished when nobody uses the old path any more and the module is gone; until then both
paths look right, and new code takes either.

## Bad

```python title="shop/state.py"
# Moved to shop.context; kept for backwards compatibility.
from shop.context import Context
```

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.state import Context  # expect: SSOT209
```

## Good

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.context import Context
```

## Options

`unmarked`, off by default: also modules that say nothing of themselves and hand on the
names of one other module. Many of them are the public face of a private module.

## Not reported

Packages, and modules that have or do anything of their own. What makes a module a shim
is that its docstring or a comment says so (deprecated, moved, kept for compatibility),
that it issues a `DeprecationWarning`, or that a name in it has its `[[canonical]]` home
elsewhere. Imports of a module that is deprecated are SSOT203; here it is reported when
none is left. A shim that nobody imports is a note: other projects may.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.link.shims import Shim, shims
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    rule,
)
from ssot_audit.rules.broken_imports import import_parts
from ssot_audit.rules.remedies import Move, MoveImports


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    unmarked: bool = False
    """Whether to report modules that do not say that they are left behind."""


@rule("SSOT209", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each module once, with everyone who still imports it."""
    options = policy.own(Options)
    declared = policy.settings.deprecations
    for shim in shims(program, policy.settings):
        if not shim.why and not (options.unmarked and len(shim.sources) == 1):
            continue
        if any(program.deprecation(*used, declared) for used in shim.importers):
            continue
        yield _finding(shim)


def _finding(shim: Shim) -> Finding:
    module = shim.module
    here = Place.of(module)
    parts, evidence = import_parts(shim.importers)
    sources = ", ".join(f"`{source}`" for source in sorted(shim.sources))
    left = f"{len(parts)} import{'s' if len(parts) > 1 else ''} left"
    return Finding(
        code="SSOT209",
        place=parts[0].place if parts else here,
        module=module.name,
        symbol="",
        subject="",
        message=(
            f"`{module.name}` only hands on names of {sources} "
            f"({left if parts else 'nobody here imports it'})"
        ),
        help=(
            f"Import them from {sources}, then delete `{module.name}`."
            if parts
            else f"Delete `{module.name}`, unless other projects import it."
        ),
        parts=parts or (Part(here, module.name),),
        evidence=(*evidence, Hop(here, shim.why or "it has nothing of its own")),
        level=None if parts and shim.why else Level.NOTE,
        remedy=MoveImports(tuple(_moves(shim))) if parts else None,
    )


def _moves(shim: Shim) -> Iterator[Move]:
    """Yield what to take from where; the module itself if that comes to the same."""
    if shim.moves_as_a_whole:
        (source,) = shim.sources
        yield Move(shim.module.name, source)
    else:
        yield from (Move(*move) for move in shim.moves)
