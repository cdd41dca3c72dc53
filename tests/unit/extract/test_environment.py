"""Uses of the process environment."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import EnvironmentAccess
from ssot_audit.extract.parse import Parser


def accesses(source: str) -> tuple[EnvironmentAccess, ...]:
    """Return the accesses, which must be the same for either parser."""
    found = extract(source.encode()).environment
    assert extract(source.encode(), Parser.LIBCST).environment == found
    return found


def only(source: str) -> EnvironmentAccess:
    (found,) = accesses(source)
    return found


@pytest.mark.parametrize(
    ("expression", "kind", "key", "form"),
    [
        ("os.environ['K']", "read", "K", "os.environ[]"),
        ("os.environ[key]", "read", None, "os.environ[]"),
        ("os.environ.get('K')", "read", "K", "os.environ.get"),
        ("os.environ.get('K', 1)", "read", "K", "os.environ.get"),
        ("os.getenv('K')", "read", "K", "os.getenv"),
        ("os.getenvb(b'K')", "read", None, "os.getenvb"),
        ("os.environb[b'K']", "read", None, "os.environ[]"),
        ("os.environ['K'] = ''", "write", "K", "os.environ[]"),
        ("os.environ['K'] += ''", "write", "K", "os.environ[]"),
        ("os.environ.setdefault('K', '')", "write", "K", "os.environ.setdefault"),
        ("os.environ.update(K='')", "write", None, "os.environ.update"),
        ("os.putenv('K', '')", "write", "K", "os.putenv"),
        ("del os.environ['K']", "delete", "K", "os.environ[]"),
        ("os.environ.pop('K')", "delete", "K", "os.environ.pop"),
        ("os.environ.clear()", "delete", None, "os.environ.clear"),
        ("os.unsetenv('K')", "delete", "K", "os.unsetenv"),
        ("'K' in os.environ", "contains", "K", "in os.environ"),
        ("'K' not in os.environ", "contains", "K", "in os.environ"),
        ("f(os.environ)", "pass", None, "os.environ"),
        ("f(os.getenv)", "pass", None, "os.getenv"),
        ("os.environ.items()", "pass", None, "os.environ.items"),
        ("os.environ = {}", "write", None, "os.environ"),
        ("patch.dict(os.environ, K='')", "stub", None, "patch.dict"),
        ("mp.setitem(os.environ, 'K', '')", "stub", None, "mp.setitem"),
    ],
)
def test_each_kind_of_access_is_told_apart(
    expression: str, kind: str, key: str | None, form: str
) -> None:
    found = only(f"import os\n{expression}")
    assert (found.kind, found.key, found.form) == (kind, key, form)


@pytest.mark.parametrize(
    ("imports", "expression"),
    [
        ("import os as system", "system.environ['K']"),
        ("import os.path", "os.environ['K']"),
        ("from os import environ", "environ['K']"),
        ("from os import environ as env", "env['K']"),
        ("from os import getenv as get", "get('K')"),
        ("from os import *", "getenv('K')"),
        ("def f():\n    import os", "os.environ['K']"),
    ],
)
def test_the_module_is_known_by_whatever_name_it_is_imported(
    imports: str, expression: str
) -> None:
    assert only(f"{imports}\n{expression}").key == "K"


@pytest.mark.parametrize(
    "source",
    [
        "os.environ['K']",
        "import vendor as os\nos.environ['K']",
        "import os.path as os\nos.environ['K']",
        "from .os import environ\nenviron['K']",
        "import os\nself.os.environ['K']",
        "import os\ndef f(os): return os.environ['K']",
        "import os\n(lambda os: os.environ['K'])(x)",
        "from os import environ\ndef f():\n    environ = {}\n    return environ['K']",
        "from os import environ\ndef f():\n    for environ in (): environ['K']",
        "import os\n'os.environ'  # os.environ['K']",
    ],
)
def test_what_is_not_the_environment_is_no_access(source: str) -> None:
    assert accesses(source) == ()


def test_a_function_may_bind_the_name_globally() -> None:
    source = "from os import environ\ndef f():\n    global environ\n    environ = {}\n"
    assert [found.kind for found in accesses(source)] == ["write"]


def test_one_expression_is_one_access() -> None:
    source = "import os\nos.environ.get('A', os.environ['B'])\n"
    assert [found.key for found in accesses(source)] == ["A", "B"]


def test_a_literal_default_is_kept() -> None:
    assert only("import os\nos.getenv('K', 'on')").default == "'on'"
    assert only("import os\nos.getenv('K')").default is None
    assert only("import os\nos.getenv('K', f())").default is None
    assert only("import os\nos.getenv('K', default='on')").default == "'on'"


def test_a_key_may_be_passed_by_keyword() -> None:
    assert only("import os\nos.getenv(key='K')").key == "K"
    assert only("import os\nos.environ.update(key='K')").key is None


def test_a_place_in_an_f_string_is_that_of_the_string() -> None:
    found = only('import os\nx = 1, f"{1}{os.environ["""K"""]}"\n'.replace('"""', "'"))
    assert (found.span.line, found.span.column) == (2, 8)


def test_accesses_are_listed_in_the_order_of_the_text_with_their_scopes() -> None:
    source = """
import os
class C:
    a = os.getenv("A")
    def f(self):
        return [os.getenv("B") for _ in (lambda: os.getenv("C"))()]
async def g():
    class D:
        d = os.getenv("D")
"""
    assert [(found.key, found.scope) for found in accesses(source)] == [
        ("A", "C"),
        ("B", "C.f"),
        ("C", "C.f"),
        ("D", "g.<locals>.D"),
    ]
