"""A declared family of classes that has several definitions instead of one.

## Why

`WebSocketBridge`, `AgentWebSocketBridge` and `WebSocketBridgeAdapter` were each written
because nobody found the others. A family that is declared is listed whenever it has
more than one head, so a consolidation can be seen to end, and a new member is seen at
once.

## Bad

```toml
[rules.SSOT405]
families = ["*Socket*Bridge*"]
```

```python title="chat/base_bridge.py"
class SocketBridge:  # expect: SSOT405
    def send(self, text):
        print(text)
```

```python title="chat/emitters.py"
class AgentSocketBridge:
    def send_text(self, text):
        print(text)
```

## Good

```toml
[rules.SSOT405]
families = ["*Socket*Bridge*"]
```

```python title="chat/base_bridge.py"
class SocketBridge:
    def send(self, text):
        print(text)
```

```python title="chat/emitters.py"
from chat.base_bridge import SocketBridge


class AgentSocketBridge(SocketBridge):
    pass
```

## Options

`families` lists patterns over the names of classes: `*` stands for any characters; a
pattern with dots is one over dotted names. Nothing is reported without it.

## Not reported

Classes that derive from another of the family, protocols, nested classes, and modules
that only use the family. Tests, stubs, examples, migrations and vendored code.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.originals import is_at_top, is_original
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
from ssot_audit.rules.definitions import importers


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    families: tuple[str, ...] = ()
    """Patterns over names of classes, e.g. `*WebSocket*Bridge*`."""


@rule("SSOT405", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each declared family that has several heads."""
    for pattern in policy.own(Options).families:
        members = [
            node
            for node in program.implementers([pattern])
            if is_original(node.source[0])
            if is_at_top(node.source[1]) and not node.is_protocol
        ]
        heads = [
            node
            for node in members
            if not any(other in node.mro for other in members if other is not node)
        ]
        if len(heads) > 1:
            yield _finding(program, pattern, heads)


def _finding(program: Program, pattern: str, heads: Sequence[ClassNode]) -> Finding:
    users = importers(program, [node.source[1] for node in heads])
    places = [Place.of(node.source[0], node.source[1].span) for node in heads]
    modules = len({node.source[0].path for node in heads})
    return Finding(
        code="SSOT405",
        place=places[0],
        module="",
        symbol=pattern,
        subject="family",
        message=(
            f"family `{pattern}` has {len(heads)} definitions in {modules} modules, "
            f"imported by {len(set().union(*users))}"
        ),
        help="Derive them from one class, or merge them into one.",
        parts=tuple(
            Part(place, node.dotted) for place, node in zip(places, heads, strict=True)
        ),
        evidence=tuple(
            Hop(place, f"`{node.dotted}`, imported by {len(paths)} modules")
            for place, node, paths in zip(places, heads, users, strict=True)
        ),
    )
