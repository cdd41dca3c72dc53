"""Telling that a file only has another name now."""

from collections.abc import Mapping
from pathlib import Path

from ssot_audit.config.settings import Settings
from ssot_audit.discover.memory import in_memory
from ssot_audit.discover.renames import renamed_modules

SHOP = "".join(f"line = {number}\n" for number in range(10))


def between(before: dict[str, str], after: dict[str, str]) -> Mapping[str, str]:
    settings = Settings(root=Path("project"))
    return renamed_modules(in_memory(before, settings), in_memory(after, settings))


def test_file_with_the_same_lines_is_the_same() -> None:
    found = between({"a.py": SHOP, "b.py": ""}, {"p/c.py": SHOP, "b.py": ""})
    assert found == {"a": "p.c"}


def test_half_of_the_lines_will_do_and_less_will_not() -> None:
    half, less = SHOP[: len(SHOP) // 2], SHOP[: len(SHOP) // 2 - 10]
    assert between({"a.py": SHOP}, {"b.py": half}) == {"a": "b"}
    assert between({"a.py": SHOP}, {"b.py": less}) == {}


def test_copies_and_files_that_are_still_there_are_no_renames() -> None:
    assert between({"a.py": SHOP}, {"a.py": "", "b.py": SHOP}) == {}
    found = between({"a.py": SHOP}, {"b.py": SHOP, "c.py": SHOP})
    assert found == {"a": "b"}


def test_the_most_alike_pair_comes_first_then_the_same_name() -> None:
    more = SHOP + "more = 1\n"
    before, after = {"x/a.py": SHOP, "x/b.py": more}, {"y/a.py": more, "y/c.py": SHOP}
    found = between(before, after)
    assert found == {"x.a": "y.c", "x.b": "y.a"}
    found = between({"x/b.py": SHOP, "x/a.py": SHOP}, {"y/a.py": SHOP, "y/b.py": SHOP})
    assert found == {"x.a": "y.a", "x.b": "y.b"}


def test_empty_files_have_nothing_in_common() -> None:
    assert between({"a.py": ""}, {"b.py": ""}) == {}


def test_module_that_keeps_its_name_is_not_renamed() -> None:
    found = between({"p.py": SHOP}, {"p/__init__.py": SHOP})
    assert found == {}
