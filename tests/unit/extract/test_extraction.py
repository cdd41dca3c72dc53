"""The facts of a whole tree: the same, in the same order, by any number of jobs."""

import sys
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover.files import discover
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import File, SourceFile, SourceTree, Unreadable
from ssot_audit.extract import many
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.extractor import extract
from ssot_audit.extract.parse import Parser
from tests.support.command import REPOSITORY

FIXTURES = sorted(path.name for path in (REPOSITORY / "fixtures").iterdir())
NEWER = b"type Pair[T] = tuple[T, T]\nx = [*a for a in b]\n"
FILES = {
    **{f"m{number:02}.py": b"import os\n" * (1 + number % 7) for number in range(40)},
    "empty.py": b"",
    "broken.py": b"def f(:\n",
    "newer.py": NEWER,
    "odd.py": b'__all__ = ["\\ud800"]\n',
}


@pytest.fixture(params=[0, many.SMALL], ids=["in workers", "in this process"])
def small(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> int:
    """The size up to which a project counts as small."""
    size: int = request.param
    monkeypatch.setattr(many, "SMALL", size)
    return size


def tree_of(files: dict[str, bytes]) -> SourceTree:
    return in_memory(files, Settings(root=Path("project")))


@pytest.mark.parametrize("jobs", [1, 2, 4, 100])
@pytest.mark.usefixtures("small")
def test_the_facts_are_those_of_each_file_in_the_order_of_the_tree(jobs: int) -> None:
    found = extract_all(tree_of(FILES), jobs=jobs)
    assert list(found) == sorted(FILES)
    assert found == {path: extract(source) for path, source in FILES.items()}


@pytest.mark.parametrize("name", FIXTURES)
@pytest.mark.parametrize("parser", Parser)
def test_workers_find_in_the_fixtures_what_one_process_finds(
    name: str, parser: Parser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(many, "SMALL", 0)
    tree = discover(Settings(root=REPOSITORY / "fixtures" / name))
    alone = {file.path: extract(tree.read(file), parser) for file in tree.files}
    assert extract_all(tree, parser, jobs=2) == alone


@pytest.mark.usefixtures("small")
def test_an_empty_tree_has_no_facts() -> None:
    assert extract_all(tree_of({}), jobs=2) == {}


@pytest.mark.parametrize("jobs", [1, 3])
@pytest.mark.usefixtures("small")
def test_progress_counts_every_file_once_and_upwards(jobs: int) -> None:
    seen: list[tuple[int, int]] = []
    extract_all(
        tree_of(FILES), progress=lambda done, all_: seen.append((done, all_)), jobs=jobs
    )
    assert seen == [(done, len(FILES)) for done in range(1, len(FILES) + 1)]


@pytest.mark.usefixtures("small")
def test_a_file_that_cannot_be_read_is_not_analysed() -> None:
    def read(file: File) -> bytes:
        if file.path == "b.py":
            raise Unreadable("permission denied")
        return b"import os\n"

    files = tuple(SourceFile(path, path[0]) for path in ("a.py", "b.py", "c.py"))
    seen: list[int] = []
    found = extract_all(
        SourceTree(files, read), progress=lambda done, _: seen.append(done), jobs=2
    )
    assert list(found) == ["a.py", "b.py", "c.py"]
    failure = found["b.py"].failure
    assert failure
    assert (failure.kind, failure.message) == ("not-analysed", "permission denied")
    assert found["a.py"].imports
    assert seen == [1, 2, 3]


@pytest.mark.usefixtures("small")
def test_libcst_reads_in_workers_only(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "ssot_audit.extract.cst_to_ast", None)
    # Workers that are forked would inherit the obstacle.
    monkeypatch.setattr("ssot_audit.extract.pool.start_method", lambda: "spawn")
    facts = extract_all(tree_of({"newer.py": NEWER}))["newer.py"]
    assert facts.failure is None
    assert facts.features


def test_a_small_project_starts_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("ssot_audit.extract.pool.start", None)
    assert extract_all(tree_of({"a.py": b"import os\n"}), jobs=8)["a.py"].imports


def test_a_system_without_workers_reads_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(many, "SMALL", 0)
    monkeypatch.setattr(many, "_HAS_WORKERS", False)
    monkeypatch.setattr("ssot_audit.extract.pool.start", None)
    found = extract_all(tree_of(FILES), jobs=8)
    assert found == {path: extract(source) for path, source in FILES.items()}
