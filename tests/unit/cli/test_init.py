"""`ssot-audit init`: the written file loads, and nothing is ever overwritten."""

import re
import shutil
from pathlib import Path

import pytest

from ssot_audit.config.load import load
from ssot_audit.rules.registry import all_rules
from ssot_audit.starter import propose
from tests.support.command import CLEAN, Run, Write

FIXTURES = Path(__file__).parents[3] / "fixtures"
PROJECTS = sorted(folder.name for folder in FIXTURES.iterdir() if folder.is_dir())
_SETTING = re.compile(r"^#(?! \S)", re.MULTILINE)


def unconfigured(fixture: str, project: Path) -> None:
    """Copy a fixture project without its configuration."""
    shutil.copytree(FIXTURES / fixture, project, dirs_exist_ok=True)
    (project / "ssot-audit.toml").unlink(missing_ok=True)


def rewrite(project: Path, content: str) -> None:
    (project / "ssot-audit.toml").write_text(content, encoding="utf-8")


@pytest.mark.parametrize("fixture", PROJECTS)
def test_what_is_written_can_be_scanned_with(
    project: Path, run: Run, fixture: str
) -> None:
    unconfigured(fixture, project)
    assert run("init").code == 0
    ran = run("scan", "--exit-zero")
    assert ran.code == 0, ran.err


@pytest.mark.parametrize("fixture", PROJECTS)
def test_what_is_commented_out_can_be_scanned_with_too(
    project: Path, run: Run, fixture: str
) -> None:
    unconfigured(fixture, project)
    rewrite(project, _SETTING.sub("", propose(project)))
    ran = run("scan", "--exit-zero")
    assert ran.code == 0, ran.err


def test_clear_accessor_is_set_and_interfaces_are_suggested(project: Path) -> None:
    unconfigured("chat_platform", project)
    content = propose(project)
    assert (
        '\n[environment]\naccessor = "shared.isolated_environment.get_env"' in content
    )
    protocol = "backend.websocket_core.protocols.WebSocketProtocol"
    assert f'\n#[[contract]]\n#interface = "{protocol}"\n' in content
    assert '\n#    "*WebSocketBridge",\n' in content
    assert '\n#    "*WebSocketManager",\n' in content
    assert '\n#target-version = "3.11"\n' in content


def test_accessor_in_doubt_is_a_comment(project: Path, write: Write) -> None:
    write(
        {
            **CLEAN,
            "shop/__init__.py": "",
            "shop/boot.py": "import os\n\n\ndef start():\n    return os.environ\n",
            "shop/main.py": "from shop.boot import start\n",
        }
    )
    content = propose(project)
    assert '\n#[environment]\n#accessor = "shop.boot.start"\n' in content
    assert "imported by 1 module; look at it before you switch it on" in content


def test_functions_that_only_happen_to_read_a_variable_are_no_accessors(
    project: Path, write: Write
) -> None:
    reader = "import os\n\n\ndef date():\n    return os.getenv('DATE')\n"
    write(
        {**CLEAN, "shop/build.py": reader, "shop/a.py": "from shop.build import date"}
    )
    assert "# No function for it was found." in propose(project)


def test_of_many_interfaces_ten_are_suggested(project: Path, write: Write) -> None:
    protocol = "from typing import Protocol\n"
    for number in range(12):
        name = f"Loader{number:02}"
        protocol += f"\n\nclass {name}Protocol(Protocol):\n    x: int\n"
        protocol += f"\n\nclass My{name}:\n    x = 1\n"
    write({**CLEAN, "shop/protocols.py": protocol})
    content = propose(project)
    assert content.count("[[contract]]") == 10
    assert "# 2 more interfaces could be listed like this." in content


def test_settings_are_found_that_the_loader_understands(
    project: Path, write: Write
) -> None:
    write({**CLEAN, "src/lib/a.py": "", "pyproject.toml": ""})
    rewrite(project, propose(project))
    known = {code: rule.options for code, rule in all_rules().items()}
    assert set(load(project, None, known).roots) == {"src", "."}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("ssot-audit.toml", "exclude = []\n"),
        (".ssot-audit.toml", ""),
        ("pyproject.toml", "[tool.ssot-audit]\nexclude = []\n"),
        ("pyproject.toml", "[tool.ssot-audit\n"),
    ],
)
def test_a_configured_project_is_left_alone(
    project: Path, write: Write, run: Run, name: str, content: str
) -> None:
    write({**CLEAN, name: content})
    before = sorted(project.rglob("*"))
    ran = run("init")
    assert ran.code == 2
    assert f"`{name}`" in ran.err
    assert (project / name).read_text("utf-8") == content
    assert sorted(project.rglob("*")) == before


def test_a_configuration_further_up_is_mentioned(
    project: Path, write: Write, run: Run
) -> None:
    write({**CLEAN, "ssot-audit.toml": ""})
    ran = run("init", "shop")
    assert ran.code == 0
    assert "does not apply below shop any more" in ran.out
    assert (project / "shop/ssot-audit.toml").exists()


def test_a_project_without_python_is_a_fault(project: Path, run: Run) -> None:
    ran = run("init")
    assert ran.code == 2
    assert "there is no Python file to analyse" in ran.err
    assert list(project.iterdir()) == []


def test_a_directory_that_is_none_is_a_fault(run: Run) -> None:
    ran = run("init", "nowhere")
    assert ran.code == 2
    assert "nowhere" in ran.err
    assert "Traceback" not in ran.err
