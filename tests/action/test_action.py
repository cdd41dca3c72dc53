"""`action.yml`: its shape, and its scripts run as a runner of GitHub runs them."""

import json
import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from ssot_audit.report import markdown
from tests.support.command import BROKEN, CLEAN, REPOSITORY, environment
from tests.support.runner import ACTION, STEPS, Runner, path_with, program

TEXT = (REPOSITORY / "action.yml").read_text(encoding="utf-8")
SCRIPTS = sorted((REPOSITORY / "tools/action").glob("*.sh"))
IDENTITY = ("-c", "user.name=Test", "-c", "user.email=test@example.org")
FAILED = {"exit-code": "1", "has-news": "true"}
HOSTILE = {
    "one line": "$(touch pwned) `touch pwned` ; touch pwned | touch pwned "
    "\"; touch pwned; \" '; touch pwned; ' }; touch pwned; { a[$(touch pwned)] "
    "${IFS}touch${IFS}pwned & touch pwned #",
    "several lines": "x\ntouch pwned\nexit-code=0\n"
    "::set-output name=exit-code::0\n$(touch pwned)\n'\"\n",
}
SCANNED = ("paths", "config", "since", "fail-on", "args")


@pytest.fixture
def runner(tmp_path: Path) -> Runner:
    """Return a runner whose work tree is a repository with one error."""
    workspace = tmp_path / "workspace"
    for path, text in BROKEN.items():
        (workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (workspace / path).write_text(text)
    runner = Runner(tmp_path, workspace)
    runner.install()
    git(runner, "init", "--quiet")
    commit(runner, "Base")
    return runner


def git(runner: Runner, *arguments: str) -> str:
    program = shutil.which("git")
    if program is None:
        pytest.skip("needs git")
    return subprocess.run(
        [program, *IDENTITY, *arguments],
        cwd=runner.workspace,
        check=True,
        capture_output=True,
        encoding="utf-8",
        env=environment(GIT_CONFIG_GLOBAL=os.devnull),
    ).stdout.strip()


def commit(runner: Runner, message: str) -> str:
    git(runner, "add", "--all")
    git(runner, "commit", "--quiet", "-m", message)
    return git(runner, "rev-parse", "HEAD")


def test_every_script_is_a_step_of_the_composite_action() -> None:
    assert ACTION["runs"]["using"] == "composite"
    scripts = "\n".join(step["run"] for step in STEPS if "run" in step)
    named = set(re.findall(r"tools/action/([\w.]+)", scripts))
    assert named == {path.name for path in (REPOSITORY / "tools/action").iterdir()}
    assert all(os.access(script, os.X_OK) for script in SCRIPTS)


def test_no_expression_is_part_of_a_script() -> None:
    for step in STEPS:
        if "run" in step:
            assert step["shell"] == "bash"
            assert "${{" not in step["run"]
    assert all("${{" not in script.read_text() for script in SCRIPTS)


def test_other_actions_are_pinned_by_commit_with_their_version_beside() -> None:
    lines = [line for line in TEXT.splitlines() if "uses:" in line]
    assert len(lines) == sum("uses" in step for step in STEPS) > 0
    pinned = re.compile(r"uses: [\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
    assert [line for line in lines if not pinned.search(line)] == []


def test_every_input_has_a_text_and_is_used() -> None:
    for name, declared in ACTION["inputs"].items():
        assert declared["description"]
        assert isinstance(declared["default"], str)
        assert f"inputs.{name}" in TEXT
    used = set(re.findall(r"\binputs\.([\w-]+)", TEXT))
    assert used == set(ACTION["inputs"])


def test_every_variable_that_a_script_reads_is_given_to_it() -> None:
    for step in STEPS:
        for name in re.findall(r"tools/action/([\w.]+)", step.get("run", "")):
            script = (REPOSITORY / "tools/action" / name).read_text()
            inputs = set(re.findall(r"\bINPUT_\w+", script)) - {"INPUT_"}
            assert inputs <= set(step["env"])


def test_outputs_come_from_what_the_scan_writes(runner: Runner) -> None:
    runner.step("Scan", {})
    asked = re.findall(r"steps\.scan\.outputs\.([\w-]+)", TEXT)
    assert set(asked) == set(runner.outputs())
    assert all(
        Path(value).is_file()
        for name, value in runner.outputs().items()
        if name.endswith("-file")
    )


def test_a_failed_gate_fails_the_last_step_only(runner: Runner) -> None:
    ran = runner.step("Scan", {})
    assert ran.code == 0, ran.err
    assert ran.out.startswith("::error file=shop/till.py,line=1,")
    assert FAILED.items() <= runner.outputs().items()
    code = {"steps.scan.outputs.exit-code": runner.outputs()["exit-code"]}
    assert runner.step("Gate", code).code == 1
    assert runner.step("Gate", {"steps.scan.outputs.exit-code": "0"}).code == 0


def test_the_summary_is_the_pull_request_report(runner: Runner) -> None:
    runner.step("Scan", {})
    report = Path(runner.outputs()["markdown-file"]).read_text()
    assert report.startswith(markdown.MARKER)
    assert runner.summary.read_text() == report
    # GitHub drops a summary over 1 MiB; a character has 4 bytes at most.
    assert markdown.MOST_CHARACTERS * 4 < 2**20


def test_without_a_summary_none_is_written(runner: Runner) -> None:
    assert runner.step("Scan", {"inputs.summary": "false"}).code == 0
    assert runner.summary.read_text() == ""


def test_a_pull_request_is_compared_with_where_it_branched_off(runner: Runner) -> None:
    base = git(runner, "rev-parse", "HEAD")
    git(runner, "checkout", "--quiet", "-b", "topic")
    (runner.workspace / "shop/more.py").write_text("MORE = 1\n")
    commit(runner, "Topic")
    git(runner, "checkout", "--quiet", "-b", "main", base)
    (runner.workspace / "shop/till.py").write_text("")
    main = commit(runner, "Main has mended it since")
    git(runner, "checkout", "--quiet", "topic")
    pull_request = {"github.event.pull_request.base.sha": main}
    ran = runner.step("Scan", pull_request)
    assert f"new since {base}: 0 errors" in ran.err
    assert runner.outputs()["exit-code"] == "0"
    assert "has-news" not in runner.outputs()


def test_no_comparison_if_that_is_asked_for(runner: Runner) -> None:
    base = git(runner, "rev-parse", "HEAD")
    pull_request = {"github.event.pull_request.base.sha": base}
    runner.step("Scan", {**pull_request, "inputs.since": ""})
    assert FAILED.items() <= runner.outputs().items()


def test_a_clone_that_is_too_shallow_says_what_to_do(runner: Runner) -> None:
    ran = runner.step("Scan", {"github.event.pull_request.base.sha": "0" * 40})
    assert ran.code == 2
    assert "`fetch-depth: 0`" in ran.err
    assert runner.outputs() == {}


def test_a_wrong_configuration_fails_at_once(runner: Runner) -> None:
    ran = runner.step("Scan", {"inputs.config": "none.toml"})
    assert ran.code == 2
    assert runner.outputs() == {}
    assert runner.summary.read_text() == ""


def test_inputs_are_options(runner: Runner) -> None:
    (runner.workspace / "a b.toml").write_text('[rules]\nSSOT202 = "off"\n')
    inputs = {
        "inputs.config": "a b.toml",
        "inputs.fail-on": "warning",
        "inputs.paths": "shop/till.py\nshop/cart.py\n",
        "inputs.args": "--ignore\nSSOT201\n",
    }
    assert runner.step("Scan", inputs).code == 0
    assert runner.outputs()["exit-code"] == "0"
    report = json.loads(Path(runner.outputs()["json-file"]).read_text())
    assert report["summary"]["partial_because"] == [
        "only part of the project was asked for",
        "rules switched off: SSOT201, SSOT202",
    ]


@pytest.mark.parametrize("value", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("name", SCANNED)
def test_nothing_in_an_input_is_run(runner: Runner, name: str, value: str) -> None:
    ran = runner.step("Scan", {f"inputs.{name}": value, "inputs.summary": value})
    assert ran.code in {0, 2}
    assert runner.outputs().get("exit-code") in {"1", None}
    assert not list(runner.workspace.rglob("pwned"))
    assert not re.search(r"(?m)^\s*::set-output", ran.out + ran.err)


@pytest.fixture
def fake_python(tmp_path: Path) -> Path:
    """Return a folder with a `python3` whose environments note what is installed."""
    folder = tmp_path / "programs"
    folder.mkdir()
    program(folder / "pip", f'printf "%s\\n" "$@" > {tmp_path}/installed')
    lines = [
        'if [ "$1" = -c ]; then exit "${TOO_OLD:-0}"; fi',
        f'mkdir -p "$3/bin" && cp {folder}/pip "$3/bin/pip"',
    ]
    program(folder / "python3", "\n".join(lines))
    return folder


@pytest.mark.parametrize("value", ["ssot-audit==0.1.0", *HOSTILE.values()])
def test_the_version_is_installed_as_it_is_given(
    tmp_path: Path, fake_python: Path, value: str
) -> None:
    runner = Runner(tmp_path, tmp_path)
    step = ("Install ssot-audit", {"inputs.version": value})
    assert runner.step(*step, PATH=path_with(fake_python)).code == 0
    _, _, what = (tmp_path / "installed").read_text().partition("\n--\n")
    assert what == f"{value}\n"
    assert not list(tmp_path.rglob("pwned"))


def test_without_a_version_it_is_what_the_action_comes_with(
    tmp_path: Path, fake_python: Path
) -> None:
    runner = Runner(tmp_path, tmp_path)
    runner.step("Install ssot-audit", {}, PATH=path_with(fake_python))
    assert (tmp_path / "installed").read_text().endswith(f"--\n{REPOSITORY}\n")


def test_an_old_python_is_refused(tmp_path: Path, fake_python: Path) -> None:
    runner = Runner(tmp_path, tmp_path)
    variables = {"PATH": path_with(fake_python), "TOO_OLD": "1"}
    ran = runner.step("Install ssot-audit", {}, **variables)
    assert ran.code == 2
    assert "3.11" in ran.out


def test_a_clean_project_has_no_news(runner: Runner) -> None:
    shutil.rmtree(runner.workspace / "shop")
    for path, text in CLEAN.items():
        (runner.workspace / path).parent.mkdir(parents=True, exist_ok=True)
        (runner.workspace / path).write_text(text)
    runner.step("Scan", {})
    assert runner.outputs()["exit-code"] == "0"
    assert "has-news" not in runner.outputs()
