"""A class that lacks members of an interface it is held to.

## Why

Code written against an interface calls its members. A class that was declared or
derived as an implementation and lacks some of them fails at the first such call, in
production, with an `AttributeError` that names neither the interface nor the reason.

## Bad

```python title="chat/protocols.py"
from typing import Protocol


class Connection(Protocol):
    def send(self, text: str) -> None: ...

    def close(self) -> None: ...
```

```python title="chat/sockets.py"
from chat.protocols import Connection


class Socket(Connection):  # expect: SSOT101
    def send(self, text: str) -> None:
        print(text)
```

## Good

```python title="chat/protocols.py"
from typing import Protocol


class Connection(Protocol):
    def send(self, text: str) -> None: ...

    def close(self) -> None: ...
```

```python title="chat/sockets.py"
from chat.protocols import Connection


class Socket(Connection):
    def send(self, text: str) -> None:
        print(text)

    def close(self) -> None:
        print("closed")
```

## Not reported

Abstract classes, classes whose attributes cannot all be known (an external base,
`__getattr__`, computed `setattr`), and incomplete bases that have subclasses and are
never instantiated.
"""

from collections.abc import Iterator

from ssot_audit.link.obligations import Obligation
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Program,
    reason,
    rule,
)
from ssot_audit.rules.remedies import AddMembers


@rule("SSOT101", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each class and interface with what is missing between them."""
    for obligation in program.obligations(policy.settings.contracts).all:
        if obligation.missing:
            yield _finding(obligation)


def _finding(obligation: Obligation) -> Finding:
    node, interface = obligation.implementer, obligation.interface
    module, facts = node.source
    place = Place.of(module, facts.span)
    present = len(obligation.owed) - len(obligation.missing)
    names = [breach.member.name for breach in obligation.missing]
    listed = ", ".join(f"`{name}`" for name in names)
    return Finding(
        code="SSOT101",
        place=place,
        module=module.name,
        symbol=facts.qualname,
        subject=interface.dotted,
        message=(
            f"`{node.name}` implements {present} of {len(obligation.owed)} members "
            f"of `{interface.name}`; missing: {listed}{reason(obligation.because)}"
        ),
        help=f"Add the missing members, or stop holding it to `{interface.name}`.",
        parts=tuple(Part(place, name) for name in names),
        evidence=tuple(_evidence(obligation)),
        listing=f"`{node.name}` lacks {{}} of `{interface.name}`",
        remedy=AddMembers(
            is_safe=False, interface=interface.dotted, members=tuple(names)
        ),
    )


def _evidence(obligation: Obligation) -> Iterator[Hop]:
    node, interface = obligation.implementer, obligation.interface
    module, facts = node.source
    why = obligation.held.value
    if obligation.declaration is not None:
        why = f"{why} in {obligation.declaration.where}"
    yield Hop(
        Place.of(module, facts.span),
        f"`{node.name}` is held to `{interface.name}`: it {why}",
    )
    for step in obligation.chain:
        yield Hop(Place.of(step.module, step.span), step.text)
    if interface.module is not None and interface.fact is not None:
        shadowed = " (shadowed by a later definition)" if interface.is_shadowed else ""
        yield Hop(
            Place.of(interface.module, interface.fact.span),
            f"`{interface.name}` is defined here{shadowed}",
        )
        for breach in obligation.missing:
            if breach.member.span is not None:
                yield Hop(
                    Place.of(interface.module, breach.member.span),
                    f"`{breach.member.name}` is owed",
                    breach.member.name,
                )
