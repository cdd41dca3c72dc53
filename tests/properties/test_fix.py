"""Laws of moved imports, over random layouts of import statements."""

import ast

from hypothesis import given
from hypothesis import strategies as st

from tests.unit.fix.test_moved_imports import moved

NAMES = st.sampled_from(
    ["Name", "Old", "Other", "Alpha as A", "Name as N", "Old as Old"]
)
COMMENT = st.sampled_from(["", "  # why", "  # noqa: F401"])
GAP = st.sampled_from([" ", "  ", " \\\n    "])


@st.composite
def imports(draw: st.DrawFn) -> str:
    """Draw one import statement, in one of the ways there are to lay it out."""
    module = draw(st.sampled_from(["a.b", "c.d", "a.b", "x"]))
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    kind = draw(st.integers(0, 3))
    if kind == 0:
        gap = draw(GAP)
        text = f"from {module} import{gap}" + f",{gap}".join(names)
        return text + draw(COMMENT)
    if kind == 1:
        comma = draw(st.sampled_from(["", ","]))
        return f"from {module} import ({', '.join(names)}{comma})" + draw(COMMENT)
    if kind == 2:
        comma = draw(st.sampled_from(["", ","]))
        lines = [f"    {name},{draw(COMMENT)}" for name in names[:-1]]
        last = f"    {names[-1]}{comma}{draw(COMMENT)}"
        return "\n".join([f"from {module} import ({draw(COMMENT)}", *lines, last, ")"])
    return draw(st.sampled_from(["import a.m", "import a.m as m, os", "import os"]))


@st.composite
def files(draw: st.DrawFn) -> str:
    """Draw a file of imports, alone, in blocks and between other statements."""
    lines = ['"""A file."""', ""]
    for number in range(draw(st.integers(1, 5))):
        text = draw(imports())
        around = draw(
            st.sampled_from(["{}", "# led\n{}", "\n{}", "if x:", "def f{}():"])
        )
        if "{}" in around and around != "def f{}():":
            lines.append(around.format(text))
        else:
            indented = "\n".join(f"    {line}" for line in text.split("\n"))
            lines += [around.format(number), indented]
        lines += draw(
            st.lists(st.sampled_from(["y = 1", "", "print(Other)"]), max_size=2)
        )
    lines += ["z = [Old, Name, A, N, 'Old']  # the end", ""]
    end = draw(st.sampled_from(["\n", "\r\n"]))
    return end.join("\n".join(lines).split("\n"))


def taken(text: str) -> set[tuple[str, str]]:
    """Return what imports bind, and what to."""
    found = set()
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ImportFrom):
            found |= {
                (f"{node.module}.{alias.name}", alias.asname or alias.name)
                for alias in node.names
            }
        elif isinstance(node, ast.Import):
            found |= {(alias.name, alias.asname or alias.name) for alias in node.names}
    return found


def comments(text: str) -> list[str]:
    return [line.partition("#")[2].strip() for line in text.splitlines() if "#" in line]


@given(files())
def test_names_come_from_their_homes_and_all_else_stays(source: str) -> None:
    ends = "\r\n" in source
    result = moved(source.encode())
    text = result.content.decode()
    moves = {"a.b.Name": "c.d.Name", "a.b.Old": "c.d.New", "a.m": "c.n"}
    assert result.declined == {}
    wanted = {moves.get(full, full) for full, _ in taken(source)}
    assert {full for full, _ in taken(text)} == wanted
    assert set(comments(text)) >= set(comments(source)), "a comment is lost"
    assert ("\r\n" in text) == ends
    assert text.replace("\r\n", "").count("\r") == 0
    if ends:
        assert text.count("\n") == text.count("\r\n")
    assert moved(result.content).content == result.content


@given(files())
def test_what_names_are_bound_to_stays_where_a_string_may_mean_them(
    source: str,
) -> None:
    text = moved(source.encode()).content.decode()
    bound = {name for full, name in taken(source) if "." in full and full != "a.m"}
    assert bound <= {name for _, name in taken(text)}
