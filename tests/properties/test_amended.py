"""Whatever is edited, an amended case is the one that hearing all again gives."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.link.program import Program
from ssot_audit.verdict.case import own_findings
from tests.support.cases import RULES, Heard, amendment, hearing, is_the_same
from tests.support.corpus import DOCUMENTED, source_files
from tests.support.edits import changed_lines
from tests.support.examples import Example


def only_sources_differ(one: Example, other: Example) -> bool:
    """Tell whether two projects are one tree with other content of its modules."""
    return one.toml == other.toml and all(
        one.files.get(path) == other.files.get(path)
        for path in one.files.keys() | other.files.keys()
        if path not in source_files(one) or path not in source_files(other)
    )


PROJECTS = [example for example in DOCUMENTED if source_files(example)]
OPPOSITES = [
    (example, other)
    for example in PROJECTS
    if (other := example.otherwise()).files != example.files
    and only_sources_differ(example, other)
]


def heard(example: Example) -> Heard | None:
    return hearing(example.files, example.toml)


@pytest.mark.parametrize("example", PROJECTS, ids=lambda e: " - ".join(e.heading))
def test_rules_that_need_nothing_but_the_file_say_the_same_of_it_alone(
    example: Example,
) -> None:
    found = heard(example)
    assert found is not None
    for file, account in zip(found.tree.files, found.case.accounts, strict=True):
        program = Program(found.tree, {file.path: found.facts[file.path]})
        alone = own_findings(program, RULES, found.settings)
        assert alone.get(file.path, ()) == account.own


@pytest.mark.parametrize(
    ("example", "other"), OPPOSITES, ids=lambda e: " - ".join(e.heading)
)
def test_what_makes_a_rule_speak_or_fall_silent_is_seen(
    example: Example, other: Example
) -> None:
    for before, after in ((example, other), (other, example)):
        old, new = heard(before), heard(after)
        if old is not None and new is not None:
            found = amendment(old, new)
            assert found is None or is_the_same(found, new.case)


def test_lines_may_move_in_all_files_that_have_no_redefinitions() -> None:
    taken = 0
    for example in PROJECTS:
        files = {
            path: "\n# a remark\n" * (path in source_files(example)) + text
            for path, text in example.files.items()
        }
        old, new = heard(example), hearing(files, example.toml)
        assert old is not None
        assert new is not None
        found = amendment(old, new)
        taken += found is not None
        assert found is None or is_the_same(found, new.case), example.heading
    assert taken > 0.8 * len(PROJECTS)


@settings(max_examples=60)
@given(
    st.sampled_from(PROJECTS),
    st.randoms(use_true_random=False),
    st.integers(min_value=1, max_value=4),
)
def test_random_edits_of_examples(
    example: Example, choice: random.Random, count: int
) -> None:
    files = dict(example.files)
    for _ in range(count):
        path = choice.choice(source_files(example))
        files[path] = changed_lines(files[path], choice)
    old, new = heard(example), hearing(files, example.toml)
    if old is not None and new is not None:
        found = amendment(old, new)
        assert found is None or is_the_same(found, new.case)
