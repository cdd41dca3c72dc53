"""Where reports go, and what they look like there."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from tests.support.command import BROKEN, CLEAN, COMMAND, Run, Write, environment


def test_findings_go_to_stdout_and_the_summary_to_stderr(
    write: Write, run: Run
) -> None:
    write(BROKEN)
    ran = run("scan", "--output", "concise")
    assert ran.out.startswith("shop/till.py:1:1: SSOT202 ")
    assert ran.out.count("\n") == 1
    assert "1 error, 0 warnings, 0 notes" in ran.err
    assert "failed: 1 finding of level error or worse" in ran.err


def test_a_machine_format_is_all_there_is_on_stdout(write: Write, run: Run) -> None:
    write(BROKEN)
    assert json.loads(run("scan", "--output", "json").out)["findings"]


@pytest.mark.parametrize("option", ["-q", "--quiet"])
def test_quiet_leaves_the_report_alone(write: Write, run: Run, option: str) -> None:
    write(BROKEN)
    ran = run("scan", option, "--output", "concise")
    assert (ran.code, ran.err) == (1, "")
    assert "SSOT202" in ran.out


def test_several_reports_in_one_run(project: Path, write: Write, run: Run) -> None:
    write(BROKEN)
    outputs = ("--output", "json:a.json", "--output", "text:a.txt")
    ran = run("scan", *outputs, "--output", "concise")
    assert "SSOT202" in ran.out
    assert json.loads((project / "a.json").read_text("utf-8"))["findings"]
    assert (project / "a.txt").read_text("utf-8").startswith("failed: ")


def test_a_report_that_cannot_be_written_does_not_stop_the_others(
    project: Path, write: Write, run: Run
) -> None:
    write(BROKEN)
    outputs = ("--output", "json:no/such/a.json", "--output", "text:a.txt")
    ran = run("scan", *outputs, "--output", "concise")
    assert ran.code == 2
    assert "error: --output json:no/such/a.json: No such file" in ran.err
    assert "SSOT202" in ran.out
    assert (project / "a.txt").exists()


@pytest.mark.parametrize(
    ("outputs", "said"),
    [
        (["text", "json"], "only one report can go to standard output; add `:PATH`"),
        (["text:a", "json:a"], "only one report can go to `a`"),
    ],
)
def test_two_reports_need_two_places(
    write: Write, run: Run, outputs: list[str], said: str
) -> None:
    write(BROKEN)
    ran = run("scan", *(f"--output={output}" for output in outputs))
    assert ran.code == 2
    assert said in ran.err
    assert not ran.out


def test_a_report_replaces_an_older_one(project: Path, write: Write, run: Run) -> None:
    write({**CLEAN, "a.txt": "old " * 9999})
    run("scan", "--output", "concise:a.txt")
    assert not (project / "a.txt").read_text("utf-8")
    assert [file.name for file in project.glob(".a.txt*")] == []


@pytest.mark.skipif(not Path("/dev/null").exists(), reason="needs a device file")
def test_a_device_is_written_into_and_not_replaced(write: Write, run: Run) -> None:
    write(CLEAN)
    assert run("scan", "--output", f"json:{os.devnull}").code == 0
    assert Path(os.devnull).is_char_device()


def test_a_link_is_followed(project: Path, write: Write, run: Run) -> None:
    write({**BROKEN, "real.txt": ""})
    (project / "link.txt").symlink_to("real.txt")
    run("scan", "--output", "concise:link.txt")
    assert (project / "link.txt").is_symlink()
    assert "SSOT202" in (project / "real.txt").read_text("utf-8")


def test_no_colour_where_nobody_looks(write: Write, run: Run) -> None:
    write(BROKEN)
    assert "\x1b[" not in run("scan").out


@pytest.mark.parametrize(
    "asked",
    [
        {"FORCE_COLOR": "1"},
        {"FORCE_COLOR": "1", "NO_COLOR": ""},
        {"FORCE_COLOR": "1", "TERM": "dumb"},
    ],
)
def test_colour_is_forced(write: Write, run: Run, asked: dict[str, str]) -> None:
    write(BROKEN)
    assert "\x1b[" in run("scan", **asked).out


@pytest.mark.parametrize(
    "asked", [{"FORCE_COLOR": ""}, {"FORCE_COLOR": "1", "NO_COLOR": "1"}]
)
def test_colour_is_forbidden(write: Write, run: Run, asked: dict[str, str]) -> None:
    write(BROKEN)
    assert "\x1b" not in run("scan", **asked).out


def test_files_are_never_coloured(project: Path, write: Write, run: Run) -> None:
    write(BROKEN)
    run("scan", "--output", "text:a.txt", FORCE_COLOR="1")
    assert "\x1b" not in (project / "a.txt").read_text("utf-8")


def test_width_is_that_of_the_terminal(write: Write, run: Run) -> None:
    write(BROKEN)
    assert max(map(len, run("scan", COLUMNS="44").out.splitlines())) <= 44


def test_output_is_utf_8_whatever_the_locale(write: Write, run: Run) -> None:
    write({**CLEAN, "shop/größe.py": "from shop.cart import maß\n"})
    ran = run("scan", "--output", "concise", PYTHONIOENCODING="latin-1")
    assert "shop/größe.py:1:1" in ran.out


def test_a_reader_who_leaves_changes_nothing_else(project: Path, write: Write) -> None:
    write({**BROKEN, **{f"shop/t{n}.py": "import shop.no\n" for n in range(300)}})
    arguments = ["scan", "--output", "text", "--output", "concise:a.txt"]
    with subprocess.Popen(
        [*COMMAND, *arguments],
        cwd=project,
        env=environment(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read().decode()
    assert process.returncode == 1
    assert "Traceback" not in said
    assert "BrokenPipe" not in said
    assert "failed: " in said
    assert "SSOT202" in (project / "a.txt").read_text("utf-8")


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a full device")
def test_a_full_disk_behind_stdout_is_a_fault(project: Path, write: Write) -> None:
    write(BROKEN)
    with Path("/dev/full").open("wb") as full:
        done = subprocess.run(
            [*COMMAND, "scan", "--output", "concise"],
            cwd=project,
            env=environment(),
            stdout=full,
            stderr=subprocess.PIPE,
            encoding="utf-8",
            check=False,
        )
    assert done.returncode == 2
    assert "error: --output concise: No space left on device" in done.stderr


def test_only_selected_rules_run(write: Write, run: Run) -> None:
    write({**BROKEN, "shop/env.py": "import os\n\nA = os.getenv('A')\n"})
    selected = run("scan", "--select", "SSOT3", "--output", "concise")
    assert "SSOT301" in selected.out
    assert "SSOT202" not in selected.out
    assert "partial: rules switched off: " in selected.err


def test_ignored_rules_do_not_run(write: Write, run: Run) -> None:
    write(BROKEN)
    ran = run("scan", "--ignore", "ssot202,SSOT9 ,", "--ignore", "SSOT1")
    assert ran.code == 2
    ran = run("scan", "--ignore", "ssot202,", "--ignore", "SSOT1")
    assert ran.code == 0
    assert "SSOT202" in ran.err
