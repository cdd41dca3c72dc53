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
parent package that every import of a submodule implies. What a module takes from its
package, if the `__init__` binds it above its first import that leads there: then it is
bound whoever comes first, as long as the lines keep their order.

Each group of modules that need
each other is reported once, with a shortest cycle, and with the import to cut first:
the one that is on most of the shortest cycles through the modules of the group.

An import with `# ssot: ignore[SSOT205]` is left out before cycles are looked for. What
goes through it is not reported; other cycles of the group are. In a statement over
several lines the comment belongs to the lines of the names.
"""

from collections.abc import Iterator

from ssot_audit.config.import_contracts import EdgeKind
from ssot_audit.link.cycles import Cycle, cycle_over, cycles
from ssot_audit.link.imports import Step
from ssot_audit.link.settled import unsettled
from ssot_audit.link.waivers import parted
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Sample,
    rule,
)
from ssot_audit.rules.import_words import hops, names, sole


@rule("SSOT205", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each group of modules that need each other."""
    steps = unsettled(program.imports.steps({EdgeKind.IMPORT_TIME}))
    kept, waived = parted(steps)
    for cycle in cycles(kept):
        yield _finding(cycle)
    for step in waived:
        way = cycle_over(step, steps)
        if way:
            yield _waived_finding(step, way)


def _finding(cycle: Cycle) -> Finding:
    more = cycle.size - len(cycle.steps)
    rest = f" (in a group of {cycle.size} modules that need each other)" if more else ""
    cut = cycle.cut
    share = f"on {cycle.opened} of {cycle.counted} cycles"
    return Finding(
        code="SSOT205",
        place=_place(cycle.steps[0]),
        module=cycle.steps[0].importer.name,
        symbol="",
        subject=_subject(cycle.steps),
        message=f"import cycle: {_way(cycle.steps)}{rest}",
        help=f"Cut `{cut.importer.name}` → `{cut.imported}` first{_taken(cut)}: "
        "move what both need into a third module, or import it in a function.",
        parts=tuple(Part(_place(step), step.importer.name) for step in cycle.steps),
        evidence=(
            *(hop for step in cycle.steps for hop in hops(step)),
            sole(cut, f" (the one to cut first: {share})"),
        ),
        sample=Sample(_names(cycle.steps), _names(cycle.inside)),
    )


def _waived_finding(step: Step, way: tuple[Step, ...]) -> Finding:
    """Return what the comment hides: nothing else of the cycle is told."""
    importer = step.importer
    places = [Place.of(importer, found.span) for found in step.imports]
    return Finding(
        code="SSOT205",
        place=places[0],
        module=importer.name,
        symbol="",
        subject=_name(step),
        message=f"import cycle: {_way(way)}",
        help="Move what both need into a third module, or import it in a function.",
        parts=tuple(Part(place, importer.name) for place in places),
        evidence=tuple(hop for each in way for hop in hops(each)),
        sample=Sample(_names(way), _names(way)),
    )


def _place(step: Step) -> Place:
    return Place.of(step.importer, step.imports[0].span)


def _subject(steps: tuple[Step, ...]) -> str:
    return " ".join(sorted(step.importer.name for step in steps))


def _name(step: Step) -> str:
    return f"{step.importer.name} -> {step.imported}"


def _names(steps: tuple[Step, ...]) -> tuple[str, ...]:
    return tuple(sorted(map(_name, steps)))


def _way(steps: tuple[Step, ...]) -> str:
    ends = [step.importer.name for step in (*steps, steps[0])]
    return " → ".join(f"`{name}`" for name in ends)


def _taken(step: Step) -> str:
    taken = names(step)
    return f", which takes {taken}" if taken else ""
