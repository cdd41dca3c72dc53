"""Python sources that make sense to parsers only, drawn by hypothesis."""

from hypothesis import strategies as st

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
