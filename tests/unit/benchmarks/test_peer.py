from pathlib import Path

import pytest

from benchmarks.peers.compare import share_for
from benchmarks.peers.peer import blocking, refusal, written
from benchmarks.peers.pins import Project, pins
from benchmarks.peers.tools import TOOLS, Job
from benchmarks.peers.trees import Share, everything
from benchmarks.process import Run


def done(code: int, output: str = "", errors: str = "", seconds: float = 1.0) -> Run:
    return Run(code, output.encode(), errors.encode(), seconds, 0)


def tree(folder: Path) -> Share:
    (folder / "p").mkdir()
    (folder / "p" / "a.py").write_text("x = 1\n" * 100)
    project = Project("p", ("p",), (".",), ("p",), "3.14", "p/a.py")
    return everything(project, folder)


def test_an_accepted_exit_code_is_no_refusal() -> None:
    assert not refusal(done(1, "a.py:1: error: wrong"), frozenset({0, 1}))


def test_a_refusal_is_told_in_the_line_that_says_most() -> None:
    run = done(2, "reading\n", "  Error: cannot read a.py\nbye\n")

    assert refusal(run, frozenset({0})) == "exit code 2: Error: cannot read a.py"


def test_a_silent_death_is_a_refusal() -> None:
    assert refusal(done(-11), frozenset({0})) == "exit code -11: it said nothing"


def test_a_traceback_is_a_refusal_whatever_the_exit_code() -> None:
    run = done(1, "", "Traceback (most recent call last):\nKeyError: 1\n")

    assert refusal(run, frozenset({0, 1})) == "exit code 1: KeyError: 1"


def test_an_end_at_the_limit_is_told_as_such() -> None:
    assert refusal(done(-9, seconds=600.5), frozenset({0})) == "not done after 600 s"


def test_files_that_stop_mypy_are_found_in_what_it_says() -> None:
    said = (
        "a/b.py:3: error: invalid syntax  [syntax]\n"
        "a/b.py:3: note: more\n"
        "c.py: error: Source file found twice\n"
        "Found 2 errors in 2 files (errors prevented further checking)\n"
    )

    assert blocking(said) == {"a/b.py", "c.py"}


def test_ordinary_findings_of_mypy_stop_nothing() -> None:
    assert not blocking("a.py:3: error: bad\nFound 1 error in 1 file (checked 1)\n")


def test_configuration_is_there_only_while_it_is_needed(tmp_path: Path) -> None:
    with written(tmp_path, {"tach.toml": "x"}):
        assert (tmp_path / "tach.toml").read_text() == "x"

    assert not list(tmp_path.iterdir())


def test_configuration_of_the_project_is_never_overwritten(tmp_path: Path) -> None:
    (tmp_path / "tach.toml").write_text("theirs")

    with pytest.raises(RuntimeError), written(tmp_path, {"tach.toml": "x"}):
        pass

    assert (tmp_path / "tach.toml").read_text() == "theirs"


def test_a_peer_that_is_fast_enough_is_given_everything(tmp_path: Path) -> None:
    assert not share_for(tree(tmp_path), lines_per_second=1).is_sample


def test_a_peer_that_would_take_too_long_is_given_a_sample(tmp_path: Path) -> None:
    whole = tree(tmp_path)
    (tmp_path / "q").mkdir()
    (tmp_path / "q" / "b.py").write_text("x = 1\n" * 1_000)

    part = share_for(everything(whole.project, tmp_path), lines_per_second=1)

    assert part.is_sample
    assert part.files == ("p/a.py",)


def test_a_shown_command_names_no_folder_of_this_machine(tmp_path: Path) -> None:
    share = tree(tmp_path)
    job = Job(("tool", f"--cache={tmp_path / 's' / 'c'}", "p/a.py"), share)

    assert job.shown(tmp_path / "s") == "tool --cache=SCRATCH/c FILES"


def test_every_tool_is_pinned() -> None:
    assert [tool.name for tool in TOOLS] == [pin.name for pin in pins().peer]


@pytest.mark.parametrize("tool", TOOLS, ids=lambda tool: tool.name)
def test_every_tool_can_be_called_on_a_tree(tool: object, tmp_path: Path) -> None:
    (found,) = (each for each in TOOLS if each is tool)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    (tmp_path / "tree").mkdir()

    job = found.job(tree(tmp_path / "tree"), scratch)

    assert job.share.files == ("p/a.py",)
    assert str(tmp_path) not in job.shown(scratch)
