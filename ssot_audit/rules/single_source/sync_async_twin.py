"""A function that has to be awaited in one module and must not be in another.

## Why

Both have the same name and take the same arguments, so a call looks right whichever is
imported. Without `await` the coroutine never runs and its caller goes on with an object
that is always true; with a needless one the caller fails.

## Bad

```python title="chat/users.py"
def get_manager(user):
    return user.manager
```

```python title="chat/connection.py"
async def get_manager(user):  # expect: SSOT404
    return await user.connect()
```

## Good

```python title="chat/users.py"
def get_manager(user):
    return user.manager
```

```python title="chat/connection.py"
async def connected_manager(user):
    return await user.connect()
```

## Not reported

Private, nested, conditional and decorated functions, and methods. Twins whose
parameters differ. A name that five modules or more define: each has an entry point of
that name. Two modules with three twins or more, and modules that are called after their
side (`aio`, `_sync`, `async_client`): there it is the design. A sync function that may
return what has to be awaited. Names that have a `[[canonical]]` table.
"""

from collections.abc import Iterator

from ssot_audit.link.twins import Twin, twins
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


@rule("SSOT404", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each name that is sync in one module and async in another."""
    declared = {canonical.name for canonical in policy.settings.canonical}
    for group in twins(program.modules, program.parallels):
        if group[0].function.qualname not in declared:
            yield _finding(group)


def _finding(group: tuple[Twin, ...]) -> Finding:
    hops = tuple(
        Hop(
            Place.of(twin.module, twin.function.span),
            f"`{twin.dotted}` is {'async' if twin.function.is_async else 'sync'}",
        )
        for twin in group
    )
    name = group[0].function.qualname
    sides = {
        is_async: next(t for t in group if t.function.is_async is is_async)
        for is_async in (True, False)
    }
    return Finding(
        code="SSOT404",
        place=hops[0].place,
        module="",
        symbol=name,
        subject="function",
        message=(
            f"`{name}` is async in `{sides[True].module.name}` and sync in "
            f"`{sides[False].module.name}`"
        ),
        help="Keep one of them, or let the name say which is to be awaited.",
        parts=tuple(
            Part(hop.place, twin.dotted) for hop, twin in zip(hops, group, strict=True)
        ),
        evidence=hops,
    )
