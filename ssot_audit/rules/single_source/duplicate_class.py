"""A class that is defined in several modules, with members that drift apart.

## Why

Each copy of a class is right when it is made. Then one of them gets a member, another
loses one, and an object of the one arrives where the other is expected. Whoever imports
the name from the wrong module finds out in production.

## Bad

```python title="shop/cart.py"
class Price:  # expect: SSOT401
    def __init__(self, amount, currency):
        self.amount = amount
        self.currency = currency

    def text(self):
        return f"{self.amount} {self.currency}"
```

```python title="shop/invoice.py"
class Price:
    def __init__(self, amount, currency, rate):
        self.amount = amount
        self.currency = currency
        self.rate = rate

    def text(self):
        return f"{self.currency} {self.amount}"
```

## Good

```python title="shop/cart.py"
class Price:
    def __init__(self, amount, currency):
        self.amount = amount
        self.currency = currency

    def text(self):
        return f"{self.amount} {self.currency}"
```

```python title="shop/invoice.py"
from shop.cart import Price
```

It is a note where members differ and less than six are the same: such classes may be
two things, which then deserve two names.

## Options

`unrelated = true` also reports, as notes, classes of one name that have nothing in
common. It is off because a name alone says too little: on Django these were six notes
and on Home Assistant core eleven, of which two, both of Django, were worth reading.

## Not reported

Classes of one name that share less than half of their members, or less than three
(two are enough where there are no others): `forms.Field` and
`models.Field` are two things. Subclasses of other classes of the project or of a
framework, protocols, nested and conditional classes. What is repeated by convention: a
name in five files of one directory or of one name, plugins and backends (a package
whose children consist of files of the same names), versions (`v1`, `v2`) and the `sync`
and `async` side of a library. Tests, stubs, examples, migrations, vendored code, and
files that say they are generated and not to be edited. Names that have a
`[[canonical]]` table, which says where they belong.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ssot_audit.link.namesakes import Namesake
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.definitions import hops, number_of_sets, parts

_LEAST_LIKENESS, _LEAST_SHARED = 0.5, 3
_LEAST_EQUAL = 2
"""Members that are enough if there are no others, and the bases are equal, too."""
_STRONG = 6
"""Members that two must share for a warning if they differ in others."""
_PRIVATE_LIKENESS, _PRIVATE_SHARED = 0.75, 4


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    unrelated: bool = False
    """Whether to note classes of one name that have nothing in common."""


@rule("SSOT401", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each class that several modules define."""
    declared = {canonical.name for canonical in policy.settings.canonical}
    options = policy.own(Options)
    for group in program.namesakes.groups():
        if group[0].name in declared or all(one.is_enumeration for one in group):
            continue
        found = program.namesakes.cluster(group, _is_alike)
        if found:
            yield _finding(program, found, None if _is_strong(found) else Level.NOTE)
        elif options.unrelated and not _are_parallel(program, group):
            yield _finding(program, group, Level.NOTE)


def _is_alike(one: Namesake, other: Namesake) -> bool:
    shared, likeness = one.shared(other), one.likeness(other)
    if one.name.startswith("_"):
        return likeness >= _PRIVATE_LIKENESS and shared >= _PRIVATE_SHARED
    if shared == len(one.members) == len(other.members) == _LEAST_EQUAL:
        return one.node.source[1].bases == other.node.source[1].bases
    return likeness >= _LEAST_LIKENESS and shared >= _LEAST_SHARED


def _is_strong(group: Sequence[Namesake]) -> bool:
    """Tell whether classes are copies beyond doubt, and not only much alike."""
    return number_of_sets(group) == 1 or any(
        one.shared(other) >= _STRONG for one, other in combinations(group, 2)
    )


def _are_parallel(program: Program, group: Sequence[Namesake]) -> bool:
    first, *rest = group
    return all(program.namesakes.are_parallel(first, other) for other in rest)


def _finding(
    program: Program, group: Sequence[Namesake], level: Level | None = None
) -> Finding:
    name, sets = group[0].name, number_of_sets(group)
    have = "the same members" if sets == 1 else f"{sets} different member sets"
    shown = parts(group)
    return Finding(
        code="SSOT401",
        place=shown[0].place,
        module="",
        symbol=name,
        subject="class",
        message=f"`{name}` is defined {len(group)} times with {have}",
        help=(
            "Keep one definition and import it from there, or give different things "
            "different names."
        ),
        parts=shown,
        evidence=hops(program, group),
        level=level,
    )
