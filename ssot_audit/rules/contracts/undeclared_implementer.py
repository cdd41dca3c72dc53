"""A class with most members of an interface that neither inherits nor completes it.

## Why

Nothing checks a class that implements an interface without saying so. When a member is
added to the interface, every declared implementation is found by type checkers and by
SSOT101; this one is found in production, with an `AttributeError`.

## Bad

```python title="chat/protocols.py"
from typing import Protocol


class Channel(Protocol):
    def open(self) -> None: ...

    def send(self, text: str) -> None: ...

    def close(self) -> None: ...

    def health(self) -> str: ...
```

```python title="chat/sockets.py"
class SocketChannel:  # expect: SSOT110
    def open(self):
        print("open")

    def send(self, text):
        print(text)

    def close(self):
        print("closed")
```

## Good

```python title="chat/protocols.py"
from typing import Protocol


class Channel(Protocol):
    def open(self) -> None: ...

    def send(self, text: str) -> None: ...

    def close(self) -> None: ...

    def health(self) -> str: ...
```

```python title="chat/sockets.py"
from chat.protocols import Channel


class SocketChannel(Channel):
    def open(self):
        print("open")

    def send(self, text):
        print(text)

    def close(self):
        print("closed")

    def health(self):
        return "good"
```

## Not reported

A class that has all members: it conforms, said or unsaid. Interfaces with fewer than
three members, and classes with fewer than three of their methods; classes of the tests,
abstract ones, those with subclasses, those that are related to the interface or
declared by a `[[contract]]`, and those with a member that does not fit the interface's.
Members that another interface asks for do not count.

A class is compared only if it is near the interface: its name contains that of the
interface without `Base`, `Abstract`, `Protocol` and the like, or it stands in the same
package and has the same last word in its name.

## Limits

It is a likeness, not a proof: hence `likely`, and off by default.
"""

from collections.abc import Iterator

from ssot_audit.link.undeclared import Undeclared
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Part,
    Place,
    Policy,
    Precision,
    Program,
    rule,
)


@rule("SSOT110", level=Level.WARNING, precision=Precision.LIKELY)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each such class and interface with what is missing between them."""
    for found in program.undeclared(policy.settings.contracts):
        yield _finding(found)


def _finding(found: Undeclared) -> Finding:
    node, interface = found.node, found.interface
    module, facts = node.source
    place = Place.of(module, facts.span)
    names = [member.name for member in found.missing]
    present = len(found.owed) - len(names)
    listed = ", ".join(f"`{name}`" for name in names)
    return Finding(
        code="SSOT110",
        place=place,
        module=module.name,
        symbol=facts.qualname,
        subject=interface.dotted,
        message=(
            f"`{node.name}` has {present} of {len(found.owed)} members of "
            f"`{interface.name}` but neither inherits nor completes it; "
            f"missing: {listed}"
        ),
        help=f"Inherit `{interface.name}` and add what is missing, or rename one.",
        parts=tuple(Part(place, name) for name in names),
        evidence=tuple(_evidence(found, place)),
    )


def _evidence(found: Undeclared, place: Place) -> Iterator[Hop]:
    node, interface = found.node, found.interface
    module, facts = interface.source
    near = found.near.value
    yield Hop(place, f"`{node.name}` is compared with `{interface.name}`: it {near}")
    yield Hop(Place.of(module, facts.span), f"`{interface.name}` is defined here")
    for member in found.missing:
        if member.span is not None:
            yield Hop(Place.of(module, member.span), f"`{member.name}` is promised")
