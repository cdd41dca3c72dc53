"""The pull-request report: what it says, that it fits, and that names stay names."""

import dataclasses
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from ssot_audit.config.settings import Level, Settings
from ssot_audit.extract.facts import START
from ssot_audit.link.changes import Change, ChangeKind
from ssot_audit.link.import_changes import ImportChanges, State, import_changes
from ssot_audit.link.matrix import Contract, Lapse, Origin, Row, Site
from ssot_audit.link.matrix_changes import RowChange
from ssot_audit.link.obligations import BreachKind
from ssot_audit.report import markdown
from ssot_audit.report.background import Background
from ssot_audit.report.markdown_breaks import breaks_section
from ssot_audit.report.markdown_graph import graph_section, label
from ssot_audit.report.markdown_matrix import matrix_section
from ssot_audit.report.markdown_text import cell, code, escaped, fenced, in_html, prose
from ssot_audit.report.printable import printable
from ssot_audit.rules.finding import Hop, Part
from ssot_audit.rules.remedies import DropSuppression
from ssot_audit.verdict.verdict import Baseline, Ratio, Since, Status, Verdict
from tests.support.projects import linked
from tests.support.verdicts import place, reported, score, verdict

GITHUB = MarkdownIt("gfm-like", {"html": True, "linkify": False})
HOSTILE = [
    "@user",
    "team/@user #123 GH-12 owner/repo#4",
    "https://evil.example www.evil.example",
    "0123456789abcdef0123456789abcdef01234567",
    "<script>alert(1)</script>",
    "<!-- --> </details></summary>",
    "`` ` ``` ` ``",
    "a | b \\| c",
    "[x](javascript:alert) ![y](z)",
    "**bold** _it_ ~~gone~~ $math$",
    "# heading",
    "- item",
    "1. item",
    "]]> ::error::x",
    "\x1b[31mred\x1b[0m\nnext",
    "&lt;b&gt; &copy;",
    "x" * 10_000,
]
PING = re.compile(r"@\w|#\d|GH-\d|://|www\.|\b[0-9a-f]{40}\b")


