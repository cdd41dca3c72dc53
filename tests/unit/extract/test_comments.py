import ast
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ssot_audit.extract.comments import directives
from ssot_audit.extract.facts import Directive, Span
from ssot_audit.extract.text import SourceText


def _found(source: str, *strings: Span) -> tuple[Directive, ...]:
    encoded = source.encode()
    return directives(encoded, SourceText(encoded), strings or _string_spans(source))


def _string_spans(source: str) -> list[Span]:
    text = SourceText(source.encode())
    return [
        text.span(node)
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.JoinedStr)
        or (isinstance(node, ast.Constant) and isinstance(node.value, str | bytes))
    ]


def _only(source: str) -> Directive:
    (directive,) = _found(source)
    return directive


def test_a_trailing_directive_hides_findings_of_its_line() -> None:
    source = 'a = 1  # ssot: ignore[SSOT301] reason="bootstrap" until=2027-01-31\n'
    assert _only(source) == Directive(
        "ignore",
        ("SSOT301",),
        "bootstrap",
        "2027-01-31",
        Span(1, 8, 1, 67),
        1,
        None,
    )


def test_several_codes_may_be_named() -> None:
    assert _only("a  # ssot: ignore[SSOT301, SSOT101]").codes == ("SSOT301", "SSOT101")


@pytest.mark.parametrize(
    "comment",
    [
        "#ssot:ignore[X]",
        "#  ssot:  ignore [X]",
        "# ssot: ignore[ X , ]",
        "# ssot: ignore[X]  # another comment",
        "# ssot: ignore[X]# another comment",
    ],
)
def test_spaces_are_free_and_other_comments_may_follow(comment: str) -> None:
    directive = _only(f"a {comment}\n")
    assert (directive.kind, directive.codes) == ("ignore", ("X",))


def test_the_span_ends_with_the_directive() -> None:
    source = "é  # ssot: ignore[X]  # why"
    assert _only(source).span == Span(1, 4, 1, 21)


def test_options_may_stand_in_any_order_and_hold_any_text() -> None:
    directive = _only('a  # ssot: ignore[X] until=2027-01-31 reason="see #1, it\'s"')
    assert directive.reason == "see #1, it's"
    assert directive.until == "2027-01-31"


def test_an_empty_reason_is_none() -> None:
    assert _only('a  # ssot: ignore[X] reason=""').reason is None


def test_a_directive_may_follow_another_comment() -> None:
    first, second = _found("a  # noqa: F401 # ssot: ignore[X] # ssot: ignore[Y]\n")
    assert (first.codes, first.applies_to) == (("X",), 1)
    assert (second.codes, second.applies_to) == (("Y",), 1)


def test_a_directive_alone_hides_findings_of_the_next_line_with_code() -> None:
    source = "a\n# ssot: ignore[X]\n\n  # why\n  # ssot: ignore[Y]\nb\nc\n"
    assert [found.applies_to for found in _found(source)] == [6, 6]


def test_a_directive_on_the_last_line_of_a_statement_hides_that_line_only() -> None:
    assert _only("a = (\n b\n)  # ssot: ignore[X]\n").applies_to == 3


def test_a_comment_behind_the_end_of_a_text_is_not_alone() -> None:
    source = 'a = """\n# text"""  # ssot: ignore[X]\nb\n'
    assert _only(source).applies_to == 2


@pytest.mark.parametrize(
    "source",
    [
        "a = '# ssot: ignore[X]'\n",
        "a = f'# ssot: ignore[X]'\n",
        "a = '''\n# ssot: ignore[X]\n'''\n",
        "a = 'b'  '# ssot: ignore[X]'\n",
        "a = ('b'  # it's\n '# ssot: ignore[X]')\n",
        "# see ssot: docs\n",
        "# ssot ignore[X]\n",
        "a  # write `# ssot: ignore[X]` there\n",
        '# write "# ssot: ignore[X]" there\n',
        "a  # no:ssot: ignore[X]\n",
        "ssot: int\n",
        "a\n",
    ],
)
def test_text_and_prose_are_no_directives(source: str) -> None:
    assert _found(source) == ()


def test_a_comment_between_adjacent_literals_is_a_directive() -> None:
    source = "a = ('#'  # ssot: ignore[X]\n  # ssot: ignore[Y]\n  'b')\n"
    assert [found.applies_to for found in _found(source)] == [1, 3]


def test_a_comment_behind_an_f_string_with_reused_quotes_is_a_directive() -> None:
    source = "a = (f'{b['#']}'  # ssot: ignore[X]\n  'c')\n"
    (directive,) = _found(source, Span(1, 6, 2, 6))
    assert (directive.codes, directive.span.column) == (("X",), 19)


