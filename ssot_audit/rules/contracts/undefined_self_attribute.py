"""A method uses an attribute of `self` that nothing defines.

## Why

A merge moves helpers to another class, a rename misses one use: the method still reads
`self._notify` and fails when it is called. All bases are resolved first, so what is
reported is defined neither here nor in any of them.

## Bad

```python title="chat/bridge.py"
class Notifier:
    def _notify(self, user):
        print(user)


class Bridge:
    def connect(self, user):
        self._notify(user)  # expect: SSOT107
```

## Good

```python title="chat/bridge.py"
class Notifier:
    def _notify(self, user):
        print(user)


class Bridge(Notifier):
    def connect(self, user):
        self._notify(user)
```

## Not reported

Classes whose attributes cannot all be known; names that a subclass or a class beside
it in a subclass defines (mixins); names asked for with `hasattr` or in a `try` that
catches `AttributeError`; names that some code sets on an object from outside.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import SelfUse
from ssot_audit.link.class_node import ClassNode
from ssot_audit.rules.api import Finding, Hop, Level, Part, Place, Policy, Program, rule


@rule("SSOT107", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each attribute that a closed class reads and nobody defines."""
    for node in program.hierarchy.classes:
        _, facts = node.source
        if facts.self_uses and not node.why_open:
            yield from _undefined(program, node)


def _undefined(program: Program, node: ClassNode) -> Iterator[Finding]:
    _, facts = node.source
    grouped: dict[str, list[SelfUse]] = {}
    for use in facts.self_uses:
        grouped.setdefault(use.name, []).append(use)
    for name, uses in grouped.items():
        on_class = any(use.on_class for use in uses)
        if program.absences.is_undefined(node, name, on_class=on_class):
            yield _finding(program, node, name, uses)


def _finding(
    program: Program, node: ClassNode, name: str, uses: list[SelfUse]
) -> Finding:
    module, facts = node.source
    places = [Place.of(module, use.span) for use in uses]
    receiver = "cls" if uses[0].on_class else "self"
    twin = next(
        (
            other
            for other in program.hierarchy.in_module(module)
            if other is not node and name in other.members
        ),
        None,
    )
    evidence = [Hop(p, f"`{receiver}.{name}` is used here") for p in places]
    help_text = f"Define `{name}`, or remove its uses."
    if twin is not None:
        _, twin_facts = twin.source
        help_text = f"`{name}` is defined on class `{twin.name}` in the same file."
        span = twin.members[name].span or twin_facts.span
        evidence.append(Hop(Place.of(module, span), help_text))
    count = f"{len(uses)} use{'s' if len(uses) > 1 else ''}"
    return Finding(
        code="SSOT107",
        place=places[0],
        module=module.name,
        symbol=facts.qualname,
        subject=name,
        message=(
            f"`{node.name}` uses `{receiver}.{name}` ({count}), "
            "but neither it nor any of its bases defines it"
        ),
        help=help_text,
        parts=tuple(
            Part(place, use.method) for place, use in zip(places, uses, strict=True)
        ),
        evidence=tuple(evidence),
    )
