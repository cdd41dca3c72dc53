"""Which hooks are called, held against a run of pytest over the same files."""

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from ssot_audit.link.testing.dead_hooks import dead_hooks
from tests.support.command import environment
from tests.support.projects import linked

NAMES = (
    *("setUp", "tearDown", "setUpClass", "tearDownClass"),
    *("asyncSetUp", "asyncTearDown", "asyncSetUpClass"),
    *("setup_method", "teardown_method", "setup_class", "teardown_class"),
    *("setup_module", "teardown_module", "setUpModule", "tearDownModule"),
    *("setup_function", "teardown_function", "setup", "teardown"),
    *(
        "set_up",
        "setup_methods",
        "setUpclass",
        "tear_down_class",
        "steUp",
        "setUpTestData",
    ),
)
KINDS = {
    "plain": "",
    "case": "unittest.TestCase",
    "async_case": "unittest.IsolatedAsyncioTestCase",
}
CALLED = "import pathlib\n\nCALLED = pathlib.Path(__file__).with_suffix('.called')\n"
CLASS = """
import unittest


class TestHook({base}):
{decorator}    {keyword}def {name}(self, *arguments):
        CALLED.touch()

    def test_nothing(self):
        pass
"""
MODULE = """

def {name}(*arguments):
    CALLED.touch()


def test_nothing():
    pass
"""


def files() -> Mapping[str, str]:
    """Return a file for each name, at the top and in each kind of class."""
    made = {"pyproject.toml": '[project]\nname = "x"\ndependencies = ["pytest>=8"]\n'}
    for name in NAMES:
        made[f"test_module_{name}.py"] = CALLED + MODULE.format(name=name)
        for kind, base in KINDS.items():
            made[f"test_{kind}_{name}.py"] = CALLED + CLASS.format(
                base=base,
                name=name,
                keyword="async " if name in {"asyncSetUp", "asyncTearDown"} else "",
                decorator="    @classmethod\n" if "lass" in name else "",
            )
    return made


def test_what_is_called_dead_is_what_pytest_does_not_call(tmp_path: Path) -> None:
    project = files()
    for name, text in project.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "."],
        cwd=tmp_path,
        env=environment(PYTEST_DISABLE_PLUGIN_AUTOLOAD="1", PYTEST_ADDOPTS=""),
        check=True,
        capture_output=True,
    )
    called = {path.stem for path in tmp_path.glob("*.called")}
    tests = {name.removesuffix(".py") for name in project if name.endswith(".py")}
    dead = {hook.module.name for hook in dead_hooks(linked(project))}
    assert dead == tests - called
