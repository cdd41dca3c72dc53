"""What the cache spares a scan, and what it must never spare it."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.cache import FactCache
from ssot_audit.extract.cache_folder import CacheFolder
from ssot_audit.extract.extraction import extract_all
from ssot_audit.extract.facts import START, Failure, ModuleFacts
from ssot_audit.extract.identity import extractor_identity
from ssot_audit.extract.parse import Parser
from tests.unit.extract.conftest import Project

Clock = Callable[[float], None]
EVERY_FILE = ["a.py", "b.py", "c.py"]


def test_the_second_scan_parses_nothing(project: Project) -> None:
    first, second = project.scan(), project.scan()
    assert (first.parsed, second.parsed) == (3, 0)
    assert first.facts == second.facts
    assert first.warnings == second.warnings == []


def test_files_at_rest_are_not_even_read(project: Project, later: Clock) -> None:
    later(10)
    assert project.scan().read == EVERY_FILE
    assert project.scan().read == []


def test_a_file_just_written_is_read_again_as_it_may_change_unseen(
    project: Project, later: Clock
) -> None:
    project.scan()
    assert project.scan().read == EVERY_FILE
    later(10)
    assert project.scan().read == EVERY_FILE
    assert project.scan().read == []


def test_only_an_edited_file_is_parsed(project: Project, later: Clock) -> None:
    later(10)
    project.scan()
    project.write({"b.py": "C = 1\n"})
    scanned = project.scan()
    assert (scanned.read, scanned.parsed) == (["b.py"], 1)
    assert scanned.facts["b.py"].variables[0].name == "C"


def test_files_on_no_disk_say_nothing_of_those_on_it(
    project: Project, later: Clock
) -> None:
    later(10)
    project.scan()
    tree = in_memory({"a.py": "A = 1\n"}, Settings(root=project.root))
    with FactCache(project.cache, project.root, Parser.AUTO, warn=print) as cache:
        extract_all(tree, cache=cache)
    assert project.scan().read == []


def test_an_edit_that_hides_is_seen(project: Project, later: Clock) -> None:
    later(10)
    project.scan()
    file = project.root / "b.py"
    before = file.stat()
    project.write({"b.py": "C = 1\n"})
    os.utime(file, ns=(before.st_atime_ns, before.st_mtime_ns))
    assert file.stat().st_size == before.st_size
    assert project.scan().facts["b.py"].variables[0].name == "C"


def test_a_file_replaced_by_another_of_its_size_and_time_is_seen(
    project: Project, later: Clock
) -> None:
    later(10)
    project.scan()
    file, other = project.root / "b.py", project.root / "other"
    other.write_text("C = 1\n")
    os.utime(other, ns=(file.stat().st_atime_ns, file.stat().st_mtime_ns))
    other.replace(file)
    assert project.scan().facts["b.py"].variables[0].name == "C"


def test_a_file_that_is_a_link_now_is_left_to_the_reader(
    project: Project, later: Clock
) -> None:
    later(10)
    project.scan()
    (project.root / "b.py").unlink()
    (project.root / "b.py").symlink_to("a.py")
    assert "b.py" not in project.scan().facts


def test_clock_moved_backwards(project: Project, later: Clock) -> None:
    later(10)
    first = project.scan()
    later(-24 * 3600)
    project.write({"b.py": "C = 1\n"})
    second = project.scan()
    assert second.facts["b.py"].variables[0].name == "C"
    assert second.facts["a.py"] == first.facts["a.py"]
    later(10)
    project.write({"b.py": "D = 1\n"})
    assert project.scan().facts["b.py"].variables[0].name == "D"


@pytest.mark.parametrize("settled", [0, 10])
def test_file_changed_during_the_scan(
    project: Project, later: Clock, settled: float
) -> None:
    later(settled)

    def edit(path: str) -> None:
        if path == "b.py":
            project.write({"b.py": "C = 1\n"})

    project.while_read = edit
    assert project.scan().facts["b.py"].variables[0].name == "C"
    assert b"C = 1\n" in project.parsed, "what was hashed was parsed"
    project.while_read = lambda _path: None
    assert project.scan().facts["b.py"].variables[0].name == "C"
    project.write({"b.py": "B = 1\n"})
    assert project.scan().facts["b.py"].variables[0].name == "B"


def test_cache_from_another_branch(project: Project) -> None:
    main = {"a.py": "import os\n", "b.py": "B = 1\n"}
    project.scan()
    project.write({"a.py": "import sys\n", "b.py": "BRANCH = 1\n"})
    assert project.scan().parsed == 2
    project.write(main)
    back = project.scan()
    assert back.parsed == 0
    assert back.facts["b.py"].variables[0].name == "B"


def test_another_worktree_shares_what_is_known(
    project: Project, later: Clock, tmp_path: Path
) -> None:
    later(10)
    project.scan()
    worktree = tmp_path / "worktree"
    worktree.mkdir()
    for path in EVERY_FILE:
        (worktree / path).write_bytes((project.root / path).read_bytes())
    other = Project(worktree, project.cache, project.parsed)
    assert other.scan().parsed == 0
    assert project.scan().read == other.scan().read == []


def test_parsers_do_not_share_facts(project: Project) -> None:
    project.scan()
    assert project.scan(parser=Parser.PYTHON).parsed == 3
    assert project.scan(parser=Parser.PYTHON).parsed == 0
    assert project.scan().parsed == 0


def test_another_extractor_shares_nothing(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.scan()
    monkeypatch.setattr(
        "ssot_audit.extract.cache.extractor_identity", lambda _parser: bytes(32)
    )
    assert project.scan().parsed == 3


def test_the_identity_differs_by_parser() -> None:
    assert len({extractor_identity(parser) for parser in Parser}) == len(Parser)


def test_a_file_that_is_wrong_is_remembered(project: Project) -> None:
    project.write({"b.py": "B = \n"})
    first, second = project.scan(), project.scan()
    assert second.parsed == 0
    assert first.facts == second.facts
    failure = second.facts["b.py"].failure
    assert failure is not None
    assert failure.kind == "unparsable"


def test_what_could_not_be_analysed_is_tried_again(project: Project) -> None:
    failure = Failure("not-analysed", "out of memory", START, is_passing=True)
    facts = ModuleFacts(failure=failure)
    with FactCache(project.cache, project.root, Parser.AUTO, warn=print) as cache:
        assert cache.keep(b"k" * 16, facts) is facts
    with FactCache(project.cache, project.root, Parser.AUTO, warn=print) as cache:
        assert cache.facts(b"k" * 16) is None


def test_what_no_parser_here_will_ever_read_is_remembered(project: Project) -> None:
    project.write({"b.py": "x = t'a' t'b'\n"})
    first, second = project.scan(), project.scan()
    assert (first.parsed, second.parsed) == (3, 0)
    assert first.facts == second.facts


def test_half_a_surrogate_pair_can_be_stored(project: Project) -> None:
    project.write({"b.py": "import os\nB = os.environ['\\ud800']\n"})
    first, second = project.scan(), project.scan()
    assert second.parsed == 0
    assert first.facts == second.facts
    assert second.warnings == []


def test_ctrl_c_leaves_a_valid_cache(project: Project) -> None:
    def interrupt(done: int, _total: int) -> None:
        if done == 2:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        project.scan(progress=interrupt)
    scanned = project.scan()
    assert scanned.parsed == 1, "the two that were done are kept"
    assert scanned.warnings == []


def test_ctrl_c_forgets_nothing_of_the_files_not_yet_seen(
    project: Project, later: Clock
) -> None:
    def interrupt(_done: int, _total: int) -> None:
        raise KeyboardInterrupt

    later(10)
    project.scan()
    with pytest.raises(KeyboardInterrupt):
        project.scan(progress=interrupt)
    assert project.scan().read == []


def test_the_least_recently_used_facts_make_room(
    project: Project, later: Clock
) -> None:
    project.scan()
    held = CacheFolder(project.cache).held()
    assert held is not None
    later(2 * 24 * 3600)
    project.write({"c.py": "def d(): ...\n"})
    assert project.scan(limit=held.size).parsed == 1
    assert project.scan().parsed == 0, "the facts in use are the last to go"
    now = CacheFolder(project.cache).held()
    assert now is not None
    assert now.size <= held.size


def test_it_hides_itself_from_git(project: Project) -> None:
    project.scan()
    ignored = (project.cache / ".gitignore").read_text().splitlines()
    assert "*" in ignored


def test_a_directory_of_others_stays_visible(project: Project) -> None:
    project.cache.mkdir()
    (project.cache / "notes").touch()
    project.scan()
    assert not (project.cache / ".gitignore").exists()
    CacheFolder(project.cache).clear()
    assert [file.name for file in project.cache.iterdir()] == ["notes"]
