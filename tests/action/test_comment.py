"""The comment that is kept up to date, against a server that answers like GitHub."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ssot_audit.report import markdown
from tests.support.command import Ran
from tests.support.runner import Runner

BOT = "github-actions[bot]"
MARKER = "<!-- ssot-audit:report:ssot-audit -->"
TEXT = "\n## failed: `$(x)` “é”\n"
REPORT = f"{MARKER}\n{TEXT}"
LIST = "/repos/octo/shop/issues/7/comments"


class GitHub(ThreadingHTTPServer):
    """The comments of one pull request."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.comments: list[dict[str, Any]] = []
        self.written: list[tuple[str, str, str]] = []
        self.refuses = False


class Handler(BaseHTTPRequestHandler):
    server: GitHub

    def do_GET(self) -> None:
        asked = urlsplit(self.path)
        assert asked.path == LIST
        query = {name: int(value) for name, (value,) in parse_qs(asked.query).items()}
        start = (query["page"] - 1) * query["per_page"]
        self._answer(200, self.server.comments[start : start + query["per_page"]])

    def do_POST(self) -> None:
        self._write()

    def do_PATCH(self) -> None:
        self._write()

    def log_message(self, *_arguments: object) -> None:
        """Say nothing."""

    def _write(self) -> None:
        assert self.headers["Authorization"] == "Bearer secret"
        content = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.server.refuses:
            self._answer(403, {"message": "Resource not accessible by integration"})
            return
        self.server.written.append((self.command, self.path, content["body"]))
        self._answer(200, {})

    def _answer(self, status: int, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(status)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def github() -> Iterator[GitHub]:
    server = GitHub()
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def comment(
    tmp_path: Path, github: GitHub, *, has_news: bool = True, category: str = ""
) -> Ran:
    report = tmp_path / "report.md"
    report.write_text(f"{markdown.MARKER}\n{TEXT}", encoding="utf-8")
    runner = Runner(tmp_path, tmp_path)
    runner.install()
    context = {
        "github.token": "secret",
        "github.event.pull_request.number": "7",
        "steps.scan.outputs.markdown-file": str(report),
        "steps.scan.outputs.has-news": "true" if has_news else "",
    }
    if category:
        context["inputs.category"] = category
    return runner.step(
        "Comment on the pull request",
        context,
        GITHUB_API_URL=f"http://127.0.0.1:{github.server_port}",
        GITHUB_REPOSITORY="octo/shop",
    )


def said(number: int, body: str, author: str = BOT) -> dict[str, Any]:
    return {"id": number, "body": body, "user": {"login": author}}


def test_the_first_report_is_a_new_comment(tmp_path: Path, github: GitHub) -> None:
    github.comments = [said(1, "Nice."), {"id": 2, "body": None, "user": None}]
    assert comment(tmp_path, github).code == 0
    assert github.written == [("POST", LIST, REPORT)]


def test_nothing_new_is_no_comment(tmp_path: Path, github: GitHub) -> None:
    assert comment(tmp_path, github, has_news=False).code == 0
    assert github.written == []


@pytest.mark.parametrize("has_news", [True, False])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_later_report_takes_the_place_of_ours(
    tmp_path: Path, github: GitHub, has_news: bool, end: str
) -> None:
    old = said(42, f"{MARKER}{end}{end}old")
    github.comments = [said(1, f"> {MARKER}"), old, said(43, f"{MARKER}{end}older")]
    assert comment(tmp_path, github, has_news=has_news).code == 0
    assert github.written == [("PATCH", "/repos/octo/shop/issues/comments/42", REPORT)]


def test_ours_is_found_on_a_later_page(tmp_path: Path, github: GitHub) -> None:
    others = [said(number, "Nice.", "octocat") for number in range(200)]
    github.comments = [*others, said(4_200, f"{MARKER}\nold")]
    comment(tmp_path, github)
    assert [path.rpartition("/")[2] for _, path, _ in github.written] == ["4200"]


def test_a_comment_of_somebody_else_is_left_alone(
    tmp_path: Path, github: GitHub
) -> None:
    github.comments = [said(1, f"{MARKER}\ncopied", "mallory")]
    comment(tmp_path, github)
    assert github.written == [("POST", LIST, REPORT)]


def test_each_category_has_a_comment_of_its_own(tmp_path: Path, github: GitHub) -> None:
    github.comments = [said(1, f"{MARKER}\nold")]
    comment(tmp_path, github, category="back end --> <b>")
    ((method, _, body),) = github.written
    assert method == "POST"
    assert body == f"<!-- ssot-audit:report:back-end-b- -->\n{TEXT}"


def test_a_token_that_may_not_write_is_a_warning(
    tmp_path: Path, github: GitHub
) -> None:
    github.refuses = True
    ran = comment(tmp_path, github)
    assert ran.code == 0
    assert ran.out.startswith("::warning::")
    assert "403" in ran.out
