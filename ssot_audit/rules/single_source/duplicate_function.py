"""A function body of some size that was copied, whatever the copies are called.

## Why

A defect that is mended in one copy stays in the others, and nothing leads from the one
to them. Copies are found by what they do: names of locals, docstrings, annotations and
comments may differ.

## Bad

```python title="shop/orders.py"
def total(items, rate):  # expect: SSOT403
    amount = 0
    for item in items:
        if item.is_free:
            continue
        price = item.price * item.count
        if price > 100:
            price = price - 5
        amount += price
    return round(amount * rate, 2)
```

```python title="shop/shipping.py"
def sum_up(lines, vat):
    result = 0
    for line in lines:
        if line.is_free:
            continue
        cost = line.price * line.count
        if cost > 100:
            cost = cost - 5
        result += cost
    return round(result * vat, 2)
```

## Good

```python title="shop/orders.py"
def total(items, rate):
    amount = 0
    for item in items:
        if item.is_free:
            continue
        price = item.price * item.count
        if price > 100:
            price = price - 5
        amount += price
    return round(amount * rate, 2)
```

```python title="shop/shipping.py"
from shop.orders import total
```

## Options

`statements` is how long a body must be, 8 at least. `warn_from` is the number of copied
statements from which it is a warning and no longer a note.

## Not reported

Bodies of fewer statements, functions with other decorators, functions inside functions.
Copies in parallel modules: plugins and backends, versions, the `sync` and `async` side
of a library. Tests, stubs, examples, migrations, vendored code, and files that say they
are generated and not to be edited. A body that names functions or variables which each
module has in its own way (`read` that calls the `parse` beside it), unless the modules
have more in common.

Functions that the same files, or the same classes of a file, have in common are one
finding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.link.copies import Copies, copies, homes_of
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
from ssot_audit.rules.definitions import listed


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    statements: int = 8
    """How many statements a body must have at least."""
    warn_from: int = 20
    """How many copied statements are a warning; fewer are a note."""


@rule("SSOT403", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report the function bodies that files have in common."""
    options = policy.own(Options)
    for bodies in copies(program.modules, program.parallels):
        large = [b for b in bodies if b[0].statements >= options.statements]
        homes = homes_of(bodies[0])
        if len(homes) > 1:
            if large:
                yield _finding(large, homes, options)
        else:
            for body in large:
                yield _finding([body], tuple(copy.dotted for copy in body), options)


def _finding(
    bodies: Sequence[Copies], subject: Sequence[str], options: Options
) -> Finding:
    first = bodies[0]
    size = sum(body[0].statements for body in bodies)
    if len(bodies) == 1:
        names = {copy.dotted for copy in first}
        message = f"{listed(names)} have the same body of {size} statements"
    else:
        message = (
            f"{listed(subject)} have {len(bodies)} functions in common, "
            f"{size} statements each"
        )
    return Finding(
        code="SSOT403",
        place=Place.of(first[0].module, first[0].function.span),
        module="",
        symbol="",
        subject=" ".join(sorted(subject)),
        message=message,
        help="Keep one of them, where all can import it.",
        parts=tuple(
            Part(Place.of(copy.module, copy.function.span), copy.dotted)
            for body in bodies
            for copy in body
        ),
        evidence=tuple(
            Hop(
                Place.of(copy.module, copy.function.span),
                f"`{copy.dotted}` ({copy.statements} statements)",
            )
            for body in bodies
            for copy in body
        ),
        level=None if size >= options.warn_from else Level.NOTE,
    )
