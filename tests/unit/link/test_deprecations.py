"""Which imports take something deprecated, and what is said of it."""

import pytest

from ssot_audit.config.settings import Deprecation
from ssot_audit.link.deprecations import Deprecated
from tests.support.projects import Files, linked
from tests.support.resolutions import module_at

SHOP: Files = {
    "shop/__init__.py": "",
    "shop/old.py": "class State: ...\n",
    "shop/new.py": "class State: ...\n",
}


def deprecated(files: Files, *declared: Deprecation) -> list[Deprecated]:
    """Return what the imports of `app.py` take that is deprecated."""
    program = linked(files)
    app = module_at(program, "app.py")
    judged = [program.deprecation(app, found, declared) for found in app.facts.imports]
    return [found for found in judged if found is not None]


@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("import shop.old", "shop.old"),
        ("import shop.old as o", "shop.old"),
        ("from shop import old", "shop.old"),
        ("from shop.old import State", "shop.old"),
        ("from shop.old import *", "shop.old"),
        ("from shop.old import State", "shop.old.State"),
        ("from shop.old import State as S", "shop.old.State"),
        ("import vendor.legacy.parts", "vendor.legacy"),
        ("from vendor.legacy import part", "vendor.legacy.part"),
    ],
)
def test_a_declaration_covers_every_form_of_import(statement: str, target: str) -> None:
    (found,) = deprecated({**SHOP, "app.py": statement}, Deprecation(target))
    assert found.dotted == target


@pytest.mark.parametrize(
    ("statement", "target"),
    [
        ("import shop", "shop.old"),
        ("import shop.older", "shop.old"),
        ("from shop.new import State", "shop.old.State"),
        ("import vendor", "vendor.legacy"),
        ("import vendor_legacy", "vendor"),
    ],
)
def test_a_declaration_covers_nothing_beside_its_target(
    statement: str, target: str
) -> None:
    assert not deprecated({**SHOP, "app.py": statement}, Deprecation(target))


def test_what_is_said_is_what_was_declared() -> None:
    declared = Deprecation("shop.old", use="shop.new", reason="leaks", because="ADR 7")
    files = {**SHOP, "app.py": "import shop.old"}
    expected = Deprecated("shop.old", "shop.old", "ADR 7", "shop.new")
    assert deprecated(files, declared) == [expected]
    without = Deprecation("shop.old", reason="leaks")
    assert deprecated(files, without)[0].reason == "leaks"


@pytest.mark.parametrize(
    ("when", "requires", "holds"),
    [
        (None, None, True),
        ("python>=3.12", None, True),
        ("python>=3.12", ">=3.9", True),
        ("python>=3.12", ">=3.9,<3.12", False),
        ("python>=3.12", ">=3.9,<=3.12", True),
        ("python>3.11", ">=3.9,<3.11", False),
        ("python<3.9", ">=3.9", False),
        ("python<3.9", ">=3.8", True),
        ("python<=3.8", ">=3.9", False),
        ("python==3.10", ">=3.11", False),
        ("python==3.10", ">=3.9", True),
    ],
)
def test_a_condition_holds_if_some_supported_python_meets_it(
    when: str | None, requires: str | None, holds: bool
) -> None:
    project = f'[project]\nrequires-python = "{requires}"' if requires else ""
    files = {"pyproject.toml": project, "app.py": "import imp"}
    assert bool(deprecated(files, Deprecation("imp", when=when))) is holds


def test_a_marked_class_points_to_its_definition() -> None:
    source = "from warnings import deprecated\n@deprecated('leaks')\nclass Old: ...\n"
    files = {"shop.py": source, "app.py": "from shop import Old"}
    (found,) = deprecated(files)
    assert (found.dotted, found.module, found.reason) == ("shop.Old", "shop", "leaks")
    assert found.definition is not None
    module, span = found.definition
    assert (module.path, span.line) == ("shop.py", 3)


@pytest.mark.parametrize(
    ("statement", "reason"),
    [
        ("warnings.warn('use new', DeprecationWarning)", "use new"),
        ("warnings.warn('use new', category=DeprecationWarning)", "use new"),
        ("warnings.warn(message(), DeprecationWarning)", None),
    ],
)
def test_a_module_that_warns_on_import_is_deprecated(
    statement: str, reason: str | None
) -> None:
    files = {"shop.py": f"import warnings\n{statement}", "app.py": "import shop"}
    (found,) = deprecated(files)
    assert (found.dotted, found.reason) == ("shop", reason)


def test_a_submodule_is_not_deprecated_by_the_warning_of_its_package() -> None:
    files = {
        "shop/__init__.py": "import warnings\nwarnings.warn('x', DeprecationWarning)",
        "shop/cart.py": "class Cart: ...",
        "app.py": "import shop.cart\nfrom shop import cart\nfrom shop.cart import Cart",
    }
    assert not deprecated(files)
