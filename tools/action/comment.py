"""Keep one comment on a pull request up to date: the one that begins with our marker.

Reads GITHUB_API_URL, GITHUB_REPOSITORY, GITHUB_TOKEN, PULL_REQUEST, REPORT, HAS_NEWS,
and CATEGORY, of which each has a comment of its own.
Where there is no comment yet, nothing is said as long as there is nothing new.
"""

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

AUTHOR = "github-actions[bot]"
"""Whom the token of a workflow writes as. Others may have copied the marker."""
_PAGE = 100


def main() -> None:
    """Write the report into our comment."""
    report = Path(os.environ["REPORT"]).read_text(encoding="utf-8")
    key = re.sub(r"[^\w.]+", "-", os.environ["CATEGORY"])
    marker = f"<!-- ssot-audit:report:{key} -->"
    _, _, rest = report.partition("\n")
    report = f"{marker}\n{rest}"
    issue = f"issues/{int(os.environ['PULL_REQUEST'])}/comments"
    old = next(_ours(issue, marker), None)
    if old is not None:
        _asked("PATCH", f"issues/comments/{int(old)}", {"body": report})
    elif os.environ.get("HAS_NEWS") == "true":
        _asked("POST", issue, {"body": report})


def _ours(issue: str, marker: str) -> Iterator[int]:
    """Yield the numbers of the comments that are ours."""
    page, found = 1, [None] * _PAGE
    while len(found) == _PAGE:
        found = _asked("GET", f"{issue}?per_page={_PAGE}&page={page}")
        for comment in found:
            author = (comment["user"] or {}).get("login")
            first_line = (comment["body"] or "").partition("\n")[0].rstrip("\r")
            if author == AUTHOR and first_line == marker:
                yield comment["id"]
        page += 1


def _asked(method: str, path: str, content: dict[str, str] | None = None) -> Any:  # noqa: ANN401 - JSON
    """Ask GitHub's REST API, version 2022-11-28."""
    request = urllib.request.Request(  # noqa: S310 - the runner says where
        f"{os.environ['GITHUB_API_URL']}/repos/{os.environ['GITHUB_REPOSITORY']}/{path}",
        method=method,
        data=None if content is None else json.dumps(content).encode(),
        headers={
            "Accept": "application/vnd.github+json",
            "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
            "Content-Type": "application/json",
            "X-GitHub-Api-Version": "2022-11-28",
        },
    )
    with urllib.request.urlopen(request, timeout=60) as answer:  # noqa: S310 - as above
        return json.load(answer)


if __name__ == "__main__":
    try:
        main()
    except urllib.error.URLError as error:
        # A report that is not posted does not fail what was found to be good.
        sys.stdout.write(f"::warning::ssot-audit could not comment: {error}\n")
