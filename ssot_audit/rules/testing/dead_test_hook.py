"""Set-up or tear-down under a name that no test runner calls.

## Why

A runner calls `setUpClass` and passes over `asyncSetUpClass` without a word. The tests
then run without what was to be prepared: they fail with a puzzling `AttributeError`, or
pass because what they look for is missing.

## Bad

```python title="tests/test_socket.py"
import unittest


class TestSocket(unittest.IsolatedAsyncioTestCase):
    @classmethod
    async def asyncSetUpClass(cls):  # expect: SSOT605
        cls.url = "ws://localhost"

    async def test_url(self):
        self.assertTrue(self.url)
```

## Good

```python title="tests/test_socket.py"
import unittest


class TestSocket(unittest.IsolatedAsyncioTestCase):
    @classmethod
    def setUpClass(cls):
        cls.url = "ws://localhost"

    async def test_url(self):
        self.assertTrue(self.url)
```

## Not reported

What is reported are methods of test classes, and functions at the top of a test file,
whose name is that of a hook in another spelling or within one edit, and hooks that are
none there: `asyncSetUp` needs an `IsolatedAsyncioTestCase`, `setUp` a `TestCase`.
`setup` and `teardown` were those of nose, which pytest 8 gave up: they are reported in
cases, and elsewhere if the project declares a pytest that may be that new. What runners
call was seen by running pytest 9.2 and the `unittest` of Python.

Names that the file has elsewhere, or that anything in the project calls, methods with
decorators or with more parameters than a runner gives, and classes with a base,
metaclass or decorator that is not known here: those may call what they like.
"""

from collections.abc import Iterator, Sequence
from itertools import groupby

from ssot_audit.link.testing.dead_hooks import DeadHook, dead_hooks
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


@rule("SSOT605", level=Level.WARNING)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each class or file once, with the hooks in it that are dead."""
    for _, hooks in groupby(dead_hooks(program), _owner):
        yield _finding(list(hooks))


def _owner(hook: DeadHook) -> tuple[str, str]:
    return hook.module.path, hook.like.qualname.rpartition(".")[0]


def _finding(hooks: Sequence[DeadHook]) -> Finding:
    first = hooks[0]
    owner = first.like.qualname.rpartition(".")[0]
    names = " and ".join(f"`{hook.name}`" for hook in hooks)
    parts = tuple(
        Part(Place.of(hook.module, hook.like.span), hook.name) for hook in hooks
    )
    read = sorted({read.name for hook in hooks for read in hook.reads})
    consequence = ""
    if read:
        listed = ", ".join(f"`{name}`" for name in read)
        consequence = f", so {listed} {'is' if len(read) == 1 else 'are'} never set"
    place = f"`{owner}`" if owner else f"`{first.module.name}`"
    return Finding(
        code="SSOT605",
        place=parts[0].place,
        module=first.module.name,
        symbol=owner,
        subject="",
        message=f"no runner calls {names} of {place}{consequence}",
        help=" ".join(dict.fromkeys(_advice(hook) for hook in hooks)),
        parts=parts,
        listing=f"no runner calls {{}} of {place}{consequence}",
        evidence=tuple(_evidence(hooks)),
    )


def _evidence(hooks: Sequence[DeadHook]) -> Iterator[Hop]:
    for hook in hooks:
        here = Place.of(hook.module, hook.like.span)
        sets = ", ".join(f"`{name}`" for name in hook.like.sets)
        yield Hop(
            here,
            f"nothing else sets {sets}" if sets else "is called by nobody",
            hook.name,
        )
        for read in hook.reads:
            method = read.qualname.rpartition(".")[2]
            place = Place.of(hook.module, read.span)
            yield Hop(place, f"`{method}` reads `{read.name}`", hook.name)


def _advice(hook: DeadHook) -> str:
    needs_async = hook.name.startswith("async") and "Class" not in hook.name
    if hook.is_case and needs_async and not hook.hook.startswith("async"):
        return "Inherit from `unittest.IsolatedAsyncioTestCase`, which awaits it."
    if hook.hook:
        return f"Call it `{hook.hook}`."
    return "Call it in another way, or delete it."
