"""The text report: what is said, that nothing is left out, and that it fits."""

from collections.abc import Iterator

import pytest
from rich.cells import cell_len

from ssot_audit.config.settings import Level
from ssot_audit.extract.facts import START, Span
from ssot_audit.report import text
from ssot_audit.rules.finding import Hop, Part, Place
from ssot_audit.verdict.verdict import ClassScore, Ratio, Reported, Status, Verdict
from tests.support.verdicts import (
    audited,
    coverage,
    place,
    reported,
    score,
    verdict,
)


def rendered(given: Verdict, *, width: int = 80) -> str:
    return text.render(given, width=width, color=False)


def many(count: int) -> Iterator[Reported]:
    for number in range(count):
        code = "SSOT101" if number % 2 else "SSOT202"
        yield reported(
            f"`item{number:05}` is odd", code=code, at=place(line=number + 1)
        )


def test_passed_comes_first() -> None:
    first = rendered(verdict()).splitlines()[0]
    assert first == "passed: no finding and no figure fails the gate"


def test_each_reason_to_fail_comes_first() -> None:
    lines = rendered(verdict(failures=("2 findings", "score is low"))).splitlines()
    assert lines[:2] == ["failed: 2 findings", "failed: score is low"]


def test_figures_show_numerator_and_denominator() -> None:
    figures = score(overall=Ratio(9, 10), contracts=Ratio(41, 60))
    report = rendered(verdict(figures=figures))
    assert "overall     9 of 10 = 90.0 %" in report
    assert "contracts      kept 41 of 60 = 68.3 %" in report


def test_nothing_owed_is_not_computed_and_says_why() -> None:
    report = rendered(verdict())
    assert "contracts      not computed (no class is held to an interface)" in report
    assert "100" not in report


def test_worst_classes_are_five_and_a_number() -> None:
    worst = tuple(ClassScore(f"a.C{n}", "a.P", Ratio(0, 9)) for n in range(8))
    report = rendered(verdict(figures=score(worst=worst)))
    assert report.count("keeps 0 of 9 of `a.P`") == 5
    assert "and 3 more (see json)" in report


def test_every_unparsable_file_is_named() -> None:
    paths = tuple(f"old/part{n}.py" for n in range(30))
    report = rendered(verdict(covered=coverage(unparsable=paths)))
    assert "30 files unparsable" in report
    assert all(path in report for path in paths)


def test_open_classes_are_counted_with_the_most_frequent_reasons() -> None:
    reasons = {f"reason {n}": 10 - n for n in range(8)}
    report = rendered(verdict(covered=coverage(open_classes=reasons)))
    assert "52 of 40 classes open, not judged" in report
    assert "├── 10: reason 0" in report
    assert "└── 12: 3 more reasons" in report


def test_clean_project_is_short() -> None:
    report = rendered(audited({"shop/cart.py": "LIMIT = 10\n"}))
    assert "overall     1 of 1 = 100.0 %" in report
    assert "test        not computed" in report
    assert "No finding" in report
    assert len(report.splitlines()) < 20


def test_finding_shows_frame_help_and_evidence() -> None:
    hops = (Hop(place(), "it is used here"), Hop(place(line=9), "it is made here"))
    report = rendered(verdict(reported(evidence=hops)))
    expected = """\
SSOT101 missing-member: error, 1 finding

  `Cart` is odd
  shop/cart.py:3:1
    3 | class Cart:
      | ^^^^
  help: Mend it.
  evidence:
  ├── shop/cart.py:3:1 it is used here
  └── shop/cart.py:9:1 it is made here
"""
    assert report.endswith(expected)


def test_evidence_beyond_the_sixth_hop_is_counted() -> None:
    hops = tuple(Hop(place(line=n), f"hop {n}") for n in range(1, 10))
    report = rendered(verdict(reported(evidence=hops)))
    assert "hop 6" in report
    assert "hop 7" not in report
    assert "└── and 3 more (see json)" in report


def test_lone_hop_at_the_place_of_the_finding_is_not_repeated() -> None:
    report = rendered(verdict(reported(evidence=(Hop(place(), "used here"),))))
    assert "evidence" not in report


def test_parts_elsewhere_are_shown_unless_the_evidence_has_them() -> None:
    hops = (Hop(place(line=9), "as the evidence says"), Hop(place(), "here"))
    parts = (
        Part(place(), "own"),
        Part(place(line=9), "proven"),
        Part(place("shop/till.py"), "total"),
    )
    report = rendered(verdict(reported(evidence=hops, parts=parts)))
    assert "further places:\n  └── shop/till.py:3:1 total\n" in report
    assert "proven" not in report


def test_levels_of_one_rule_are_apart_and_the_worst_is_first() -> None:
    given = verdict(
        reported("a note", code="SSOT301", level=Level.NOTE),
        reported("an error", code="SSOT301", level=Level.ERROR),
        reported("a warning", code="SSOT205", level=Level.WARNING),
    )
    headings = [line for line in rendered(given).splitlines() if line[:4] == "SSOT"]
    assert headings == [
        "SSOT301 direct-environment-access: error, 1 finding",
        "SSOT205 import-cycle: warning, 1 finding",
        "SSOT301 direct-environment-access: note, 1 finding",
    ]


