"""The rule that `CONTRIBUTING.md` adds does what the guide says of it."""

import re
from types import ModuleType

from ssot_audit.config.settings import Settings
from ssot_audit.rules.api import Policy, Rule
from ssot_audit.rules.registry import all_rules
from tests.support.command import REPOSITORY
from tests.support.examples import Example, examples, expected
from tests.support.projects import Place, linked

GUIDE = (REPOSITORY / "CONTRIBUTING.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"(?ms)^````{language}\n(.*?)^````$", GUIDE)


def guided() -> Rule:
    """Return the rule of the guide, as if it stood in the file that is named there."""
    (path,) = re.findall(r"`ssot_audit/(rules/\w+/\w+)\.py`:\n\n````", GUIDE)
    module = ModuleType(f"ssot_audit.{path.replace('/', '.')}")
    (source,) = blocks("python")
    exec(compile(source, path, "exec"), module.__dict__)  # noqa: S102 - it is ours
    rule: Rule = module.check
    return rule


def found(rule: Rule, example: Example) -> list[Place]:
    program = linked(example.files, example.toml)
    policy = Policy(Settings(root=REPOSITORY), {})
    return sorted(
        Place(finding.code, finding.place.path, finding.place.line)
        for finding in rule.check(program, policy)
    )


def test_the_rule_finds_what_its_examples_and_cases_expect() -> None:
    rule = guided()
    (cases,) = blocks("markdown")
    known = [*examples(rule.doc), *examples(cases)]
    assert [example.heading[-1] for example in known][:2] == ["Bad", "Good"]
    for example in known:
        assert found(rule, example) == expected(example.files)


def test_its_near_misses_are_one_edit_away_from_a_finding() -> None:
    rule = guided()
    (cases,) = blocks("markdown")
    near_misses = [case for case in examples(cases) if case.heading[1] == "Left alone"]
    assert near_misses
    assert all(found(rule, case.otherwise()) for case in near_misses)


def test_its_code_is_not_taken() -> None:
    assert guided().code not in all_rules()
