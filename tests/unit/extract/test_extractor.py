"""From the bytes of one file to its facts."""

import pytest

from ssot_audit.extract.extractor import extract
from ssot_audit.extract.facts import (
    CONDITIONAL,
    DEFERRED,
    OPTIONAL,
    TYPE_ONLY,
    Body,
    Class,
    Failure,
    Import,
    Member,
    ModuleFacts,
    Span,
)
from ssot_audit.extract.parse import Parser


def facts(source: str) -> ModuleFacts:
    """Return the facts, which must be those of either parser."""
    found = extract(source.encode())
    assert found.failure is None
    assert extract(source.encode(), Parser.LIBCST) == found
    return found


def only_import(source: str) -> Import:
    (found,) = facts(source).imports
    return found


def only_class(source: str) -> Class:
    (found,) = facts(source).classes
    return found


def member(body: str) -> Member:
    (found,) = only_class(f"class A:\n    {body}").members
    return found


@pytest.mark.parametrize(
    ("statement", "module", "level", "name", "bound", "is_renamed"),
    [
        ("import a", "a", 0, None, "a", False),
        ("import a.b.c", "a.b.c", 0, None, "a", False),
        ("import a.b as c", "a.b", 0, None, "c", True),
        ("from a import b", "a", 0, "b", "b", False),
        ("from a import b as b", "a", 0, "b", "b", True),
        ("from .. import b", "", 2, "b", "b", False),
        ("from ...a.b import *", "a.b", 3, "*", "", False),
    ],
)
def test_an_import_says_what_it_takes_and_binds(
    statement: str,
    module: str,
    level: int,
    name: str | None,
    bound: str,
    is_renamed: bool,
) -> None:
    found = only_import(statement)
    assert (found.module, found.level, found.name) == (module, level, name)
    assert (found.bound, found.is_renamed) == (bound, is_renamed)


@pytest.mark.parametrize(
    ("source", "guard"),
    [
        ("import a", 0),
        ("with x:\n    import a", 0),
        ("class C:\n    import a", 0),
        ("def f():\n    import a", DEFERRED),
        ("if x:\n    import a", CONDITIONAL),
        ("for x in y:\n    import a", CONDITIONAL),
        ("match x:\n    case 1:\n        import a", CONDITIONAL),
        ("try: ...\nexcept E:\n    import a", CONDITIONAL),
        ("try: ...\nfinally:\n    import a", 0),
        ("try:\n    import a\nexcept ValueError: ...", CONDITIONAL),
        ("try:\n    import a\nexcept ImportError: ...", CONDITIONAL | OPTIONAL),
        ("try:\n    import a\nexcept (E, ImportError): ...", CONDITIONAL | OPTIONAL),
        ("try:\n    import a\nexcept Exception: ...", CONDITIONAL | OPTIONAL),
        ("try:\n    import a\nexcept: ...", CONDITIONAL | OPTIONAL),
        ("with suppress(ImportError):\n    import a", OPTIONAL),
        ("if TYPE_CHECKING:\n    import a", TYPE_ONLY),
        ("if t.TYPE_CHECKING:\n    import a", TYPE_ONLY),
        ("if TYPE_CHECKING: ...\nelse:\n    import a", CONDITIONAL),
        (
            "def f():\n    try:\n        import a\n    except ImportError: ...",
            DEFERRED | CONDITIONAL | OPTIONAL,
        ),
    ],
)
def test_a_guard_tells_when_an_import_runs(source: str, guard: int) -> None:
    assert only_import(source).guard == guard


def test_what_a_function_imports_is_bound_in_it() -> None:
    found = only_import("class C:\n    def f(self):\n        import a.b")
    assert (found.bound, found.scope) == ("C.f.<locals>.a", "C.f")
    outer = only_import("def f():\n    global a\n    import a")
    assert (outer.bound, outer.scope) == ("a", "f")


def test_columns_count_characters_and_ends_are_exclusive() -> None:
    source = 'é = "é"; import bücher.ß as b\n'
    assert only_import(source).span == Span(1, 10, 1, 30)
    assert only_class("if 1:\n  class Ünï(X): ...").span == Span(2, 3, 2, 12)


def test_an_import_on_a_line_of_its_own_is_shown_there() -> None:
    source = "from a import (\n    b,\n    c,\n)\n"
    assert [found.span.line for found in facts(source).imports] == [2, 3]


@pytest.mark.parametrize(
    ("source", "lines"),
    [(b"", 0), (b"a", 1), (b"a\n", 1), (b"a\r\nb\rc", 3), (b"\n\n", 2), (b"(", 1)],
)
def test_lines_are_counted_as_an_editor_does(source: bytes, lines: int) -> None:
    assert extract(source).lines == lines


@pytest.mark.parametrize(
    "source",
    [
        b"def broken(:",
        b"\xff\xfe",
        b"# coding: nowhere\n",
        b"a\0b",
        b"(" * 500,
        b"\tx\n y",
    ],
)
def test_what_no_parser_can_read_is_a_failure_with_a_place(source: bytes) -> None:
    found = extract(source)
    assert isinstance(found.failure, Failure)
    assert found.failure.kind == "unparsable"
    assert found.failure.message
    assert (found.imports, found.classes, found.variables) == ((), (), ())


def test_a_class_holds_what_its_statement_says() -> None:
    found = only_class("@d(1)\n@e.f\nclass A(b.B[int], c(), metaclass=m.M, k=1): ...")
    assert found.bases == ("b.B", "")
    assert found.decorators == ("d", "e.f")
    assert found.metaclass == "m.M"


