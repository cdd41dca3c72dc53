"""The table against the running interpreter, which it is never made from."""

import ast
import importlib
import inspect
import textwrap
import warnings
from pathlib import Path

import pytest

from ssot_audit.link.stdlib import StdlibTable, load

POPULAR = Path(__file__).with_name("popular_stdlib_classes.txt").read_text().split()


@pytest.fixture(scope="module")
def table() -> StdlibTable:
    return load()


def _at_run_time(dotted: str) -> type:
    module, _, name = dotted.rpartition(".")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        found = getattr(importlib.import_module(module), name)
    assert isinstance(found, type)
    return found


def _set_on_self(cls: type) -> set[str]:
    """Return the attributes that the source of a class sets on `self`."""
    try:
        tree = ast.parse(textwrap.dedent(inspect.getsource(cls)))
    except (OSError, TypeError):
        return set()
    nested = {
        id(node)
        for inner in ast.walk(tree)
        if isinstance(inner, ast.ClassDef) and inner is not tree.body[0]
        for node in ast.walk(inner)
    }
    return {
        node.attr
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and isinstance(node.ctx, ast.Store)
        and isinstance(node.value, ast.Name)
        and node.value.id == "self"
        and id(node) not in nested
    }


def _abstract(table: StdlibTable, dotted: str) -> set[str]:
    """Return what is abstract after inheritance."""
    merged: dict[str, bool] = {}
    for ancestor in reversed(table.ancestors(dotted)):
        found = table.find_class(ancestor)
        assert found is not None
        merged |= {member.name: member.is_abstract for member in found.members}
    return {name for name, is_abstract in merged.items() if is_abstract}


@pytest.mark.parametrize("dotted", POPULAR)
def test_nothing_that_exists_is_lacking(table: StdlibTable, dotted: str) -> None:
    cls = _at_run_time(dotted)
    of_classes_only = set(dir(type)) - set(dir(object))
    existing = (set(dir(cls)) - of_classes_only) | set(vars(cls)) | _set_on_self(cls)
    assert table.find_class(dotted) is not None
    assert sorted(name for name in existing if table.lacks(dotted, name)) == []


@pytest.mark.parametrize(
    ("dotted", "abstract"),
    [
        ("collections.abc.Mapping", {"__getitem__", "__iter__", "__len__"}),
        (
            "collections.abc.MutableMapping",
            {"__getitem__", "__setitem__", "__delitem__", "__iter__", "__len__"},
        ),
        ("collections.abc.Iterator", {"__next__"}),
        ("collections.abc.Coroutine", {"__await__", "send", "throw"}),
        ("collections.abc.Callable", {"__call__"}),
        ("contextlib.AbstractContextManager", {"__exit__"}),
        ("os.PathLike", {"__fspath__"}),
        ("io.RawIOBase", set()),
        ("datetime.tzinfo", set()),
        ("builtins.dict", set()),
    ],
)
def test_abstract_members_are_those_python_enforces(
    table: StdlibTable, dotted: str, abstract: set[str]
) -> None:
    assert _abstract(table, dotted) == abstract
    assert getattr(_at_run_time(dotted), "__abstractmethods__", set()) == abstract
