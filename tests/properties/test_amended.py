"""Whatever is edited, an amended case is the one that hearing all again gives."""

import random

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from ssot_audit.link.program import Program
from ssot_audit.verdict.case import own_findings
from tests.support.cases import RULES, Heard, amendment, hearing, is_the_same
from tests.support.corpus import DOCUMENTED, source_files
from tests.support.edits import changed_lines, exchanged_words
from tests.support.examples import Example
from tests.support.programs import Written, programs


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


@settings(max_examples=20)
@given(programs(), st.randoms(use_true_random=False), st.booleans())
def test_random_edits_of_programs_whose_objects_flow(
    program: Written, choice: random.Random, is_one_file: bool
) -> None:
    order = tuple(range(len(program.chunks)))
    before = {"app.py": program.source} if is_one_file else program.files(order)
    old = hearing(before)
    assert old is not None
    for change in (changed_lines, exchanged_words, exchanged_words):
        path = choice.choice(sorted(before))
        new = hearing({**before, path: change(before[path], choice)})
        assert new is not None
        found = amendment(old, new)
        event("heard" if found is None else "amended")
        assert found is None or is_the_same(found, new.case)


FLOWING = {
    "chat/emitter.py": (
        "from chat.other import Far, Near\n\n\n"
        "class Emitter:\n    def __init__(self, manager, spare=None):\n"
        "        self.manager = manager\n        self.spare = spare or Far()\n\n"
        "    def emit(self, text):\n        self.manager.near()\n"
        "        self.manager.send(text)\n        self.spare.near()\n"
        "        self.spare.send(text)\n"
    ),
    "chat/other.py": (
        "class Near:\n    def near(self): ...\n\n\n"
        "class Far:\n    def near(self): ...\n\n    def send(self, text): ...\n"
    ),
    "chat/routes.py": (
        "from chat.emitter import Emitter\nfrom chat.other import Far, Near\n\n\n"
        "def make():\n    other = Near()\n    return Emitter(Far())\n"
    ),
}


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        ("chat/routes.py", "Emitter(Far())", "Emitter(Near())"),
        ("chat/routes.py", "Emitter(Far())", "Emitter(other)"),
        ("chat/routes.py", "Emitter(Far())", "Emitter(Far(), spare=other)"),
        ("chat/routes.py", "Emitter(Far())", "Emitter(Far(), other)"),
        ("chat/routes.py", "return Emitter", "Emitter(other)\n    return Emitter"),
        ("chat/emitter.py", "spare or Far()", "Near()"),
        ("chat/emitter.py", "spare or Far()", "Near() if spare else spare"),
        ("chat/emitter.py", "send(text)", "send(text, mode=1)"),
        ("chat/emitter.py", "send(text)", "send()"),
        ("chat/emitter.py", "self.manager.near()", "self.manager.gone()"),
    ],
)
def test_an_edit_of_a_body_that_changes_what_flows_is_seen(
    path: str, before: str, after: str
) -> None:
    assert before in FLOWING[path]
    edited = {**FLOWING, path: FLOWING[path].replace(before, after)}
    for one, other in ((FLOWING, edited), (edited, FLOWING)):
        old, new = hearing(one), hearing(other)
        assert old is not None
        assert new is not None
        assert old.case.findings != new.case.findings
        assert amendment(old, new) is None


def test_lines_that_move_take_every_step_of_a_chain_with_them() -> None:
    before = {
        **FLOWING,
        "chat/routes.py": FLOWING["chat/routes.py"].replace("(Far())", "(Near())"),
    }
    after = {path: f"# a remark\n\n{text}" for path, text in before.items()}
    old, new = hearing(before), hearing(after)
    assert old is not None
    assert new is not None
    found = amendment(old, new)
    assert found is not None
    assert is_the_same(found, new.case)
    (finding,) = found.findings
    assert finding.code == "SSOT105"
    assert [hop.place.line for hop in finding.evidence] == [9, 9, 8, 13]
