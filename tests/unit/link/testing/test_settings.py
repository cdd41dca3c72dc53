"""Which settings of pytest apply to a file."""

import pytest

from ssot_audit.link.testing.settings import PytestSettings
from tests.support.projects import linked

INI = "[pytest]\nmarkers = {}\n"
SETTINGS = {
    "pytest.toml": '[pytest]\nmarkers = ["{}"]\n',
    ".pytest.toml": '[pytest]\nmarkers = ["{}"]\n',
    "pytest.ini": INI,
    ".pytest.ini": INI,
    "pyproject.toml": '[tool.pytest.ini_options]\nmarkers = ["{}"]\n',
    "tox.ini": INI,
    "setup.cfg": "[tool:pytest]\nmarkers = {}\n",
}
"""In the order in which pytest looks at them."""
NOT_ONE = {
    "pyproject.toml": "[tool.black]\n[tool.pytest]\n",
    "tox.ini": "[tox]\nenvlist = py\n[tool:pytest]\n",
    "setup.cfg": "[metadata]\nname = x\n[pytest]\n",
}


def settings(files: dict[str, str], path: str = "tests/test_a.py") -> PytestSettings:
    program = linked({**files, path: ""})
    (module,) = (module for module in program.modules if module.path == path)
    return program.test_settings(module)


def from_ini(*lines: str) -> PytestSettings:
    return settings({"pytest.ini": "\n".join(("[pytest]", *lines, ""))})


@pytest.mark.parametrize("first", range(len(SETTINGS)))
def test_the_first_file_in_pytests_order_counts(first: int) -> None:
    files = {name: text.format(name) for name, text in [*SETTINGS.items()][first:]}
    found = settings(files)
    assert found.path == [*SETTINGS][first]
    assert [mark.name for mark in found.markers] == [found.path]


@pytest.mark.parametrize("name", ["pytest.ini", ".pytest.ini", "pytest.toml"])
def test_a_file_of_pytests_own_counts_even_if_it_is_empty(name: str) -> None:
    found = settings({name: "", "setup.cfg": SETTINGS["setup.cfg"].format("slow")})
    assert (found.path, found.markers) == (name, ())


@pytest.mark.parametrize(("name", "text"), NOT_ONE.items())
def test_a_file_without_a_section_for_pytest_does_not_count(
    name: str, text: str
) -> None:
    found = settings({f"tests/{name}": text, "pytest.ini": ""})
    assert found.path == "pytest.ini"


def test_the_nearest_directory_with_settings_counts() -> None:
    files = {"pytest.ini": "", "shop/tests/tox.ini": INI.format("near")}
    assert settings(files, "shop/tests/unit/test_a.py").path == "shop/tests/tox.ini"
    assert settings(files, "shop/tests/unit/test_a.py").directory == "shop/tests"
    assert settings(files, "shop/test_a.py").path == "pytest.ini"


@pytest.mark.parametrize("name", ["pyproject.toml", "setup.py"])
def test_without_settings_the_nearest_project_is_the_root(name: str) -> None:
    found = settings({name: "", f"shop/{name}": ""}, "shop/tests/test_a.py")
    assert (found.directory, found.path) == ("shop", "")


def test_settings_above_come_before_a_project_without_any() -> None:
    files = {"pytest.ini": "", "shop/pyproject.toml": ""}
    found = settings(files, "shop/tests/test_a.py")
    assert (found.directory, found.path) == ("", "pytest.ini")


def test_what_is_not_set_is_as_pytest_has_it() -> None:
    found = settings({})
    assert found.python_files == ("test_*.py", "*_test.py")
    assert found.python_classes == ("Test",)
    assert found.python_functions == ("test",)
    assert found.testpaths == ()
    assert "node_modules" in found.norecursedirs
    assert not found.is_strict
    assert found.option("asyncio_mode") is None


def test_values_are_split_as_a_shell_does() -> None:
    found = from_ini("python_files = a.py 'b c.py'", "  d.py", "testpaths = x y")
    assert found.python_files == ("a.py", "b c.py", "d.py")
    assert found.testpaths == ("x", "y")
    assert from_ini("python_files = 'odd").python_files == ()


@pytest.mark.parametrize(
    ("lines", "is_strict"),
    [
        (("addopts = -ra --strict-markers",), True),
        (("addopts = --strict",), True),
        (("strict = yes",), True),
        (("strict_markers = 1",), True),
        (("addopts = -o strict_markers=true",), True),
        (("strict = true", "strict_markers = false"), False),
        (("addopts = --strict", "strict_markers = no"), False),
        (("addopts = --strict-config", "strict = off"), False),
        (("addopts = -k --strict-markersx",), False),
    ],
)
def test_markers_are_strict_by_any_of_several_ways(
    lines: tuple[str, ...], is_strict: bool
) -> None:
    assert from_ini(*lines).is_strict is is_strict


def test_the_command_line_is_taken_apart() -> None:
    added = (
        "-p no:cacheprovider -pxdist -m 'not slow' -mfast --ignore a --ignore=b "
        "--import-mode=importlib --doctest-modules -o asyncio_mode=auto "
        "--override-ini=python_files=check_*.py"
    )
    found = from_ini(
        f"addopts = {added}", "python_files = x.py", "asyncio_mode = strict"
    )
    words = found.command_line
    assert words.values("-p") == ("no:cacheprovider", "xdist")
    assert words.value("-m") == "fast"
    assert words.values("--ignore") == ("a", "b")
    assert words.value("--import-mode") == "importlib"
    assert words.value("--deselect") is None
    assert words.has("--doctest-modules")
    assert found.option("asyncio_mode") == "auto"
    assert found.python_files == ("check_*.py",)


def test_a_setting_has_a_place() -> None:
    found = from_ini("", "python_classes = Check")
    span = found.span_of("python_classes")
    assert span is not None
    assert span.line == 3
    assert found.span_of("python_files") is None
