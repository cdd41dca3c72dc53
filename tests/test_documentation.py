"""Generated pages are up to date, and links between documents lead somewhere."""

import re
import subprocess
from pathlib import Path

import pytest

from ssot_audit.rules.registry import all_rules
from tests.support.command import COMMAND, REPOSITORY, environment
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


def test_the_example_of_object_flow_is_what_is_said(tmp_path: Path) -> None:
    text = (REPOSITORY / "docs/object-flow.md").read_text(encoding="utf-8")
    files = re.findall(r"(?ms)^`([\w/]+\.py)`\n\n```python\n(.*?)^```", text)
    assert len(files) == 3
    for path, content in files:
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="utf-8")
    command = re.search(r"(?m)^`ssot-audit (.*?)` says", text)
    shown = re.search(r"(?ms)^```text\n(.*?)^```", text)
    assert command
    assert shown
    said = subprocess.run(
        [*COMMAND, *command[1].split(), "--no-cache"],
        cwd=tmp_path,
        env=environment(COLUMNS="80"),
        check=False,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ).stdout
    assert said.endswith(shown[1])


def test_the_tests_of_the_fixture_are_as_real_as_is_said() -> None:
    text = (REPOSITORY / "docs/tests.md").read_text(encoding="utf-8")
    shown = re.search(r"(?ms)^```text\n(.*?)^```", text)
    assert shown
    said = subprocess.run(
        [*COMMAND, "tests", "--no-cache"],
        cwd=REPOSITORY / "fixtures/chat_platform",
        env=environment(COLUMNS="80"),
        check=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        encoding="utf-8",
    ).stdout
    assert said == shown[1]