class Page(HTMLParser):
    """Text and elements of a page; code apart, since nobody is pinged there."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[str] = []
        self.text = ""
        self.prose = ""
        self.depth = 0
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, _attributes: object) -> None:
        self.elements.append(tag)
        self.depth += tag in {"code", "pre"}

    def handle_endtag(self, tag: str) -> None:
        self.depth -= tag in {"code", "pre"}

    def handle_data(self, data: str) -> None:
        self.text += data
        if not self.depth:
            self.prose += data


def page(text: str) -> Page:
    return Page(GITHUB.render(text))


def apart(text: str) -> str:
    return text.replace("\u200b", "")


BACKGROUND = Background(Settings(root=Path("project")), linked({}))


def render(shown: Verdict) -> str:
    return markdown.render(shown, BACKGROUND)


texts = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(
        alphabet=st.sampled_from("`|\\<>@#1a&[]()*_~$!-+=. \n\u200b/:w"), max_size=30
    ),
    st.text(max_size=30),
)


def squeezed(text: str) -> str:
    """Return text as a browser shows it, spaces joined."""
    return " ".join(apart(text).split())


@given(texts)
def test_prose_is_shown_as_it_is_and_makes_nothing(text: str) -> None:
    shown = page(f"x {escaped(text)}")
    assert set(shown.elements) <= {"p"}
    assert squeezed(shown.text) == squeezed(f"x {printable(text)}")
    assert not PING.search(shown.prose)


@given(texts)
def test_a_name_is_code_and_nothing_else(text: str) -> None:
    shown = page(f"x {code(text)} y")
    assert shown.elements == ["p", "code"]
    assert squeezed(shown.text) == squeezed(f"x {printable(text)} y")
    assert shown.prose.split() == ["x", "y"]


@given(texts)
def test_a_name_stays_in_its_cell(text: str) -> None:
    shown = page(f"| a | b |\n|---|---|\n| {cell(text)} | end |\n")
    assert shown.elements.count("td") == 2
    assert shown.elements.count("table") == 1


@given(texts, texts)
def test_a_message_with_names_makes_code_only(name: str, rest: str) -> None:
    shown = page(f"x {prose(f'`{name}` {rest}')}")
    assert set(shown.elements) <= {"p", "code"}
    assert not PING.search(shown.prose)


@given(texts)
def test_a_message_in_html_makes_code_only(text: str) -> None:
    shown = page(f"<details><summary>{in_html(text)}</summary>\n\n</details>")
    assert set(shown.elements) <= {"details", "summary", "code"}
    assert not PING.search(shown.prose)


@given(texts)
def test_nothing_ends_a_block_of_code(text: str) -> None:
    shown = page(f"{fenced(text)}\n\nafter")
    assert shown.elements == ["pre", "code", "p"]
    assert shown.prose.split() == ["after"]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_report_of_hostile_names_has_its_own_elements_only(text: str) -> None:
    item = reported(
        f"`{text}` is {text}",
        at=place(text),
        evidence=(Hop(place(text, 4), text), Hop(place(text, 5), text)),
        parts=(Part(place(text, 6), text, text), Part(place(text, 7), text)),
    )
    item = dataclasses.replace(
        item, finding=dataclasses.replace(item.finding, help=text)
    )
    since = Since(text, "0" * 40, score(), (item,))
    shown = verdict(item, failures=(text,), source=text)
    found = page(render(dataclasses.replace(shown, since=since)))
    assert set(found.elements) <= {
        *("h2", "h3", "p", "ul", "ol", "li", "strong", "code", "pre"),
        *("table", "thead", "tbody", "tr", "th", "td"),
        *("details", "summary", "b"),
    }
    assert found.elements.count("details") == 1
    assert not PING.search(found.prose)


def test_the_first_line_is_the_marker() -> None:
    assert render(verdict()).startswith("<!-- ssot-audit:report -->\n")


def test_the_verdict_comes_first_with_its_reasons() -> None:
    assert "## ✅ ssot-audit passed" in render(verdict())
    failed = render(verdict(failures=("score is 1 %",)))
    assert "## ❌ ssot-audit failed\n\n- score is 1 %\n" in failed


def test_the_score_is_compared_with_the_one_before() -> None:
    before = score(overall=Ratio(1, 2), contracts=Ratio(3, 3))
    now = score(overall=Ratio(3, 4), contracts=Ratio(2, 3))
    shown = verdict(figures=now)
    shown = dataclasses.replace(shown, since=Since("main", "0" * 40, before, ()))
    report = render(shown)
    assert (
        "| files that comply | 75.0 % (3 of 4) | 50.0 % (1 of 2) | 🔺 +25.0 |" in report
    )
    assert "| contracts | 66.7 % (2 of 3) | 100.0 % (3 of 3) | 🔻 -33.3 |" in report
    assert "| imports | not computed | not computed |  |" in report


def test_new_fixed_moved_and_unchanged_are_counted() -> None:
    moved = dataclasses.replace(
        reported("moved", status=Status.BASELINED), moved_from="shop.desk"
    )
    shown = verdict(reported("new"), reported("old", status=Status.BASELINED), moved)
    since = Since("main", "0" * 40, score(), (reported("was", status=Status.FIXED),))
    report = render(dataclasses.replace(shown, since=since))
    assert (
        "**1 new finding** (1 error), 1 fixed, 1 moved, 2 unchanged since `main`."
        in report
    )
    assert "### New: 1 finding" in report
    assert "### Fixed: 1 finding\n\n- SSOT101 was `shop/cart.py`" in report
    accepted = dataclasses.replace(shown, baseline=Baseline("b.json", 1, (), ()))
    assert "**1 new finding** (1 error), 2 in the baseline." in render(accepted)


def test_the_worst_finding_comes_first_with_its_evidence() -> None:
    hops = (Hop(place(line=7), "`Cart` is made"), Hop(place(line=9), "and used"))
    report = render(
        verdict(reported("small", level=Level.NOTE), reported("big", evidence=hops))
    )
    assert report.index("big") < report.index("small")
    assert (
        "1. `shop/cart.py:7` `Cart` is made\n2. `shop/cart.py:9` and used\n" in report
    )
    assert "```python\nclass Cart:\n```" in report


@pytest.mark.parametrize("text", ["short", "x" * 5_000])
def test_30000_findings_fit_into_a_comment_and_the_rest_is_counted(text: str) -> None:
    items = [reported(f"{text} {number}") for number in range(30_000)]
    report = render(verdict(*items))
    assert len(report) <= markdown.MOST_CHARACTERS
    assert "### New: 30000 findings" in report
    shown = report.count("<details>")
    assert f"**{30_000 - shown} more findings**: see the full report." in report
    assert report.count("</details>") == shown


def test_the_findings_leave_room_for_what_was_fixed() -> None:
    items = [reported(f"new {number}") for number in range(3_000)]
    fixed = [reported(f"old {number}", status=Status.FIXED) for number in range(3_000)]
    shown = dataclasses.replace(
        verdict(*items), since=Since("main", "0" * 40, score(), tuple(fixed))
    )
    report = render(shown)
    assert len(report) <= markdown.MOST_CHARACTERS
    assert report.count("\n- SSOT101 old") > 10
    assert report.count("more findings**") == 2


def test_a_suggested_fix_is_shown_as_a_diff_and_cut() -> None:
    patch = "--- a/x\n+++ b/x\n" + "".join(f"+line {n}\n" for n in range(60))
    item = reported("mendable")
    finding = dataclasses.replace(item.finding, remedy=DropSuppression(codes=("X",)))
    shown = verdict(dataclasses.replace(item, finding=finding))
    background = dataclasses.replace(
        BACKGROUND, patches=lambda found: [patch for _ in found]
    )
    report = markdown.render(shown, background)
    assert (
        "**Suggested fix**, which `ssot-audit fix` makes\n\n```diff\n--- a/x\n"
        in report
    )
    assert "+line 37\n… 22 more lines\n```" in report
    assert "+line 38" not in report


def test_a_finding_tells_who_imports_its_module() -> None:
    program = linked(
        {
            "shop/__init__.py": "",
            "shop/cart.py": "class Cart: ...\nclass Big(Cart): ...\n",
            "shop/desk.py": "from shop.cart import Cart\n",
            "shop/door.py": "import shop.desk\n",
            "tests/test_desk.py": "import shop.desk\n",
        }
    )
    background = dataclasses.replace(BACKGROUND, now=program)
    report = markdown.render(verdict(reported("odd")), background)
    assert (
        "**Blast radius:** 3 modules (1 test) import `shop.cart`, directly or not. "
        "1 class derives from it." in report
    )


@pytest.mark.parametrize("text", HOSTILE)
def test_sections_about_programs_of_hostile_names_have_their_own_elements(
    text: str,
) -> None:
    module = linked({"shop.py": ""}).modules[0]
    site = Site(module, START)
    row = Row(text, site, (), (text,), (Lapse(text, BreachKind.SIGNATURE, text, site),))
    contract = Contract(text, Origin.PROTOCOL, site, (text,), (row,))
    change = Change(
        ChangeKind.GONE, text, f"`{text}` {text}", site, None, [site], [site]
    )
    graph = ImportChanges(
        {text: State.CHANGED, "b": State.KEPT},
        {(text, "b"): State.ADDED},
        frozenset(),
        frozenset({(text, "b")}),
    )
    report = "\n\n".join(
        (
            matrix_section([RowChange(contract, None, row)] * 500),
            breaks_section([change] * 500),
            graph_section(graph),
        )
    )
    assert len(report) < 30_000
    assert report.count("more row") == 2
    found = page(report)
    assert set(found.elements) <= {
        *("h3", "p", "strong", "code", "pre", "table", "thead", "tbody", "tr", "th"),
        "td",
    }
    assert found.elements.count("table") == 2
    assert found.elements.count("pre") == 1
    assert found.elements.count("td") % 2 == 0
    assert not PING.search(found.prose)


@given(texts)
def test_a_label_of_the_diagram_holds_nothing_odd(text: str) -> None:
    assert re.fullmatch(r"(?:[A-Za-z0-9._ ]|#\d+;)+", label(text))
    assert len(label(text)) <= 120


@pytest.mark.parametrize("name", ["m{}", "p{}.m", "a.b{}.c.d", "x" * 10_000 + "{}"])
def test_a_diagram_is_small_whatever_changed(name: str) -> None:
    modules = {name.format(number): State.CHANGED for number in range(400)}
    names = list(modules)
    edges = {
        (first, second): State.ADDED for first in names[:40] for second in names[40:80]
    }
    section = graph_section(ImportChanges(modules, edges, frozenset(), frozenset()))
    assert len(section) < 12_000
    assert len(re.findall(r'^  n\d+\["', section, re.MULTILINE)) < 60
    assert len(re.findall(r"^  n\d+ \S+ n\d+$", section, re.MULTILINE)) < 150


def test_a_diagram_shows_what_came_went_and_closes_a_cycle() -> None:
    before = linked({"a.py": "import c\n", "b.py": "import a\n", "c.py": ""})
    now = linked({"a.py": "import b\n", "b.py": "import a\n", "c.py": ""})
    section = graph_section(import_changes(before, now))
    assert (
        "1 module changed, 0 new, 0 removed; 1 import new (thick), 1 removed (dotted)."
        in section
    )
    assert (
        "On a cycle that there was not before (red): `a` → `b`, `b` → `a`." in section
    )
    assert '  n0["a"]:::changed\n  n1["b"]\n  n2["c"]\n' in section
    assert "  n0 ==> n1\n  n0 -.-> n2\n  n1 --> n0\n" in section
    assert "  linkStyle 0,2 stroke:#cf222e,stroke-width:3px\n" in section
