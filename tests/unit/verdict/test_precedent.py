"""What makes an earlier verdict a precedent, and what makes it none."""

import dataclasses
import datetime as dt
from collections.abc import Callable
from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.settings import Gate, Level, Settings
from ssot_audit.extract.parse import Parser
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict import precedent
from ssot_audit.verdict.record import from_bytes, to_bytes
from ssot_audit.verdict.verdict import Verdict
from tests.support.projects import TODAY, verdict_on

FILES = {
    "pyproject.toml": "[project]\nname = 'shop'\n",
    ".gitignore": "",
    "shop/__init__.py": "",
    "shop/cart.py": "import os\nfrom shop.gone import X\nos.environ['A']\n(b := 1)\n",
}


@pytest.fixture
def project(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


@pytest.fixture
def judged(monkeypatch: pytest.MonkeyPatch) -> list[Verdict]:
    """The verdicts that were not recalled."""
    made: list[Verdict] = []
    keep = precedent.Precedents.keep

    def noting(precedents: precedent.Precedents, verdict: Verdict) -> None:
        made.append(verdict)
        keep(precedents, verdict)

    monkeypatch.setattr(precedent.Precedents, "keep", noting)
    return made


def scan(root: Path, *paths: Path, **asked: object) -> Verdict:
    settings = asked.pop("settings", Settings(root=root))
    request = Request(TODAY, cache=root.parent / "cache")
    assert isinstance(settings, Settings)
    request = dataclasses.replace(request, **asked)  # type: ignore[arg-type]
    return audit_path(settings, request, paths)


def test_the_same_question_about_the_same_files_is_answered_once(
    project: Path, judged: list[Verdict]
) -> None:
    first, second = scan(project), scan(project)
    assert first == second
    assert len(judged) == 1


@pytest.mark.parametrize(
    "asked",
    [
        {"today": TODAY + dt.timedelta(days=1)},
        {"select": ("SSOT201",)},
        {"ignore": ("SSOT201",)},
        {"parser": Parser.LIBCST},
    ],
    ids=lambda asked: next(iter(asked)),
)
def test_another_question_is_judged(
    project: Path, judged: list[Verdict], asked: dict[str, object]
) -> None:
    scan(project)
    scan(project, **asked)
    assert len(judged) == 2


def test_other_settings_are_judged(project: Path, judged: list[Verdict]) -> None:
    scan(project)
    gate = Gate(fail_on=Level.NOTE)
    scan(project, settings=Settings(root=project, gate=gate))
    assert len(judged) == 2


def test_another_part_of_the_project_is_judged(
    project: Path, judged: list[Verdict]
) -> None:
    scan(project)
    scan(project, project / "shop" / "__init__.py")
    assert len(judged) == 2


def edited(path: str, content: str) -> Callable[[Path], object]:
    return lambda root: (root / path).write_text(content, encoding="utf-8")


@pytest.mark.parametrize(
    "edit",
    [
        pytest.param(edited("shop/cart.py", ""), id="file"),
        pytest.param(edited("shop/gone.py", "X = 1\n"), id="new file"),
        pytest.param(edited(".gitignore", "shop/gone.py\n"), id="git-ignored"),
        pytest.param(
            edited("pyproject.toml", "[project]\nrequires-python = '>=3.7'\n"),
            id="oldest Python",
        ),
        pytest.param(lambda root: (root / "shop/cart.py").unlink(), id="removed"),
        pytest.param(
            lambda root: (root / "shop/cart.py").rename(root / "cart.py"), id="moved"
        ),
        pytest.param(edited("shop/gone.pyx", ""), id="compiled"),
    ],
)
def test_whatever_a_verdict_rests_on_is_noticed(
    project: Path, judged: list[Verdict], edit: Callable[[Path], object]
) -> None:
    before = scan(project)
    edit(project)
    after = scan(project)
    assert len(judged) == 2
    assert after != before
    assert after == scan(project, cache=None)


def test_a_file_that_could_not_be_looked_at_is_looked_at_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ssot_audit.discover.reading.MAX_BYTES", 10)
    scan(project)
    monkeypatch.undo()
    assert not scan(project).coverage.not_analysed


def test_a_file_that_no_parser_here_will_ever_read_is_judged_once(
    project: Path, judged: list[Verdict]
) -> None:
    (project / "shop/greeting.py").write_text("x = t'a' t'b'\n", encoding="utf-8")
    assert scan(project) == scan(project)
    assert len(judged) == 1


def test_a_record_is_the_verdict() -> None:
    verdict = verdict_on(FILES)
    record = to_bytes(verdict)
    assert record is not None
    assert from_bytes(record, all_rules()) == verdict


def test_a_name_that_is_no_text_has_no_record() -> None:
    assert to_bytes(verdict_on({**FILES, "shop/a\udcff.py": "import shop.b\n"})) is None


@pytest.mark.parametrize("damage", [b"", b"\x00", b"\x97\x90"])
def test_a_damaged_record_is_none(damage: bytes) -> None:
    assert from_bytes(damage, all_rules()) is None


def test_a_record_that_names_an_unknown_rule_is_none() -> None:
    record = to_bytes(verdict_on(FILES))
    assert record is not None
    assert from_bytes(record, {}) is None
