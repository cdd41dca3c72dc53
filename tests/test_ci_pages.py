"""What the pages on CI show is run: our command, and a `pip` that installs nothing."""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
import yaml

from ssot_audit.cli.formats import Format
from tests.support.command import BROKEN, REPOSITORY, Ran, environment
from tests.support.runner import ACTION, path_with, program

PAGES = REPOSITORY / "docs/ci"
REPORTS = REPOSITORY / "docs/reports.md"
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
WITHOUT_THE_ACTION = 1
"""The number of the second workflow on its page."""


class Machine:
    """A clone of a project with one error, and the programs that pages ask for."""

    def __init__(self, folder: Path, git: str) -> None:
        self.root = folder / "project"
        self.programs = folder / "programs"
        self.programs.mkdir()
        self.git = git
        for path, text in BROKEN.items():
            (self.root / path).parent.mkdir(parents=True, exist_ok=True)
            (self.root / path).write_text(text)
        self.run_git("init", "--quiet")
        self.commit("Base")
        self.base = self.run_git("rev-parse", "HEAD")
        command = f'exec {sys.executable} -m ssot_audit "$@"'
        installed = f'printf "%s\\n" "$@" >>{folder}/installed'
        self.installed = folder / "installed"
        for name, text in {
            "ssot-audit": command,
            "pip": installed,
            "pre-commit": installed,
            # `python3 -m venv FOLDER`
            "python3": f'mkdir -p "$3/bin" && cp {self.programs}/* "$3/bin"',
        }.items():
            program(self.programs / name, text)

    def run_git(self, *arguments: str) -> str:
        return subprocess.run(
            [self.git, *IDENTITY, *arguments],
            cwd=self.root,
            env=environment(GIT_CONFIG_GLOBAL="/dev/null"),
            check=True,
            capture_output=True,
            encoding="utf-8",
        ).stdout.strip()

    def commit(self, message: str) -> None:
        self.run_git("add", "--all")
        self.run_git("commit", "--quiet", "--message", message)

    def run(self, shell: Sequence[str], script: str, **variables: str) -> Ran:
        done = subprocess.run(
            [*shell, script],
            cwd=self.root,
            env=environment(PATH=path_with(self.programs), **variables),
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    def report(self, name: str) -> str:
        return (self.root / name).read_text(encoding="utf-8")


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    git = shutil.which("git")
    if git is None:
        pytest.skip("needs git")
    return Machine(tmp_path, git)


def blocks(page: Path, language: str) -> list[str]:
    text = page.read_text(encoding="utf-8")
    return re.findall(rf"(?ms)^```{language}\n(.*?)^```$", text)


def documents(name: str) -> list[Any]:
    return [yaml.safe_load(block) for block in blocks(PAGES / name, "yaml")]


def used() -> Iterator[str]:
    """Yield each line that says which action a workflow uses."""
    for block in blocks(PAGES / "github.md", "yaml"):
        yield from re.findall(r"uses: (.*)", block)


# Against what a change branched off, and without that: known findings do not fail.
COMPARED = pytest.mark.parametrize(("is_compared", "code"), [(False, 1), (True, 0)])


@COMPARED
def test_the_steps_on_the_github_page(
    machine: Machine, tmp_path: Path, *, is_compared: bool, code: int
) -> None:
    workflow = documents("github.md")[WITHOUT_THE_ACTION]
    steps = workflow["jobs"]["ssot-audit"]["steps"]
    install, scan, show = (step["run"] for step in steps if "run" in step)
    shell = ("bash", "--noprofile", "--norc", "-eo", "pipefail", "-c")
    variables = {
        **workflow["env"],
        "BASE_SHA": machine.base if is_compared else "",
        "GITHUB_ACTIONS": "true",
        "GITHUB_STEP_SUMMARY": str(tmp_path / "summary"),
    }
    assert machine.run(shell, install, **variables).code == 0
    assert workflow["env"]["SSOT_AUDIT"] in machine.installed.read_text()
    ran = machine.run(shell, scan, **variables)
    assert ran.code == code, ran.err
    assert ran.out.startswith("::error file=") != is_compared
    assert machine.run(shell, show, **variables).code == 0
    assert (tmp_path / "summary").read_text() == machine.report("ssot-audit.md")
    (sarif,) = (
        step["with"] for step in steps if "upload-sarif" in step.get("uses", "")
    )
    assert machine.report(sarif["sarif_file"]).startswith("{")
    (cache,) = (step["with"] for step in steps if "cache@" in step.get("uses", ""))
    assert (machine.root / cache["path"] / "CACHEDIR.TAG").exists()


def test_the_workflow_with_the_action_gives_inputs_that_it_has() -> None:
    workflow = documents("github.md")[0]
    (given,) = (
        step["with"]
        for step in workflow["jobs"]["ssot-audit"]["steps"]
        if step["uses"].startswith("<owner>/ssot-audit@")
    )
    assert given
    assert set(given) <= set(ACTION["inputs"])
    assert all(isinstance(value, str) for value in given.values())


def test_the_table_of_inputs_is_that_of_the_action() -> None:
    text = (PAGES / "github.md").read_text(encoding="utf-8")
    table = dict(re.findall(r"(?m)^\| `([\w-]+)` \| (.*?) ?\| ", text))
    assert list(table) == list(ACTION["inputs"])
    stated = {name: default for name, default in table.items() if "`" in default}
    del stated["python-version"]
    for name, default in stated.items():
        assert default == f"`{ACTION['inputs'][name]['default']}`"


def test_actions_of_others_are_pinned_as_in_our_own() -> None:
    others = [line for line in used() if not line.startswith("<owner>")]
    pinned = re.compile(r"[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+")
    assert [line for line in others if not pinned.fullmatch(line)] == []
    ours = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
    commits = dict(re.findall(r"uses: ([\w-]+/[\w-]+)[\w/-]*@(\w+)", ours))
    for name, commit in re.findall(
        r"(?m)^([\w-]+/[\w-]+)[\w/-]*@(\w+)", "\n".join(others)
    ):
        assert commits.get(name, commit) == commit


@COMPARED
def test_the_job_on_the_gitlab_page(
    machine: Machine, *, is_compared: bool, code: int
) -> None:
    (page,) = documents("gitlab.md")
    job = page["ssot-audit"]
    variables = {"CI_PROJECT_DIR": str(machine.root), "CI": "true"}
    if is_compared:
        variables["CI_MERGE_REQUEST_DIFF_BASE_SHA"] = machine.base
    for name, value in job["variables"].items():
        variables[name] = value.replace("$CI_PROJECT_DIR", str(machine.root))
    shell = ("bash", "-eo", "pipefail", "-c")
    ran = machine.run(shell, "\n".join(job["script"]), **variables)
    assert ran.code == code, ran.err
    assert job["variables"]["SSOT_AUDIT"] in machine.installed.read_text()
    reports = job["artifacts"]["reports"]
    assert "critical" in machine.report(reports["codequality"])
    ET.fromstring(machine.report(reports["junit"]))  # noqa: S314 - our own document
    assert all(machine.report(name) for name in job["artifacts"]["paths"])
    (folder,) = job["cache"]["paths"]
    assert (machine.root / folder / "CACHEDIR.TAG").exists()


@COMPARED
def test_the_pipeline_on_the_jenkins_page(
    machine: Machine, tmp_path: Path, *, is_compared: bool, code: int
) -> None:
    (pipeline,) = blocks(PAGES / "jenkins.md", "groovy")
    assert "\\" not in pipeline, "Groovy takes it before the shell does"
    (what,) = re.findall(r"SSOT_AUDIT = '(.*)'", pipeline)
    install, scan = re.findall(r"(?s)sh '''(.*?)'''", pipeline)
    variables = {
        "SSOT_AUDIT": what,
        "WORKSPACE_TMP": str(tmp_path / "a b"),
        "HOME": str(tmp_path),
    }
    if is_compared:
        machine.run_git("update-ref", "refs/remotes/origin/main", "HEAD")
        variables["CHANGE_TARGET"] = "main"
    assert machine.run(("sh", "-xec"), install, **variables).code == 0
    assert what in machine.installed.read_text()
    ran = machine.run(("sh", "-xec"), scan, **variables)
    assert ran.code == code, ran.err
    (junit,) = re.findall(r"testResults: '(.*)'", pipeline)
    ET.fromstring(machine.report(junit))  # noqa: S314 - our own document
    (kept,) = re.findall(r"artifacts: '(.*)'", pipeline)
    assert machine.report(kept)
    assert (tmp_path / ".cache/ssot-audit/CACHEDIR.TAG").exists()


def test_the_exit_codes_on_the_jenkins_page(machine: Machine) -> None:
    assert machine.run(("sh", "-c"), "ssot-audit scan --exit-zero").code == 0
    wrong = "ssot-audit scan --exit-zero --config none.toml"
    assert machine.run(("sh", "-c"), wrong).code == 2


@pytest.mark.parametrize("page", [*sorted(PAGES.glob("*.md")), REPORTS], ids=str)
def test_shell_blocks_run(machine: Machine, page: Path) -> None:
    scripts = blocks(page, "sh")
    marked = re.findall(r"(?m)^<!-- run -->\n```sh$", page.read_text(encoding="utf-8"))
    assert len(scripts) == len(marked)
    (machine.root / "more.py").write_text("")
    machine.run_git("add", "--all")
    for name in ("user.name", "user.email"):
        machine.run_git("config", name, "Test")
    for script in scripts:
        ran = machine.run(("sh", "-ec"), script)
        assert ran.code == 0, ran.err


def test_the_hooks_on_their_page_are_those_there_are() -> None:
    offered = yaml.safe_load((REPOSITORY / ".pre-commit-hooks.yaml").read_text())
    names = [hook["id"] for hook in offered]
    text = (PAGES / "pre-commit.md").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^\| `([\w-]+)` \|", text) == names
    (page,) = documents("pre-commit.md")
    (repository,) = page["repos"]
    assert {hook["id"] for hook in repository["hooks"]} <= set(names)


def test_the_table_of_reports_has_every_format() -> None:
    table = re.findall(r"(?m)^\| `(\w+)` \|", REPORTS.read_text(encoding="utf-8"))
    assert set(Format) <= set(table)
    assert len(set(table)) == len(table)
