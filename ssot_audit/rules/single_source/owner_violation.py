"""A use of something outside the modules that own it.

## Why

Six places that decode tokens are six places to forget the audience check in. What one
module owns, the others ask that module for.

Calls and other uses count, through aliases and re-exports, in one finding for each
module. Where a module imports what is owned and does not use it itself, the import is
the use. Of a class or a module (`of = "jwt"`), also what is in it counts.

## Bad

```toml
[[owner]]
of = "jwt.decode"
owners = ["shop.tokens"]
because = "the audience has to be checked"
```

```python title="shop/tokens.py"
import jwt


def claims(token):
    return jwt.decode(token, audience="shop")
```

```python title="shop/orders.py"
from jwt import decode as read


def buyer(token):
    return read(token)["sub"]  # expect: SSOT406
```

## Good

```toml
[[owner]]
of = "jwt.decode"
owners = ["shop.tokens"]
```

```python title="shop/tokens.py"
import jwt


def claims(token):
    return jwt.decode(token, audience="shop")
```

```python title="shop/orders.py"
from shop.tokens import claims


def buyer(token):
    return claims(token)["sub"]
```

## Not reported

Tests, which may check what the owner does. The owners, with their submodules, and the
module that defines what is owned. Imports under `if TYPE_CHECKING:`. Methods called on
an object whose class is owned.
"""

from collections.abc import Iterator

from ssot_audit.config.settings import Owner
from ssot_audit.extract.facts import TYPE_ONLY, Span
from ssot_audit.link.located import Module
from ssot_audit.link.patterns import owner_matcher
from ssot_audit.link.symbols import Definition
from ssot_audit.link.uses import is_below
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

_Shown = dict[Module, list[tuple[Span, str, str]]]
"""By module: place, scope and verb of each use."""


@rule("SSOT406", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each module that uses what it does not own."""
    for owner in policy.settings.owners:
        thing = program.things.canonical(owner.of)
        made = program.lookup(owner.of)
        home = made.module.name if isinstance(made, Definition) else thing
        for module, uses in _uses(program, thing).items():
            if not _may_use(module, owner, home):
                yield _finding(module, owner, uses)


def _uses(program: Program, thing: str) -> _Shown:
    found: _Shown = {}
    for usage in program.things.of(thing):
        verb = "calls" if usage.use.is_call else "uses"
        known = found.setdefault(usage.module, [])
        known.append((usage.use.span, usage.scope, verb))
    for module, taken in program.things.imports_of(thing):
        if taken.guard & TYPE_ONLY:
            found.pop(module, None)
        elif module not in found:
            found[module] = [(taken.span, taken.scope, "imports")]
    return found


def _may_use(module: Module, owner: Owner, home: str) -> bool:
    return (
        module.is_test
        or is_below(module.name, home)
        or any(owner_matcher(pattern)(module.name) for pattern in owner.owners)
    )


def _finding(
    module: Module, owner: Owner, uses: list[tuple[Span, str, str]]
) -> Finding:
    places = [Place.of(module, span) for span, _, _ in uses]
    _, _, verb = uses[0]
    count = f", {len(uses)} times" if len(uses) > 1 else ""
    owners = " or ".join(f"`{name}`" for name in owner.owners)
    return Finding(
        code="SSOT406",
        place=places[0],
        module=module.name,
        symbol="",
        subject=owner.of,
        message=(
            f"`{module.name}` {verb} `{owner.of}` itself{count}, which {owners} "
            f"own{'s' if len(owner.owners) == 1 else ''}{reason(owner.because)}"
        ),
        help=f"Ask {owners} for it.",
        parts=tuple(
            Part(place, scope or module.name)
            for place, (_, scope, _) in zip(places, uses, strict=True)
        ),
        evidence=tuple(
            Hop(place, f"{_where(module, scope)} {verb} it")
            for place, (_, scope, verb) in zip(places, uses, strict=True)
        ),
    )


def _where(module: Module, scope: str) -> str:
    return f"`{scope or module.name}`"
