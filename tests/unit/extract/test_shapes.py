"""What makes two functions copies, and what tells them apart."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import Shape
from ssot_audit.extract.parse import Parser

SOURCE = """\
def f(items, rate=2):
    total = 0
    for item in items:
        try:
            total += item.price * rate
        except ValueError as error:
            log(error, key=item)
            continue
        print("sum", total)
        found = [x.name for x in items]
    return total, found
"""


def shapes(source: str) -> tuple[Shape, ...]:
    """Return them, which must be the same for either parser."""
    found = extract(source.encode()).shapes
    assert extract(source.encode(), Parser.LIBCST).shapes == found
    return found


def digest(source: str) -> int:
    (found,) = shapes(source)
    return found.digest


def test_a_shape_has_its_function_and_its_size() -> None:
    (found,) = shapes(SOURCE)
    assert (found.qualname, found.statements) == ("f", 9)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("total", "amount"),
        ("item.", "each."),
        ("error", "problem"),
        ("def f(items", "def other(items"),
        ("items, rate=2", "items: list[int], rate: int = 2"),
        ("total = 0", "total: int = 0"),
        ("    total = 0", '    """Sum it up."""\n    total = 0'),
        ("total = 0", "total = (0)  # at first"),
        ('"sum"', "'sum'"),
    ],
)
def test_what_a_copy_may_change(before: str, after: str) -> None:
    changed = SOURCE.replace(before, after)
    if after == "each.":
        changed = changed.replace("item in", "each in").replace("=item)", "=each)")
    assert changed != SOURCE
    assert digest(changed) == digest(SOURCE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("total = 0", "total = 1"),
        ("total = 0", "total = False"),
        ("total = 0", "total = items"),
        ('"sum"', "sum"),
        ('"sum"', '"all"'),
        (".price", ".cost"),
        ("* rate", "/ rate"),
        ("* rate", "* items"),
        ("ValueError", "KeyError"),
        ("log(", "write("),
        ("key=", "item="),
        ("rate=2", "rate=3"),
        ("rate=2", "*, rate=2"),
        ("continue", "break"),
        ("total, found", "found, total"),
    ],
)
def test_what_makes_another_function(before: str, after: str) -> None:
    changed = SOURCE.replace(before, after)
    assert changed != SOURCE
    assert digest(changed) != digest(SOURCE)


def test_small_bodies_tests_and_inner_functions_have_none() -> None:
    assert not shapes("def f():\n" + "    print(1)\n" * 7)
    assert shapes("def f():\n" + "    print(1)\n" * 8)
    assert not shapes("def test_f():\n" + "    print(1)\n" * 8)
    assert not shapes("def g():\n    def f():\n" + "        print(1)\n" * 5)


def test_methods_have_one_and_what_is_global_is_no_local() -> None:
    method = "class C:\n" + "".join(f"    {line}\n" for line in SOURCE.splitlines())
    assert digest(method) == digest(SOURCE)
    known = SOURCE.replace("total = 0", "global total\n    total = 0")
    assert digest(known) != digest(known.replace("total", "amount"))


def test_an_integer_that_cannot_be_printed_has_no_shape() -> None:
    huge = "0x" + "f" * 5000
    assert not shapes("def f():\n" + f"    print({huge})\n" * 8)
    made = f"import enum\nclass E(enum.Enum):\n    A = {huge}\n    B = 2\n"
    (found,) = extract(made.encode()).classes
    assert [member.literal for member in found.members] == ["", "2"]


OWN = """\
LIMIT = 3
log = make_log("a")


def helper(item):
    return item.price


class Sum:
    pass


"""


def own(*changes: tuple[str, str]) -> int:
    source = OWN + SOURCE.replace('"sum"', "helper, LIMIT, Sum, log")
    for before, after in changes:
        assert before in source
        source = source.replace(before, after)
    return shapes(source)[-1].own


@pytest.mark.parametrize(
    "change", [("LIMIT = 3", "LIMIT = 4"), ("item.price\n", "item.cost\n")]
)
def test_own_things_that_a_body_names_are_told_apart(change: tuple[str, str]) -> None:
    assert own() == own() != own(change)


@pytest.mark.parametrize(
    "change",
    [
        ('"a"', '"b"'),
        ("    pass", "    a = 1"),
        ("LIMIT = 3", "LIMIT = 3\nB = 1"),
        ("(item):\n", "(item):\n\n    # a comment\n"),
        ("LIMIT = 3", "LIMIT  =  3  # a comment"),
    ],
)
def test_blanks_loggers_and_what_is_not_named_are_not(
    change: tuple[str, str],
) -> None:
    assert own() == own(change)


def test_a_body_that_names_nothing_of_its_file() -> None:
    (found,) = shapes(SOURCE)
    assert found.own == 0
