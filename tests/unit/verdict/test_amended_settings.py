"""Scans after an edit of the settings of pytest say what a scan anew would."""

from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.settings import Settings
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import TODAY
from tests.support.ways import ways_noted

FILES = {
    "pyproject.toml": (
        '[project]\nname = "shop"\ndependencies = ["pytest"]\n'
        '[tool.pytest.ini_options]\nmarkers = ["slow: it is"]\n[tool.x]\ny = 1\n'
    ),
    "setup.cfg": "[tool:pytest]\nmarkers =\n    quick\n",
    "till/pytest.ini": "[pytest]\nmarkers =\n    late\n",
    "till/test_b.py": (
        "import pytest\n\n\n@pytest.mark.late\ndef test_one():\n    assert 1\n"
    ),
    "tests/test_a.py": (
        "import pytest\n\n\n@pytest.mark.slow\ndef test_one(): ...\n\n\n"
        "@pytest.mark.quick\ndef test_two(): ...\n\n\n"
        "@pytest.mark.timeout(1)\ndef test_three(): ...\n"
    ),
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def scan(root: Path, *, cached: bool = True) -> Verdict:
    cache = root.parent / "cache" if cached else None
    return audit_path(Settings(root), Request(TODAY, cache=cache, select=("SSOT",)), ())


def after(root: Path, path: str, before: str, now: str) -> tuple[str, list[str]]:
    """Return the way a scan takes after an edit, and which markers it finds."""
    scan(root)
    known = (root / path).read_text("utf-8")
    assert before in known
    (root / path).write_text(known.replace(before, now), encoding="utf-8")
    with ways_noted() as ways:
        found = scan(root)
        taken = " ".join(ways)
    assert found == scan(root, cached=False)
    return taken, [item.finding.subject for item in found.findings]


def test_unregistered_markers_are_found(root: Path) -> None:
    found = [item.finding.subject for item in scan(root).findings]
    assert found == ["quick", "timeout"]


@pytest.mark.parametrize(
    ("path", "before", "now", "found"),
    [
        ("pyproject.toml", '"slow: it is"', '"slow", "quick"', ["timeout"]),
        ("pyproject.toml", "slow: it is", "fast", ["slow", "quick", "timeout"]),
        ("pyproject.toml", "[tool.pytest", "[tool.other", ["slow", "timeout"]),
        ("pyproject.toml", '["pytest"]', '["pytest", "pytest-timeout"]', ["quick"]),
        ("pyproject.toml", '["pytest"]', '["requests"]', ["quick"]),
        ("till/pytest.ini", "late", "later", ["quick", "timeout", "late"]),
        ("tests/test_a.py", "mark.slow", "mark.fast", ["fast", "quick", "timeout"]),
    ],
)
def test_what_the_settings_say_is_linked_anew(
    root: Path, path: str, before: str, now: str, found: list[str]
) -> None:
    assert after(root, path, before, now) == ("heard", found)


@pytest.mark.parametrize(
    ("path", "before", "now"),
    [
        ("till/pytest.ini", "[pytest]", "# why\n\n[pytest]"),
        ("till/pytest.ini", "    late", "    # why\n\n    late"),
        ("till/test_b.py", "@pytest.mark.late", "# why\n@pytest.mark.late"),
        ("till/test_b.py", "assert 1", "assert 2\n    assert 3"),
    ],
)
def test_what_only_moves_is_not(root: Path, path: str, before: str, now: str) -> None:
    assert after(root, path, before, now) == ("amended", ["quick", "timeout"])
