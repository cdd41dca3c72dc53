"""Generated pages are up to date, and links between documents lead somewhere."""

import re
from pathlib import Path

import pytest

from ssot_audit.rules.registry import all_rules
from tests.support.command import REPOSITORY
from tools.generate_rule_pages import PAGES, pages

DOCUMENTS = [
    *sorted(REPOSITORY.glob("*.md")),
    *sorted((REPOSITORY / "docs").rglob("*.md")),
]


def test_the_rule_pages_are_those_of_the_rules() -> None:
    written = {file.name: file.read_text(encoding="utf-8") for file in PAGES.iterdir()}
    assert written == pages(all_rules().values()), (
        "run: python -m tools.generate_rule_pages"
    )


@pytest.mark.parametrize(
    "document", DOCUMENTS, ids=lambda file: file.relative_to(REPOSITORY).as_posix()
)
def test_every_link_to_a_file_leads_to_one(document: Path) -> None:
    text = re.sub(r"(?ms)^```.*?^```|`[^`\n]*`", "", document.read_text("utf-8"))
    linked = re.findall(r"\]\((?!https?:|#)([^)#\s]+)", text)
    assert [path for path in linked if not (document.parent / path).exists()] == []
