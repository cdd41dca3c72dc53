"""An environment key that is read and not declared, or declared and not read.

## Why

Whoever sets up the program copies the example of its settings. A key that is missing
there is found out about in production; a key that nobody reads is set for nothing.

## Bad

```toml
[environment]
accessor = "shop.config.get_env"
declared = [".env.example"]
```

```sh title=".env.example"
SHOP_PORT=8080
SHOP_COLOUR=blue  # part: SSOT303
```

```python title="shop/config.py"
import os


def get_env(key):
    return os.environ[key]
```

```python title="shop/api.py"
from shop.config import get_env

PORT = get_env("SHOP_PORT")
SECRET = get_env("SHOP_SECRET")  # expect: SSOT303
```

## Good

```toml
[environment]
accessor = "shop.config.get_env"
declared = [".env.example"]
```

```sh title=".env.example"
SHOP_PORT=8080
SHOP_SECRET=
```

```python title="shop/config.py"
import os


def get_env(key):
    return os.environ[key]
```

```python title="shop/api.py"
from shop.config import get_env

PORT = get_env("SHOP_PORT")
SECRET = get_env("SHOP_SECRET")
```

## Not reported

Anything, as long as nothing is declared: `declared` of `[environment]` names files and
settings classes. Without it, an `.env.example` or the like counts for the code below
its folder if it has more than half of the keys that are read there, and what it lacks
is a note.

Tests, keys of the system such as `PATH`, and fields of settings classes, which declare
themselves.

That a key is declared and not read is a note, and only said of files that `declared`
names: containers and other languages read keys, too. A key that some string in Python
is equal to counts as read, and nothing is said where a key is computed.
"""

from collections.abc import Iterator, Mapping

from ssot_audit.config.settings import Environment
from ssot_audit.link.declared_keys import (
    Declaration,
    found_declarations,
    is_for,
    named_declarations,
)
from ssot_audit.link.environment_keys import KeyRead, key_reads
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
from ssot_audit.rules.system_keys import is_of_system


@rule("SSOT303", level=Level.WARNING, unit=Unit.PROGRAM)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each undeclared key, and each that nothing reads, once."""
    environment = policy.settings.environment
    named = environment.declared if environment else ()
    declarations = [d for _, d in named_declarations(program, named) if d]
    if not declarations and not program.tree.documents:
        return
    accessor = environment.accessor if environment else None
    reads = tuple(key_reads(program, accessor))
    asked = [r for r in reads if not r.is_field and not is_of_system(r.key)]
    if not named:
        declarations = list(found_declarations(program, asked))
    for key, missing in _undeclared(asked, declarations).items():
        yield _undeclared_key(key, missing, declarations, environment)
    known = {read.key.upper() for read in reads}
    owners = environment.owners if environment else ()
    if named and not program.reads_computed_keys(owners):
        for declaration in declarations:
            yield from _unread(program, declaration, known)


def _undeclared(
    reads: list[KeyRead], declarations: list[Declaration]
) -> Mapping[str, list[KeyRead]]:
    declared = {key for declaration in declarations for key in declaration.keys}
    found: dict[str, list[KeyRead]] = {}
    for read in reads:
        if read.key.upper() not in declared and any(
            is_for(declaration, read) for declaration in declarations
        ):
            found.setdefault(read.key, []).append(read)
    return found


def _undeclared_key(
    key: str,
    reads: list[KeyRead],
    declarations: list[Declaration],
    environment: Environment | None,
) -> Finding:
    first = reads[0]
    concerned = [d.name for d in declarations if any(is_for(d, r) for r in reads)]
    names = " nor ".join(f"`{name}`" for name in concerned)
    is_named = environment is not None and environment.declared
    return Finding(
        code="SSOT303",
        place=Place.of(first.module, first.span),
        module=first.module.name,
        symbol="",
        subject=key,
        message=(
            f"`{key}` is read, and not declared in {names}"
            f"{reason(environment.because) if environment else ''}"
        ),
        help=f"Add it to `{concerned[0]}`, if only as a comment.",
        parts=tuple(
            Part(Place.of(read.module, read.span), read.reader) for read in reads
        ),
        level=None if is_named else Level.NOTE,
    )


def _unread(
    program: Program, declaration: Declaration, known: set[str]
) -> Iterator[Finding]:
    for name, key in declaration.keys.items():
        if key is None or name in known or is_of_system(name):
            continue
        if key.name in program.mentioned_keys:
            continue
        place = Place(declaration.name, key.span)
        yield Finding(
            code="SSOT303",
            place=place,
            module=declaration.name,
            symbol="",
            subject=key.name,
            message=f"`{key.name}` is declared, and no Python here reads it",
            help="Remove it, or say in the file who reads it.",
            parts=(Part(place, key.name),),
            level=Level.NOTE,
        )
