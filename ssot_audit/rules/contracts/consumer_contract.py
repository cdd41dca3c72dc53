"""An object lacks what the code that it reaches uses.

## Why

An object that no annotation speaks of travels through constructors and attributes to
code that calls a member which its class does not have. It fails only when that code
runs. Every way by which the object gets there is in the source, so it can be followed:
each hop is listed, and the class is held to what its consumer really uses.

## Bad

```python title="chat/emitter.py"
class Emitter:
    def __init__(self, manager):
        self.manager = manager

    def emit(self, user, text):
        if self.manager.is_active(user):
            self.manager.send(user, text)
```

```python title="chat/routes.py"
from chat.emitter import Emitter


class DemoBridge:  # expect: SSOT105
    def send(self, user, text):
        print(user, text)


def demo():
    return Emitter(manager=DemoBridge())
```

## Good

```python title="chat/emitter.py"
class Emitter:
    def __init__(self, manager):
        self.manager = manager

    def emit(self, user, text):
        if self.manager.is_active(user):
            self.manager.send(user, text)
```

```python title="chat/routes.py"
from chat.emitter import Emitter


class DemoBridge:
    def is_active(self, user):
        return True

    def send(self, user, text):
        print(user, text)


def demo():
    return Emitter(manager=DemoBridge())
```

## Options

| option | meaning | default |
|---|---|---|
| `parameters` | what functions receive, not keep, is looked at, too | `false` |
| `results` | and what a function gives, there or on the way | `false` |
| `annotations` | and what only an annotation, or `self`, speaks of | `false` |

All are off, so that only attributes and variables are looked at, and objects that are
seen to be created. Functions take many sorts of values, and which one they give depends
on more than can be followed (see "Precision" in the documentation).

## Not reported

Uses that the consumer makes sure of: with `hasattr`, `getattr` and a default, in a
`try` that catches `AttributeError`, after `isinstance` or a function that is given the
object. A handler for every exception is no such thing: it hides the fault. Classes
whose attributes cannot all be known, and names that production code sets on any object
from outside. What only tests pass on.
Classes whose names begin with `Dummy`, `Fake`, `Null`, `NoOp`, `Empty` or the like.

What is told apart in a way that is not followed: slots in which more than three classes
lack something, and classes that lack something in more than four slots. What is one of
several that a function may give, or that the consumer itself puts there beside what has
the member. Uses under a flag of what holds the object, if something else there has the
member. A class that has nothing of what is used, unless no other class gets there, or
it is like one that does. Ways of more than eight steps.

## Limits

Objects are followed through arguments, attributes, results, variables of modules and
containers within a function; not through dicts that are spread, computed names,
libraries or decorators that are not known. Annotations count where no value is known.
See "Object flow" in the documentation.
"""

from collections.abc import Iterator

from ssot_audit.link.flow.demand import Use
from ssot_audit.link.flow.shortfalls import Shortfall
from ssot_audit.rules.api import Finding, Hop, Level, Part, Place, Policy, Program, rule
from ssot_audit.rules.consumers import ConsumerOptions


@rule("SSOT105", level=Level.ERROR, options=ConsumerOptions)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each class that lacks something, once for each slot that it reaches."""
    options = policy.own(ConsumerOptions)
    for shortfall in program.consumers.shortfalls():
        if options.ask_for(shortfall.supply):
            yield _finding(shortfall)


def _finding(shortfall: Shortfall) -> Finding:
    supply = shortfall.supply
    module, facts = supply.node.source
    lacked = ", ".join(
        f"`{name}` ({_count(uses, is_first=number == 0)})"
        for number, (name, uses) in enumerate(shortfall.missing.items())
    )
    hops = [Hop(Place.of(s.module, s.span), s.text) for s in supply.chain]
    for name, uses in shortfall.missing.items():
        hops += _uses(supply.slot.shown, name, uses)
    return Finding(
        code="SSOT105",
        place=Place.of(module, facts.span),
        module=module.name,
        symbol=facts.qualname,
        subject=supply.slot.dotted,
        message=(
            f"`{supply.node.name}` reaches {supply.slot.shown} but lacks {lacked}"
            f"{_hidden(shortfall)}"
        ),
        help=f"Define what is missing on `{supply.node.name}`, or pass another object.",
        parts=tuple(
            Part(
                Place.of(uses[0].module, uses[0].span),
                name,
                f"`{name}` ({_count(uses, is_first=True)})",
            )
            for name, uses in shortfall.missing.items()
        ),
        evidence=tuple(hops),
        listing=f"`{supply.node.name}` reaches {supply.slot.shown} but lacks {{}}",
    )


def _count(uses: tuple[Use, ...], *, is_first: bool) -> str:
    if not is_first:
        return str(len(uses))
    return f"{len(uses)} unguarded use{'s' if len(uses) > 1 else ''}"


def _uses(slot: str, name: str, uses: tuple[Use, ...]) -> Iterator[Hop]:
    """Yield the first use of a missing member."""
    first = uses[0]
    more = f", the first of {len(uses)} uses" if len(uses) > 1 else ""
    hidden = " inside a handler for every exception" if first.is_swallowed else ""
    place = Place.of(first.module, first.span)
    yield Hop(place, f"`{name}` is used on {slot} here{hidden}{more}", name)


def _hidden(shortfall: Shortfall) -> str:
    uses = [use for uses in shortfall.missing.values() for use in uses]
    swallowed = sum(use.is_swallowed for use in uses)
    if not swallowed:
        return ""
    which = "all" if swallowed == len(uses) else f"{swallowed} of {len(uses)}"
    return f"; a handler for every exception hides {which}"
