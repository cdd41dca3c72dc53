import ast
import subprocess
import sys
import sysconfig
import textwrap
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import ssot_audit
from ssot_audit.extract.cst_to_ast import cst_to_ast
from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.flow_facts import FunctionFlow, Kind, ModuleFlow
from ssot_audit.extract.text import SourceText
from tests.support.command import environment
from tests.support.flows import flow
from tests.support.sources import STATEMENT

PACKAGE = Path(ssot_audit.__file__).parent
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = """
    argparse asyncio/tasks collections/__init__ configparser contextlib dataclasses
    enum functools inspect logging/__init__ mimetypes pdb tarfile typing
    unittest/mock xml/dom/minidom
"""
FILES = [
    *sorted(PACKAGE.rglob("*.py"))[::6],
    *(STANDARD_LIBRARY / f"{name}.py" for name in MODULES.split()),
]


def check(function: FunctionFlow, functions: int) -> None:
    """Every index leads to a value, and what refers to a function to a function."""
    count = len(function.values)
    used = [*function.returns, *function.yields]
    used += [binding.value for binding in function.bindings]
    used += [i for store in function.stores for i in (store.base, store.value)]
    used += [default for _, _, default in function.defaults]
    used += function.dropped
    for value in function.values:
        used += [*value.parts, *(index for _, index in value.keywords)]
        if value.kind == Kind.FUNCTION:
            assert 0 < value.base < functions
        else:
            used.append(value.base)
    assert all(0 <= index < count for index in used)
    assert all(0 < number < functions for number, _, _ in function.defaults)


def checked(source: bytes, tree: ast.Module) -> bytes:
    """Return the flow as it is stored, after looking for what cannot be."""
    found = flow_of(tree, SourceText(source))
    for function in found.functions:
        check(function, len(found.functions))
    encoded = msgspec.msgpack.encode(found)
    assert msgspec.msgpack.decode(encoded, type=ModuleFlow) == found
    return encoded


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_both_front_ends_give_the_same_flow(path: Path) -> None:
    source = path.read_bytes()
    assert checked(source, ast.parse(source)) == checked(source, cst_to_ast(source))


@settings(
    max_examples=200,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STATEMENT, min_size=1, max_size=4).map("\n".join))
def test_composed_source_has_a_flow(source: str) -> None:
    inside = "async def f(a, b, *c):\n" + textwrap.indent(source, "  ")
    for text in (source, inside):
        try:
            tree = ast.parse(text)
        except SyntaxError:
            continue
        checked(text.encode(), tree)


@pytest.mark.parametrize(
    "source",
    [
        " and ".join(["x.a"] * 5000),
        "(" * 90 + "x.a" + ",)" * 90,
        "lambda: " * 80 + "x",
        "x[0x" + "f" * 5000 + "]",
    ],
    ids=lambda source: source[:12],
)
def test_odd_expression_is_no_trouble(source: str) -> None:
    line = f"y = {source}\ndef f(x):\n    if x.a:\n        return {source}\n"
    checked(line.encode(), ast.parse(line))


@pytest.mark.parametrize(
    "link",
    [
        lambda node: ast.Attribute(node, "a", ast.Load()),
        lambda node: ast.Call(node, [], []),
        lambda node: ast.Call(ast.Attribute(node, "a", ast.Load()), [], []),
        lambda node: ast.Subscript(node, ast.Constant(0), ast.Load()),
        lambda node: ast.BinOp(node, ast.Add(), ast.Name("x", ast.Load())),
        ast.Await,
    ],
    ids=["attribute", "call", "method", "item", "sum", "await"],
)
def test_chain_of_5000_links_is_no_trouble(
    link: Callable[[ast.expr], ast.expr],
) -> None:
    # Built here: CPython's parser refuses it, and LibCST takes seconds.
    source = b"def f(x):\n    if x.a:\n        return x\n"
    tree = ast.parse(source)
    (test,) = [node for node in ast.walk(tree) if isinstance(node, ast.If)]
    node: ast.expr = ast.Name("x", ast.Load())
    for _ in range(5000):
        node = link(node)
        for part in (node, *vars(node).values()):
            if isinstance(part, ast.expr):
                ast.copy_location(part, test)
    test.test = node
    test.body.insert(0, ast.Return(node))
    checked(source, tree)


@pytest.mark.parametrize(
    "header",
    ["if x.a:", "def f(x=y.z):", "class A(x.a):", "with x.a() as x:", "while x.a:"],
)
def test_deeply_nested_statements_are_no_trouble(header: str) -> None:
    lines = [" " * depth + header for depth in range(95)]
    source = "\n".join([*lines, " " * 95 + "return x.a" + ".b()" * 60 + "\n"])
    checked(source.encode(), ast.parse(source))


def test_long_chain_of_elif_is_no_trouble() -> None:
    lines = [f"elif x.a == {n}:\n  y = x.b{n}\n" for n in range(500)]
    source = "if x.a:\n  y = x.b\n" + "".join(lines)
    checked(source.encode(), ast.parse(source))


def test_every_use_in_a_long_sum_is_seen() -> None:
    found = flow("def f(x):\n    return " + " + ".join(["x.a"] * 1000) + "\n")
    uses = [v for v in found.functions[1].values if v.kind == Kind.ATTRIBUTE]
    assert len(uses) == 1000


def test_flow_does_not_depend_on_the_seed_of_hashes() -> None:
    script = """
import ast, hashlib, pathlib, sys
import msgspec
from ssot_audit.extract.flow.statements import flow_of
from ssot_audit.extract.text import SourceText
digest = hashlib.sha256()
for path in sys.argv[1:]:
    source = pathlib.Path(path).read_bytes()
    found = flow_of(ast.parse(source), SourceText(source))
    digest.update(msgspec.msgpack.encode(found))
print(digest.hexdigest())
"""
    command = [sys.executable, "-c", script, *map(str, FILES)]
    seen = {
        subprocess.run(
            command,
            env=environment(PYTHONHASHSEED=seed),
            check=True,
            capture_output=True,
        ).stdout
        for seed in ("0", "1", "2")
    }
    assert len(seen) == 1
