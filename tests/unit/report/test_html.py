"""The HTML report: one file, a strict policy, and names that stay data."""

import base64
import dataclasses
import hashlib
import json
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from ssot_audit.config.settings import Level, Settings
from ssot_audit.extract.facts import Span
from ssot_audit.report import html
from ssot_audit.report.background import Background
from ssot_audit.report.printable import encodable, printable
from ssot_audit.rules.finding import Hop, Part, Place
from ssot_audit.verdict.verdict import Ratio, Since, Status, Verdict
from tests.support.projects import Files, linked
from tests.support.verdicts import audited, place, reported, score, verdict

HOSTILE = [
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "<img src=x onerror=alert(1)>",
    "$data ${script} $$",
    "\u2028 \u2029 \u202e \x1b[31m \x07",
    "bad\udcff",
    "]]> \\u003c & &lt; \"'`",
    "javascript:alert(1)",
]
CYCLE = {
    "shop/__init__.py": "",
    "shop/cart.py": "import shop.till\nimport shop.tax\n",
    "shop/till.py": "import shop.cart\n",
    "shop/tax.py": "RATE = 1\n",
    "app.py": "import shop.cart\n",
}
CHANNEL = {
    "channel.py": """
from typing import Protocol
class Channel(Protocol):
    def send(self) -> None: ...
    def close(self) -> None: ...
class Mail(Channel):
    def send(self) -> None: ...
MAIL = Mail()
"""
}


