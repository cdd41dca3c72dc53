"""Events that belong together, of which some are not emitted, handled or kept in step.

## Why

A listener that shows `started` and never `completed` waits for ever, and nothing fails.
Who adds an event has to find every place that knows the others.

## Bad

```toml
[[events]]
names = ["order_placed", "order_paid", "order_sent"]
```

```python title="shop/orders.py"
def run(bus):
    bus.emit("order_placed")
    bus.emit("order_paid")
    bus.emit("order_sent")
```

```python title="shop/screen.py"
class Screen:  # expect: SSOT701
    def on_order_placed(self, order):
        print(order)

    def on_order_paid(self, order):
        print(order)


class Log:
    def handle(self, name):
        if name == "order_placed" or name == "order_paid" or name == "order_sent":
            print(name)
```

## Good

```toml
[[events]]
names = ["order_placed", "order_paid", "order_sent"]
```

```python title="shop/orders.py"
def run(bus):
    bus.emit("order_placed")
    bus.emit("order_paid")
    bus.emit("order_sent")
```

```python title="shop/screen.py"
class Screen:
    def on_order_placed(self, order):
        print(order)

    def on_order_paid(self, order):
        print(order)

    def on_order_sent(self, order):
        print(order)
```

## Options

`methods`: what a method is called that handles an event, with `{name}` in it. By
default `on_{name}`, `handle_{name}` and `{name}`. What is not part of an identifier in
the name of an event is an underscore there, and underscores before the method's name do
not count.

## Not reported

Groups that are not declared. Without `handlers`, a class handles a group if it has a
method for one of its events, or compares, matches or looks up two of them or more; one
that inherits from classes that are not known may have the others from there.

What is only assigned, returned or a default may be emitted and handled. That nothing
emits or handles an event is said if something does so with at least half of the group;
otherwise it may be done with names that are put together. A list of
events counts if it has half of the group and at least three; a table of handlers is no
such list.

## Limits

An event is a text of two words or more, such as `order_paid`, `order.paid` or
`order:paid`, and its constants are written in capitals.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.config.settings import EventGroup
from ssot_audit.link.event_groups import EventUses
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Unit,
    reason,
    rule,
)


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    methods: tuple[str, ...] = ("on_{name}", "handle_{name}", "{name}")
    """What a method is called that handles an event."""


@rule("SSOT701", level=Level.WARNING, unit=Unit.PROGRAM, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report classes that miss events, events that nobody knows, and spare lists."""
    methods = policy.own(Options).methods
    for group in policy.settings.events:
        uses = EventUses(program, group, methods)
        classes = tuple(_classes(uses))
        yield from classes
        yield from _lonely(uses, {part.name for f in classes for part in f.parts})
        yield from _lists(uses)


def _classes(uses: EventUses) -> Iterator[Finding]:
    for node, missing in uses.incomplete():
        module, known = node.source
        place = Place.of(module, known.span)
        yield Finding(
            code="SSOT701",
            place=place,
            module=module.name,
            symbol=known.qualname,
            subject=_title(uses.group),
            message=(
                f"`{known.qualname}` handles {_listed(uses.group.names, missing)}"
                f" but not {_quoted(missing)}{reason(uses.group.because)}"
            ),
            help="Handle all events of the group, or say why these cannot come.",
            parts=tuple(Part(place, name) for name in missing),
        )


def _lonely(uses: EventUses, reported: set[str]) -> Iterator[Finding]:
    """Yield the events that one side does not know, shown where others are."""
    for name, lacks in uses.lonely() if uses.all else ():
        words = [w for w in lacks if w != "handles" or name not in reported]
        if words:
            own = [use for use in uses.all if use.name == name]
            use = (own or uses.all)[0]
            yield Finding(
                code="SSOT701",
                place=Place.of(use.module, use.mention.span),
                module=use.module.name,
                symbol=use.mention.scope,
                subject=name,
                message=(
                    f"nothing {' or '.join(words)} `{name}`, which belongs to"
                    f" {_title(uses.group)}{reason(uses.group.because)}"
                ),
                help="Complete it, or take it out of the group.",
            )


def _lists(uses: EventUses) -> Iterator[Finding]:
    if len(uses.lists) <= 1:
        return
    home, *others = uses.lists
    parts = [
        Part(
            Place.of(one.module, one.span),
            f"{one.module.name}.{one.owner}".rstrip("."),
            f"lacks {_quoted(lacks)}"
            if (lacks := tuple(n for n in uses.group.names if n not in one.names))
            else "has all of them",
        )
        for one in uses.lists
    ]
    yield Finding(
        code="SSOT701",
        place=Place.of(others[0].module, others[0].span),
        module=others[0].module.name,
        symbol=others[0].owner,
        subject=f"list of {_title(uses.group)}",
        message=(
            f"the events {_title(uses.group)} are listed in {len(parts)} places"
            f"{reason(uses.group.because)}"
        ),
        help=f"Keep the list of `{home.module.name}`, and take the others from there.",
        parts=tuple(parts),
    )


def _title(group: EventGroup) -> str:
    return f"`{group.names[0]}` ... `{group.names[-1]}`"


def _listed(names: tuple[str, ...], missing: tuple[str, ...]) -> str:
    return _quoted(tuple(name for name in names if name not in missing)) or "none"


def _quoted(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)
