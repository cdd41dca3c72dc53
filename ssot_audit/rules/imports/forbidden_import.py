"""An import that a contract of the project forbids.

## Why

What a part of a program does not import, it cannot come to depend on: a library that is
to be replaced, a package that is to be split off, the side that is slow to start. Three
tables say so. `[[forbidden]]`: these may not import those. `[[independence]]`: none of
these may import another. `[[protected]]`: only those may import these.

## Bad

```toml
[[forbidden]]
from = ["shop.core"]
to = ["shop.web", "django"]

[[independence]]
modules = ["shop.plugins.*"]

[[protected]]
modules = ["shop.models"]
allowed = ["shop.core"]
```

```python title="shop/core.py"
from django.db import models  # expect: SSOT207
from shop import models as own
from shop.text import shout  # expect: SSOT207
```

```python title="shop/text.py"
from shop.web import escape
```

```python title="shop/web.py"
import shop.models  # expect: SSOT207
```

```python title="shop/models.py"
```

```python title="shop/plugins/tax.py"
```

```python title="shop/plugins/gift.py"
from shop.plugins.tax import rate  # expect: SSOT207
```

## Good

```toml
[[forbidden]]
from = ["shop.core"]
to = ["shop.web", "django"]
ignore = ["shop.core -> shop.web"]
```

```python title="shop/core.py"
from shop.web import escape
```

```python title="shop/web.py"
```

## Not reported

Where `from` and `to` overlap, imports inside the overlap. Imports of a protected module
over a chain: who is allowed to import it may be imported. Imports of kinds that
`imports` leaves out.

## Limits

A module stands for all below it. What is got at through `importlib`, or through an
object that is handed over, is not seen.
"""

from collections.abc import Iterator

from ssot_audit.link.rulings import Rulings
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.import_findings import Terms, contract_findings

_FORBIDDEN = Terms(
    "which is forbidden",
    "Do without it, or take what is needed from where both may import it.",
)
_INDEPENDENT = Terms(
    "of which it must be independent", "Move what both need to a module beside them."
)
_PROTECTED = Terms("which is protected", "Ask one of the modules that may import it.")


@rule("SSOT207", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each pair of modules of which one must not import the other."""
    settings = policy.settings
    kinds = (
        (settings.forbidden, _FORBIDDEN),
        (settings.independence, _INDEPENDENT),
        (settings.protected, _PROTECTED),
    )
    if not any(contracts for contracts, _ in kinds):
        return
    rulings = Rulings(program.modules, program.imports)
    for contracts, terms in kinds:
        for contract in contracts:
            ruling = rulings.on(contract)
            yield from contract_findings("SSOT207", contract, ruling, terms)
