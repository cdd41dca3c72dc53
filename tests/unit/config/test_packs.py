"""The packs that every installation brings along."""

import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.config import packs
from ssot_audit.config.load import load
from ssot_audit.config.schema import RuleOptions
from ssot_audit.config.settings import Level, Settings
from ssot_audit.rules.registry import all_rules

Write = Callable[[Mapping[str, str]], Path]

RULES: Mapping[str, RuleOptions] = {
    code: rule.options for code, rule in all_rules().items()
}
ON_BY_DEFAULT = {code for code, rule in all_rules().items() if rule.default_level}


@pytest.fixture
def extending(write: Write) -> Callable[[str], Settings]:
    """Return a function that loads a project which extends one shipped pack."""
    return lambda name: load(
        write({"ssot-audit.toml": f'extends = ["{name}"]'}), None, RULES
    )


def test_all_packs_are_known_by_name() -> None:
    assert list(packs.shipped_packs()) == [
        "library-removals",
        "python-removals",
        "recommended",
        "strict",
    ]


@pytest.mark.parametrize("name", packs.shipped_packs())
def test_every_pack_loads(extending: Callable[[str], Settings], name: str) -> None:
    assert extending(name).source == "ssot-audit.toml"


@pytest.mark.parametrize("name", packs.shipped_packs())
def test_every_pack_is_in_the_readme(name: str) -> None:
    readme = packs.shipped_packs()[name].parent / "README.md"
    assert f"[`{name}`]({name}.toml)" in readme.read_text(encoding="utf-8")


def test_recommended_states_the_levels_of_all_rules_that_have_one(
    extending: Callable[[str], Settings],
) -> None:
    rules = extending("recommended").rules
    by_case = {"SSOT204", "SSOT209", "SSOT301", "SSOT303", "SSOT502"}
    by_case |= {"SSOT401", "SSOT402", "SSOT403", "SSOT606"}
    assert rules.keys() == ON_BY_DEFAULT - by_case
    for code, setting in rules.items():
        assert setting.level == all_rules()[code].default_level
    assert {rule.where.split(":")[0] for rule in rules.values()} == {"pack recommended"}


def test_strict_leaves_no_level_below_error(
    extending: Callable[[str], Settings],
) -> None:
    settings = extending("strict")
    assert {rule.level for rule in settings.rules.values()} == {Level.ERROR}
    assert settings.rules.keys() == ON_BY_DEFAULT
    assert settings.gate.minimums == {"score": 100.0}


def test_removed_modules_are_gone_from_the_running_python(
    extending: Callable[[str], Settings],
) -> None:
    running = sys.version_info[:2]
    for deprecation in extending("python-removals").deprecations:
        assert deprecation.when is not None
        removed = tuple(map(int, deprecation.when.removeprefix("python>=").split(".")))
        top_level = deprecation.target.partition(".")[0]
        is_listed = top_level in sys.stdlib_module_names
        is_submodule = deprecation.target != top_level
        assert is_submodule or is_listed is (running < removed), deprecation.target


def test_a_pack_inside_the_installed_package_comes_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    tmp_path.joinpath("contracts").mkdir()
    file = tmp_path / "contracts/ours.toml"
    file.touch()
    monkeypatch.setattr(packs, "_INSTALLED", tmp_path)
    assert packs.shipped_packs() == {"contracts/ours": file}
