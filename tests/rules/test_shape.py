"""What every rule has in common, whoever writes the next one."""

import dataclasses
import importlib
import inspect
import pkgutil
import re
from collections import Counter
from pathlib import PurePath

import pytest

import ssot_audit.rules
from ssot_audit.config.schema import option_readers
from ssot_audit.config.settings import Level
from ssot_audit.rules.api import Precision, Rule
from ssot_audit.rules.registry import all_rules

RULES = tuple(all_rules().values())
FAMILIES = {
    "source": "0",
    "contracts": "1",
    "imports": "2",
    "environment": "3",
    "single_source": "4",
    "deprecated_api": "5",
    "testing": "6",
    "events": "7",
}
"""First digit of the codes of each package of rules."""
PROMISED = (
    *("SSOT001", "SSOT002", "SSOT003", "SSOT004", "SSOT005"),
    *("SSOT101", "SSOT102", "SSOT103", "SSOT104", "SSOT107", "SSOT108"),
    *("SSOT105", "SSOT106", "SSOT109", "SSOT110", "SSOT111", "SSOT112"),
    *("SSOT201", "SSOT202", "SSOT203", "SSOT204", "SSOT205", "SSOT206", "SSOT207"),
    *("SSOT209", "SSOT210", "SSOT211"),
    *("SSOT301", "SSOT302", "SSOT303"),
    *("SSOT401", "SSOT402", "SSOT403", "SSOT404", "SSOT405", "SSOT406", "SSOT408"),
    *("SSOT501", "SSOT502"),
    *("SSOT601", "SSOT602", "SSOT603", "SSOT604", "SSOT605", "SSOT606"),
    "SSOT701",
)

every_rule = pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.code)


def file_of(rule: Rule) -> PurePath:
    return PurePath(inspect.getfile(rule.check))


def sections(rule: Rule) -> list[str]:
    return re.findall(r"^## (.+)$", rule.doc, re.MULTILINE)


@pytest.mark.parametrize("code", PROMISED)
def test_a_promised_rule_exists(code: str) -> None:
    assert code in all_rules()


def test_no_two_rules_share_a_code_or_a_name() -> None:
    modules = pkgutil.walk_packages(ssot_audit.rules.__path__, "ssot_audit.rules.")
    defined = [
        rule
        for module in modules
        if isinstance(
            rule := getattr(importlib.import_module(module.name), "check", None), Rule
        )
    ]
    assert len(defined) == len(RULES)
    assert max(Counter(rule.name for rule in defined).values()) == 1


@every_rule
def test_a_code_is_three_digits_of_its_family(rule: Rule) -> None:
    assert re.fullmatch(rf"SSOT{FAMILIES[rule.family]}\d\d", rule.code)


@every_rule
def test_a_rule_is_named_and_grouped_like_its_file(rule: Rule) -> None:
    file = file_of(rule)
    assert rule.name == file.stem.replace("_", "-")
    assert rule.family == file.parent.name


@every_rule
def test_the_summary_is_one_sentence_on_one_line(rule: Rule) -> None:
    assert re.fullmatch(r"[A-Z`].*[^.]\.", rule.summary)
    assert len(rule.summary) <= 88
    assert rule.doc.split("\n")[1] == ""


@every_rule
def test_the_documentation_says_why_and_shows_both_sides(rule: Rule) -> None:
    known = ["Why", "Bad", "Good", "Fixed", "Fix safety", "Options"]
    known += ["Not reported", "Limits"]
    assert sections(rule)[:3] == ["Why", "Bad", "Good"]
    assert sections(rule) == [name for name in known if name in sections(rule)]


@every_rule
def test_a_rule_has_a_level_to_be_switched_on_with(rule: Rule) -> None:
    assert rule.level > Level.OFF


@every_rule
def test_only_a_certain_rule_is_on_by_default(rule: Rule) -> None:
    is_certain = rule.precision is Precision.CERTAIN
    assert rule.default_level is (rule.level if is_certain else Level.OFF)


@every_rule
def test_the_check_has_a_docstring_for_its_readers(rule: Rule) -> None:
    assert (inspect.getdoc(rule.check) or "").startswith("Report ")


@every_rule
def test_every_option_is_documented_and_can_be_configured(rule: Rule) -> None:
    options = rule.options
    if options is None:
        assert "Options" not in sections(rule)
        return
    names = {field.name for field in dataclasses.fields(options)}
    assert len(option_readers(options)) == len(names)
    source = inspect.getsource(options)
    for name in names:
        assert re.search(rf'^    {name}: .+\n    """\S', source, re.MULTILINE)
