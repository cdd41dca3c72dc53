"""Modules that import each other while they are being imported.

## Why

In a cycle the module that comes second sees the first one half-made. Whether that works
depends on who is imported first, so a harmless edit elsewhere can break the start-up.

## Bad

```python title="shop/cart.py"
from shop import price  # expect: SSOT205

LIMIT = 10
```

```python title="shop/price.py"
from shop import cart
```

## Good

```python title="shop/cart.py"
from shop import price

LIMIT = 10
```

```python title="shop/price.py"
def limit():
    from shop import cart

    return cart.LIMIT
```

## Not reported

Cycles through imports inside functions or under `TYPE_CHECKING`, and the import of a
parent package that every import of a submodule implies. Each group of modules that need
each other is reported once, with a shortest cycle.
"""

from collections.abc import Iterator

from ssot_audit.link.imports import Cycle
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


@rule("SSOT205", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each group of modules that need each other."""
    for cycle in program.imports.cycles():
        yield _finding(cycle)


def _finding(cycle: Cycle) -> Finding:
    edges = cycle.edges
    names = [edge.importer.name for edge in edges]
    hops = tuple(
        Hop(
            Place.of(edge.importer, edge.fact.span),
            f"`{edge.importer.name}` imports `{edge.target.name}`",
        )
        for edge in edges
    )
    more = cycle.size - len(edges)
    rest = f" (in a group of {cycle.size} modules that need each other)" if more else ""
    way = " → ".join(f"`{name}`" for name in (*names, names[0]))
    return Finding(
        code="SSOT205",
        place=hops[0].place,
        module=names[0],
        symbol="",
        subject=" ".join(sorted(names)),
        message=f"import cycle: {way}{rest}",
        help="Move what both need into a third module, or import it in a function.",
        parts=tuple(
            Part(hop.place, name) for hop, name in zip(hops, names, strict=True)
        ),
        evidence=hops,
    )
