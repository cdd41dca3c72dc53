"""An import of a name that its module, which is ours, does not have.

## Why

A class is renamed, made private or moved, and imports of the old name stay. Each fails
when it runs. After a half-done mend the new name is imported but the old one still
used: that is a `NameError`, and reported here as well.

## Bad

```python title="shop/agents.py"
class ValidatorAgent: ...
```

```python title="shop/app.py"
from shop.agents import AgentValidator  # expect: SSOT202
```

```python title="shop/jobs.py"
from shop.agents import ValidatorAgent

agent = AgentValidator()  # expect: SSOT202
```

## Good

```python title="shop/agents.py"
class ValidatorAgent: ...
```

```python title="shop/app.py"
from shop.agents import ValidatorAgent

agent = ValidatorAgent()
```

## Not reported

Modules with a `__getattr__`, star imports from outside, names set from elsewhere, and
imports in a `try` that catches the failure. Private names that a stub does not have: it
describes what is public. An unbound name is reported only if the
file binds it under another alias or with its words in another order.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import OPTIONAL, Import, NameUse
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Missing
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
from ssot_audit.rules.broken_imports import blast_radius, import_parts


@rule("SSOT202", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each missing name once, with everyone who imports it."""
    missing: dict[tuple[str, str], Missing] = {}
    importers: dict[tuple[str, str], list[tuple[Module, Import]]] = {}
    for broken in program.broken_imports:
        target = broken.target
        if isinstance(target, Missing):
            key = (target.module.location, target.name)
            missing[key] = target
            importers.setdefault(key, []).append((broken.importer, broken.fact))
    for module in program.modules:
        yield from _unbound(program, module)
    for key, target in missing.items():
        yield _finding(program, target, importers[key])


def _finding(
    program: Program, target: Missing, importers: list[tuple[Module, Import]]
) -> Finding:
    parts, evidence = import_parts(importers)
    owner = program.dotted(target.module.location)
    return Finding(
        code="SSOT202",
        place=parts[0].place,
        module=owner,
        symbol="",
        subject=target.name,
        message=(
            f"`{owner}` has no name `{target.name}`{blast_radius(program, importers)}"
        ),
        help=program.suggestions.for_name(target) or "Mend or remove the imports.",
        parts=parts,
        evidence=evidence,
    )


def _unbound(program: Program, module: Module) -> Iterator[Finding]:
    for use in module.facts.unbound:
        if use.guard & OPTIONAL or not program.is_unbound(module, use.name):
            continue
        meant = program.suggestions.for_binding(module, use.name)
        if meant is not None:
            yield _unbound_finding(module, use, meant)


def _unbound_finding(module: Module, use: NameUse, meant: str) -> Finding:
    place = Place.of(module, use.span)
    return Finding(
        code="SSOT202",
        place=place,
        module=module.name,
        symbol="",
        subject=f"{use.name} (unbound)",
        message=f"`{use.name}` is used but bound nowhere in `{module.name}`",
        help=f"Did you mean `{meant}`?",
        parts=(Part(place, use.name),),
        evidence=(Hop(place, f"`{use.name}` is used here"),),
    )
