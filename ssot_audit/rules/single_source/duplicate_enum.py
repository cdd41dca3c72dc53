"""An enumeration that is defined in several modules, alike or not quite.

## Why

Members of two enumerations are never equal, whatever they are called: a status that one
module sets is none that the other knows. And a member added to one is missing from the
other, so a branch that handles all of them does not.

## Bad

```python title="shop/orders.py"
from enum import Enum


class Status(Enum):  # expect: SSOT402
    OPEN = "open"
    PAID = "paid"
    LATE = "late"
```

```python title="shop/shipping.py"
from enum import Enum


class Status(Enum):
    OPEN = "open"
    PAID = "paid"
```

## Good

```python title="shop/orders.py"
from enum import Enum


class Status(Enum):
    OPEN = "open"
    PAID = "paid"
    LATE = "late"
```

```python title="shop/shipping.py"
from shop.orders import Status
```

## Not reported

Private enumerations of one name with less than two members, or a third of them, in
common; public ones are a note. Those of different names, unless they are equal in three
members or more: that is a note. What SSOT401 leaves alone: parallel modules,
conventions, tests, examples, names that have a `[[canonical]]` table.
"""

from collections.abc import Iterator, Sequence

from ssot_audit.link.namesakes import Namesake
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.definitions import hops, number_of_sets, parts

_LEAST_LIKENESS, _LEAST_SHARED = 1 / 3, 2
_LEAST_EQUAL = 3


@rule("SSOT402", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each enumeration that several modules define."""
    declared = {canonical.name for canonical in policy.settings.canonical}
    for group in program.namesakes.groups():
        if group[0].name in declared or not all(one.is_enumeration for one in group):
            continue
        found = program.namesakes.cluster(group, _is_alike)
        if found:
            yield _of_one_name(program, found)
        elif not group[0].name.startswith("_") and _are_apart(program, group):
            yield _of_one_name(program, group, Level.NOTE)
    for group in _equal(program):
        if not {one.name for one in group} & declared:
            yield _of_several_names(program, group)


def _is_alike(one: Namesake, other: Namesake) -> bool:
    return one.shared(other) >= _LEAST_SHARED and one.likeness(other) >= _LEAST_LIKENESS


def _are_apart(program: Program, group: Sequence[Namesake]) -> bool:
    first, *rest = group
    return not any(program.namesakes.are_parallel(first, other) for other in rest)


def _equal(program: Program) -> Iterator[tuple[Namesake, ...]]:
    """Yield enumerations of different names with the same members and values."""
    known: dict[tuple[tuple[str, str], ...], list[Namesake]] = {}
    for one in program.namesakes.enumerations():
        if len(one.members) >= _LEAST_EQUAL and all(one.members.values()):
            known.setdefault(tuple(sorted(one.members.items())), []).append(one)
    for group in known.values():
        apart: list[Namesake] = []
        for one in group:
            if not any(
                one.name == other.name
                or one.module is other.module
                or program.namesakes.are_parallel(one, other)
                for other in apart
            ):
                apart.append(one)
        if len(apart) > 1:
            yield tuple(sorted(apart, key=lambda one: one.module.path))


def _of_one_name(
    program: Program, group: Sequence[Namesake], level: Level | None = None
) -> Finding:
    name, sets = group[0].name, number_of_sets(group)
    have = "the same members" if sets == 1 else f"{sets} different member sets"
    shown = parts(group)
    return Finding(
        code="SSOT402",
        place=shown[0].place,
        module="",
        symbol=name,
        subject="enumeration",
        message=f"enumeration `{name}` is defined {len(group)} times with {have}",
        help="Keep one definition and import it from there.",
        parts=shown,
        evidence=hops(program, group),
        level=level,
    )


def _of_several_names(program: Program, group: Sequence[Namesake]) -> Finding:
    names = sorted(one.name for one in group)
    shown = parts(group)
    these = " and ".join(f"`{name}`" for name in names)
    return Finding(
        code="SSOT402",
        place=shown[0].place,
        module="",
        symbol=" ".join(names),
        subject="equal",
        message=f"enumerations {these} have the same members and values",
        help="Keep one of them if they mean the same thing.",
        parts=shown,
        evidence=hops(program, group),
        level=Level.NOTE,
    )
