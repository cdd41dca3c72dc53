"""What we say of tests is what the pytest that runs this does with them."""

from pathlib import Path

import pytest

from benchmarks.collection.comparison import Ours, differences, differences_of_written
from benchmarks.collection.places import chosen
from benchmarks.collection.synthetic import Synthetic, synthetic
from benchmarks.collection.trial import declaration, program_of, together
from benchmarks.collection.truth import Origin
from tests.support.collected import collected_in


@pytest.fixture(scope="module")
def made() -> Synthetic:
    """Return a project with each construct once."""
    return synthetic(1)


@pytest.fixture(scope="module")
def folder(made: Synthetic, tmp_path_factory: pytest.TempPathFactory) -> Path:
    found = tmp_path_factory.mktemp("project").resolve()
    made.write(found)
    return found


@pytest.fixture(scope="module")
def tests(
    made: Synthetic, folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Origin | None]:
    """Return what pytest collects of it."""
    folders = {root: folder / root for root in ("", *made.roots)}
    scratch = tmp_path_factory.mktemp("records")
    truths = collected_in(tuple(folders.values()), scratch)
    return together({root: truths[path] for root, path in folders.items()})


@pytest.fixture(scope="module")
def ours(folder: Path) -> Ours:
    return Ours(program_of(folder).tests)


def test_every_construct_is_collected_as_pytest_does(
    made: Synthetic, tests: dict[str, Origin | None], ours: Ours
) -> None:
    assert len(tests) > 200
    found = [each for each in differences(tests, ours) if not declaration(each, made)]
    assert found == []


def test_a_written_test_is_lost_if_pytest_runs_it_nowhere(
    made: Synthetic, tests: dict[str, Origin | None], ours: Ours
) -> None:
    found = [
        each
        for each in differences_of_written(tests, ours, made.files)
        if not declaration(each, made)
    ]
    assert found == []


def test_what_is_declared_unknown_is_only_a_part(
    made: Synthetic, tests: dict[str, Origin | None], ours: Ours
) -> None:
    assert sum(bool(declaration(one, made)) for one in differences(tests, ours)) < 70


def test_no_explanation_is_of_everything() -> None:
    explained = [each for project in chosen().project for each in project.explained]
    assert "*" not in {each.items for each in explained}
