import ast
import sysconfig
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from benchmarks.front_ends import DEFECTS, Defect, Outcome, differences, judge

SNIPPETS = Path(__file__).with_name("cst_snippets.txt")
STANDARD_LIBRARY = Path(sysconfig.get_path("stdlib"))
MODULES = """
    __future__ _collections_abc _weakrefset abc antigravity ast base64 bdb bisect
    calendar cmd code codecs collections/__init__ colorsys compileall configparser
    contextlib copy csv dataclasses decimal difflib dis enum fileinput fnmatch
    fractions functools getopt gettext glob hashlib heapq html/entities inspect
    ipaddress json/decoder keyword linecache logging/__init__ mimetypes ntpath
    operator pickletools platform plistlib pprint pstats
    queue random re/_parser reprlib sched selectors shlex signal smtplib sre_compile
    statistics string stringprep struct symtable textwrap this timeit tokenize
    tomllib/_parser trace traceback turtle types typing weakref xml/dom/minidom
"""


def law_holds(source: bytes) -> bool:
    verdict = judge(source)
    assert not verdict.is_breach, verdict.detail
    return verdict.outcome is Outcome.EQUAL


def snippets() -> list[str]:
    return SNIPPETS.read_text(encoding="utf-8").split("\n----\n")


@pytest.mark.parametrize("source", snippets())
def test_snippet_yields_the_tree_of_cpython(source: str) -> None:
    assert law_holds(source.encode())


@pytest.mark.parametrize(
    "source",
    [
        b"",
        b"\n\n  \n",
        b"# only a comment",
        b"x",
        b"x = 1;",
        b"\xef\xbb\xbfx = 1\n",
        "\ufeff# coding: utf-8\né = 1\n".encode(),
        b"# -*- coding: latin-1 -*-\nx = '\xe9'; y = 2\n",
        b"# coding: iso-8859-15\nf('\xa4', x)\n",
        b"x = 1\r\nif x:\r\n  y = '''a\r\nb'''\r\n",
        b"x = 1\ry = 'a' \\\r 'b'\r",
        b"x = 1\r\ny = 2\nz = '''\r'''\r\n",
        b"x = 1\n\x0cy = 2\n\x0c\nif x:\n\x0c  z\n",
        b"if x:\n\ty\n\tz\n",
        b"x = 1 \\\n + 2\n",
    ],
)
def test_encoding_and_newlines_are_read_as_cpython_reads_them(source: bytes) -> None:
    assert law_holds(source)


@pytest.mark.parametrize("module", MODULES.split())
def test_standard_library_yields_the_tree_of_cpython(module: str) -> None:
    assert law_holds((STANDARD_LIBRARY / f"{module}.py").read_bytes())


@pytest.mark.parametrize("defect", DEFECTS, ids=lambda defect: defect.name)
def test_named_defect_of_libcst_is_still_there(defect: Defect) -> None:
    verdict = judge(defect.example.encode())
    assert verdict.outcome is Outcome.ONLY_CPYTHON
    assert verdict.defect is defect


# In a template a brace pair is a drawn expression and a tilde a drawn space.
ATOMS = "a b.c é 1 0x1F 2.5j None ... () 'a' u'b' f'{a}b' f'{a!r:>{b}}'"
TEMPLATES = """
    ({}) [{},~{}] {{{}:~{},~**{}}} {{{},~*{}}} ({},) ({},~*{}) {}.a {}[{}]
    {}[{}:{},~{}] {}({},~*{},~k={},~**{}) {}~+~{} {}~**~{} -{} not~{}
    {}~and~{}~and~{} {}~or~{} {}~<~{}~not~in~{} {}~if~{}~else~{} ({}) ({}) ({})
    lambda~a,~*b,~c={}:~{} [{}~for~a~in~{}~if~{}] ({}~for~a~in~{})
    f({}~for~a~in~{}) (a~:=~{}) (yield~{}) await~{} {}~{} 'x'~{} f'{{a}}'~{}~'y'
"""
SPACE = st.sampled_from([" ", "  ", "\t", " \\\n "])


def expressions(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    templates = st.sampled_from(TEMPLATES.split())
    return st.tuples(templates, st.lists(inner, min_size=5, max_size=5), SPACE).map(
        lambda drawn: drawn[0].format(*drawn[1]).replace("~", drawn[2])
    )


EXPRESSION = st.recursive(
    st.sampled_from([*ATOMS.split(), "'''c\n'''"]), expressions, max_leaves=6
)


def statements(body: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    templates = st.sampled_from(
        (
            "if {0}:\n{b}\nelif {1}:\n{b}\nelse: {2}",
            "while {0}:\n{b}\nelse:\n{b}",
            "for a, *b in {0}: {1}; {2}",
            "async def f(a, /, b={0}, *c: {1}, d, **e) -> {2}:\n{b}",
            "@{0}\nclass A({1}, m={2}):\n{b}",
            "with {0} as a, ({1}):\n{b}",
            "with ({0} as a, {1},):\n{b}",
            "try:\n{b}\nexcept {0} as é:\n{b}\nelse:\n{b}\nfinally:\n{b}",
            "try:\n{b}\nexcept* {0}:\n{b}",
            "match {0}:\n  case [1, *_] | {{'a': b, **c}} if {1}: {2}\n  case _: pass",
        )
    )
    values = st.lists(EXPRESSION, min_size=3, max_size=3)
    return st.tuples(templates, values, body).map(
        lambda drawn: drawn[0].format(*drawn[1], b=indented(drawn[2]))
    )


def indented(block: str) -> str:
    return "\n".join("  " + line for line in block.split("\n"))


SIMPLE = st.tuples(
    st.sampled_from(
        (
            "{}",
            "a = b, *c = {}",
            "a: {} = {}",
            "a.b += {}",
            "return {}, *{}",
            "del a[{}], b",
            "assert {}, {}",
            "raise {} from {}",
            "global a; {};",
            "from .a import (b as c, d,)  # {}",
        )
    ),
    EXPRESSION,
).map(lambda drawn: drawn[0].format(drawn[1], drawn[1]))
STATEMENT = st.recursive(SIMPLE, statements, max_leaves=3)


@settings(
    max_examples=300,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow],
)
@given(st.lists(STATEMENT, min_size=1, max_size=3).map("\n".join))
def test_composed_source_yields_the_tree_of_cpython(source: str) -> None:
    law_holds(source.encode())


def test_comparison_of_trees_sees_positions_and_values() -> None:
    tree = ast.parse("f(1, [x])")
    assert not list(differences(tree, ast.parse("f(1, [x])")))
    assert list(differences(tree, ast.parse("f(1, [y])")))
    assert list(differences(tree, ast.parse("f(1.0, [x])")))
    assert list(differences(tree, ast.parse("f(1,  [x])")))
