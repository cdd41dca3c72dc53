"""What was looked at, and what stays unknown."""

import dataclasses

from ssot_audit.audit import audit_tree
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.source import File, Skipped, Unreadable
from tests.support.projects import EVERY_RULE, settings_for, verdict_on
from tests.support.scans import verdict_below


def test_files_are_counted_by_what_became_of_them() -> None:
    files = {"a.py": "x = 1\n\n", "b.py": "def f(:", "gen/c.py": ""}
    found = verdict_on(files, 'exclude = ["gen/"]').coverage
    assert (found.analysed, found.followed, found.lines) == (1, 0, 3)
    assert found.unparsable == ("b.py",)
    assert found.skipped == (Skipped("gen/c.py", "excluded by configuration"),)


def test_a_file_that_cannot_be_read_is_not_analysed() -> None:
    settings = settings_for({})
    tree = in_memory({"a.py": "", "b.py": ""}, settings)

    def read(file: File) -> bytes:
        if file.path == "b.py":
            raise Unreadable("permission denied")
        return b""

    verdict = audit_tree(dataclasses.replace(tree, read=read), settings, EVERY_RULE)
    assert verdict.coverage.not_analysed == ("b.py",)
    assert verdict.coverage.analysed == 1
    (item,) = verdict.findings
    assert item.finding.message == "`b.py` was not analysed: permission denied"


def test_files_that_nobody_asked_for_are_followed() -> None:
    files = {"shop/a.py": "class A: ...\n", "b.py": "class B: ...\n", "c.py": "def f(:"}
    found = verdict_below("shop/", files).coverage
    assert (found.analysed, found.followed, found.classes) == (1, 2, 1)
    assert (found.lines, found.unparsable) == (1, ())


def test_open_classes_are_counted_by_reason_most_frequent_first() -> None:
    source = """
from vendor import V, W
class A(W): ...
class B(V): ...
class C(V): ...
class D: ...
"""
    found = verdict_on({"a.py": source}).coverage
    assert found.classes == 4
    assert list(found.open_classes.items()) == [
        ("base `vendor.V` is outside the project", 2),
        ("base `vendor.W` is outside the project", 1),
    ]


def test_names_that_stay_unknown_are_counted_by_reason() -> None:
    files = {
        "shop.py": "def __getattr__(name): ...",
        "app.py": "from shop import a, b\nfrom vendor import c",
    }
    found = verdict_on(files).coverage
    assert found.unresolved_names == {"the module has a `__getattr__`": 2}


def test_stand_ins_for_the_environment_are_counted_apart() -> None:
    source = "import os\npatch.dict(os.environ, {})\npatch.dict(os.environ, {})\n"
    verdict = verdict_on({"tests/test_a.py": source})
    assert verdict.coverage.environment_stubs == 2
    assert verdict.findings == ()
