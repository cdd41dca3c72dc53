"""An import of a module or name that is declared deprecated.

## Why

A migration is finished when nobody imports the old path any more. Deprecations come
from `[[deprecated]]` tables, from `@deprecated("...")` (PEP 702) on classes and
functions of the project, and from modules that issue a `DeprecationWarning` whenever
they are imported. A declared name is also seen where it is used through its module
(`state.OldState`), or where `import *` brings it.

## Bad

```toml
[[deprecated]]
import = "shop.state.OldState"
use = "shop.context.Context"
reason = "it leaks between users"
```

```python title="shop/state.py"
class OldState: ...
```

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.state import OldState  # expect: SSOT203
```

## Good

```toml
[[deprecated]]
import = "shop.state.OldState"
use = "shop.context.Context"
```

```python title="shop/state.py"
class OldState: ...
```

```python title="shop/context.py"
class Context: ...
```

```python title="shop/app.py"
from shop.context import Context
```

## Not reported

With `names-only`, imports of a package and of its submodules. A package's `__init__`
that re-exports a name of its own which carries `@deprecated`. Guarded imports of what
only some Python versions deprecate.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import Import, Span
from ssot_audit.link.deprecations import Deprecated
from ssot_audit.link.located import Module
from ssot_audit.link.symbols import Definition
from ssot_audit.link.uses import Usage, is_below
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
from ssot_audit.rules.broken_imports import import_parts
from ssot_audit.rules.moves import move_imports
from ssot_audit.rules.remedies import Move, MoveImports

_Importers = list[tuple[Module, Import]]
_Uses = list[tuple[Module, Span]]


@rule("SSOT203", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each deprecated target once, with everyone who takes it."""
    declared = policy.settings.deprecations
    targets: dict[str, Deprecated] = {}
    importers: dict[str, _Importers] = {}
    for module in program.modules:
        for found in module.facts.imports:
            target = program.deprecation(module, found, declared)
            if target is not None:
                targets.setdefault(target.dotted, target)
                importers.setdefault(target.dotted, []).append((module, found))
    uses: dict[str, _Uses] = {}
    for target in program.deprecated_names(declared):
        taken = list(_other_uses(program, target, importers.get(target.dotted, [])))
        if taken:
            targets.setdefault(target.dotted, target)
            uses[target.dotted] = taken
    for dotted, target in targets.items():
        yield _finding(program, target, importers.get(dotted, []), uses.get(dotted, []))


def _other_uses(
    program: Program, target: Deprecated, importers: _Importers
) -> Iterator[tuple[Module, Span]]:
    """Yield where a target is used through its module, or by grace of a star."""
    thing = program.things.canonical(target.dotted)
    if target.is_names_only or thing != target.dotted:
        for usage, _ in _taken_by_path(program, target):
            yield usage.module, usage.use.span
        return
    reported = {(module, found.bound) for module, found in importers}
    for usage in program.things.of(thing):
        is_inside = is_below(usage.module.name, target.dotted)
        if not is_inside and (usage.module, usage.root) not in reported:
            yield usage.module, usage.use.span
    yield from _brought_by_stars(program, thing)


def _brought_by_stars(program: Program, thing: str) -> Iterator[tuple[Module, Span]]:
    leaf = thing.rpartition(".")[2]
    for module in program.modules:
        for name in module.facts.unbound:
            if name.name == leaf:
                found = program.resolve(module, leaf)
                if isinstance(found, Definition) and found.dotted == thing:
                    yield module, name.span


def _taken_by_path(
    program: Program, target: Deprecated
) -> Iterator[tuple[Usage, Definition]]:
    """Yield uses of what is well defined elsewhere by the path that is deprecated."""
    owner = target.dotted
    if not target.is_names_only:
        owner = owner.rpartition(".")[0]
    for usage, found in program.things.taken_from(owner):
        is_outside = not is_below(usage.module.name, owner)
        if is_outside and (target.is_names_only or usage.name == target.dotted):
            yield usage, found


def _finding(
    program: Program, target: Deprecated, importers: _Importers, uses: _Uses
) -> Finding:
    parts, evidence = import_parts(importers)
    used = sorted(uses, key=lambda use: (use[0].is_test, use[0].path, use[1]))
    places = [(Place.of(module, span), module.name) for module, span in used]
    parts += tuple(Part(place, name) for place, name in places)
    why = f": {' '.join(target.reason.split())}" if target.reason else ""
    counts = [
        f"{number} {what}{'s' if number > 1 else ''}"
        for number, what in ((len(importers), "import"), (len(uses), "use"))
        if number
    ]
    moves = tuple(_moves(program, target, importers))
    return Finding(
        code="SSOT203",
        place=parts[0].place,
        module=target.module,
        symbol="",
        subject=target.dotted,
        message=f"`{target.dotted}` is deprecated ({', '.join(counts)} left){why}",
        help=_help(target, moves),
        parts=parts,
        evidence=(
            *evidence,
            *(Hop(place, f"`{name}` uses it") for place, name in places),
            *_definition(target),
        ),
        remedy=_remedy(program, target, importers, moves),
    )


def _moves(
    program: Program, target: Deprecated, importers: _Importers
) -> Iterator[Move]:
    """Yield where to take what is deprecated from, as far as that is known."""
    if target.use is not None:
        yield Move(target.dotted, target.use)
    elif target.is_names_only:
        homes = {}
        for module, found in importers:
            made = program.imported(module, found)
            if isinstance(made, Definition) and made.module.name != target.dotted:
                homes[found.name] = made.dotted
        for usage, made in _taken_by_path(program, target):
            if made.module.name != target.dotted:
                homes[usage.name.rpartition(".")[2]] = made.dotted
        for name, home in sorted(homes.items(), key=str):
            yield Move(f"{target.dotted}.{name}", home)


def _remedy(
    program: Program,
    target: Deprecated,
    importers: _Importers,
    moves: tuple[Move, ...],
) -> MoveImports | None:
    if target.use is not None:
        return move_imports(program, target.dotted, target.use, importers)
    return MoveImports(moves) if moves else None


def _help(target: Deprecated, moves: tuple[Move, ...]) -> str:
    if target.use:
        return f"Import `{target.use}` instead."
    if moves:
        homes = ", ".join(f"`{move.new}`" for move in moves)
        return f"Import from where it is defined: {homes}."
    return "Stop importing it."


def _definition(target: Deprecated) -> Iterator[Hop]:
    if target.definition is not None:
        module, span = target.definition
        yield Hop(Place.of(module, span), f"`{target.dotted}` says so itself")
