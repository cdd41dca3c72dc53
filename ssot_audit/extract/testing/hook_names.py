"""Names of the methods and functions by which runners prepare tests, and what is near.

Sources: https://docs.python.org/3/library/unittest.html and
https://docs.pytest.org/en/stable/how-to/xunit_setup.html. What pytest does with the
hooks of unittest in classes of its own, and the other way round, is held against real
runs by `tests/unit/link/testing/test_hooks_at_run_time.py`.
"""

from functools import lru_cache

UNITTEST = frozenset({"setUp", "setUpClass", "tearDown", "tearDownClass"})
"""Called on a `unittest.TestCase`."""
ASYNC_UNITTEST = frozenset({"asyncSetUp", "asyncTearDown"})
"""Called on an `IsolatedAsyncioTestCase` alone."""
PYTEST = frozenset({"setup_class", "setup_method", "teardown_class", "teardown_method"})
"""Called by pytest on every class with tests."""
DJANGO = frozenset({"setUpTestData"})
"""Called on a case of Django's that keeps a transaction open."""
MODULE = frozenset(
    {
        "setUpModule",
        "setup_function",
        "setup_module",
        "tearDownModule",
        "teardown_function",
        "teardown_module",
    }
)
"""Called if they stand at the top of a module."""
NOSE = frozenset({"setup", "teardown"})
"""Called by nose, and by pytest before version 8."""
HOOKS = UNITTEST | ASYNC_UNITTEST | PYTEST | DJANGO
"""Called around the tests of some class."""

_NEARLY = tuple(
    f"{prefix}{verb}{what}"
    for verb in ("setup", "teardown")
    for prefix, what in (
        ("", ""),
        ("", "class"),
        ("", "function"),
        ("", "method"),
        ("", "module"),
        ("", "testdata"),
        ("async", ""),
        ("async", "class"),
        ("async", "method"),
        ("async", "module"),
    )
)


@lru_cache(maxsize=10_000)
def is_hook_like(name: str) -> bool:
    """Tell whether a name is that of a hook, in some spelling or within one edit."""
    if name.startswith(("test", "__")):
        return False
    plain = _plain(name)
    return any(_is_one_edit_away(plain, hook) for hook in _NEARLY)


def nearest(name: str, hooks: frozenset[str]) -> str:
    """Return the hook that a name is nearly, or `""`."""
    plain = _plain(name)
    for wanted in (plain, plain.removeprefix("async")):
        for hook in sorted(hooks):
            given = _plain(hook)
            if any(
                _is_one_edit_away(wanted, spelling)
                for spelling in (given, given.removesuffix("method"))
            ):
                return hook
    return ""


def _plain(name: str) -> str:
    return name.replace("_", "").lower()


def _is_one_edit_away(one: str, other: str) -> bool:
    """Tell whether two texts differ by one letter, or by two that change places."""
    if one == other:
        return True
    if abs(len(one) - len(other)) > 1:
        return False
    same = 0
    while same < min(len(one), len(other)) and one[same] == other[same]:
        same += 1
    one, other = one[same:], other[same:]
    if len(one) == len(other):
        return one[1:] == other[1:] or (
            one[:2] == other[1::-1] and one[2:] == other[2:]
        )
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    return longer[1:] == shorter
