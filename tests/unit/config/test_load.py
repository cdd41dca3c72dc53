"""Which file configures a project, and what its keys become."""

from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from ssot_audit.config.load import find_config, load
from ssot_audit.config.schema import RuleOptions
from ssot_audit.config.settings import (
    TEST_PATTERNS,
    Contract,
    Deprecation,
    Environment,
    Gate,
    Level,
    RuleSetting,
    Settings,
)
from ssot_audit.errors import ConfigError

Write = Callable[[Mapping[str, str]], Path]
SettingsOf = Callable[[Mapping[str, str]], Settings]
FaultsOf = Callable[[Mapping[str, str]], list[str]]

OURS = "[tool.ssot-audit]"


def test_every_key_arrives_in_the_settings(
    write: Write, settings_of: SettingsOf
) -> None:
    write({"src/shop.py": "", "libs/shared.py": ""})
    settings = settings_of(
        {
            "ssot-audit.toml": """
                roots = ["./src/", "libs", "."]
                exclude = ["build/**"]
                generated = ["*_pb2.py"]
                target-version = "3.11"
                scopes.test = ["checks/**"]

                [[contract]]
                interface = "shop.api.Cart"
                implementers = ["*Cart", "shop.**.Basket"]
                because = "the till calls it"

                [[deprecated]]
                import = "shop.old"
                use = "shop.new"
                reason = "leaks"
                names-only = true
                when = "python >= 3.12"
                because = "incident 4"

                [environment]
                accessor = "shop.config.get"
                owners = ["shop.config"]
                because = "one default for each key"

                [rules]
                SSOT101 = "off"
                SSOT301 = { level = "note", ignore = ["Meta"], min-size = 5 }

                [gate]
                fail-on = "warning"
                score = 90
                imports = 99.5
            """
        }
    )
    assert settings == Settings(
        root=settings.root,
        source="ssot-audit.toml",
        roots=("src", "libs", "."),
        exclude=("build/**",),
        generated=("*_pb2.py",),
        target_version=(3, 11),
        test_patterns=("checks/**",),
        contracts=(
            Contract(
                "shop.api.Cart",
                ("*Cart", "shop.**.Basket"),
                because="the till calls it",
                where="ssot-audit.toml: contract[0]",
            ),
        ),
        deprecations=(
            Deprecation(
                "shop.old",
                use="shop.new",
                reason="leaks",
                names_only=True,
                when="python>=3.12",
                because="incident 4",
                where="ssot-audit.toml: deprecated[0]",
            ),
        ),
        environment=Environment(
            "shop.config.get",
            ("shop.config",),
            because="one default for each key",
            where="ssot-audit.toml: environment",
        ),
        rules={
            "SSOT101": RuleSetting(Level.OFF, where="ssot-audit.toml: rules.SSOT101"),
            "SSOT301": RuleSetting(
                Level.NOTE,
                {"ignore": ("Meta",), "min_size": 5},
                where="ssot-audit.toml: rules.SSOT301",
            ),
        },
        gate=Gate(Level.WARNING, {"score": 90.0, "imports": 99.5}),
    )


def test_an_empty_file_means_the_defaults(settings_of: SettingsOf) -> None:
    settings = settings_of({"ssot-audit.toml": ""})
    assert settings == Settings(root=settings.root, source="ssot-audit.toml")
    assert settings.test_patterns == TEST_PATTERNS


def test_options_alone_leave_the_level_to_the_rule(settings_of: SettingsOf) -> None:
    settings = settings_of({"ssot-audit.toml": "[rules.SSOT301]\nis-strict = true"})
    assert settings.rules["SSOT301"].level is None
    assert settings.rules["SSOT301"].options == {"is_strict": True}


def test_rules_are_sorted_by_code(settings_of: SettingsOf) -> None:
    text = "[rules]\nSSOT301 = 'off'\nSSOT001 = 'off'"
    assert list(settings_of({"ssot-audit.toml": text}).rules) == ["SSOT001", "SSOT301"]


