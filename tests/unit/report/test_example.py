"""The report that is kept as an example."""

from pathlib import Path

from markdown_it import MarkdownIt

from ssot_audit.report.markdown import MARKER, MOST_CHARACTERS

EXAMPLE = Path(__file__).parents[3] / "docs/examples/scrapy.md"
SECTIONS = [
    "New: ",
    "Fixed: ",
    "Contracts that changed",
    "Changes that break importers",
    "Imports around the change",
]


def test_it_has_every_section_in_order() -> None:
    text = EXAMPLE.read_text(encoding="utf-8")
    assert text.startswith(MARKER)
    assert len(text) <= MOST_CHARACTERS
    tokens = MarkdownIt("gfm-like", {"linkify": False}).parse(text)
    titles = [
        tokens[number + 1].content
        for number, token in enumerate(tokens)
        if token.type == "heading_open" and token.tag == "h3"
    ]
    assert len(titles) == len(SECTIONS)
    assert all(map(str.startswith, titles, SECTIONS))
