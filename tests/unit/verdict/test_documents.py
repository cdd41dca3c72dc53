"""Documents in a verdict: what hides, what is shown, and what an edit costs."""

import dataclasses
from pathlib import Path

import pytest

from ssot_audit.audit import Request, audit_path
from ssot_audit.config.settings import Level, Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.extract.facts import START
from ssot_audit.report import json_document, text
from ssot_audit.rules.finding import Finding, Place
from ssot_audit.rules.registry import all_rules
from ssot_audit.verdict.excerpts import excerpts
from ssot_audit.verdict.verdict import Reported, Status, Verdict
from tests.support.projects import TODAY, settings_for, verdict_on
from tests.support.ways import ways_noted

README = "# Shop\n\nUse it:\n\n```python\nfrom shop.gone import X\n```\n"
FILES = {
    "README.md": README,
    "notes.md": "# Notes\n\nNothing.\n",
    "constraints.txt": "django>=4\n",
    "shop/__init__.py": "",
    "shop/cart.py": "class Cart: ...\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "project"
    for path, content in FILES.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(content, encoding="utf-8")
    return root


def scan(root: Path, *paths: Path, cached: bool = True) -> Verdict:
    cache = root.parent / "cache" if cached else None
    return audit_path(Settings(root), Request(TODAY, cache=cache), paths)


def way(root: Path, path: str, before: str, after: str) -> str:
    """Return the way a scan takes after an edit; the verdict must be the right one."""
    known = (root / path).read_text("utf-8")
    assert before in known
    (root / path).write_text(known.replace(before, after), encoding="utf-8")
    with ways_noted() as ways:
        found = scan(root)
        taken = list(ways)
        assert found == scan(root, cached=False)
    return " ".join(taken)


def test_nothing_is_judged_while_documents_are_what_they_were(root: Path) -> None:
    scan(root)
    with ways_noted() as ways:
        scan(root)
    assert ways == []


def test_prose_moves_findings_and_nothing_is_linked(root: Path) -> None:
    scan(root)
    assert way(root, "README.md", "Use it:", "More.\n\nUse it:") == "amended"
    assert way(root, "notes.md", "Nothing.", "Something.") == "amended"
    assert way(root, "constraints.txt", "4", "5") == "amended"


def test_a_comment_in_a_document_counts_at_once(root: Path) -> None:
    scan(root)
    hidden = '<!-- ssot: ignore[SSOT210] reason="soon" -->\n```python'
    assert way(root, "README.md", "```python", hidden) == "amended"
    (item,) = scan(root).findings
    assert item.status is Status.SUPPRESSED


@pytest.mark.parametrize(
    ("before", "after"),
    [("shop.gone", "shop.lost"), ("Use it:", "Never use:"), ("```python", "```text")],
)
def test_what_a_document_shows_is_linked_anew(
    root: Path, before: str, after: str
) -> None:
    scan(root)
    assert way(root, "README.md", before, after) == "heard"


def test_an_edit_of_code_that_a_document_shows_is_seen(root: Path) -> None:
    (root / "README.md").write_text(
        README.replace("shop.gone import X", "shop.cart import Cart, kept"), "utf-8"
    )
    assert [item.finding.subject for item in scan(root).findings] == ["shop.cart.kept"]
    stores = "def f(x):\n    x.kept = 1\n"
    assert way(root, "shop/cart.py", "class Cart: ...\n", f"class Cart: ...\n{stores}")
    assert scan(root).findings == ()


def test_a_new_document_is_another_case(root: Path) -> None:
    scan(root)
    (root / "more.md").write_text(README, encoding="utf-8")
    (item,) = scan(root).findings
    assert [part.name for part in item.finding.parts] == ["README.md", "more.md"]


def test_a_comment_hides_all_that_its_block_shows() -> None:
    code = "import shop.gone\nimport shop.lost\n"
    hidden = f'<!-- ssot: ignore[SSOT210] reason="soon" -->\n\n```python\n{code}```\n'
    verdict = verdict_on({"a.md": hidden, "shop/__init__.py": ""})
    assert {item.status for item in verdict.findings} == {Status.SUPPRESSED}
    verdict = verdict_on({"a.md": f"{hidden}\n{README}", "shop/__init__.py": ""})
    assert len([item for item in verdict.findings if item.is_open]) == 1


def test_a_comment_can_hide_what_a_whole_document_shows() -> None:
    content = f"<!-- ssot: file-ignore[SSOT210] -->\n{README}"
    (item,) = verdict_on({"a.md": content, "shop/__init__.py": ""}).findings
    assert item.status is Status.SUPPRESSED


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (
            "<!-- ssot: ignore[SSOT210] -->\n```python\nimport os\n```\n",
            "hides nothing",
        ),
        ("<!-- ssot: ignore[SSOT210] -->\n\ntext\n", "no block of code follows"),
        ("<!-- ssot: ignore[SSOT210] -->\n", "no block of code follows"),
        ("<!-- ssot: ignore -->\n```python\nimport os\n```\n", "names no codes"),
    ],
)
def test_a_comment_without_effect_is_a_finding(content: str, message: str) -> None:
    (item,) = verdict_on({"a.md": content, "b.py": ""}).findings
    assert item.finding.code == "SSOT003"
    assert message in item.finding.message


def test_the_line_of_a_document_is_shown() -> None:
    verdict = verdict_on({"README.md": README, "shop/__init__.py": ""})
    shown = text.render(verdict, width=100, color=False)
    assert "6 | from shop.gone import X" in shown
    assert "1 document read" in shown
    assert '"path": "README.md"' in json_document.render(verdict)


def test_a_document_counts_in_no_ratio() -> None:
    verdict = verdict_on({"README.md": README, "shop/__init__.py": ""})
    assert verdict.score.overall.met == verdict.score.overall.owed == 1
    assert verdict.coverage.analysed == 1
    assert verdict.coverage.documents == 1


def test_a_folder_of_documents_can_be_scanned(root: Path) -> None:
    (root / "docs").mkdir()
    (root / "docs/use.md").write_text(README, encoding="utf-8")
    verdict = scan(root, root / "docs")
    (item,) = verdict.findings
    assert item.finding.place.path == "docs/use.md"
    assert verdict.coverage.documents == 1


def test_no_value_of_a_dotenv_file_is_shown() -> None:
    files = {".env.example": "KEY=hidden\n", "a.py": ""}
    verdict = verdict_on(files)
    finding = Finding("SSOT303", Place(".env.example", START), "", "", "", "")
    rule = all_rules()["SSOT210"]
    item = Reported(finding, rule, Level.NOTE, Status.NEW, "")
    shown = excerpts(
        in_memory(files, settings_for(files)),
        dataclasses.replace(verdict, findings=(item,)),
    )
    assert shown == {(".env.example", 1): "KEY=…"}
