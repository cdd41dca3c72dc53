"""A second definition of a name whose one home is declared.

## Why

A class is written anew in its proper place, and the old one stays "for now". From then
on half of the code holds the one, half the other: `isinstance` fails, a fix reaches one
of the two. `[[canonical]]` says where a name lives; every other definition of it in
production code is shown, with how many imports it still has.

## Bad

```toml
[[canonical]]
name = "UserContext"
home = "shop.context"
because = "ADR 12"
```

```python title="shop/context.py"
class UserContext: ...
```

```python title="shop/legacy/models.py"
class UserContext: ...  # expect: SSOT408
```

```python title="shop/app.py"
from shop.legacy.models import UserContext
```

## Good

```toml
[[canonical]]
name = "UserContext"
home = "shop.context"
```

```python title="shop/context.py"
class UserContext: ...
```

```python title="shop/legacy/models.py"
from shop.context import UserContext
```

## Not reported

What leads to the home: re-exports, aliases (`UserContext = context.UserContext`), a
subclass of the one at home under the same name, and what stands in for it where its
import fails. Names below a class or a function. Tests, whose fakes are called like what
they stand in for.

## Limits

`home` is the module that defines the name, or a package whose `__init__` hands it out
from a module of its own. Any other home is a fault of the configuration.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.extract import facts
from ssot_audit.link.homes import Home, homes
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition
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


@dataclass(frozen=True, slots=True)
class _Double:
    definition: Definition
    imports: int

    @property
    def part(self) -> Part:
        module, fact = self.definition.module, self.definition.fact
        count = f"{self.imports} import{'' if self.imports == 1 else 's'}"
        kind = type(fact).__name__.lower()
        return Part(Place.of(module, fact.span), module.name, f"{kind}, {count}")


@rule("SSOT408", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each declared name once, with all its other definitions."""
    at_home = {h.declared.name: h for h in homes(program, policy.settings.canonical)}
    if not at_home:
        return
    imports = Counter(taking.definition.dotted for taking in program.takings)
    doubles: dict[str, list[_Double]] = {name: [] for name in at_home}
    for module in program.production:
        for found in _definitions(module):
            home = at_home.get(found.qualname)
            if home is not None and _is_other(program, home, found):
                doubles[found.qualname].append(_Double(found, imports[found.dotted]))
    for name, home in at_home.items():
        if doubles[name]:
            yield _finding(home, doubles[name])


def _definitions(module: Module) -> Iterator[Definition]:
    yield from (Definition(module, made) for made in module.facts.classes)
    yield from (Definition(module, function) for function in module.facts.functions)
    for variable in module.facts.variables:
        if variable.is_bound:
            yield Definition(module, variable)


def _is_other(program: Program, home: Home, found: Definition) -> bool:
    """Tell whether a definition is neither the one at home nor leads to it."""
    module, fact = found.module, found.fact
    if module.location in {home.module.location, home.definition.module.location}:
        return False
    references = fact.bases if isinstance(fact, facts.Class) else ()
    if isinstance(fact, facts.Variable):
        references = (fact.value,)
    if any(program.resolve(module, name) == home.definition for name in references):
        return False
    return not _stands_in(program, home, found)


def _stands_in(program: Program, home: Home, found: Definition) -> bool:
    """Tell whether a definition is for when the import from home, beside it, fails."""
    if not found.fact.guard & (facts.CONDITIONAL | facts.OPTIONAL):
        return False
    return any(
        beside.bound == home.declared.name
        and beside.guard & facts.OPTIONAL
        and program.imported(found.module, beside) == home.definition
        for beside in found.module.facts.imports
    )


def _finding(home: Home, doubles: list[_Double]) -> Finding:
    name, declared = home.declared.name, home.declared
    ordered = sorted(doubles, key=lambda double: double.part)
    parts = tuple(double.part for double in ordered)
    places = f"{len(parts)} place{'s' if len(parts) > 1 else ''}"
    at_home = Place.of(home.definition.module, home.definition.fact.span)
    return Finding(
        code="SSOT408",
        place=parts[0].place,
        module=home.module.name,
        symbol="",
        subject=name,
        message=(
            f"`{name}` is defined in {places} besides its home `{home.module.name}`"
            f"{reason(declared.because)}"
        ),
        help=f"Import `{home.dotted}` instead, and delete the other.",
        parts=parts,
        evidence=(
            *(
                Hop(part.place, f"`{part.name}` defines it: {part.message}")
                for part in parts
            ),
            Hop(at_home, f"`{home.module.name}` is declared to be its home"),
        ),
    )
