"""Comments that hide findings, and findings about such comments."""

import pytest

from ssot_audit.audit import Request
from ssot_audit.verdict.verdict import Status, Verdict
from tests.support.projects import EVERY_RULE, TODAY, Files, verdict_on

READ = "import os\nos.environ['A']"
"""One finding of SSOT301, on the second line."""


def statuses(files: Files, request: Request = EVERY_RULE) -> list[tuple[str, int, str]]:
    return [
        (item.finding.code, item.finding.place.line, item.status.value)
        for item in verdict_on(files, request=request).findings
    ]


def messages(verdict: Verdict, code: str) -> list[str]:
    findings = [item.finding for item in verdict.findings]
    return [finding.message for finding in findings if finding.code == code]


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['A']  # ssot: ignore[SSOT301]",
        "import os\n\n# ssot: ignore[SSOT301]\n\nos.environ['A']",
        "# ssot: file-ignore[SSOT301]\nimport os\nos.environ['A']",
        "import os\nos.environ['A']  # ssot: ignore[SSOT301] until=2026-01-01",
        "import os\nos.environ['A']  # ssot: ignore[SSOT301, SSOT301]",
    ],
)
def test_a_comment_hides_the_findings_of_its_line_or_file(source: str) -> None:
    ((code, _, status),) = statuses({"a.py": source})
    assert (code, status) == ("SSOT301", "suppressed")


@pytest.mark.parametrize(
    "source",
    [
        "import os\nos.environ['A']  # ssot: ignore[SSOT101]",
        "import os  # ssot: ignore[SSOT301]\nos.environ['A']",
        "import os\nos.environ['A']\n# ssot: ignore[SSOT301]",
    ],
)
def test_a_comment_hides_nothing_else_and_says_so(source: str) -> None:
    found = statuses({"a.py": source})
    assert ("SSOT301", 2, "new") in found
    assert [code for code, _, _ in found if code != "SSOT301"] == ["SSOT003"]


def test_a_comment_of_another_file_hides_nothing() -> None:
    files = {"a.py": READ, "b.py": "# ssot: file-ignore[SSOT301]\n" + READ}
    assert [status for _, _, status in statuses(files)] == ["new", "suppressed"]


def test_a_part_is_hidden_where_it_stands() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a.py": "import shop.gone  # ssot: ignore[SSOT201]",
        "shop/b.py": "import shop.gone",
    }
    kept, hidden = sorted(
        verdict_on(files).findings, key=lambda item: item.status is Status.SUPPRESSED
    )
    assert kept.finding.place.path == "shop/b.py"
    assert [part.name for part in kept.finding.parts] == ["shop.b"]
    assert [part.name for part in hidden.finding.parts] == ["shop.a"]
    assert kept.fingerprint == hidden.fingerprint


def test_a_finding_stands_where_it_stood_if_that_part_is_left() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/a.py": "import shop.gone",
        "shop/b.py": "import shop.gone  # ssot: ignore[SSOT201]",
    }
    first = verdict_on(files).findings[0]
    assert (first.finding.place.path, first.status) == ("shop/a.py", Status.NEW)


def test_an_expired_comment_hides_nothing_and_is_reported() -> None:
    source = f"{READ}  # ssot: ignore[SSOT301] until=2025-12-31"
    assert statuses({"a.py": source}) == [
        ("SSOT301", 2, "new"),
        ("SSOT004", 2, "new"),
    ]
    assert messages(verdict_on({"a.py": source}), "SSOT004") == [
        "the suppression of `SSOT301` expired on 2025-12-31"
    ]


@pytest.mark.parametrize(
    ("comment", "message"),
    [
        ("# ssot: ignore[SSOT301]", "the suppression of `SSOT301` hides nothing"),
        ("# ssot: ignore[SSOT999]", "there is no rule `SSOT999`"),
    ],
)
def test_a_comment_that_is_of_no_use_is_reported(comment: str, message: str) -> None:
    assert messages(verdict_on({"a.py": f"a = 1  {comment}"}), "SSOT003") == [message]


@pytest.mark.parametrize(
    "comment",
    ["# ssot: ignore", "# ssot: ignore[]", "# ssot: hide[SSOT301]", "# ssot: ignore[S"],
)
def test_a_malformed_comment_is_reported(comment: str) -> None:
    assert statuses({"a.py": f"a = 1  {comment}"}) == [("SSOT003", 1, "new")]


def test_each_code_of_a_comment_is_judged_alone() -> None:
    source = f"{READ}  # ssot: ignore[SSOT301, SSOT101]"
    (message,) = messages(verdict_on({"a.py": source}), "SSOT003")
    assert message == "the suppression of `SSOT101` hides nothing"


def test_only_comments_for_rules_that_ran_can_be_unused() -> None:
    source = "a = 1  # ssot: ignore[SSOT301]"
    request = Request(today=TODAY, ignore=("SSOT301",))
    assert statuses({"a.py": source}, request) == []


def test_nothing_is_said_of_comments_if_those_rules_do_not_run() -> None:
    source = "a = 1  # ssot: ignore[SSOT301]"
    request = Request(today=TODAY, select=("SSOT3",))
    assert statuses({"a.py": source}, request) == []


def test_two_useless_comments_of_one_kind_are_one_finding_with_two_parts() -> None:
    source = "a = 1  # ssot: ignore[SSOT301]\nb = 1  # ssot: ignore[SSOT301]"
    (item,) = verdict_on({"a.py": source}).findings
    assert [part.place.line for part in item.finding.parts] == [1, 2]
