"""Telling modules that a build writes from modules that are missing."""

import pickle
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from ssot_audit.discover.generated import GeneratedPaths
from ssot_audit.discover.reading import read_bytes

Write = Callable[[Mapping[str, str | bytes]], Path]


def reader(root: Path) -> Callable[[str], bytes]:
    return partial(read_bytes, str(root))


def test_declared_patterns(root: Path) -> None:
    is_generated = GeneratedPaths(reader(root), ["*_pb2.py", "/gen/"], [])
    assert is_generated("deep/a_pb2.py")
    assert is_generated("gen/b.py")
    assert not is_generated("deep/gen/b.py")


def test_outputs_that_any_tool_names(write: Write) -> None:
    files = {
        "pyproject.toml": (
            "[tool.setuptools_scm]\nwrite_to = './src/shop/_version.py'\n"
            "[tool.hatch.build.hooks.vcs]\nversion-file = 'shop\\_hatch.py'\n"
            "[[tool.scikit-build.generate]]\npath = 'shop/_build.py'\n"
            "[project]\nname = 'name.py'\n"
        ),
        "part/pyproject.toml": "[tool.a]\nb = [{ c = 'own.py' }]\n",
    }
    is_generated = GeneratedPaths(reader(write(files)), [], tuple(files))
    assert is_generated("src/shop/_version.py")
    assert is_generated("shop/_build.py")
    assert is_generated("part/own.py")
    assert not is_generated("own.py")
    assert not is_generated("name.py")


def test_names_that_the_instructions_of_a_build_mention(write: Write) -> None:
    files = {
        "setup.py": "made = ('setupconfig.py',)\nother = 'shop/_build.py'\n",
        "shop/meson.build": "py.extension_module('_tree', ['tree.c', '_version.py'])\n",
        "CMakeLists.txt": "pybind11_add_module(_core MODULE core.cpp)\n",
        "shop/cart.py": "NAME = 'prices.py'\n",
    }
    is_generated = GeneratedPaths(reader(write(files)), [], tuple(files))
    for name in ("setupconfig", "_build", "_tree", "_version", "_core"):
        assert is_generated(f"shop/{name}.py"), name
    for name in ("prices", "__init__", "made", "core"):
        assert not is_generated(f"shop/{name}.py"), name


def test_directories_that_helpers_of_setup_py_write_into(write: Write) -> None:
    files = {
        "part/setup.py": "import setuptools\nfrom compiler.api import compiler\n",
        "part/compiler/api/compiler.py": (
            "TO = 'shop/raw'\ndef start():\n    open(TO, 'w').write('')\n"
        ),
        "part/setuptools.py": "HERE = 'shop/read'\n",
        "part/other.py": "TO = 'shop/other'\nopen(TO, 'w')\n",
    }
    root = write(files)
    is_generated = GeneratedPaths(reader(root), [], ("part/setup.py",), (*files,))
    assert is_generated("part/shop/raw.py")
    assert is_generated("part/shop/raw/types.py")
    for name in (
        "shop/raw/types",
        "part/shop/rawer",
        "part/shop/read",
        "part/shop/other",
    ):
        assert not is_generated(f"{name}.py"), name
    before = is_generated.digest()
    (root / "part/compiler/api/compiler.py").write_text("TO = 'shop/raw'\n")
    after = GeneratedPaths(reader(root), [], ("part/setup.py",), (*files,))
    assert after.digest() != before


def test_extension_modules_that_setuptools_builds(write: Write) -> None:
    pyproject = (
        "[[tool.setuptools.ext-modules]]\nname = 'shop._fast'\nsources = ['a/fast.c']\n"
        "[[tool.setuptools-rust.ext-modules]]\ntarget = 'shop._rust'\n"
        "[tool.maturin]\nmodule-name = 'shop._maturin'\n"
        "[tool.other]\nname = 'shop._slow'\n"
    )
    root = write({"pyproject.toml": pyproject})
    is_generated = GeneratedPaths(reader(root), [], ("pyproject.toml",))
    assert is_generated("shop/_fast.py")
    assert is_generated("src/shop/_fast.py")
    assert is_generated("shop/_rust.py")
    assert is_generated("shop/_maturin.py")
    assert not is_generated("myshop/_fast.py")
    assert not is_generated("shop/_slow.py")


def test_paths_that_git_ignores(write: Write) -> None:
    files = {
        ".gitignore": "_version.py\n/build/\nlocal/\n",
        "shop/.gitignore": "!_version.py\n/made.py\n",
        "build/.gitignore": "!a.py\n",
    }
    is_generated = GeneratedPaths(reader(write(files)), [], tuple(files))
    assert is_generated("_version.py")
    assert is_generated("other/_version.py")
    assert is_generated("build/a.py")
    assert is_generated("shop/local/deep/a.py")
    assert is_generated("shop/made.py")
    assert not is_generated("shop/_version.py")
    assert not is_generated("shop/deep/made.py")
    assert not is_generated("shop/build/a.py")


def test_files_are_opened_when_first_asked(write: Write) -> None:
    files = {".gitignore": "a.py\n", "pyproject.toml": "[tool"}
    root = write(files)
    is_generated = GeneratedPaths(reader(root), [], (*files, "gone/.gitignore"))
    (root / ".gitignore").write_text("b.py\n")
    assert is_generated("b.py")
    (root / ".gitignore").write_text("a.py\n")
    assert is_generated("b.py")
    assert not is_generated("a.py")


def test_answers_travel_to_another_process(write: Write) -> None:
    root = write({".gitignore": "a.py\n"})
    is_generated = GeneratedPaths(reader(root), ["*_pb2.py"], [".gitignore"])
    copy = pickle.loads(pickle.dumps(is_generated))  # noqa: S301 - our own object
    assert copy("a.py")
    assert copy("b_pb2.py")


def test_tables_may_nest_as_deep_as_python_recurses(write: Write) -> None:
    key = ".".join("a" * 900)
    root = write({"pyproject.toml": f"tool.{key} = 'x.py'\n"})
    assert GeneratedPaths(reader(root), [], ["pyproject.toml"])("x.py")
