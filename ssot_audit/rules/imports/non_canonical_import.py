"""An import of a name from elsewhere than its home.

## Why

A name that is taken from three places has three ways to break: each re-export must
stay for as long as somebody uses it, a search for importers misses some, and a mock
patches one path and not the other. With `[[canonical]]` the home of a name is declared.
Without, an import that takes what another module has imported for its own use ties the
two together for no reason: it breaks when that module no longer needs the name.

## Bad

```toml
[[canonical]]
name = "UserContext"
home = "shop.context"
```

```python title="shop/context.py"
class UserContext: ...
```

```python title="shop/legacy.py"
from shop.context import UserContext
```

```python title="shop/app.py"
from shop.legacy import UserContext  # expect: SSOT204
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

```python title="shop/app.py"
from shop.context import UserContext
```

## Options

`through-third-party`, on by default: a note for production imports of what a module has
for its own use. That module defines something itself, is no package, uses the name, and
neither lists it in `__all__` nor imports it `as` itself or with `# noqa: F401`, and at
least as many others take the name from its home.

`rival-paths`, off by default: a note where code outside a package takes a name both
from the package, which hands it out, and from the module in it that defines it. The
path that is used more is right.

## Not reported

A package that hands on what is defined below it, and imports inside a home that is a
package. Paths that are declared `[[deprecated]]`, which are SSOT203. Without
`[[canonical]]`: tests, and modules that re-export what is in a private module.

## Limits

Uses through a module (`legacy.UserContext`) are not seen, only imports of the name.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from ssot_audit.link.detours import (
    Detour,
    Reason,
    declared_detours,
    rival_detours,
    third_party_detours,
)
from ssot_audit.link.homes import homes
from ssot_audit.rules.api import (
    Finding,
    Hop,
    Level,
    Place,
    Policy,
    Program,
    reason,
    rule,
)
from ssot_audit.rules.broken_imports import import_parts
from ssot_audit.rules.remedies import Move, MoveImports


@dataclass(frozen=True, slots=True)
class Options:
    """Options of this rule."""

    through_third_party: bool = True
    """Whether to report imports of what a module has imported for its own use."""
    rival_paths: bool = False
    """Whether to report the less used of two paths to what a package hands out."""


@rule("SSOT204", level=Level.WARNING, options=Options)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each path that is no home once, with everyone who takes it."""
    options = policy.own(Options)
    settings = policy.settings
    declared = tuple(homes(program, settings.canonical))
    for detour in declared_detours(program, declared):
        taking = detour.takings[0]
        if not program.deprecation(taking.importer, taking.fact, settings.deprecations):
            yield _finding(detour)
    names = {home.definition.dotted for home in declared}
    for detour in _discovered(program, options):
        if detour.takings[0].definition.dotted not in names:
            yield _finding(detour)


def _discovered(program: Program, options: Options) -> Iterator[Detour]:
    if options.through_third_party:
        yield from third_party_detours(program)
    if options.rival_paths:
        yield from rival_detours(program)


def _finding(detour: Detour) -> Finding:
    parts, evidence = import_parts([(t.importer, t.fact) for t in detour.takings])
    definition = detour.takings[0].definition
    made = Place.of(definition.module, definition.fact.span)
    return Finding(
        code="SSOT204",
        place=parts[0].place,
        module=detour.source.name,
        symbol="",
        subject=detour.path,
        message=_message(detour),
        help=f"Import `{detour.instead}` instead.",
        parts=parts,
        evidence=(*evidence, Hop(made, f"`{definition.dotted}` is defined here")),
        level=None if detour.reason is Reason.DECLARED else Level.NOTE,
        remedy=MoveImports((Move(detour.path, detour.instead),)),
    )


def _message(detour: Detour) -> str:
    name, source = detour.takings[0].fact.name, detour.source.name
    count = _imports(len(detour.takings))
    match detour.reason:
        case Reason.DECLARED:
            because = reason(detour.because)
            return f"`{source}` is not the home of `{name}` ({count}){because}"
        case Reason.THIRD_PARTY:
            return (
                f"`{name}` is taken from `{source}`, which imports it for itself "
                f"({count}; {detour.by_instead} from its home)"
            )
        case Reason.RIVAL:
            return (
                f"`{name}` is taken from `{source}` ({count}), but mostly as "
                f"`{detour.instead}` ({_imports(detour.by_instead)})"
            )


def _imports(count: int) -> str:
    return f"{count} import{'' if count == 1 else 's'}"