def test_suppressed_findings_are_counted_apart() -> None:
    hidden = reported("hidden", status=Status.SUPPRESSED)
    report = rendered(verdict(reported("open"), hidden, hidden))
    assert "\n1 finding\n  2 suppressed by comments: SSOT101 (2)\n" in report
    assert "hidden" not in report


def test_baselined_findings_have_a_line_each_after_the_new_ones() -> None:
    known = reported("known", status=Status.BASELINED)
    report = rendered(verdict(known, reported("new")))
    assert "1 of them in the baseline: a line each" in report
    assert report.endswith("\n\n  shop/cart.py:3:1 known (baselined)\n")


def test_two_hundred_findings_are_all_shown_in_full() -> None:
    assert rendered(verdict(*many(200))).count("help: Mend it.") == 200


def test_of_more_each_is_listed_and_ten_of_a_group_are_in_full() -> None:
    report = rendered(verdict(*many(5000)))
    assert report.count("help: Mend it.") == 20
    assert "the first 10 below each heading in full, then a line each" in report
    assert all(f"`item{number:05}`" in report for number in range(5000))


@pytest.mark.parametrize("width", [40, 57, 80, 200])
def test_no_line_is_wider_than_the_terminal(width: int) -> None:
    message = f"`{'LongName' * 12}` 漢字の長い説明 " + "word " * 30
    finding = reported(message, evidence=(Hop(place("p" * 70), message),) * 2)
    source = "    x = [" + "'漢字', " * 60 + "]"
    report = rendered(verdict(finding, source=source), width=width)
    assert max(map(cell_len, report.splitlines())) <= width


def test_a_width_of_nothing_still_gives_words() -> None:
    assert "Coverage" in rendered(verdict(reported()), width=0)


def test_text_of_audited_code_is_no_markup_and_moves_no_cursor() -> None:
    hostile = reported(
        "`[bold red]x[/]` \x1b[2J:smile: \u202e", at=place("a\n\udcffb.py")
    )
    report = rendered(verdict(hostile, source="\x1b[31mred\x1b[0m [link=x]y[/link]"))
    assert "`[bold red]x[/]` \\x1b[2J:smile: \\u202e" in report
    assert "a\\x0a\\xffb.py:3:1" in report
    assert "3 | \\x1b[31mred\\x1b[0m [link=x]y[/link]" in report
    assert not set(report) & set("\x1b\u202e\udcff")


def test_colour_only_when_asked_for() -> None:
    given = verdict(reported())
    assert "\x1b[" not in text.render(given, width=80, color=False)
    assert "\x1b[" in text.render(given, width=80, color=True)


def test_the_environment_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    given = verdict(reported(), failures=("1 finding",))
    before = [text.render(given, width=80, color=color) for color in (False, True)]
    for name in ("COLUMNS", "LINES", "NO_COLOR", "FORCE_COLOR", "JUPYTER_COLUMNS"):
        monkeypatch.setenv(name, "7")
    monkeypatch.setenv("TERM", "dumb")
    after = [text.render(given, width=80, color=color) for color in (False, True)]
    assert before == after


def framed(source: str, span: Span, *, width: int = 80) -> list[str]:
    """Return the lines of the frame of one finding."""
    finding = reported(at=Place("shop/cart.py", span))
    report = rendered(verdict(finding, source=source), width=width)
    lines = report.partition("shop/cart.py:")[2].partition("  help:")[0].splitlines()
    return [line[4:] for line in lines[1:]]


def test_frame_underlines_the_region_and_drops_the_indentation() -> None:
    frame = framed("        value = find(key)", Span(12, 17, 12, 26))
    assert frame == [
        "12 | value = find(key)",
        "   |         ^^^^^^^^^",
    ]


def test_frame_counts_columns_of_wide_and_escaped_characters() -> None:
    frame = framed("漢 = '\x00'; x\t= 1", Span(7, 10, 7, 11))
    assert frame == [
        "7 | 漢 = '\\x00'; x    = 1",
        "  |              ^",
    ]


def test_frame_of_several_lines_underlines_to_the_end_of_the_first() -> None:
    frame = framed("raise find(  ", Span(7, 7, 9, 2))
    assert frame[1] == "  |       ^^^^^^^"


def test_frame_of_an_empty_region_has_one_caret() -> None:
    assert framed("x = (", Span(7, 6, 7, 6)) == ["7 | x = (", "  |      ^"]


def test_frame_of_a_long_line_is_cut_around_the_region() -> None:
    source = "x = [" + "1, " * 4000 + "odd, " + "2, " * 4000 + "]"
    column = source.index("odd") + 1
    code, carets = framed(source, Span(7, column, 7, column + 3), width=60)
    start = carets.index("^")
    assert code[start : start + 3] == "odd"
    assert carets.strip("| ") == "^^^"
    assert code.count("…") == 2
    assert len(code) <= 56


def test_whole_file_has_no_frame() -> None:
    assert framed("import os", START) == []
