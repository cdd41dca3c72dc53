"""A test that is `async` and that nothing awaits, so that its body never runs.

## Why

`unittest.TestCase` calls its tests and lets go of the coroutines that `async` ones
return. Such a test **passes**, whatever it says, under pytest as under unittest: there
is only a warning that a coroutine was never awaited, and from Python 3.11 on another
that a test should return nothing (seen with Python 3.8 to 3.13). One edit of a base
class does that to all tests below it.

pytest awaits nothing itself. Without a plugin and, in strict mode, a mark, an `async`
test function is skipped with a warning, and fails from pytest 8.4 on.

It is reported once, where it is to be mended. That is a base class, if its name or its
hooks say `async` or if of the classes with tests below it three quarters are affected;
else the class whose tests they are. `async def setUp` and the like, which no case of
`unittest` awaits, are part of it. Where no plugin that could run `async` functions is
declared, it is one finding for all of them.

## Bad

```python title="tests/base.py"
import unittest


class AsyncCase(unittest.TestCase):  # expect: SSOT603
    ...
```

```python title="tests/test_cart.py"
from tests.base import AsyncCase


class TestCart(AsyncCase):
    async def test_total(self):
        assert 1 + 1 == 3
```

```python title="tests/test_till.py"
from tests.base import AsyncCase


class TestTill(AsyncCase):
    async def test_open(self):
        assert False
```

## Good

```python title="tests/base.py"
import unittest


class AsyncCase(unittest.IsolatedAsyncioTestCase): ...
```

```python title="tests/test_cart.py"
from tests.base import AsyncCase


class TestCart(AsyncCase):
    async def test_total(self):
        assert 1 + 1 == 2
```

## Not reported

Classes with a base that is not known, such as a case of Django, Twisted, aiohttp or
the like: those await their tests. Classes that call their tests themselves (`run`,
`_callTestMethod`), have a metaclass or are changed by other code; tests behind a
decorator that may run them, and what is skipped in any case. Tests marked for anyio or
trio: these plugins run even those of a `unittest.TestCase`.

Test functions, if the project does not declare pytest, a `conftest.py` above has a hook
that may run or mark tests, or a plugin may be there that runs what is not marked. A
marked test for which no plugin is declared: the plugin may come with another.
"""

from collections.abc import Iterator

from ssot_audit.link.class_node import ClassNode
from ssot_audit.link.testing.awaiting import Cause, Reason, Unawaited
from ssot_audit.link.testing.settings import PytestSettings
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.unawaited import of_case, of_hooks, of_settings, of_tests


@rule("SSOT603", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each cause once, with all tests that nothing awaits because of it."""
    groups: dict[tuple[Reason, Cause], list[Unawaited]] = {}
    for found in program.awaiting.unawaited:
        groups.setdefault((found.reason, found.cause), []).append(found)
    hooks = list(program.awaiting.hooks)
    for (reason, cause), tests in groups.items():
        if isinstance(cause, PytestSettings):
            yield of_settings(cause, tests)
        elif reason is Reason.CASE and isinstance(cause, ClassNode):
            own = [hook for hook in hooks if hook.node and cause in hook.node.mro]
            hooks = [hook for hook in hooks if hook not in own]
            is_case = program.awaiting.is_case(cause)
            yield of_case(cause, tests, own, is_case=is_case)
        else:
            yield of_tests(cause, reason, tests)
    yield from of_hooks(hooks)