@pytest.mark.parametrize(
    ("statement", "kind"),
    [
        ("pass", Body.EMPTY),
        ("raise NotImplementedError", Body.NOT_IMPLEMENTED),
        ("raise NotImplementedError('why')", Body.REFUSAL),
        ("return", Body.CONSTANT),
        ("return 'a'", Body.CONSTANT),
        ("return []", Body.CONSTANT),
        ("return dict()", Body.CONSTANT),
        ("return [1]", Body.REAL),
        ("return list(self)", Body.REAL),
        ("return self", Body.REAL),
        ("x = 1; return 1", Body.REAL),
    ],
)
def test_what_a_body_amounts_to(statement: str, kind: Body) -> None:
    function = member(f"def m(self): {statement}").function
    assert function is not None
    assert function.body == kind


@pytest.mark.parametrize(
    ("body", "kind", "is_annotated", "is_assigned", "is_literal"),
    [
        ("m: int", "variable", True, False, False),
        ("m: int = 1", "variable", True, True, True),
        ("m = f()", "variable", False, True, False),
        ("m = None", "variable", False, True, False),
        ("m = [f()]", "variable", False, True, True),
        ("m = f'{x}'", "variable", False, True, True),
        ("import m", "import", False, True, False),
        ("class m: ...", "class", False, True, False),
        ("def m(self): ...", "function", False, True, False),
    ],
)
def test_a_member_says_how_it_is_bound(
    body: str, kind: str, is_annotated: bool, is_assigned: bool, is_literal: bool
) -> None:
    found = (facts(f"class A:\n    {body}").classes)[-1].members[-1]
    assert (found.name, found.kind, found.is_literal) == ("m", kind, is_literal)
    assert (found.is_annotated, found.is_assigned) == (is_annotated, is_assigned)


def test_names_in_slots_are_members() -> None:
    found = only_class("class A:\n    __slots__ = ['a', 'b']")
    assert [known.name for known in found.members] == ["__slots__", "a", "b"]


def test_methods_set_read_and_ask_for_attributes() -> None:
    source = """
class A:
    own = 1
    def f(this):
        this.set = this.own
        this.unknown.more()
        hasattr(this, "asked")
        (lambda: this.inner)()
    @classmethod
    def g(cls):
        cls.shared = 1
        return cls.unshared
    @staticmethod
    def h(self):
        return self.nothing
"""
    found = only_class(source)
    assert [(a.name, a.method, a.on_class) for a in found.self_attributes] == [
        ("set", "f", False),
        ("shared", "g", True),
    ]
    assert [(u.name, u.on_class) for u in found.self_uses] == [
        ("unknown", False),
        ("inner", False),
        ("unshared", True),
    ]
    assert found.tested_attributes == ("asked",)


def test_exports_are_the_sum_of_what_is_listed() -> None:
    assert facts("a = 1").exports is None
    assert facts("__all__ = ['a'] + ['b']").exports == ("a", "b")
    assert facts("__all__ = ['a']\n__all__ += ('b',)").exports == ("a", "b")
    assert facts("__all__ = []\n__all__.append('a')").exports == ("a",)
    assert facts("__all__ = names").has_computed_exports


def test_calls_are_counted_by_their_last_segment() -> None:
    found = facts("f()\na.f()\na.b.g(x=1)\nh(y=2)")
    assert found.called == (("f", 2), ("g", 1), ("h", 1))
    assert found.keyword_calls == ("g(x",)


def test_what_is_set_from_outside_is_noted() -> None:
    found = facts("import a\na.b = 1\nsetattr(a, 'c', 1)\nsetattr(a.d, e, 1)")
    assert found.stored_attributes == ("b", "c")
    assert found.patched == ("a.d",)


def test_a_name_that_nothing_binds_is_noted_once_with_its_first_use() -> None:
    found = facts("print(a)\ndef f(b): return a, b, c\nfor d in d: d\n")
    assert [(use.name, use.span.line) for use in found.unbound] == [("a", 1), ("c", 2)]


def test_names_bound_in_rare_ways_are_variables() -> None:
    source = (
        "try: ...\nexcept E as a: ...\n(b := 1)\nmatch x:\n    case {**c}: ...\n"
        "with x as (d, *e): ...\nfor f, g.h in x: ...\n"
    )
    names = {variable.name for variable in facts(source).variables}
    assert names == set("abcdef")


@pytest.mark.parametrize(
    ("source", "reason"),
    [
        ("globals()['a'] = 1", "calls `globals()`"),
        ("exec('a = 1')", "calls `exec()`"),
        ("vars()", "calls `vars()`"),
        ("def f():\n    locals()", None),
        ("def f():\n    globals()", "calls `globals()`"),
        ("import sys\nsys.modules[__name__] = a", "replaces itself in `sys.modules`"),
    ],
)
def test_a_module_may_have_names_that_nobody_sees(
    source: str, reason: str | None
) -> None:
    assert facts(source).dynamic == reason


def test_a_deprecation_counts_if_every_import_of_the_module_gives_it() -> None:
    warning = "warnings.warn('old', DeprecationWarning)"
    assert facts(warning).deprecation == "old"
    assert facts("warn('old', category=DeprecationWarning)").deprecation == "old"
    assert facts(f"if x: {warning}").deprecation is None
    assert facts(f"def f(): {warning}").deprecation is None
    assert facts("warnings.warn('old', UserWarning)").deprecation is None


def test_long_chains_and_deep_elifs_are_no_matter() -> None:
    chain = "a" + ".b()" * 900
    branches = "if a: ...\n" + "elif a: import b\n" * 3000
    assert extract(chain.encode()).called == (("b", 900),)
    assert len(extract(branches.encode()).imports) == 3000
