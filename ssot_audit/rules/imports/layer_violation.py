"""An import against the declared order of layers.

## Why

Layers let a reader know what a module can depend on without opening it. Each import
upwards ties two layers into one, and the next change has to look at both.

## Bad

```toml
[[layers]]
order = ["shop.routes", "shop.agents | shop.tools", "shop.core"]
because = "core is shared with the mobile back end"
```

```python title="shop/routes.py"
from shop.agents import Agent

PREFIX = "/v1"
```

```python title="shop/agents.py"
from shop import tools  # expect: SSOT206


class Agent: ...
```

```python title="shop/tools.py"
```

```python title="shop/core.py"
from shop.prefixes import join  # expect: SSOT206
```

```python title="shop/prefixes.py"
from shop.routes import PREFIX
```

## Good

```toml
[[layers]]
order = ["routes", "agents : tools", "core"]
containers = ["shop"]
```

```python title="shop/routes.py"
from shop.agents import Agent
from shop.core import PREFIX
```

```python title="shop/agents.py"
from shop import tools


class Agent: ...
```

```python title="shop/tools.py"
```

```python title="shop/core.py"
PREFIX = "/v1"
```

## Not reported

Chains of imports that pass a module of a third layer: they are told of there. With
`transitive = false`, chains at all. Imports of kinds that `imports` leaves out.

## Limits

A layer is a module with all below it. What a layer gets at through `importlib`, or
through an object that is handed to it, is not seen.
"""

from collections.abc import Iterator

from ssot_audit.config.import_contracts import Layers
from ssot_audit.link.layering import undeclared
from ssot_audit.link.module_names import ModuleNames
from ssot_audit.link.rulings import Rulings
from ssot_audit.rules.api import (
    Finding,
    Level,
    Part,
    Place,
    Policy,
    Program,
    reason,
    rule,
)
from ssot_audit.rules.import_findings import Terms, contract_findings

_TERMS = Terms(
    "against the order of the layers",
    "Turn the dependency round, or move what both need to where both may import it.",
)


@rule("SSOT206", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each layer that imports one it must not, with all chains."""
    if not policy.settings.layers:
        return
    rulings = Rulings(program.modules, program.imports)
    for contract in policy.settings.layers:
        yield from contract_findings("SSOT206", contract, rulings.on(contract), _TERMS)
        yield from _undeclared(contract, rulings.names)


def _undeclared(contract: Layers, names: ModuleNames) -> Iterator[Finding]:
    for name, container in undeclared(contract, names):
        place = Place.of(names.first_file(name))
        yield Finding(
            code="SSOT206",
            place=place,
            module=name,
            symbol="",
            subject=f"{contract.name or ''}: layers of {container}",
            message=f"`{name}` is in no layer of `{container}`"
            f"{reason(contract.because)}",
            help="Give it a place in `order`, or name it in `exhaustive-ignores`.",
            parts=(Part(place, name),),
        )
