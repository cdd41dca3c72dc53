"""Examples in Markdown: projects in fenced blocks, expectations on the lines.

    ```toml                                the content of `ssot-audit.toml`
    ```python title="shop/cart.py"         a file of the project

A line ends in `# expect: SSOT101` (or several codes) where findings are shown. The
blocks below one heading are one project.

What a near miss depends on is marked: `# else: …` says what the line is replaced by
in the project that is no near miss (by nothing: it is removed), and a block with
`else="absent"` is a file that project does not have.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from tests.support.projects import Place, found

_LINE = re.compile(r"(?P<marks>#+) (?P<heading>.+)|```(?P<fence>\w*)(?P<info>.*)")
_TITLE = re.compile(r' title="(?P<path>[^"]+)"(?P<absent> else="absent")?')
_ELSE = re.compile(r"^(?P<indent> *).*# else:(?: (?P<instead>.*))?\n", re.MULTILINE)
_EXPECTATION = re.compile(r"# expect: (?P<codes>SSOT\d{3}(?:, SSOT\d{3})*)")


@dataclass(slots=True)
class Example:
    """A project that the text below one heading describes."""

    heading: tuple[str, ...]
    """The headings it stands below, outermost first."""
    files: dict[str, str] = field(default_factory=dict)
    toml: str = ""
    dispensable: set[str] = field(default_factory=set)
    """Files that the other project does not have."""

    def otherwise(self) -> "Example":
        """Return the project that this one just is not."""
        files = {
            path: _ELSE.sub(_replaced, content)
            for path, content in self.files.items()
            if path not in self.dispensable
        }
        return Example(self.heading, files, _ELSE.sub(_replaced, self.toml))


def _replaced(match: re.Match[str]) -> str:
    return f"{match['indent']}{match['instead']}\n" if match["instead"] else ""


def examples(markdown: str) -> list[Example]:
    """Return the projects of a text; a heading without blocks has none."""
    made = [Example(())]
    headings: dict[int, str] = {}
    lines = iter(markdown.splitlines(keepends=True))
    for line in lines:
        match = _LINE.match(line)
        if match is None:
            continue
        if match["heading"]:
            level = len(match["marks"])
            above = {known: text for known, text in headings.items() if known < level}
            headings = {**above, level: match["heading"].strip()}
            made.append(Example(tuple(headings.values())))
        else:
            _add_block(made[-1], match["fence"], match["info"], _until_fence(lines))
    return [example for example in made if example.files or example.toml]


def _until_fence(lines: Iterator[str]) -> str:
    content = ""
    for line in lines:
        if line.startswith("```"):
            return content
        content += line
    raise ValueError(f"a block without an end: {content}")


def _add_block(example: Example, language: str, info: str, content: str) -> None:
    title = _TITLE.fullmatch(info.rstrip())
    if language == "toml" and not info.strip() and not example.toml:
        example.toml = content
    elif title and title["path"] not in example.files:
        example.files[title["path"]] = content
        if title["absent"]:
            example.dispensable.add(title["path"])
    else:
        raise ValueError(f"no example can have this block: {language}{info}")


def expected(files: Mapping[str, str]) -> list[Place]:
    """Return what the comments of a project's files expect."""
    return sorted(
        Place(code, path, number)
        for path, content in files.items()
        for number, line in enumerate(content.splitlines(), start=1)
        for match in _EXPECTATION.finditer(line)
        for code in match["codes"].split(", ")
    )


def found_of(code: str, example: Example) -> list[Place]:
    """Return the findings of one rule, and of any other that the example expects."""
    codes = {code, *(place.code for place in expected(example.files))}
    places = found(example.files, example.toml)
    return sorted(place for place in places if place.code in codes)
