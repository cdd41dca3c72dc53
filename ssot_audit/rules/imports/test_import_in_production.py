"""An import of a test module by production code.

## Why

Tests are left out of packages and images. Code that takes a helper or a fake from them
works on every developer's machine and fails with `ModuleNotFoundError` where it is
installed.

## Bad

```python title="shop/__init__.py"
```

```python title="shop/till.py"
from tests.fakes import FakeBank  # expect: SSOT211
```

```python title="tests/__init__.py"
```

```python title="tests/fakes.py"
class FakeBank: ...
```

## Good

```python title="shop/__init__.py"
```

```python title="shop/till.py"
from shop.testing import FakeBank
```

```python title="shop/testing.py"
class FakeBank: ...
```

## Not reported

Imports in functions, for types only, or in a `try` that catches their failure. Modules
that are made for tests: those with `test` in their name, and those that import `pytest`
or `unittest` or define `load_tests`. What is not installed: scripts outside packages,
and folders such as `docs`, `tools` and `examples` at the top of the project. What is
merely called like a test, such as the package `django.test` or a module
`connection_test`: outside of folders `tests`, and `test` at the top of the project,
only files that hold tests count. Imports of `pytest` and `unittest.mock` themselves.
"""

from collections.abc import Iterator

from ssot_audit.extract.facts import DEFERRED, OPTIONAL, TYPE_ONLY, Import
from ssot_audit.link.located import Module
from ssot_audit.rules.api import (
    Finding,
    Level,
    Policy,
    Program,
    rule,
)
from ssot_audit.rules.broken_imports import import_parts
from ssot_audit.rules.test_support import is_named_for_tests

_FRAMEWORKS = frozenset({"pytest", "unittest"})
_PROTOCOL = "load_tests"
"""What `unittest` asks a module for that puts its tests together itself."""
_LATER = DEFERRED | OPTIONAL | TYPE_ONLY


@rule("SSOT211", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each test module once, with the production modules that import it."""
    importers: dict[Module, list[tuple[Module, Import]]] = {}
    for module, edges in program.imports.edges.items():
        if module.is_test:
            continue
        for edge in edges:
            if (
                edge.target.is_test
                and not edge.fact.guard & _LATER
                and program.is_test_code(edge.target)
                and program.is_shipped(module)
                and not _is_for_tests(module)
            ):
                importers.setdefault(edge.target, []).append((module, edge.fact))
    for target, found in importers.items():
        yield _finding(target, found)


def _is_for_tests(module: Module) -> bool:
    """Tell whether a production module is for developers by its nature."""
    imported = {
        found.module.partition(".")[0]
        for found in module.facts.imports
        if not found.level
    }
    return (
        is_named_for_tests(module)
        or not _FRAMEWORKS.isdisjoint(imported)
        or any(made.qualname == _PROTOCOL for made in module.facts.functions)
    )


def _finding(target: Module, importers: list[tuple[Module, Import]]) -> Finding:
    parts, evidence = import_parts(importers)
    return Finding(
        code="SSOT211",
        place=parts[0].place,
        module=target.name,
        symbol="",
        subject="",
        message=f"`{target.name}` is a test module, and production code imports it",
        help="Move what production needs out of the tests.",
        parts=parts,
        evidence=evidence,
    )
