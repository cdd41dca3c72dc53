"""Tests that are written but that no runner collects.

## Why

A runner says nothing of a test it does not see, or a line that nobody reads. The test
is maintained, counted on and never run. Four things make a runner pass over tests:

- a constructor: pytest makes an instance of each class of tests, and leaves out classes
  with an `__init__` or `__new__`, inherited ones and those of a data class included;
- an import that fails: the file ends there, with every test in it;
- a later definition of the same name, in a class or at the top of a file;
- a file of the same name in another directory, where neither is in a package: Python
  knows one module of a name, and pytest refuses the second.

Each cause is one finding, with the tests that it costs.

## Bad

```python title="tests/test_cart.py"
class TestCart:
    def __init__(self):  # expect: SSOT602
        self.cart = []

    def test_is_empty(self):
        assert not self.cart


def test_total():
    assert sum([]) == 0


def test_total():  # expect: SSOT602
    assert sum([1, 2]) == 3
```

## Good

```python title="tests/test_cart.py"
class TestCart:
    def setup_method(self):
        self.cart = []

    def test_is_empty(self):
        assert not self.cart


def test_total():
    assert sum([]) == 0


def test_total_of_two():
    assert sum([1, 2]) == 3
```

## Not reported

Classes without a test, with `__test__ = False`, and subclasses of `unittest.TestCase`,
which may have a constructor. What only a run can tell: a base or a class decorator that
is not known, tests that are made at run time, files that a hook in `conftest.py` may
leave out, imports in a branch or a `try`. Names bound twice where the first is used in
between, overloads, and alternatives in branches. Files of the same name where pytest is
not configured, has `--import-mode=importlib`, or does not look into both.

## Limits

Which files, classes and functions are tests is read from the configuration of pytest.
A project with subclasses of `TestCase` that neither configures, declares nor imports
pytest is taken to be run by `unittest`.
"""

from collections.abc import Iterator

from ssot_audit.link.testing.losses import losses
from ssot_audit.rules.api import Finding, Level, Policy, Program, rule
from ssot_audit.rules.lost_tests import finding_on


@rule("SSOT602", level=Level.ERROR)
def check(program: Program, policy: Policy) -> Iterator[Finding]:
    """Report each cause once, with the tests it costs."""
    for loss in losses(program.tests):
        finding = finding_on(loss)
        if finding is not None:
            yield finding
