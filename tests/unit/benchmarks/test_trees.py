from pathlib import Path

import pytest

from benchmarks.peers.pins import Project, projects
from benchmarks.peers.trees import (
    Share,
    edited,
    everything,
    importable,
    module_name,
    sample,
    without,
)


def project(*roots: str) -> Project:
    return Project("p", ("p",), roots or (".",), ("p",), "3.14", "p/a.py")


def share(folder: Path, files: dict[str, int], *roots: str) -> Share:
    """Write files of so many lines."""
    for name, lines in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("x = 1\n" * lines)
    return everything(project(*roots), folder)


def test_everything_is_counted(tmp_path: Path) -> None:
    whole = share(tmp_path, {"p/b.py": 2, "p/a.pyi": 3, "p/c.txt": 9})

    assert (whole.files, whole.lines) == (("p/a.pyi", "p/b.py"), 5)


def test_a_sample_takes_whole_folders_until_there_are_enough_lines(
    tmp_path: Path,
) -> None:
    whole = share(tmp_path, {f"p/{d}/{f}.py": 10 for d in "abcd" for f in "xyz"})

    part = sample(whole, 50)

    assert part.is_sample
    assert part.lines == 60
    folders = {file.rpartition("/")[0] for file in part.files}
    assert len(part.files) == 3 * len(folders)


def test_a_sample_is_the_same_each_time_and_from_all_over(tmp_path: Path) -> None:
    whole = share(tmp_path, {f"p/{n:03}/x.py": 1 for n in range(300)})

    part = sample(whole, 4)

    assert part == sample(whole, 4)
    assert part.files == tuple(f"p/{n:03}/x.py" for n in (0, 97, 194, 291))


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("nova/nova/utils.py", "nova.utils"),
        ("nova/nova/__init__.py", "nova"),
        ("salt/tests/conftest.py", "tests.conftest"),
        ("setup.py", "setup"),
    ],
)
def test_a_module_is_named_from_its_root(file: str, name: str) -> None:
    assert module_name(file, ("nova", "salt")) == name


def test_files_without_a_name_of_their_own_are_left_out(tmp_path: Path) -> None:
    files = {"a/setup.py": 1, "b/setup.py": 1, "a/x-y.py": 1, "a/p/m.py": 1}

    kept = importable(share(tmp_path, files, "a", "b"))

    assert kept.files == ("a/p/m.py", "a/setup.py")
    assert kept.lines == 2


def test_files_can_be_left_out(tmp_path: Path) -> None:
    kept = without(share(tmp_path, {"a.py": 2, "b.py": 3}), {"a.py"})

    assert (kept.files, kept.lines) == (("b.py",), 3)


def test_an_edited_file_is_put_back(tmp_path: Path) -> None:
    path = tmp_path / "a.py"
    path.write_text("x = 1\n")

    with edited(path) as file:
        file.comment()
        file.function()
        between = path.read_text()

    assert between.startswith("x = 1\n# edit 1\n")
    assert "def _edit_2(value):" in between
    assert path.read_text() == "x = 1\n"


def test_projects_are_named_in_any_case() -> None:
    assert [each.name for each in projects(["django"])] == ["Django"]
    assert len(projects()) > 1


def test_an_unknown_project_is_refused() -> None:
    with pytest.raises(LookupError, match="djagno"):
        projects(["djagno"])
