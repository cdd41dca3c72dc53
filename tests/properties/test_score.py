"""One more finding never raises a figure of the score."""

from collections.abc import Iterator, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.audit import audit_tree
from ssot_audit.config.load import load
from ssot_audit.discover.files import discover
from ssot_audit.discover.source import SourceTree
from ssot_audit.extract.extraction import extract_all
from ssot_audit.link.program import Program
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.case import Case, heard
from ssot_audit.verdict.score import score
from ssot_audit.verdict.verdict import Ratio, Reported
from tests.support.corpus import DOCUMENTED, REPOSITORY, source_files
from tests.support.examples import Example
from tests.support.projects import EVERY_RULE, Files, verdict_on

Platform = tuple[SourceTree, Case, Sequence[Reported]]
VIOLATIONS = {
    "redefinition": "def f(): ...\ndef f(): ...\n",
    "environment": "import os\nos.environ['ONE_MORE_KEY']\n",
    "import": "from . import no_module_of_that_name\n",
    "contract": (
        "from typing import Protocol\n"
        "class OneMoreProtocol(Protocol):\n    def kept(self): ...\n"
        "class OneMoreClass(OneMoreProtocol): ...\n"
    ),
    "useless comment": "x = 1  # ssot: ignore[SSOT101]\n",
}


def is_no_higher(after: Ratio, before: Ratio) -> bool:
    """Compare without rounding; what was not computed before may become anything."""
    return not before.owed or after.met * before.owed <= before.met * after.owed


@pytest.fixture(scope="module")
def chat_platform() -> Platform:
    options = {code: rule.options for code, rule in all_rules().items()}
    configuration = load(REPOSITORY / "fixtures/chat_platform", None, options)
    tree = discover(configuration)
    findings = audit_tree(tree, configuration, EVERY_RULE).findings
    rules = tuple(all_rules().values())
    case = heard(Program(tree, extract_all(tree)), rules, configuration)
    return tree, case, findings


def figures(platform: Platform, reported: Sequence[Reported]) -> Iterator[Ratio]:
    tree, case, _ = platform
    found = score(tree, case, reported, (), has_accessor=True)
    yield from (found.production, found.test, found.overall)
    yield from found.dimensions.values()


@given(st.data())
def test_one_more_finding_raises_nothing(
    chat_platform: Platform, data: st.DataObject
) -> None:
    findings = chat_platform[2]
    chosen = data.draw(st.lists(st.sampled_from(findings), unique_by=id, min_size=1))
    without = list(figures(chat_platform, chosen[1:]))
    assert all(map(is_no_higher, figures(chat_platform, chosen), without))


@given(
    st.data(),
    st.sampled_from([e for e in DOCUMENTED if source_files(e)]),
    st.sampled_from(sorted(VIOLATIONS)),
)
def test_one_more_violation_lowers_or_keeps_compliance(
    data: st.DataObject, example: Example, name: str
) -> None:
    path = data.draw(st.sampled_from(source_files(example)))
    worse: Files = {
        **example.files,
        path: example.files[path] + "\n" + VIOLATIONS[name],
    }
    before = verdict_on(example.files, example.toml).score.overall
    after = verdict_on(worse, example.toml).score.overall
    assert after.owed == before.owed
    assert after.met <= before.met
