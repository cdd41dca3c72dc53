"""`ssot-audit fix` registers markers."""

from pathlib import Path

import pytest

from tests.support.command import Run, Write

FIX = ("fix", "--no-cache", "--select", "SSOT601")
TEST = (
    "import pytest\n\n\n@pytest.mark.slow\ndef test_one(): ...\n\n\n"
    "@pytest.mark.network\n@pytest.mark.slow\ndef test_two(): ...\n"
)
TABLE = '[tool.pytest.ini_options]\nmarkers = [\n    "network",\n    "slow",\n]\n'
PYPROJECT = (
    '[project]\nname = "shop"\n\n[tool.pytest.ini_options]\n'
    'markers = [\n  "unit: alone", # the default\n]\n'
)


@pytest.mark.parametrize(
    ("path", "before", "after"),
    [
        (
            "pyproject.toml",
            PYPROJECT,
            PYPROJECT.replace("default\n", 'default\n  "network",\n  "slow",\n'),
        ),
        (
            "pyproject.toml",
            "[project]\n",
            f"[project]\n\n{TABLE}",
        ),
        ("pytest.ini", "", "[pytest]\nmarkers =\n    network\n    slow\n"),
        (
            "setup.cfg",
            "[tool:pytest]\nmarkers = unit\n[x]\n",
            "[tool:pytest]\nmarkers = unit\n    network\n    slow\n[x]\n",
        ),
    ],
)
def test_markers_are_registered_and_a_second_run_has_nothing_to_do(
    project: Path, write: Write, run: Run, path: str, before: str, after: str
) -> None:
    write({"ssot-audit.toml": "", path: before, "tests/test_a.py": TEST})
    done = run(*FIX)
    assert done.code == 0, done.out
    assert done.out == "Mended 2 places in 1 file (SSOT601: 2).\n"
    assert (project / path).read_text("utf-8") == after
    assert (project / "tests/test_a.py").read_text("utf-8") == TEST
    again = run(*FIX)
    assert (again.code, again.out) == (0, "There is nothing to mend.\n")


def test_a_misspelt_marker_is_left_to_people(
    project: Path, write: Write, run: Run
) -> None:
    files = {"ssot-audit.toml": "", "pyproject.toml": PYPROJECT}
    test = "import pytest\n\n\n@pytest.mark.uint\ndef test_one(): ...\n"
    write({**files, "tests/test_a.py": test})
    assert run(*FIX).out == "There is nothing to mend.\n"
    scanned = run("scan", "--no-cache", "--select", "SSOT601", "--exit-zero")
    assert "did you mean `unit`?" in scanned.out
    assert (project / "pyproject.toml").read_text("utf-8") == PYPROJECT


def test_settings_in_an_odd_way_are_left_with_a_reason(
    project: Path, write: Write, run: Run
) -> None:
    odd = '[tool.pytest.ini_options]\nmarkers = "unit"\n'
    write({"ssot-audit.toml": "", "pyproject.toml": odd, "tests/test_a.py": TEST})
    done = run(*FIX)
    assert done.code == 1
    assert (
        "tests/test_a.py:4: SSOT601 left: `pyproject.toml`: `markers` is no list there"
        in done.out
    )
    assert (project / "pyproject.toml").read_text("utf-8") == odd


def test_paths_limit_whose_markers_are_registered(
    project: Path, write: Write, run: Run
) -> None:
    files = {"ssot-audit.toml": "", "pytest.ini": "", "tests/test_a.py": TEST}
    write({**files, "till/test_b.py": TEST.replace("slow", "late")})
    assert run(*FIX, "till").code == 0
    text = (project / "pytest.ini").read_text("utf-8")
    assert text == "[pytest]\nmarkers =\n    late\n"
