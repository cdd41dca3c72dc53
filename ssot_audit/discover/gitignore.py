"""Judge paths by `.gitignore` files as git does, one directory level at a time.

pathspec judges whole paths. It cannot say of a directory alone whether to enter it,
which is what allow-lists (`*`, `!*/`, `!*.py`) turn on; and a project has to consist
of the same files where git is not available.
"""

import re
import warnings
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

IGNORE_FILE = ".gitignore"

_TOKEN = re.compile(
    r"""
      (?P<directories> (?:^|(?<=/)) (?:\*\*/)+ )
    | (?P<inside> (?:^|(?<=/)) \*\*$ )
    | (?P<stars> \*+ )
    | (?P<one> \? )
    | \[ (?P<negated> [!^]? ) (?P<members> \]?+ (?: \\. | \[:[a-z]+:\] | [^]\\] )* ) \]
    | (?P<never> \[ | \\$ )
    | \\? (?P<literal> . )
    """,
    re.VERBOSE | re.DOTALL,
)
_MEMBER = re.compile(
    r"\[:(?P<kind>[a-z]+):\]|(?P<range>-)|\\?(?P<literal>.)", re.DOTALL
)
_TRANSLATIONS = {
    "directories": "(?:.*/)?",
    "inside": ".+",
    "stars": "[^/]*",
    "one": "[^/]",
    "never": "(?!)",
}
_KINDS = {
    "alnum": "a-zA-Z0-9",
    "alpha": "a-zA-Z",
    "digit": "0-9",
    "lower": "a-z",
    "space": r"\s",
    "upper": "A-Z",
    "xdigit": "0-9a-fA-F",
}


@dataclass(frozen=True, slots=True)
class IgnoreFile:
    """One `.gitignore` file; its rules hold below its directory."""

    start: int
    """Where a path relative to the file begins in one relative to the project root."""
    rules: re.Pattern[str]
    """A group for each rule, the last one first, since the last that matches counts."""
    verdicts: tuple[bool, ...]
    """For each group, whether it ignores; else it takes back."""

    @classmethod
    def of(cls, directory: str, content: bytes) -> Self:
        """Parse the `.gitignore` of a directory, `""` being the project root."""
        text = content.removeprefix(b"\xef\xbb\xbf").decode("utf-8", "surrogateescape")
        rules = [rule for line in text.split("\n") for rule in _rules(line)][::-1]
        return cls(
            len(directory) + 1 if directory else 0,
            re.compile("|".join(f"({rule})" for rule, _ in rules), re.DOTALL),
            tuple(verdict for _, verdict in rules),
        )

    def verdict(self, path: str) -> bool | None:
        """Return whether the path is ignored; None if no rule mentions it."""
        found = self.rules.fullmatch(path, self.start)
        if found is None or found.lastindex is None:
            return None
        return self.verdicts[found.lastindex - 1]


def is_ignored(path: str, files: Iterable[IgnoreFile]) -> bool:
    """Return whether `.gitignore` files, innermost first, ignore a path.

    The path of a directory ends in a slash; those above it are known not to be ignored.
    """
    for file in files:
        verdict = file.verdict(path)
        if verdict is not None:
            return verdict
    return False


def _rules(line: str) -> Iterator[tuple[str, bool]]:
    """Yield the rule that a line holds, if any: regular expression and verdict."""
    text = re.sub(r"(?<!\\) +$", "", line.removesuffix("\r"))
    if not text or text.startswith("#"):
        return
    pattern = text.removeprefix("!")
    plain = pattern.removesuffix("/")
    anywhere = "" if "/" in plain else "(?:.*/)?"
    # The slash after a directory's name is no part of what a `*` or `**` may match.
    end = "(?<!/)/?" if plain == pattern else "(?<!/)/"
    expression = anywhere + _TOKEN.sub(_translated, plain.removeprefix("/")) + end
    try:
        with warnings.catch_warnings():
            # An odd character class in somebody's file is no concern of our user.
            warnings.simplefilter("ignore")
            re.compile(expression)
    except re.error:
        return
    yield expression, pattern == text


def _translated(token: re.Match[str]) -> str:
    if token["literal"]:
        return re.escape(token["literal"])
    if token["members"] is None:
        return _TRANSLATIONS[token.lastgroup or "never"]
    negation = "^" if token["negated"] else ""
    members = _MEMBER.sub(_translated_member, token["members"])
    return f"(?!/)[{negation}{members}]"


def _translated_member(member: re.Match[str]) -> str:
    if member["kind"]:
        return _KINDS.get(member["kind"], "")
    return member["range"] or re.escape(member["literal"])