@pytest.mark.parametrize(
    ("names", "found"),
    [
        (["ssot-audit.toml", ".ssot-audit.toml", "pyproject.toml"], "ssot-audit.toml"),
        ([".ssot-audit.toml", "pyproject.toml"], ".ssot-audit.toml"),
        (["pyproject.toml"], "pyproject.toml"),
        (["../pyproject.toml", "ssot-audit.toml"], "ssot-audit.toml"),
        (["../ssot-audit.toml", "pyproject.toml"], "pyproject.toml"),
        (["../ssot-audit.toml"], "../ssot-audit.toml"),
    ],
)
def test_the_nearest_file_wins_then_the_more_specific_one(
    write: Write, names: list[str], found: str
) -> None:
    folder = write({f"shop/{name}": OURS for name in names}) / "shop"
    assert find_config(folder) == (folder / found).resolve()


def test_a_pyproject_without_our_table_is_passed_over(write: Write) -> None:
    root = write(
        {"ssot-audit.toml": "", "shop/pyproject.toml": "tool = 1", "shop/a.py": ""}
    )
    assert find_config(root / "shop") == root / "ssot-audit.toml"


def test_the_search_for_a_file_starts_in_its_folder(write: Write) -> None:
    root = write({"shop/ssot-audit.toml": "", "shop/cart.py": ""})
    assert find_config(root / "shop/cart.py") == root / "shop/ssot-audit.toml"


def test_a_broken_pyproject_counts_if_it_mentions_us(write: Write) -> None:
    root = write({"pyproject.toml": "[tool.ssot-audit", "a/pyproject.toml": "[tool"})
    assert find_config(root / "a") == root / "pyproject.toml"


def test_a_folder_named_pyproject_is_passed_over(write: Write) -> None:
    root = write({"ssot-audit.toml": "", "a/pyproject.toml/b.py": ""})
    assert find_config(root / "a") == root / "ssot-audit.toml"


def test_the_root_is_the_folder_of_the_configuration(
    write: Write, known_rules: Mapping[str, RuleOptions]
) -> None:
    root = write({"pyproject.toml": OURS, "shop/setup.py": "", "shop/a.py": ""})
    settings = load(root / "shop/a.py", None, known_rules)
    assert (settings.root, settings.source) == (root, "pyproject.toml")


@pytest.mark.parametrize("mark", [".git", "pyproject.toml", "setup.py", "setup.cfg"])
def test_without_configuration_the_nearest_mark_shows_the_root(
    write: Write, known_rules: Mapping[str, RuleOptions], mark: str
) -> None:
    root = write({mark: "", "shop/deep/a.py": ""})
    assert load(root / "shop/deep", None, known_rules) == Settings(root=root)


def test_without_any_mark_the_start_is_the_root(
    write: Write,
    known_rules: Mapping[str, RuleOptions],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("ssot_audit.config.load._ROOT_MARKS", ())
    root = write({"shop/a.py": ""})
    assert load(root / "shop/a.py", None, known_rules).root == root / "shop"


def test_a_named_configuration_beats_the_found_one(
    write: Write, known_rules: Mapping[str, RuleOptions]
) -> None:
    root = write({"ssot-audit.toml": "", "ci/audit.toml": "generated = ['a.py']"})
    settings = load(root, root / "ci/audit.toml", known_rules)
    assert (settings.root, settings.source) == (root / "ci", "audit.toml")
    assert settings.generated == ("a.py",)


def test_a_named_configuration_must_exist(
    known_rules: Mapping[str, RuleOptions],
) -> None:
    with pytest.raises(ConfigError) as caught:
        load(Path(), Path("none.toml"), known_rules)
    assert str(caught.value) == "--config: no file `none.toml`"


def test_a_named_pyproject_must_have_our_table(
    write: Write, known_rules: Mapping[str, RuleOptions]
) -> None:
    root = write({"pyproject.toml": "[project]"})
    with pytest.raises(ConfigError) as caught:
        load(root, root / "pyproject.toml", known_rules)
    message = "pyproject.toml: tool.ssot-audit: the table is missing"
    assert str(caught.value) == message
