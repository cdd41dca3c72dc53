"""A member of an interface that its implementation only has in name.

## Why

A class that raises `NotImplementedError` where its interface promises an answer counts
as complete: it can be made, type checkers accept it, SSOT101 is silent. Its first
caller finds out in production.

## Bad

```python title="chat/stores.py"
from abc import ABC, abstractmethod


class Store(ABC):
    @abstractmethod
    def load(self, key: str) -> str: ...

    @abstractmethod
    def drop(self, key: str) -> None: ...


class FileStore(Store):
    def load(self, key: str) -> str:
        return open(key).read()

    def drop(self, key: str) -> None:  # expect: SSOT111
        raise NotImplementedError
```

## Good

```python title="chat/stores.py"
import os
from abc import ABC, abstractmethod


class Store(ABC):
    @abstractmethod
    def load(self, key: str) -> str: ...

    @abstractmethod
    def drop(self, key: str) -> None: ...


class FileStore(Store):
    def load(self, key: str) -> str:
        return open(key).read()

    def drop(self, key: str) -> None:
        os.remove(key)
```

## Options

`empty = true`: a body of `pass`, `...` or a docstring is a stub as well.

`constant = true`: so is one that returns a literal, an empty collection or nothing.

Both are off: to do nothing, or to answer `False`, is often all there is to do.

## Not reported

A `NotImplementedError` with an explanation, which is a decision; a member that a
subclass overrides; what a class inherits from another one; classes of the tests, and
those with `Null`, `No`, `Noop`, `Dummy`, `Fake` and the like in their name, which are
meant to do nothing; members of interfaces of the standard library.

## Limits

A class may have no use for a member that its interface demands, and a comment may say
so. The finding is still right that the interface promises more than the class does.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract.facts import Body
from ssot_audit.link.obligations import Obligation
from ssot_audit.link.stubs import Stub, stubs
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

_SAID = {
    Body.NOT_IMPLEMENTED: "raises `NotImplementedError`",
    Body.EMPTY: "does nothing",
    Body.CONSTANT: "returns a constant",
}


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    empty: bool = False
    """Whether a body that does nothing is a stub."""
    constant: bool = False
    """Whether a body that returns a constant is a stub."""


@rule("SSOT111", level=Level.NOTE, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each such member; one that several interfaces ask for is reported once."""
    options = policy.own(Options)
    bodies = {Body.NOT_IMPLEMENTED}
    bodies |= {Body.EMPTY} if options.empty else set()
    bodies |= {Body.CONSTANT} if options.constant else set()
    seen = set()
    for obligation in program.obligations(policy.settings.contracts).all:
        for stub in stubs(obligation, bodies):
            key = (obligation.implementer, stub.kept.found.name)
            if key not in seen:
                seen.add(key)
                yield _finding(obligation, stub)


def _finding(obligation: Obligation, stub: Stub) -> Finding:
    node, interface = obligation.implementer, obligation.interface
    module, facts = node.source
    name = stub.kept.found.name
    place = Place.of(module, stub.kept.found.span or facts.span)
    said = _SAID[stub.body]
    evidence = [Hop(place, f"`{node.name}.{name}` {said}")]
    if interface.module is not None and stub.kept.member.span is not None:
        promised = Place.of(interface.module, stub.kept.member.span)
        evidence.append(Hop(promised, f"`{interface.name}.{name}` is promised here"))
    return Finding(
        code="SSOT111",
        place=place,
        module=module.name,
        symbol=f"{facts.qualname}.{name}",
        subject=f"{interface.dotted}.{name}",
        message=(
            f"`{node.name}.{name}` {said}, but `{interface.name}` promises it"
            f"{reason(obligation.because)}"
        ),
        help=f"Implement it, or take it out of `{interface.name}`.",
        parts=(Part(place, name),),
        evidence=tuple(evidence),
    )
