"""One environment key that is read with different defaults.

## Why

A key that is not set means two things at once. What runs on a machine where somebody
forgot to set it half works: one part listens where the other does not look.

## Bad

```python title="shop/api.py"
import os

PORT = int(os.getenv("SHOP_PORT", "8080"))  # expect: SSOT302
```

```python title="shop/health.py"
import os

URL = f"http://localhost:{os.environ.get('SHOP_PORT', 8081)}/health"  # part: SSOT302
```

## Good

```python title="shop/api.py"
import os

PORT = int(os.getenv("SHOP_PORT", "8080"))
```

```python title="shop/health.py"
from shop.api import PORT

URL = f"http://localhost:{PORT}/health"
```

## Not reported

Defaults that mean the same: `"8080"` and `8080`, `"true"` and `True`, `"INFO"` and
`"info"`. A read without a default, with one that is computed, or with `None` or an
empty text, which says that nothing is set; what follows after `or` counts instead.
Tests, and keys of the system such as `HOME`.

Seen are `os.environ` and `os.getenv`, the `accessor` of `[environment]`, called with a
key or giving a mapping, fields of pydantic's `BaseSettings`, and the readers of
python-decouple, django-environ, environs and Starlette.
"""

from collections.abc import Iterable, Iterator

from ssot_audit.link.environment_keys import KeyRead, key_reads
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    Unit,
    rule,
)
from ssot_audit.rules.system_keys import is_of_system

_QUOTES = "'\""
_UNSET = frozenset({"", "none"})
_TRUE = frozenset({"1", "true", "yes", "on", "y", "t"})
_FALSE = frozenset({"0", "false", "no", "off", "n", "f"})


@rule("SSOT302", level=Level.WARNING, unit=Unit.PROGRAM)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each key whose defaults differ, once."""
    environment = policy.settings.environment
    reads: dict[str, list[KeyRead]] = {}
    for read in key_reads(program, environment.accessor if environment else None):
        if _meaning(read) not in _UNSET and not is_of_system(read.key):
            reads.setdefault(read.key, []).append(read)
    for key in sorted(reads):
        if _differ(reads[key]):
            yield _finding(key, reads[key])


def _meaning(read: KeyRead) -> str:
    """Return what a default says, however it is written."""
    return (read.default or "").strip(_QUOTES).strip().lower().rstrip("/")


def _differ(reads: Iterable[KeyRead]) -> bool:
    meanings = {_meaning(read) for read in reads}
    if len(meanings) < len("ab") or meanings <= _TRUE or meanings <= _FALSE:
        return False
    return len({_number(meaning) for meaning in meanings}) > 1


def _number(meaning: str) -> float | str:
    try:
        return float(meaning)
    except ValueError:
        return meaning


def _finding(key: str, reads: list[KeyRead]) -> Finding:
    defaults = dict.fromkeys(_shown(read) for read in reads)
    listed = ", ".join(f"`{default}`" for default in defaults)
    first = reads[0]
    return Finding(
        code="SSOT302",
        place=Place.of(first.module, first.span),
        module=first.module.name,
        symbol="",
        subject=key,
        message=f"`{key}` has different defaults: {listed}",
        help="Read it in one place, and take the value from there.",
        parts=tuple(
            Part(Place.of(read.module, read.span), read.reader, f"`{_shown(read)}`")
            for read in reads
        ),
    )


def _shown(read: KeyRead) -> str:
    return (read.default or "").strip(_QUOTES)
