"""Every machine format is read by a program that others use to read it."""

import csv
import json
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import jsonschema
import junitparser
import pytest
from markdown_it import MarkdownIt

from ssot_audit.cli.formats import Format
from ssot_audit.report import sarif
from tests.support.command import COMMAND, REPOSITORY, environment
from tests.support.verdicts import place, reported, verdict

pytestmark = pytest.mark.integration

FIXTURE = REPOSITORY / "fixtures/chat_platform"
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
WEIRD = {
    "a newline": "new\nline",
    "an escape sequence": "\x1b[31mred",
    "a workflow command": "::error::pwned",
    "the end of CDATA": "]]>",
    "backticks": "`` ` ```",
    "a bar": "a|b",
    "a mention": "@user #1",
    "an element": "<script>alert(1)<script>",
    "percent and comma": "100%,x=1",
    "no text": "bad\udcff",
    "right to left": "\u202egnp",
    "brackets": "[x](y)",
}
LONG = "from shop.gone import x  # " + "x" * 10_000 + "\n"

KNOWN_WARNINGS = {
    # The project has no home yet that it could name.
    "SARIF2005",
}
"""What Microsoft's validator says below the level of an error, and we leave so."""

GITLAB = {
    "type": "array",
    "items": {
        "type": "object",
        "required": [
            "description",
            "check_name",
            "fingerprint",
            "location",
            "severity",
        ],
        "properties": {
            "description": {"type": "string", "minLength": 1},
            "check_name": {"type": "string", "minLength": 1},
            "fingerprint": {"type": "string", "pattern": "^[0-9a-f]{32,}$"},
            "severity": {"enum": ["info", "minor", "major", "critical", "blocker"]},
            "location": {
                "type": "object",
                "required": ["path", "lines"],
                "properties": {
                    "path": {"type": "string", "pattern": r"^(?!\./|/)"},
                    "lines": {
                        "type": "object",
                        "required": ["begin"],
                        "properties": {"begin": {"type": "integer", "minimum": 1}},
                    },
                },
            },
        },
    },
}
"""https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format"""


class Reports(NamedTuple):
    """The reports of one run."""

    files: dict[Format, Path]

    def text(self, chosen: Format) -> str:
        return self.files[chosen].read_text(encoding="utf-8")

    def document(self, chosen: Format) -> Any:  # noqa: ANN401 - JSON
        return json.loads(self.text(chosen))


