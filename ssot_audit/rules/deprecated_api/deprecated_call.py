"""A call of something that says it is deprecated.

## Why

Whoever deprecates a method cannot delete it while the project itself still calls it,
and no one sees the warning: Python hides it outside `__main__`.

What counts: functions, methods and classes of the project with `@deprecated("...")`
(PEP 702), and functions whose first statement is `warnings.warn(...,
DeprecationWarning)`. Calls are found through imports and, of methods, where the class
of the object is known.

## Bad

```python title="shop/cart.py"
import warnings


class Cart:
    def add_item(self, item):
        warnings.warn("use add", DeprecationWarning, stacklevel=2)
        self.add(item)

    def add(self, item):
        self.items = [item]
```

```python title="shop/app.py"
from shop.cart import Cart


def order(item):
    cart = Cart()
    cart.add_item(item)  # expect: SSOT501
```

## Good

```python title="shop/cart.py"
import warnings


class Cart:
    def add_item(self, item):
        warnings.warn("use add", DeprecationWarning, stacklevel=2)
        self.add(item)

    def add(self, item):
        self.items = [item]
```

```python title="shop/app.py"
from shop.cart import Cart


def order(item):
    cart = Cart()
    cart.add(item)
```

## Not reported

Calls in tests, in the module that defines it, in other deprecated functions, and in a
method of the same name, which hands on.
"""

from collections.abc import Iterator

from ssot_audit.link.deprecated_callables import (
    DeprecatedCall,
    DeprecatedCallable,
    calls_of,
    deprecated_callables,
)
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


@rule("SSOT501", level=Level.WARNING)
def check(program: Program, _policy: Policy) -> Iterator[Finding]:
    """Report each deprecated callable that is called."""
    targets = list(deprecated_callables(program))
    deprecated = {(target.module, target.qualname) for target in targets}
    for target in targets:
        calls = [
            call
            for call in calls_of(program, target)
            if (call.module, call.scope) not in deprecated
        ]
        if calls:
            yield _finding(target, calls)


def _finding(target: DeprecatedCallable, calls: list[DeprecatedCall]) -> Finding:
    places = [Place.of(call.module, call.span) for call in calls]
    names = [call.scope or call.module.name for call in calls]
    count = f"{len(calls)} call{'s' if len(calls) > 1 else ''}"
    why = f": {' '.join(target.text.split())}" if target.text else ""
    return Finding(
        code="SSOT501",
        place=places[0],
        module=target.module.name,
        symbol=target.qualname,
        subject=target.qualname,
        message=f"`{target.qualname}` is deprecated ({count} left){why}",
        help="Call what replaces it.",
        parts=tuple(map(Part, places, names)),
        evidence=(
            *(
                Hop(place, f"`{name}` calls it")
                for place, name in zip(places, names, strict=True)
            ),
            Hop(
                Place.of(target.module, target.span),
                f"`{target.qualname}` says so itself",
            ),
        ),
    )
