"""The one reader of the environment."""

import pytest

from ssot_audit.cli.environment import variable


def test_a_variable_that_is_set_has_its_value(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    assert variable("NO_COLOR") == "1"


def test_a_variable_that_is_not_set_is_empty(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert not variable("NO_COLOR")
