"""Calls that fit what a provider offers, and calls that do not."""

import pytest

from tests.support.consumers import said

CALLEE = """\
import asyncio


class Registry:
    def find(self, name, version=1):
        return name, version

    async def find_async(self, name):
        return name

    def listen(self, *names, timeout):
        return names, timeout

    async def each(self):
        yield 1

    def soon(self):
        return asyncio.sleep(0)

    @property
    def size(self):
        return len

    @classmethod
    def make(cls, kind):
        return cls()

    @staticmethod
    def check(name):
        return name


class Engine:
    def __init__(self, registry):
        self.registry = registry

    async def run(self, row):
        CALL


def make():
    return Engine(Registry())
"""
REFUSED = {
    'self.registry.find("a", scope=1)': (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
    "self.registry.find()": (
        "`Registry.find(name, version)` requires `name`, which is not passed"
    ),
    'self.registry.find("a", 1, 2)': (
        "`Registry.find(name, version)` accepts 2 arguments by position at most, "
        "but is given 3"
    ),
    'self.registry.find("a", name="b")': (
        "`Registry.find(name, version)` is given `name` twice"
    ),
    'await self.registry.find("a")': (
        "`Registry.find(name, version)` is a plain `def`, but its result is awaited"
    ),
    'self.registry.find_async("a")': (
        "`Registry.find_async(name)` is `async def`, but is called without `await`"
    ),
    'self.registry.listen("a", "b")': (
        "`Registry.listen(*names, timeout)` requires `timeout`, which is not passed"
    ),
    "await self.registry.each()": (
        "`Registry.each()` is an asynchronous generator, but is awaited"
    ),
    "self.registry.make()": (
        "`Registry.make(kind)` requires `kind`, which is not passed"
    ),
    "self.registry.check()": (
        "`Registry.check(name)` requires `name`, which is not passed"
    ),
    'hasattr(self.registry, "find") and self.registry.find(scope=1)': (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
    'if hasattr(self.registry, "find"): self.registry.find(scope=1)': (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
    "try: self.registry.find(scope=1)\n        except ValueError: pass": (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
    "find = self.registry.find; find(scope=1)": (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
    "registry = self.registry; registry.find(scope=1)": (
        "`Registry.find(name, version)` does not accept keyword `scope`"
    ),
}
ACCEPTED = (
    'self.registry.find("a")',
    "self.registry.find(version=2, name='a')",
    "self.registry.find(*row)",
    "self.registry.find(**row)",
    'await self.registry.find_async("a")',
    'self.tasks["a"] = self.registry.find_async("a")',
    'task = asyncio.create_task(self.registry.find_async("a"))',
    'return self.registry.find_async("a")',
    'await asyncio.gather(self.registry.find_async("a"))',
    "self.registry.listen(timeout=1)",
    "async for each in self.registry.each(): print(each)",
    "await self.registry.soon()",
    "self.registry.size(row)",
    'self.registry.make("a"); self.registry.check("a")',
    "return self.registry.find",
    "asyncio.run_coroutine_threadsafe(self.registry.find_async(row), None)",
    'tasks = {"a": self.registry.find_async("a")}; return tasks',
    'tasks = {self.registry.find_async("a"): 1}; return tasks',
    'return f"{self.registry.find_async(row)}"',
    "return self.registry.find_async(row) in self.tasks",
    "row or self.registry.find_async(row)",
    "list(self.registry.find_async(row))",
)


@pytest.mark.parametrize(("call", "message"), REFUSED.items(), ids=REFUSED)
def test_a_call_that_does_not_fit_is_found(call: str, message: str) -> None:
    program = CALLEE.replace("CALL", call)
    assert said(program) == [f"{message} (1 call on `Engine.registry`)"]


MADE_SURE_OF = (
    "if isinstance(self.registry, Scoped): self.registry.find(1, scope=1)",
    "if type(self.registry) is Scoped: self.registry.find(1, scope=1)",
    "if self.registry.has_scope: self.registry.find(1, scope=1)",
    "if hasattr(self.registry, 'each_scope'): self.registry.find(1, scope=1)",
    "try: self.registry.find(1, scope=1)\n        except TypeError: pass",
)
SCOPED = """

class Scoped:
    has_scope = True

    def find(self, name, version=1, scope=None):
        return name, version, scope


Registry.has_scope = False


def make_scoped():
    return Engine(Scoped())
"""


@pytest.mark.parametrize("call", ACCEPTED)
def test_a_call_that_fits_is_left_alone(call: str) -> None:
    assert said(CALLEE.replace("CALL", call)) == []


@pytest.mark.parametrize("call", MADE_SURE_OF)
def test_what_a_caller_makes_sure_of_is_left_alone(call: str) -> None:
    assert said(CALLEE.replace("CALL", call), SCOPED) == []
