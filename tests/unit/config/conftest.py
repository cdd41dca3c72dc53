"""Projects made of a few configuration files, and what loading them gives."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

from ssot_audit.config.load import load
from ssot_audit.config.schema import RuleOptions
from ssot_audit.config.settings import Settings
from ssot_audit.errors import ConfigError


@dataclass(frozen=True, slots=True)
class Options:
    """Options of a rule, one of each type there is."""

    ignore: tuple[str, ...] = ()
    min_size: int = 3
    is_strict: bool = False
    label: str = ""


RULES: Mapping[str, RuleOptions] = {
    "SSOT001": None,
    "SSOT101": None,
    "SSOT301": Options,
}


@pytest.fixture
def known_rules() -> Mapping[str, RuleOptions]:
    return RULES


@pytest.fixture
def write(tmp_path: Path) -> Callable[[Mapping[str, str]], Path]:
    """Return a function that writes files and returns their folder."""

    def write_all(files: Mapping[str, str]) -> Path:
        for name, text in files.items():
            file = tmp_path / name
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, encoding="utf-8")
        return tmp_path

    return write_all


@pytest.fixture
def settings_of(
    write: Callable[[Mapping[str, str]], Path],
) -> Callable[[Mapping[str, str]], Settings]:
    """Return a function that writes files and loads them."""
    return lambda files: load(write(files), None, RULES)


@pytest.fixture
def faults_of(
    write: Callable[[Mapping[str, str]], Path],
) -> Callable[[Mapping[str, str]], list[str]]:
    """Return a function that writes files and returns the faults of loading them."""

    def faults(files: Mapping[str, str]) -> list[str]:
        with pytest.raises(ConfigError) as caught:
            load(write(files), None, RULES)
        return [str(fault) for fault in caught.value.faults]

    return faults
