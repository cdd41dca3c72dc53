"""Where Python would import from, and what a file is called there."""

import pytest

from ssot_audit.discover.modules import ModuleNames, discovered_roots, longest_first


def module(path: str, *roots: str) -> tuple[str, bool]:
    return ModuleNames(roots, "project").of(path)


def test_project_root_is_always_a_root() -> None:
    assert discovered_roots([], []) == ("",)
    assert discovered_roots(["__init__.py", "a.py"], ["setup.py"]) == ("",)


@pytest.mark.parametrize("name", ["src", "lib", "python"])
def test_src_layout_is_a_root(name: str) -> None:
    assert discovered_roots([f"{name}/shop/cart.py"], []) == (name, "")


def test_src_that_is_a_package_is_no_root() -> None:
    assert discovered_roots(["src/__init__.py", "src/a.py"], []) == ("",)


def test_src_elsewhere_is_no_root() -> None:
    assert discovered_roots(["docs/src/a.py"], []) == ("",)


def test_each_project_of_a_repository_is_a_root() -> None:
    sources = ["services/auth/src/auth/a.py", "services/billing/b.py", "c.py"]
    markers = ["services/auth/pyproject.toml", "services/billing/setup.cfg"]
    roots = ("services/auth/src", "services/billing", "services/auth", "")
    assert discovered_roots(sources, markers) == roots


def test_project_without_python_is_no_root() -> None:
    assert discovered_roots(["a.py"], ["docs/setup.cfg", "web/pyproject.toml"]) == ("",)


def test_template_inside_a_package_is_no_root() -> None:
    sources = ["tool/__init__.py", "tool/template/setup.py", "tool/template/src/a.py"]
    assert discovered_roots(sources, ["tool/template/setup.py"]) == ("",)


def test_package_with_its_own_project_file_is_no_root() -> None:
    sources = ["auth/__init__.py", "auth/core.py"]
    assert discovered_roots(sources, ["auth/pyproject.toml"]) == ("",)


def test_requirements_make_no_root() -> None:
    assert discovered_roots(["a/b.py"], ["a/requirements.txt", "a/.gitignore"]) == ("",)


def test_roots_are_sorted_longest_first() -> None:
    assert longest_first(["", "b", "src", "a", "src"]) == ("src", "a", "b", "")


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("shop/cart.py", ("shop.cart", False)),
        ("shop/__init__.py", ("shop", True)),
        ("shop/__init__.pyi", ("shop", True)),
        ("shop/gui.pyw", ("shop.gui", False)),
        ("src/shop/cart.py", ("shop.cart", False)),
        ("src/setup.py", ("setup", False)),
        ("__init__.py", ("project", True)),
        ("src/__init__.py", ("src", True)),
        ("name/space/a.py", ("name.space.a", False)),
        ("src/more/b.py", ("b", False)),
        ("srcs/a.py", ("srcs.a", False)),
    ],
)
def test_module_is_named_from_its_nearest_root(
    path: str, expected: tuple[str, bool]
) -> None:
    assert module(path, "", "src", "src/more") == expected


def test_file_below_no_root_is_named_from_the_project() -> None:
    assert module("tests/unit/test_a.py", "src") == ("tests.unit.test_a", False)


def test_directories_may_nest_deeper_than_python_recurses() -> None:
    assert module(f"{'a/' * 2_000}b.py") == (f"{'a.' * 2_000}b", False)
