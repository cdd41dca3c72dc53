"""The examples in the rules' documentation, run as a user would run them.

Below `## Bad` a rule finds what the comments on the lines say, no less and no more;
below `## Good`, `## Fixed` and `## Not reported` it finds nothing.
"""

import pytest

from ssot_audit.rules.api import Rule
from ssot_audit.rules.registry import all_rules
from tests.support.examples import Example, examples, expected, found_of

NOT_EXECUTABLE = {
    "SSOT005": "a file that cannot be read is no text",
}
CASES = [
    pytest.param(rule, example, id=f"{rule.code} {' / '.join(example.heading)}")
    for rule in all_rules().values()
    for example in examples(rule.doc)
]


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_rule_finds_exactly_what_its_example_expects(
    rule: Rule, example: Example
) -> None:
    assert found_of(rule.code, example) == expected(example.files)


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_only_bad_examples_expect_findings(rule: Rule, example: Example) -> None:
    codes = {place.code for place in expected(example.files)}
    if example.heading == ("Bad",):
        assert rule.code in codes
    else:
        assert example.heading in {("Good",), ("Fixed",), ("Not reported",)}
        assert not codes


@pytest.mark.parametrize("rule", all_rules().values(), ids=lambda rule: rule.code)
def test_a_rule_shows_code_that_is_bad_and_code_that_is_good(rule: Rule) -> None:
    shown = {heading for example in examples(rule.doc) for heading in example.heading}
    wanted = set() if rule.code in NOT_EXECUTABLE else {"Bad", "Good"}
    assert shown & {"Bad", "Good"} == wanted