@pytest.mark.parametrize(
    "source",
    [
        "# ssot: file-ignore[X]\nimport a\n",
        "#!/usr/bin/env python\n\n# ssot: file-ignore[X]\n",
        '"""Doc."""\n# ssot: file-ignore[X]\nimport a\n',
        '"""Doc\nstring."""  # ssot: file-ignore[X]\nimport a\n',
        '# Licence\n"""Doc."""\n\n# why\n# ssot: file-ignore[X]\n',
    ],
)
def test_a_file_is_ignored_from_above_its_first_statement(source: str) -> None:
    directive = _only(source)
    assert (directive.kind, directive.codes) == ("file-ignore", ("X",))
    assert directive.applies_to == 0


@pytest.mark.parametrize(
    "source",
    [
        "import a\n# ssot: file-ignore[X]\n",
        "import a\n'text'\n# ssot: file-ignore[X]\n",
        "import a  # ssot: file-ignore[X]\n",
        '"""Doc."""; a  # ssot: file-ignore[X]\n',
        '"""Doc."""\nimport a\n# ssot: file-ignore[X]\n',
        '"""Text.""".a\n# ssot: file-ignore[X]\n',
        '"""Doc."""\n"""More."""\n# ssot: file-ignore[X]\n',
    ],
)
def test_a_file_is_not_ignored_from_below_a_statement(source: str) -> None:
    directive = _only(source)
    assert directive.kind == "malformed"
    assert directive.problem == "`file-ignore` must stand before the first statement"


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (" ignore", "it names no codes: write `ignore[SSOT...]`"),
        (" ignore[]", "it names no codes: write `ignore[SSOT...]`"),
        (" ignore[,]", "it names no codes: write `ignore[SSOT...]`"),
        (" ignore SSOT301", "it names no codes: write `ignore[SSOT...]`"),
        (" ignore[X", "the bracket is not closed: write `ignore[SSOT...]`"),
        (
            " mute[X]",
            "`ssot: mute` is no directive: write `ignore[...]` or `file-ignore[...]`",
        ),
        (
            "",
            "`ssot: ` is no directive: write `ignore[...]` or `file-ignore[...]`",
        ),
        (
            " ignore[X] until=2027-02-30",
            "`2027-02-30` is no date: write `until=YYYY-MM-DD`",
        ),
        (
            " ignore[X] until=20270131",
            "`20270131` is no date: write `until=YYYY-MM-DD`",
        ),
        (' ignore[X] until=""', "`` is no date: write `until=YYYY-MM-DD`"),
        (
            " ignore[X] because",
            '`because` is no option: write `reason="..."` or `until=YYYY-MM-DD`',
        ),
        (
            " ignore[X] owner=me",
            '`owner=me` is no option: write `reason="..."` or `until=YYYY-MM-DD`',
        ),
        (
            ' ignore[X] reason="why',
            '`reason="why` is no option: write `reason="..."` or `until=YYYY-MM-DD`',
        ),
        (" ignore[X] reason=a reason=b", "`reason` is given twice: keep one"),
    ],
)
def test_a_malformed_directive_tells_how_to_mend_it(body: str, problem: str) -> None:
    comment = f"# ssot:{body}"
    directive = _only(f"a {comment}  # else\n")
    assert directive.kind == "malformed"
    assert directive.problem == problem
    assert directive.applies_to == 1
    assert directive.span == Span(1, 3, 1, 3 + len(comment))
    assert directive.codes == ()


def test_a_directive_that_no_code_follows_is_malformed() -> None:
    directive = _only("a\n# ssot: ignore[X]\n\n# end\n")
    assert directive.kind == "malformed"
    assert directive.problem is not None
    assert directive.problem.startswith("no code follows")


@given(
    st.lists(st.from_regex(r"SSOT\d{3}", fullmatch=True), min_size=1, max_size=3),
    st.none() | st.text(st.characters(codec="ascii", exclude_characters='"\r\n')),
    st.none() | st.dates(),
)
def test_a_directive_is_read_as_it_was_written(
    codes: list[str], reason: str | None, until: date | None
) -> None:
    comment = f"# ssot: ignore[{', '.join(codes)}]"
    comment += "" if reason is None else f' reason="{reason}"'
    comment += "" if until is None else f" until={until}"
    span = Span(1, 4, 1, 4 + len(comment))
    expected = Directive(
        "ignore",
        tuple(codes),
        reason or None,
        until.isoformat() if until else None,
        span,
        1,
        None,
    )
    assert _found(f"a  {comment}  # why\n", Span(1, 1, 1, 2)) == (expected,)


@given(st.text("# ssot:ignore[]=\"'\\\n", max_size=40))
def test_any_comment_can_be_read(text: str) -> None:
    for directive in _found(f"a # ssot:{text}\n", Span(1, 1, 1, 2)):
        assert (directive.problem is None) == (directive.kind != "malformed")