class Page(HTMLParser):
    """Elements of a page with their attributes, and what is in them."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.contents: list[str] = []
        self.is_inside = False
        self.feed(text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        self.contents.append("")
        self.is_inside = True

    def handle_endtag(self, _tag: str) -> None:
        self.is_inside = False

    def handle_data(self, data: str) -> None:
        if self.is_inside:
            self.contents[-1] += data

    def all(self, tag: str) -> list[tuple[dict[str, str | None], str]]:
        return [
            (attributes, content)
            for (name, attributes), content in zip(
                self.elements, self.contents, strict=True
            )
            if name == tag
        ]


def background(files: Files = CYCLE) -> Background:
    return Background(Settings(root=Path("project")), linked(files))


def render(shown: Verdict, files: Files = CYCLE) -> str:
    return html.render(shown, background(files))


def data(text: str) -> dict[str, Any]:
    scripts = Page(text).all("script")
    (content,) = (text for attributes, text in scripts if attributes)
    found: dict[str, Any] = json.loads(content)
    return found


def hostile(text: str) -> Verdict:
    item = reported(
        f"`{text}` is {text}",
        at=place(text),
        evidence=(Hop(place(text, 4), text), Hop(place(text, 5), text)),
        parts=(Part(place(text, 6), text, text),),
    )
    shown = verdict(item, failures=(text,), source=text)
    since = Since(text, "0" * 40, score(), (item,))
    return dataclasses.replace(shown, since=since, configuration=text)


def policy(page: Page) -> dict[str, str]:
    (content,) = (
        attributes["content"]
        for attributes, _ in page.all("meta")
        if attributes.get("http-equiv") == "Content-Security-Policy"
    )
    assert content is not None
    directives = (part.partition(" ")[::2] for part in content.split("; "))
    return dict(directives)


def source_of(content: str) -> str:
    digest = hashlib.sha256(content.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def test_the_policy_allows_the_one_style_and_the_one_script_and_nothing_else() -> None:
    page = Page(render(verdict(reported())))
    ((_, style),) = page.all("style")
    (script,) = (text for attributes, text in page.all("script") if not attributes)
    assert policy(page) == {
        "default-src": "'none'",
        "style-src": source_of(style),
        "script-src": source_of(script),
        "img-src": "data:",
        "base-uri": "'none'",
        "form-action": "'none'",
        "require-trusted-types-for": "'script'",
        "trusted-types": "'none'",
    }


@pytest.mark.parametrize("text", ["plain", *HOSTILE])
def test_hostile_names_change_no_element_of_the_page(text: str) -> None:
    page, plain = Page(render(hostile(text))), Page(render(hostile("plain")))
    assert page.elements == plain.elements
    assert policy(page) == policy(plain)


@pytest.mark.parametrize("text", HOSTILE)
def test_the_data_says_what_the_verdict_says(text: str) -> None:
    shown = hostile(text)
    found = data(render(shown))
    (finding,) = found["findings"]
    visible = printable(encodable(text))
    assert finding["path"] == found["configuration"] == visible
    assert finding["message"] == f"`{visible}` is {visible}"
    assert found["gate"]["failures"] == [printable(text)]
    assert printable(text).isprintable()
    assert [step["message"] for step in finding["evidence"]] == [visible, visible]
    assert found["fixed"][0]["subject"] == f"`{visible}` is {visible}"


def test_nothing_is_loaded_from_anywhere() -> None:
    text = render(verdict(reported()))
    page = Page(text)
    addresses = [
        value
        for _, attributes in page.elements
        for name, value in attributes.items()
        if name in {"src", "href", "action", "srcset", "poster", "background"}
    ]
    assert all(
        each and each.startswith(("#", "data:image/svg+xml,")) for each in addresses
    )
    ((_, style),) = page.all("style")
    assert "url(" not in style
    assert "@import" not in style
    (script,) = (text for attributes, text in page.all("script") if not attributes)
    for way in ("fetch(", "XMLHttpRequest", "import(", "WebSocket", "sendBeacon"):
        assert way not in script
    assert set(re.findall(r"https?://[^'\"\s]+", text)) == {
        "http://www.w3.org/2000/svg"  # a name of a language, not an address
    }


def test_the_script_makes_no_element_of_a_string() -> None:
    script = "".join(t for a, t in Page(render(verdict())).all("script") if not a)
    for way in ("innerHTML", "outerHTML", "insertAdjacentHTML", "write(", "eval("):
        assert way not in script
    assert "DOMParser" not in script


def test_the_same_verdict_gives_the_same_bytes() -> None:
    sources = {**CYCLE, "bad.py": "from shop.cart import a, b, c\n"}
    assert render(audited(sources), sources) == render(audited(sources), sources)


def test_the_most_relevant_finding_comes_first() -> None:
    shown = verdict(
        reported("note", level=Level.NOTE),
        reported("old", status=Status.BASELINED),
        reported("error"),
    )
    found = data(render(shown))["findings"]
    assert [each["message"] for each in found] == ["error", "note", "old"]


def test_a_finding_has_its_source_with_the_region_marked() -> None:
    shown = verdict(reported(at=Place("a.py", Span(3, 7, 3, 11))), source="class Cart:")
    (finding,) = data(render(shown))["findings"]
    assert finding["excerpt"] == ["class ", "Cart", ":"]


def test_a_line_of_ten_thousand_characters_is_cut() -> None:
    shown = verdict(reported(), source="x" * 10_000)
    (finding,) = data(render(shown))["findings"]
    assert max(map(len, finding["excerpt"])) <= 400


def test_the_score_is_given_with_what_it_was() -> None:
    now, before = score(overall=Ratio(3, 4)), score(overall=Ratio(1, 2))
    since = Since("main", "0" * 40, before, ())
    shown = dataclasses.replace(verdict(figures=now), since=since)
    overall = data(render(shown))["figures"][0]
    assert overall["name"] == "overall"
    assert overall["now"] == {"met": 3, "owed": 4, "percent": 75.0}
    assert overall["before"] == {"met": 1, "owed": 2, "percent": 50.0}


def test_the_matrix_of_contracts_is_in_it() -> None:
    (contract,) = data(render(verdict(), CHANNEL))["contracts"]
    (row,) = contract["classes"]
    assert contract["members"] == ["send", "close"]
    assert row["missing"] == ["close"]


def test_a_cycle_is_there_with_those_before_and_behind_it() -> None:
    imports = data(render(verdict()))["imports"]
    (cycle,) = imports["cycles"]
    assert [each["name"] for each in cycle["modules"]] == ["shop.cart", "shop.till"]
    assert cycle["edges"] == [[0, 1], [1, 0]]
    assert cycle["before"] == {"names": ["app"], "count": 1}
    assert cycle["behind"] == {"names": ["shop.tax"], "count": 1}
    assert [(each["path"], each["line"]) for each in cycle["steps"]] == [
        ("shop/cart.py", 1),
        ("shop/till.py", 1),
    ]


def test_packages_are_opened_while_there_is_room() -> None:
    names = [each["name"] for each in data(render(verdict()))["imports"]["packages"]]
    assert names == ["app", "shop", "shop.cart", "shop.tax", "shop.till"]
    many = {f"shop/m{number}.py": "" for number in range(100)}
    imports = data(render(verdict(), {**CYCLE, **many}))["imports"]
    assert imports["packages"] == [
        {"name": "app", "modules": 1, "tangle": None},
        {"name": "shop", "modules": 104, "tangle": None},
    ]


def test_one_package_alone_is_opened_and_the_rest_counted() -> None:
    many = {f"shop/m{number}.py": "" for number in range(100)}
    files = {**many, "shop/m1.py": "import shop.m77\n"}
    imports = data(render(verdict(), files))["imports"]
    assert "shop.m1" in [each["name"] for each in imports["packages"]]
    assert len(imports["packages"]) + imports["not_drawn"] == 100


def test_packages_on_a_cycle_are_told_apart() -> None:
    packages = data(render(verdict()))["imports"]["packages"]
    tangled = {each["name"] for each in packages if each["tangle"] is not None}
    assert tangled == {"shop.cart", "shop.till"}
