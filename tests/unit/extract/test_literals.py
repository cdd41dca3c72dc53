import ast
import sys
import warnings

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from ssot_audit.extract.literals import Novelty, is_open, novelties

QUOTES = ("'", '"', "'''", '"""')


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("""f'{a['b']}'""", Novelty.QUOTES),
        ("""f'{"it's"}'""", Novelty.QUOTES),
        ('''f"""{"a"""}"""''', Novelty.QUOTES),
        ("""f'''{f'{'a'}'}'''""", Novelty.QUOTES),
        ("""f'{a:{b['c']}}'""", Novelty.QUOTES),
        (r"""f'{"\n"}'""", Novelty.BACKSLASH),
        (r"""rf'{"\n".join(a)}'""", Novelty.BACKSLASH),
        ("f'''{a + \\\n b}'''", Novelty.BACKSLASH),
        (r"""f'''{f"\n{a}"}'''""", Novelty.BACKSLASH),
        (r"""f'{a:{"\n"}}'""", Novelty.BACKSLASH),
        ("f'''{a  # }\n}'''", Novelty.COMMENT),
        ("f'''{(a,  # it's\n)}'''", Novelty.COMMENT),
        ("f'{a\n}'", Novelty.NEWLINE),
        ("f'{a:\n}'", Novelty.NEWLINE),
        ('''f'{"""\n"""}' ''', Novelty.NEWLINE),
        ("f'{a!r }'", Novelty.SPACE),
        ("f'{a!r :>5}'", Novelty.SPACE),
        ("f'{a:{b:{c}}}'", Novelty.DEPTH),
        ("f'{a=}'", Novelty.EQUALS),
        ("f'{a = !r:>5}'", Novelty.EQUALS),
        ("f'{a == b = }'", Novelty.EQUALS),
        ("f'{a:{b=}}'", Novelty.EQUALS),
        ("""'a' f'{b['c']}' "d" """, Novelty.QUOTES),
        ("""('a'  # it's\n f'{b['c']}')""", Novelty.QUOTES),
    ],
)
def test_what_older_pythons_reject_is_named(source: str, expected: Novelty) -> None:
    assert novelties(source) == {expected}


@pytest.mark.parametrize(
    "source",
    [
        "f''",
        "f'{a}'",
        """f'{a["b"]}'""",
        """f'{"#"}'""",
        """f"{a['if']}{b['c']}" """,
        """f'''{a['b']}"{c["d"]}"'''""",
        """f'''{f"{'a'}"}'''""",
        """f'''{a:''}'''""",
        "f'''{\na\n:\n}'''",
        r"f'\'{a}\n'",
        r"f'\\{a}'",
        r"f'\{a}'",
        r"f'\N{DASH}{a:\N{DASH}}'",
        r"rf'\N{a}'",
        r"rf'\'{a}'",
        "f'a\\\n{b:\\\n}'",
        r"""f'{a:\x20>\'}'""",
        "f'{a:#x}'",
        "f'# {a}'",
        "f'{{a!r }}{{b=}}{{c:{d:{e}}}'",
        "f'{a!r:>{width}}{b!s}'",
        "f'{a != b}{a <= b}{(a := b)}{call(a=b)}{a:=5}'",
        "f'{a:{{b}}}'",
        "f'{a:{b}}}}'",
        "f'{ {1: 2}[1]:{width}}'",
        "f'{(lambda a: a)(1)}'",
        "f'a = {b}'",
        """f'{1if"x"else"f"}'""",
        r"'\'' '''\''' {a['b']}''' f'{c}' b'\n'",
        "'{a!r }' f'{b}'",
        r"f'{a}'  # it's f'{\n}'",
    ],
)
def test_what_every_python_accepts_is_not_reported(source: str) -> None:
    assert novelties(source) == frozenset()


def test_every_kind_is_named_once() -> None:
    assert novelties(r"f'{'\n'}{'\n'=}'") == {
        Novelty.QUOTES,
        Novelty.BACKSLASH,
        Novelty.EQUALS,
    }


@pytest.mark.parametrize(
    "source",
    ["'a", "'''a'", r"'a\'", "f'a", "f'{a", "f'{a:", "f'{a['b", "'a' 'b", "f'{a # b"],
)
def test_text_that_breaks_off_within_a_literal_is_open(source: str) -> None:
    assert is_open(source)


@pytest.mark.parametrize("source", ["'a'", "'a' ", "f'{a['b']}' \\\n", "'a' # it's\n"])
def test_text_that_ends_between_literals_is_not_open(source: str) -> None:
    assert not is_open(source)


def _join(parts: list[str]) -> str:
    return "".join(parts)


def _expressions(literals: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    operator = st.sampled_from([" + ", " != ", "+\n", "\\\n+", "  # '\n+", " or "])
    return st.one_of(
        st.sampled_from(["a", " a", "a.b", "{1: 2}[1]", "(a := 1)", "a[1:2]"]),
        literals,
        literals.map("a[{}]".format),
        st.builds("a{}{}".format, operator, literals),
    )


def _fields(literals: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    expression = _expressions(literals)
    conversion = st.sampled_from(["", "=", " = ", "!r", "!r ", "=!s"])
    simple = st.builds("{{{}{}}}".format, expression, conversion)
    literal = st.sampled_from([">5", "#x", r"\x20", "'", '"', "\n", "\\\n"])
    specifier = st.lists(simple | literal, max_size=2).map(_join)
    return simple | st.builds("{{{}{}:{}}}".format, expression, conversion, specifier)


def _literals(literals: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    text = st.sampled_from(
        ["a", "#", "{{", "}}", "'", '"', r"\n", r"\'", "\n", "\\\n", r"\N{DIGIT ONE}"]
    )
    body = st.lists(_fields(literals) | text, max_size=3).map(_join)
    prefix = st.sampled_from(["f", "F", "rf", "fR"])
    return st.builds(
        "{0}{1}{2}{1}".format, prefix, st.sampled_from(QUOTES), body
    ) | st.builds("{0} {1}".format, literals, literals)


literals = st.recursive(
    st.builds(
        "{0}{1}{2}{1}".format,
        st.sampled_from(["", "r", "u"]),
        st.sampled_from(QUOTES),
        st.sampled_from(["", "a", "#", "{", "}", r"\n", "'", '"']),
    ),
    _literals,
    max_leaves=5,
)


def _is_one_f_string(source: str) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source, mode="eval")
        except (SyntaxError, ValueError):
            return False
    end = (tree.body.end_lineno, tree.body.end_col_offset)
    lines = source.split("\n")
    is_whole = end == (len(lines), len(lines[-1].encode()))
    return isinstance(tree.body, ast.JoinedStr) and is_whole


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="accepts PEP 701 itself")
@given(literals)
def test_an_f_string_that_python_311_accepts_needs_nothing_newer(source: str) -> None:
    assume(_is_one_f_string(source))
    assert novelties(source) <= {Novelty.EQUALS}


@given(literals)
def test_the_answer_does_not_depend_on_neighbours(source: str) -> None:
    assume(_is_one_f_string(source))
    assert novelties(source) == novelties(f"'' {source}") == novelties(f"{source} ''")


@given(literals)
def test_whole_literals_are_not_open(source: str) -> None:
    assume(_is_one_f_string(source))
    assert not is_open(source)


@given(st.text("{}\\'\"#fr:=! \na", max_size=30))
def test_any_text_can_be_read(text: str) -> None:
    novelties(text)
    is_open(text)
