"""Which file an import statement means."""

import pytest

from tests.support.projects import Files
from tests.support.resolutions import imports_of

SHOP: Files = {"shop/__init__.py": "", "shop/cart.py": "", "shop/tax/vat.py": ""}


@pytest.mark.parametrize(
    ("statement", "expected"),
    [
        ("import shop", "shop/__init__.py"),
        ("import shop.cart", "shop/cart.py"),
        ("import shop.cart as c", "shop/cart.py"),
        ("from shop import cart", "shop/__init__.py"),
        ("from shop.tax.vat import rate", "shop/tax/vat.py"),
        ("import shop.tax", "namespace shop/tax"),
        ("import shop.prices", "no module shop.prices below shop"),
        ("import shop.tax.eu.vat", "no module shop.tax.eu.vat below shop/tax"),
        ("import os.path", "external os.path"),
        ("import django.db", "external django.db"),
    ],
)
def test_an_absolute_import_is_looked_up_from_the_root(
    statement: str, expected: str
) -> None:
    assert imports_of("app.py", {**SHOP, "app.py": statement}) == [expected]


@pytest.mark.parametrize(
    ("path", "statement", "expected"),
    [
        ("shop/app.py", "from . import cart", "shop/__init__.py"),
        ("shop/app.py", "from .cart import Cart", "shop/cart.py"),
        ("shop/__init__.py", "from .cart import Cart", "shop/cart.py"),
        ("shop/tax/eu.py", "from ..cart import Cart", "shop/cart.py"),
        ("shop/tax/eu.py", "from .vat import rate", "shop/tax/vat.py"),
        ("shop/tax/eu.py", "from . import vat", "namespace shop/tax"),
        (
            "shop/app.py",
            "from .prices import total",
            "no module shop.prices below shop",
        ),
        (
            "shop/app.py",
            "from ... import cart",
            "unknown: relative import beyond the project root",
        ),
    ],
)
def test_a_relative_import_counts_from_its_package(
    path: str, statement: str, expected: str
) -> None:
    assert imports_of(path, {**SHOP, path: statement}) == [expected]


def test_a_source_directory_is_a_root() -> None:
    files = {"src/shop/__init__.py": "", "tests/test_a.py": "import shop, shop.cart"}
    assert imports_of("tests/test_a.py", files) == [
        "src/shop/__init__.py",
        "no module shop.cart below src/shop",
    ]


def test_configured_roots_replace_those_that_the_layout_shows() -> None:
    files = {"code/shop/__init__.py": "", "app.py": "import shop"}
    assert imports_of("app.py", files, 'roots = ["code"]') == ["code/shop/__init__.py"]


def test_a_module_at_a_root_beats_one_beside_the_importer() -> None:
    files = {
        "shop.py": "total = 0",
        "tools/shop.py": "total = 0",
        "tools/run.py": "from shop import total",
    }
    assert imports_of("tools/run.py", files) == ["shop.py"]


def test_a_script_sees_the_modules_beside_it_that_fit() -> None:
    files = {
        "tools/report.py": "def show(): ...",
        "tools/run.py": "from report import show",
    }
    assert imports_of("tools/run.py", files) == ["tools/report.py"]


def test_a_module_in_a_package_does_not_see_those_beside_it() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/report.py": "def show(): ...",
        "shop/run.py": "from report import show",
    }
    assert imports_of("shop/run.py", files) == ["external report"]


def test_a_folder_named_like_the_library_it_shows_is_not_that_library() -> None:
    files = {"examples/redis/demo.py": "", "examples/run.py": "import redis.client"}
    assert imports_of("examples/run.py", files) == ["external redis.client"]


def test_the_standard_library_beats_a_module_of_its_name() -> None:
    files = {"email/__init__.py": "", "app.py": "import email"}
    assert imports_of("app.py", files) == ["external email"]


def test_a_module_of_ours_below_a_standard_name_is_ours() -> None:
    files = {
        "email/__init__.py": "",
        "email/ours.py": "",
        "app.py": "import email.ours",
    }
    assert imports_of("app.py", files) == ["email/ours.py"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("shop/cart.py", "shop/cart.pyi"),
        ("shop/cart/__init__.py", "shop/cart.py"),
        ("shop/cart/__init__.pyi", "shop/cart.pyi"),
        ("shop/cart.py", "shop/cart/__init__.pyi"),
    ],
)
def test_of_two_files_for_one_module_the_runtime_package_counts(
    one: str, other: str
) -> None:
    files = {other: "", one: "", "shop/__init__.py": "", "app.py": "import shop.cart"}
    assert imports_of("app.py", files) == [one]


@pytest.mark.parametrize(
    ("init", "reason"),
    [
        ("__path__.append('x')", "changes its `__path__`"),
        ("__path__ = []", "the package changes its `__path__`"),
        ("from pkgutil import extend_path", "the package extends its `__path__`"),
        ("declare_namespace(__name__)", "the package changes its `__path__`"),
        ("def broken(:", "below a file that could not be analysed"),
    ],
)
def test_what_is_below_an_open_package_is_unknown(init: str, reason: str) -> None:
    files = {"shop/__init__.py": init, "app.py": "import shop.prices"}
    assert imports_of("app.py", files) == [f"unknown: {reason}"]


def test_what_exists_without_being_analysed_is_unknown() -> None:
    files = {
        "shop/__init__.py": "",
        "shop/fast.pyx": "",
        "shop/old.py": "",
        "app.py": "import shop.fast, shop.old, shop.gen_pb2.part",
    }
    toml = 'exclude = ["old.py"]\ngenerated = ["shop/gen_pb2.py"]'
    assert imports_of("app.py", files, toml) == [
        "unknown: not analysed: generated, compiled or left out",
        "unknown: not analysed: generated, compiled or left out",
        "unknown: inside a generated package",
    ]


def test_a_directory_is_a_package_once_an_import_finds_a_module_in_it() -> None:
    without = {"lib2/a.py": "", "app.py": "import lib2.price"}
    assert imports_of("app.py", without) == ["external lib2.price"]
    proven = {**without, "other.py": "import lib2.a"}
    assert imports_of("app.py", proven) == ["no module lib2.price below lib2"]


def test_a_namespace_shared_with_a_dependency_may_have_more() -> None:
    files = {
        "pyproject.toml": '[project]\ndependencies = ["Acme_Auth>=2"]',
        "acme/shop/a.py": "",
        "app.py": "import acme.shop.a, acme.auth",
    }
    assert imports_of("app.py", files)[1] == "external acme.auth"