def reports(command: tuple[str, ...], root: Path, folder: Path) -> Reports:
    """Run a command of ours with every format."""
    files = {each: folder / f"report.{each}" for each in Format}
    options = [part for f, p in files.items() for part in ("--output", f"{f}:{p}")]
    done = subprocess.run(
        [*COMMAND, *command, "--no-cache", "--exit-zero", *options],
        cwd=root,
        env=environment(),
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return Reports(files)


@pytest.fixture(scope="session")
def fixture(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    return reports(("scan",), FIXTURE, tmp_path_factory.mktemp("fixture"))


@pytest.fixture(scope="session")
def compared(tmp_path_factory: pytest.TempPathFactory, git: str) -> Reports:
    """Return reports with findings that are new, fixed and unchanged."""
    root = tmp_path_factory.mktemp("history")
    (root / "shop").mkdir()
    states = ({"kept": 1, "fixed": 1}, {"kept": 1, "fixed": 0, "new": 1})
    _git(git, root, "init", "--quiet")
    for state in states:
        for name, is_broken in {"__init__": 0, **state}.items():
            text = "from shop import gone\n" if is_broken else ""
            (root / f"shop/{name}.py").write_text(text)
        _git(git, root, "add", "--all")
        _git(git, root, "commit", "--quiet", "-m", "A state")
    command = ("diff", "HEAD~1", "HEAD")
    return reports(command, root, tmp_path_factory.mktemp("compared"))


@pytest.fixture(scope="session")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Return reports with a baseline of all findings."""
    root = tmp_path_factory.mktemp("accepted")
    (root / "shop").mkdir()
    (root / "shop/__init__.py").write_text("")
    (root / "shop/till.py").write_text("from shop.cart import total\n")
    subprocess.run(
        [*COMMAND, "baseline", "create", "--no-cache"],
        cwd=root,
        env=environment(),
        check=True,
        capture_output=True,
    )
    return reports(("scan",), root, tmp_path_factory.mktemp("baseline"))


@pytest.fixture(scope="session")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Reports:
    """Return reports on a project whose names were chosen to break them."""
    root = tmp_path_factory.mktemp("hostile")
    (root / "shop").mkdir()
    (root / "shop/__init__.py").write_text("")
    (root / "long.py").write_text(LONG)
    for number, name in enumerate(WEIRD.values()):
        key = name.encode(errors="replace").decode()
        body = f"import os\n\nKEY = os.environ[{key!r}]\nfrom shop.g{number} import x\n"
        path = os.fsencode(root) + b"/" + os.fsencode(name.replace("/", "_")) + b".py"
        Path(os.fsdecode(path)).write_text(body)
    return reports(("scan",), root, tmp_path_factory.mktemp("hostile-reports"))


def _git(git: str, root: Path, *arguments: str) -> None:
    settings = environment(GIT_CONFIG_GLOBAL=os.devnull)
    subprocess.run([git, *IDENTITY, *arguments], cwd=root, check=True, env=settings)


@pytest.fixture(scope="session")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the log of 30,000 findings, each with its place."""
    items = [
        reported(f"`C{number}` is odd", at=place(f"shop/m{number % 99}.py", number + 1))
        for number in range(30_000)
    ]
    file = tmp_path_factory.mktemp("many") / "report.sarif"
    file.write_text(sarif.render(verdict(*items)), encoding="utf-8")
    return file


ALL = ("fixture", "compared", "accepted", "hostile")


@pytest.fixture(params=ALL)
def each(request: pytest.FixtureRequest) -> Reports:
    found: Reports = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize("name", [*ALL, "many"])
def test_microsofts_validator_finds_no_error_in_sarif(
    name: str, multitool: Path, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    found = request.getfixturevalue(name)
    log = found if isinstance(found, Path) else found.files[Format.SARIF]
    said = tmp_path / "said.sarif"
    done = subprocess.run(
        [
            *(multitool, "validate", log, "--output", said),
            *("--rule-kind", "Sarif;Ghas", "--log", "ForceOverwrite"),
        ],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert "Analysis completed successfully" in done.stdout, done.stdout
    (run,) = json.loads(said.read_text(encoding="utf-8-sig"))["runs"]
    results = run["results"]
    assert [one for one in results if one.get("level") == "error"] == []
    assert {one["ruleId"] for one in results} <= KNOWN_WARNINGS


def test_states_against_a_base_are_those_of_sarif(compared: Reports) -> None:
    (run,) = compared.document(Format.SARIF)["runs"]
    states = {result["baselineState"] for result in run["results"]}
    assert states == {"new", "absent", "unchanged"}


def test_sarif_tools_counts_what_we_count(each: Reports, tmp_path: Path) -> None:
    table = tmp_path / "table.csv"
    log = str(each.files[Format.SARIF])
    summary = _sarif_tools("summary", log)
    _sarif_tools("csv", log, "--output", str(table))
    (run,) = each.document(Format.SARIF)["runs"]
    levels = Counter(result["level"] for result in run["results"])
    counts = dict(re.findall(r"(?m)^(error|warning|note): (\d+)$", summary))
    assert counts == {level: str(levels[level]) for level in counts}
    with table.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert Counter(row["Severity"] for row in rows) == levels


def _sarif_tools(*arguments: str) -> str:
    return subprocess.run(
        [sys.executable, "-m", "sarif", *arguments],
        capture_output=True,
        encoding="utf-8",
        check=True,
    ).stdout


def test_junitparser_counts_what_we_count(each: Reports) -> None:
    suites = junitparser.JUnitXml.fromfile(str(each.files[Format.JUNIT]))
    cases = [case for suite in suites for case in suite]
    failed = [case for case in cases if case.result]
    assert (suites.tests, suites.failures) == (len(cases), len(failed))
    report = each.document(Format.JSON)
    lines = Counter(
        line.split(": ")[1]
        for case in failed
        if case.name != "gate"
        for failure in case.result
        for line in failure.text.strip().splitlines()
    )
    new = [found for found in report["findings"] if found["status"] == "new"]
    levels = Counter(found["level"] for found in new)
    assert {level: levels[level] for level in ("error", "warning")} == {
        level: lines[level] for level in ("error", "warning")
    }
    gates = [case for case in failed if case.name == "gate"]
    assert bool(gates) != report["gate"]["passed"]


def test_gitlab_has_the_documented_fields(each: Reports) -> None:
    issues = each.document(Format.GITLAB)
    jsonschema.Draft202012Validator(GITLAB).validate(issues)
    fingerprints = [issue["fingerprint"] for issue in issues]
    assert len(set(fingerprints)) == len(fingerprints)
    assert not each.text(Format.GITLAB).startswith("\ufeff")


def test_json_is_as_its_schema_says(each: Reports) -> None:
    schema = json.loads((REPOSITORY / "docs/schema/report-1.schema.json").read_text())
    jsonschema.Draft202012Validator(schema).validate(each.document(Format.JSON))


def test_the_runner_of_github_reads_the_commands_as_they_are_meant(
    each: Reports,
) -> None:
    findings = each.document(Format.JSON)["findings"]
    listed = {
        (found["path"], str(found["line"]), found["code"]): found for found in findings
    }
    text = each.text(Format.GITHUB)
    commands = [*_obeyed(text)]
    said = [line for line in text.splitlines() if not line.startswith("and ")]
    assert len(commands) == len(said)
    assert not any("##[" in line for line in said)  # the older form is obeyed, too
    for name, properties, data in commands:
        code = properties["title"].partition(" ")[0]
        # What cannot be printed is written as an escape, in the report as in the path.
        twin = listed.get((properties["file"], properties["line"], code))
        level = {"notice": "note"}.get(name, name)
        if twin is not None:
            assert twin["level"] == level
            assert data.startswith(twin["message"])
        else:
            assert "\\" in properties["file"]


def _obeyed(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Read lines as the runner does (actions/runner, ActionCommand.cs, TryParseV2)."""
    for line in text.splitlines():
        message = line.lstrip()
        end = message.find("::", 2)
        if not message.startswith("::") or end < 0:
            continue
        name, _, rest = message[2:end].partition(" ")
        if name not in {"error", "warning", "notice"}:
            continue
        properties = {}
        for pair in rest.strip().split(","):
            key, _, value = pair.partition("=")
            if key and value:
                properties[key] = _unescaped(value, ":,")
        yield name, properties, _unescaped(message[end + 2 :], "")


def _unescaped(text: str, more: str) -> str:
    for character in f"\r\n{more}%":
        text = text.replace(f"%{ord(character):02X}", character)
    return text


def test_markdown_has_no_element_of_theirs(each: Reports) -> None:
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(
        each.text(Format.MARKDOWN)
    )
    inner = [child for token in tokens for child in token.children or ()]
    html = "".join(t.content for t in (*tokens, *inner) if t.type.startswith("html_"))
    elements = set(re.findall(r"</?([a-zA-Z]+)", html))
    assert elements <= {"details", "summary", "b", "code", "br", "sub", "sup"}
    assert html.count("<details") == html.count("</details>")
    assert not re.search(r"\son\w+=|javascript:", html)
    text = "".join(t.content for t in inner if t.type == "text")
    assert "@user" not in text
