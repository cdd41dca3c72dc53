"""A stand-in in a test has a member that the class behind it lacks.

## Why

A mock answers to any name. When a test gives it `is_connection_active`, the test is
green whether or not the class that production uses has such a method, and stays green
when the method is renamed. The first to notice are users.

## Bad

```python title="chat/bridge.py"
class Bridge:
    def send(self, text):
        print(text)
```

```python title="tests/test_bridge.py"
from unittest.mock import Mock

from chat.bridge import Bridge


def test_sends():
    bridge = Mock(spec=Bridge)
    bridge.is_active = Mock(return_value=True)  # expect: SSOT112
```

## Good

```python title="chat/bridge.py"
class Bridge:
    def send(self, text):
        print(text)
```

```python title="tests/test_bridge.py"
from unittest.mock import create_autospec

from chat.bridge import Bridge


def test_sends():
    bridge = create_autospec(Bridge, instance=True, spec_set=True)
    bridge.send.return_value = None
```

## Options

`loose` adds a note for each class that mocks without `spec` are passed for. It is off,
as such a mock is a risk and not yet a defect.

## Not reported

Classes of the tests; classes whose attributes cannot all be known; Protocols and
mixins; members that a subclass has, or that production code sets on an object from
outside.

## Limits

What a mock stands for is known in these cases: the class of its `spec` or of
`create_autospec`; the class that `patch("chat.bridge.Bridge")` replaces, with its
`return_value` for the instance; the class that annotates the parameter for which the
mock is passed. `patch("chat.bridge.Bridge.send")`, `patch.object(Bridge, "send")` and
`monkeypatch.setattr(Bridge, "send", ...)` name class and member themselves.

A class `FakeBridge`, `MockBridge`, `StubBridge` or `DummyBridge` stands for the only
`Bridge` in production. Of its further members those are reported that production code
uses on something called `bridge`, and that no class in production has.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.drift import Drift, Given, drifts, loose_stand_ins
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


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    loose: bool = False
    """Also note each class for which mocks without `spec` are passed."""


@rule("SSOT112", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each member that a class lacks and that its stand-ins have."""
    for drift in drifts(program):
        yield _finding(drift)
    if policy.own(Options).loose:
        for node, places in loose_stand_ins(program):
            yield _loose(node, places)


def _loose(node: ClassNode, given: list[Given]) -> Finding:
    module, fact = node.source
    places = [Place.of(one.module, one.span) for one in given]
    count = "1 mock" if len(given) == 1 else f"{len(given)} mocks"
    verb = "stands" if len(given) == 1 else "stand"
    return Finding(
        code="SSOT112",
        place=places[0],
        module=module.name,
        symbol=fact.qualname,
        subject="spec",
        message=f"{count} without `spec` {verb} in for `{node.name}`",
        help=f"Make them by `create_autospec({node.name}, instance=True)`.",
        parts=tuple(
            Part(place, f"{one.module.name}:{one.function}")
            for place, one in zip(places, given, strict=True)
        ),
        evidence=tuple(
            Hop(place, f"made here: {one.how}")
            for place, one in zip(places, given, strict=True)
        ),
        level=Level.NOTE,
    )


def _finding(drift: Drift) -> Finding:
    node, member = drift.node, drift.member
    module, fact = node.source
    places = [Place.of(given.module, given.span) for given in drift.places]
    given_verbs = {given.verb for given in drift.places}
    verbs = " and ".join(verb for verb in _ORDER if verb in given_verbs)
    count = sum(given.verb in _ORDER for given in drift.places)
    where = "" if count == 1 else f" in {count} places"
    return Finding(
        code="SSOT112",
        place=places[0],
        module=module.name,
        symbol=fact.qualname,
        subject=member,
        message=f"`{member}` is {verbs} on stand-ins for `{node.name}`{where}, "
        "but the class has no such member",
        help=f"Give `{node.name}` the member, or take it from its stand-ins.",
        parts=tuple(
            Part(place, f"{given.module.name}:{given.function}")
            for place, given in zip(places, drift.places, strict=True)
            if given.verb in _ORDER
        ),
        evidence=(
            *(
                Hop(place, _said(given, member))
                for place, given in zip(places, drift.places, strict=True)
            ),
            Hop(Place.of(module, fact.span), f"`{node.name}` is defined here"),
        ),
    )


_ORDER = ("patched", "defined", "set", "configured", "asserted")
"""What is done to stand-ins; production uses are evidence only."""


def _said(given: Given, member: str) -> str:
    return f"`{member}` is {given.verb} here {given.how}".rstrip()
