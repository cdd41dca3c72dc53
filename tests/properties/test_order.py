"""The verdict does not depend on the order in which files are listed."""

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ssot_audit.audit import audit_tree
from ssot_audit.config.load import load
from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import SourceTree
from ssot_audit.report import json_document
from ssot_audit.rules.registry import all_rules
from tests.support.corpus import DOCUMENTED, REPOSITORY
from tests.support.examples import Example
from tests.support.projects import EVERY_RULE, settings_for


def report(tree: SourceTree, configuration: Settings) -> str:
    return json_document.render(audit_tree(tree, configuration, EVERY_RULE))


def shuffled(tree: SourceTree, draw: Callable[..., list[int]]) -> SourceTree:
    order = draw(st.permutations(range(len(tree.files))))
    return dataclasses.replace(tree, files=tuple(tree.files[i] for i in order))


@given(st.data(), st.sampled_from([e for e in DOCUMENTED if len(e.files) > 1]))
def test_small_projects_are_judged_the_same_in_any_order(
    data: st.DataObject, example: Example
) -> None:
    configuration = settings_for(example.files, example.toml)
    tree = in_memory(example.files, configuration)
    assert report(shuffled(tree, data.draw), configuration) == report(
        tree, configuration
    )


@pytest.fixture(scope="module")
def chat_platform() -> tuple[SourceTree, Settings, str]:
    root: Path = REPOSITORY / "fixtures/chat_platform"
    options = {code: rule.options for code, rule in all_rules().items()}
    configuration = load(root, None, options)
    tree = discover(configuration)
    return tree, configuration, report(tree, configuration)


@settings(max_examples=8)
@given(st.data())
def test_a_whole_platform_is_judged_the_same_in_any_order(
    chat_platform: tuple[SourceTree, Settings, str], data: st.DataObject
) -> None:
    tree, configuration, expected = chat_platform
    assert report(shuffled(tree, data.draw), configuration) == expected
