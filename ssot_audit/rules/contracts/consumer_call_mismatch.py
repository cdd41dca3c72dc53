"""A consumer calls a member in a way that the object it gets does not accept.

## Why

The member is there, so `hasattr` says yes, and the call still fails: a keyword that it
does not know, an argument that is missing, an `await` of a plain function. It happens
when one provider is brought up to date and another is not.

## Bad

```python title="agents/engine.py"
class Engine:
    def __init__(self, registry):
        self.registry = registry

    async def run(self, name, context):
        return await self.registry.get_async(name, context=context)
```

```python title="agents/adapter.py"
from agents.engine import Engine


class Adapter:
    async def get_async(self, name):  # expect: SSOT106
        return name


def make():
    return Engine(Adapter())
```

## Good

```python title="agents/engine.py"
class Engine:
    def __init__(self, registry):
        self.registry = registry

    async def run(self, name, context):
        return await self.registry.get_async(name, context=context)
```

```python title="agents/adapter.py"
from agents.engine import Engine


class Adapter:
    async def get_async(self, name, context=None):
        return name, context


def make():
    return Engine(Adapter())
```

## Not reported

Members behind decorators that may change the signature, overloads, members that
methods replace on the object, and calls whose `*args` may fill what is missing. A plain
function that is awaited, if it may return something to await; a coroutine that is not
awaited at once, if something is done with it.

## Limits

Objects are followed as for SSOT105. That a member is there at all is checked by that
rule, and `hasattr` only counts there: it says nothing of parameters.
"""

from collections.abc import Iterator

from ssot_audit.link.flow.misfits import Misfit
from ssot_audit.link.signatures import bound_parameters
from ssot_audit.rules.api import Finding, Hop, Level, Part, Place, Policy, Program, rule


@rule("SSOT106", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each member that refuses a call, once for each slot it is called on."""
    for misfit in program.consumers.misfits():
        yield _finding(misfit)


def _finding(misfit: Misfit) -> Finding:
    supply, name = misfit.supply, misfit.member.name
    module, facts = misfit.owner.source
    place = Place.of(module, misfit.member.span or facts.span)
    slot = supply.slot.shown
    hops = [Hop(Place.of(s.module, s.span), s.text) for s in supply.chain]
    calls = [Place.of(use.module, use.span) for use in misfit.uses]
    hops += [Hop(call, f"`{name}` is called on {slot} here") for call in calls]
    count = f"{len(calls)} call{'s' if len(calls) > 1 else ''}"
    return Finding(
        code="SSOT106",
        place=place,
        module=module.name,
        symbol=f"{facts.qualname}.{name}",
        subject=f"{supply.slot.dotted} {misfit.detail}",
        message=(
            f"`{supply.node.name}.{name}{_parameters(misfit)}` {misfit.detail} "
            f"({count} on {slot})"
        ),
        help=f"Bring `{supply.node.name}.{name}` in line with its callers.",
        parts=tuple(
            Part(call, f"{use.function}:{name}")
            for call, use in zip(calls, misfit.uses, strict=True)
        ),
        evidence=tuple(hops),
    )


def _parameters(misfit: Misfit) -> str:
    """Return the signature as a caller sees it."""
    if misfit.member.parameters is None:
        return "()"
    stars = {2: "*", 4: "**"}
    names = [
        f"{stars.get(p.kind, '')}{p.name}" for p in bound_parameters(misfit.member)
    ]
    return f"({', '.join(names)})"
