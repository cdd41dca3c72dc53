"""How a file and what it extends become one."""

from collections.abc import Callable, Mapping
from pathlib import Path

from ssot_audit.config.load import load
from ssot_audit.config.settings import Environment, Level, RuleSetting, Settings

Write = Callable[[Mapping[str, str]], Path]
SettingsOf = Callable[[Mapping[str, str]], Settings]
FaultsOf = Callable[[Mapping[str, str]], list[str]]

ALLOWED = (
    "expected `<path>.toml`, `library-removals`, `python-removals`, `recommended` "
    "or `strict`"
)


def test_lists_of_tables_are_joined_pack_first(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": "extends = ['a.toml']\n[[deprecated]]\nimport = 'near'",
            "a.toml": "[[deprecated]]\nimport = 'far'",
        }
    )
    assert [(each.target, each.where) for each in settings.deprecations] == [
        ("far", "a.toml: deprecated[0]"),
        ("near", "ssot-audit.toml: deprecated[0]"),
    ]


def test_the_nearer_value_replaces_the_farther_one(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": "extends = ['a.toml']\nexclude = ['near.py']",
            "a.toml": "target-version = '3.12'\nexclude = ['far.py']",
        }
    )
    assert (settings.target_version, settings.exclude) == ((3, 12), ("near.py",))


def test_tables_are_merged_key_by_key(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": """
                extends = ["a.toml"]
                environment.owners = ["shop.settings"]
                gate.score = 90
            """,
            "a.toml": """
                environment = { accessor = "shop.get", owners = ["shop.config"] }
                gate = { fail-on = "off", score = 80, imports = 100 }
            """,
        }
    )
    where = "ssot-audit.toml: environment"
    owners = ("shop.settings",)
    assert settings.environment == Environment("shop.get", owners, where=where)
    assert settings.gate.fail_on is Level.OFF
    assert settings.gate.minimums == {"score": 90.0, "imports": 100.0}


def test_rules_are_merged_by_level_and_option(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": """
                extends = ["a.toml"]
                [rules]
                SSOT301 = "error"
            """,
            "a.toml": """
                [rules]
                SSOT001 = "off"
                SSOT301 = { level = "note", min-size = 9 }
            """,
        }
    )
    assert settings.rules == {
        "SSOT001": RuleSetting(Level.OFF, where="a.toml: rules.SSOT001"),
        "SSOT301": RuleSetting(
            Level.ERROR, {"min_size": 9}, where="ssot-audit.toml: rules.SSOT301"
        ),
    }


def test_a_later_pack_overrides_an_earlier_one(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": "extends = ['a.toml', 'b.toml']",
            "a.toml": "target-version = '3.11'",
            "b.toml": "target-version = '3.12'",
        }
    )
    assert settings.target_version == (3, 12)


def test_a_path_counts_from_the_file_that_names_it(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": "extends = ['rules/a.toml']",
            "rules/a.toml": "extends = ['../shared/b.toml']",
            "shared/b.toml": "[[deprecated]]\nimport = 'imp'",
        }
    )
    assert settings.deprecations[0].where == "shared/b.toml: deprecated[0]"


def test_a_pack_may_stand_outside_the_project(write: Write) -> None:
    root = write(
        {
            "shop/ssot-audit.toml": "extends = ['../shared.toml']",
            "shared.toml": "[[deprecated]]\nimport = 'imp'",
        }
    )
    (deprecation,) = load(root / "shop", None, {}).deprecations
    assert deprecation.where == "../shared.toml: deprecated[0]"


def test_a_pack_that_is_reached_twice_counts_once(settings_of: SettingsOf) -> None:
    settings = settings_of(
        {
            "ssot-audit.toml": "extends = ['a.toml', 'b.toml']",
            "a.toml": "extends = ['base.toml']\ntarget-version = '3.12'",
            "b.toml": "extends = ['base.toml']",
            "base.toml": "target-version = '3.11'\n[[deprecated]]\nimport = 'imp'",
        }
    )
    assert len(settings.deprecations) == 1
    assert settings.target_version == (3, 12)


def test_a_circle_is_a_fault(faults_of: FaultsOf) -> None:
    files = {
        "ssot-audit.toml": "extends = ['a.toml']",
        "a.toml": "extends = ['ssot-audit.toml']",
    }
    assert faults_of(files) == [
        (
            "a.toml: extends[0]: files extend each other: "
            "`ssot-audit.toml` -> `a.toml` -> `ssot-audit.toml`"
        )
    ]


def test_an_unknown_pack_is_a_fault(faults_of: FaultsOf) -> None:
    assert faults_of({"ssot-audit.toml": "extends = ['recomended', 'zzz']"}) == [
        (
            f'ssot-audit.toml: extends[0]: {ALLOWED}, found `"recomended"`; '
            "did you mean `recommended`?"
        ),
        f'ssot-audit.toml: extends[1]: {ALLOWED}, found `"zzz"`',
    ]


def test_a_missing_file_is_a_fault(faults_of: FaultsOf) -> None:
    assert faults_of(
        {"pyproject.toml": "tool.ssot-audit.extends = ['no.toml', 1]"}
    ) == [
        (
            "pyproject.toml: tool.ssot-audit.extends[1]: "
            "expected a non-empty string, found `1`"
        ),
        (
            "pyproject.toml: tool.ssot-audit.extends[0]: "
            'expected a file that exists, seen from this one, found `"no.toml"`'
        ),
    ]


def test_an_absolute_path_is_a_fault(faults_of: FaultsOf) -> None:
    assert faults_of({"ssot-audit.toml": "extends = ['/etc/a.toml']"}) == [
        (
            "ssot-audit.toml: extends[0]: expected a path relative to this file, "
            'found `"/etc/a.toml"`'
        )
    ]


def test_a_fault_in_a_pack_is_placed_there(faults_of: FaultsOf) -> None:
    files = {"ssot-audit.toml": "extends = ['a.toml']", "a.toml": "roots ="}
    assert faults_of(files) == ["a.toml: line 1, column 8: is not TOML: Invalid value"]
