"""`ssot-audit explain`."""

import pytest

from ssot_audit.report.rule_page import page
from ssot_audit.rules.registry import all_rules
from tests.support.command import Run


@pytest.mark.parametrize("name", ["SSOT101", "ssot101", "missing-member"])
def test_code_and_name_are_the_same(run: Run, name: str) -> None:
    ran = run("explain", name)
    assert ran.code == 0
    assert ran.out == page(all_rules()["SSOT101"])


def test_the_page_is_markdown_with_all_there_is_to_say(run: Run) -> None:
    out = run("explain", "SSOT101").out
    assert out.startswith("# SSOT101 missing-member\n\nA class that lacks ")
    assert "- level: error\n- precision: certain: " in out
    assert "- unit: program: looks at the whole program\n- options: none\n" in out
    assert '\n## Bad\n\n```python title="chat/protocols.py"\n' in out
    assert "# expect: SSOT101" in out


@pytest.mark.parametrize("code", list(all_rules()))
def test_every_rule_has_a_page(code: str) -> None:
    text = page(all_rules()[code])
    assert all(heading in text for heading in ("## Why", "## Bad", "## Good"))


def test_on_a_coloured_terminal_it_is_rendered(run: Run) -> None:
    out = run("explain", "SSOT101", FORCE_COLOR="1", COLUMNS="70").out
    assert "\x1b[" in out
    assert "```" not in out
    assert "chat/protocols.py" in out


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("SSOT1O1", "there is no rule `SSOT1O1`; did you mean SSOT101 "),
        ("mising-member", "did you mean SSOT101 missing-member?"),
        ("???", "there is no rule `???`\n"),
    ],
)
def test_unknown_rule_is_a_fault_with_a_hint_and_the_list(
    run: Run, name: str, said: str
) -> None:
    ran = run("explain", name)
    assert ran.code == 2
    assert said in ran.err
    assert "SSOT301 direct-environment-access" in ran.err
    assert not ran.out
