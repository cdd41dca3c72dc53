"""A small part of the matrix of `benchmarks.awaited`, with the pytest that is here."""

import sys
from collections.abc import Iterator, Sequence

import pytest

from benchmarks.awaited.setups import Setup
from benchmarks.awaited.truth import Tried, tried

SETUP = Setup("none", marked=False)


@pytest.fixture(scope="module")
def tests() -> Iterator[Sequence[Tried]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        patch.delenv("PYTEST_ADDOPTS", raising=False)
        yield tried(SETUP, [sys.executable])


def test_what_is_reported_is_what_pytest_did_not_run(tests: Sequence[Tried]) -> None:
    assert not [test for test in tests if test.is_wrong]


def test_much_is_run_and_much_is_not(tests: Sequence[Tried]) -> None:
    fourth = len(tests) / 4
    assert sum(test.is_reported for test in tests) > fourth
    assert sum(test.has_run for test in tests) > fourth


def test_a_case_passes_without_its_tests_being_run(tests: Sequence[Tried]) -> None:
    name = "test_cases.TestOfCase.test_coroutine_bare"
    (test,) = (test for test in tests if test.generated.name == name)
    assert not test.has_run
    assert test.has_warned
    assert test.outcomes == ("passed",)
