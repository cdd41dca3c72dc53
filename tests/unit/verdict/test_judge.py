"""Which rules run, and what becomes of their findings."""

import dataclasses
from types import MappingProxyType

import pytest

from ssot_audit.audit import Request
from ssot_audit.config.settings import Level, RuleSetting, Settings
from ssot_audit.rules.api import Precision
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.judge import levels
from tests.support.projects import TODAY, settings_for, verdict_on
from tests.support.scans import verdict_below

RULES = {
    "SSOT101": all_rules()["SSOT101"],
    "SSOT108": all_rules()["SSOT108"],
    "SSOT110": dataclasses.replace(
        all_rules()["SSOT101"], code="SSOT110", precision=Precision.LIKELY
    ),
}
ERROR, WARNING, NOTE, OFF = Level.ERROR, Level.WARNING, Level.NOTE, Level.OFF
REDEFINED = "def f(): ...\ndef f(): ...\n"


def configured(**rules: Level) -> Settings:
    settings = {code: RuleSetting(level) for code, level in rules.items()}
    return dataclasses.replace(settings_for({}), rules=MappingProxyType(settings))


@pytest.mark.parametrize(
    ("settings", "select", "ignore", "ran"),
    [
        ({}, (), (), {"SSOT101": ERROR, "SSOT108": WARNING}),
        ({"SSOT101": OFF}, (), (), {"SSOT108": WARNING}),
        ({"SSOT101": NOTE}, ("SSOT101",), (), {"SSOT101": NOTE}),
        ({"SSOT110": NOTE}, ("SSOT11",), (), {"SSOT110": NOTE}),
        ({}, ("SSOT110",), (), {"SSOT110": ERROR}),
        ({"SSOT101": OFF}, ("SSOT101",), (), {"SSOT101": ERROR}),
        ({}, (), ("SSOT10",), {}),
        ({}, ("SSOT1",), ("SSOT110", "SSOT108"), {"SSOT101": ERROR}),
        ({}, ("SSOT2",), (), {}),
    ],
)
def test_options_beat_the_configuration_which_beats_the_rule(
    settings: dict[str, Level],
    select: tuple[str, ...],
    ignore: tuple[str, ...],
    ran: dict[str, Level],
) -> None:
    docket = levels(RULES, configured(**settings), select, ignore)
    assert docket.ran == ran


def test_only_rules_that_would_run_by_default_are_called_switched_off() -> None:
    docket = levels(RULES, configured(SSOT110=OFF, SSOT108=OFF), ignore=("SSOT101",))
    assert docket.switched_off == ("SSOT101", "SSOT108")
    assert levels(RULES, configured()).switched_off == ()


def test_a_score_under_fewer_rules_says_which_are_missing() -> None:
    request = Request(today=TODAY, ignore=("SSOT2",))
    (reason,) = verdict_on({"a.py": ""}, request=request).score.partial_because
    assert reason.startswith("rules switched off: SSOT201, SSOT202, ")


def test_findings_come_sorted_by_path_and_place() -> None:
    late = "\n\n" + REDEFINED + "class A: ...\nclass A: ...\n"
    found = verdict_on({"b.py": late, "a.py": REDEFINED}).findings
    assert [(i.finding.place.path, i.finding.place.line) for i in found] == [
        ("a.py", 2),
        ("b.py", 4),
        ("b.py", 6),
    ]


def test_a_finding_may_have_a_level_of_its_own_but_the_configuration_wins() -> None:
    files = {"a.py": "import os\nos.environ['A']"}
    for toml in ("", "[rules]\nSSOT301 = {}"):
        (own,) = verdict_on(files, toml).findings
        assert own.level is NOTE
    (as_configured,) = verdict_on(files, '[rules]\nSSOT301 = "warning"').findings
    assert as_configured.level is WARNING


SHOP = {
    "shop/__init__.py": "",
    "app.py": "import shop.gone",
    "shop/a.py": "import shop.gone",
    "shop/b.py": REDEFINED,
    "tools/c.py": REDEFINED,
}


def test_of_a_part_of_the_project_only_its_own_findings_are_reported() -> None:
    found = verdict_below("tools/", SHOP).findings
    assert [item.finding.place.path for item in found] == ["tools/c.py"]


def test_a_finding_is_shown_at_a_place_that_was_asked_for() -> None:
    whole = verdict_on(SHOP).findings[0]
    part = verdict_below("shop/", SHOP).findings[0]
    assert whole.finding.place.path == "app.py"
    assert part.finding.place.path == "shop/a.py"
    assert part.fingerprint == whole.fingerprint
    assert part.finding.parts == whole.finding.parts


def test_a_part_of_the_project_never_makes_something_unresolved() -> None:
    files = {"shop/__init__.py": "", "shop/cart.py": "A = 1"}
    files["app.py"] = "from shop.cart import A"
    assert verdict_below("app.py", files).findings == ()


def test_the_verdict_names_the_rules_that_ran_and_the_configuration() -> None:
    toml = '[rules]\nSSOT301 = "note"'
    verdict = verdict_on(
        {"a.py": ""}, toml, request=Request(TODAY, select=("SSOT301",))
    )
    assert [rule.code for rule in verdict.rules] == ["SSOT301"]
    assert verdict.configuration == "ssot-audit.toml"


def test_excerpts_are_the_lines_of_open_findings_and_their_evidence() -> None:
    hidden = "class A: ...  # ssot: ignore[SSOT108]\n" * 2
    files = {"a.py": "def f():\n    ...\ndef f(): ...\n", "b.py": hidden}
    assert verdict_on(files).excerpts == {
        ("a.py", 1): "def f():",
        ("a.py", 3): "def f(): ...",
    }
