"""What is said about rules: the table of all, the page of one."""

import dataclasses

from ssot_audit.report.rule_page import page, with_visible_titles
from ssot_audit.report.rule_table import table
from ssot_audit.rules.api import Precision
from ssot_audit.rules.registry import all_rules

ONE = all_rules()["SSOT101"]


@dataclasses.dataclass(frozen=True, slots=True)
class Options:
    """Options of a rule that there is not."""

    ignore_names: tuple[str, ...] = ("Meta",)
    at_least: int = 2
    is_strict: bool = False


def test_options_are_listed_with_type_and_default() -> None:
    text = page(dataclasses.replace(ONE, options=Options))
    assert '- option `ignore-names`: a list of strings, default `["Meta"]`\n' in text
    assert "- option `at-least`: a whole number, default `2`\n" in text
    assert "- option `is-strict`: true or false, default `false`\n" in text


def test_a_likely_rule_is_said_to_be_off() -> None:
    likely = dataclasses.replace(ONE, precision=Precision.LIKELY)
    assert "- precision: likely: off unless configured" in page(likely)
    assert "off      likely " in table([likely], width=200, color=False)


def test_titles_of_code_become_visible() -> None:
    markdown = '```python title="shop/cart.py"\nx = 1\n```\n'
    assert with_visible_titles(markdown) == "`shop/cart.py`\n\n```python\nx = 1\n```\n"


def test_a_wide_terminal_keeps_summaries_in_their_column() -> None:
    rows = table(all_rules().values(), width=110, color=False).splitlines()
    assert max(map(len, rows)) <= 110
    assert all(row.startswith(("SSOT", " " * 40)) for row in rows)


def test_a_narrow_terminal_folds_them() -> None:
    rows = table(all_rules().values(), width=50, color=False).splitlines()
    assert max(map(len, rows)) <= 50
    assert all(row.startswith(("SSOT", " " * 4)) for row in rows)
