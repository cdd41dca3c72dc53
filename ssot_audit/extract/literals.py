"""String literals as they stand in the source.

Interpreters disagree about f-strings: before 3.12 they reject what PEP 701 allows and
give wrong positions for what is inside. So they are read here from their text alone, by
the grammar of 3.12, and the answer is the same on every interpreter.
"""

import enum
import re

_PREFIXES = frozenset({"f", "fr", "rf", "t", "tr", "rt"})
_QUOTES = ("'", '"', "'''", '"""')
_DEEPEST_FIELD = 1

_PART = re.compile(r"""\#[^\n]*|(?<!\w)(?P<prefix>\w*)(?P<quote>'''|\"""|'|")""")
_FIELD = re.compile(_PART.pattern + r"|[!=<>]=|[(\[{)\]}=!:]")
_SPACED_CONVERSION = re.compile(r"\w+\s")
_PLAIN_REST = {
    quote: re.compile(rf"(?:[^\\]|\\.)*?{quote}", re.DOTALL) for quote in _QUOTES
}
# A backslash never hides a brace, and hides its name only where it is not raw.
_LITERAL = {
    (quote, is_raw): re.compile(
        ("" if is_raw else r"\\N\{[^}]*\}|") + rf"\\[^{{}}]|[{{}}\n]|{quote}"
    )
    for quote in _QUOTES
    for is_raw in (False, True)
}

# Most f-strings are one short literal whose text alone shows that nothing is new.
_SHORT = re.compile(r"""(?:[fF][rR]?|[rR][fF])(?:"[^"\\#\n]*"|'[^'\\#\n]*')""")
_SUSPECT = re.compile(r"""[fFtT][rR]?["']|=\s*[!:}]|!\w+\s|\{[^{}]*\{""")


class Novelty(enum.StrEnum):
    """What an f-string holds that older Pythons reject."""

    EQUALS = "f-string with `=` specifier"
    QUOTES = "f-string with reused quotes (PEP 701)"
    BACKSLASH = "f-string with a backslash in a field (PEP 701)"
    COMMENT = "f-string with a comment in a field (PEP 701)"
    NEWLINE = "f-string with a line break in a field (PEP 701)"
    SPACE = "f-string with a space after a conversion (PEP 701)"
    DEPTH = "f-string with twice nested format specifiers (PEP 701)"


def novelties(source: str) -> frozenset[Novelty]:
    """Tell what is new in an f-string, or in several joined by juxtaposition."""
    if _SHORT.fullmatch(source) and not _SUSPECT.search(source, 2):
        return frozenset()
    return frozenset(_Reader(source).found)


def is_open(source: str) -> bool:
    """Tell whether text that starts with a literal breaks off within a literal."""
    return _Reader(source).is_open


class _Reader:
    """One pass over adjacent literals; `_string` and below return where they end."""

    def __init__(self, source: str) -> None:
        self.found: set[Novelty] = set()
        self.is_open = False
        self._source = source
        position = 0
        while part := _PART.search(source, position):
            position = self._string(part) if part["quote"] else part.end()

    def _string(self, opening: re.Match[str]) -> int:
        prefix, quote = opening["prefix"].lower(), opening["quote"]
        if prefix in _PREFIXES:
            return self._literal(opening.end(), quote, is_raw="r" in prefix, depth=0)
        rest = _PLAIN_REST[quote].match(self._source, opening.end())
        return rest.end() if rest else self._break_off()

    def _literal(self, position: int, quote: str, *, is_raw: bool, depth: int) -> int:
        """Read up to the closing quote; in a format specifier, to the brace."""
        pattern = _LITERAL[quote, is_raw]
        while mark := pattern.search(self._source, position):
            position = mark.end()
            if mark[0] == quote or (mark[0] == "}" and depth):
                return position
            if mark[0] == "{":
                if not depth and self._source.startswith("{", position):
                    position += 1
                else:
                    position = self._field(position, quote, is_raw=is_raw, depth=depth)
            elif mark[0] == "\n" and len(quote) == 1:
                self.found.add(Novelty.NEWLINE)
        return self._break_off()

    def _field(self, start: int, quote: str, *, is_raw: bool, depth: int) -> int:
        """Read a replacement field from behind its opening brace."""
        if depth > _DEEPEST_FIELD:
            self.found.add(Novelty.DEPTH)
        end = self._expression(start)
        self._judge(self._source[start:end], quote)
        if self._source[end - 1] == ":":
            return self._literal(end, quote, is_raw=is_raw, depth=depth + 1)
        return end

    def _expression(self, position: int) -> int:
        """Read up to and with the colon or brace that ends a field's expression."""
        brackets = 0
        while mark := _FIELD.search(self._source, position):
            position = mark.end()
            if mark["quote"]:
                position = self._string(mark)
            elif mark[0] in "([{":
                brackets += 1
            elif brackets and mark[0] in ")]}":
                brackets -= 1
            elif mark[0] in ":}" and not brackets:
                return position
            else:
                self._note(mark, is_nested=brackets > 0)
        return self._break_off()

    def _note(self, mark: re.Match[str], *, is_nested: bool) -> None:
        if mark[0].startswith("#"):
            self.found.add(Novelty.COMMENT)
        elif is_nested:
            return
        elif mark[0] == "=":
            self.found.add(Novelty.EQUALS)
        elif mark[0] == "!" and _SPACED_CONVERSION.match(self._source, mark.end()):
            self.found.add(Novelty.SPACE)

    def _judge(self, expression: str, quote: str) -> None:
        """Note what a tokenizer that knows no f-strings stumbles over."""
        if quote in expression:
            self.found.add(Novelty.QUOTES)
        if "\\" in expression:
            self.found.add(Novelty.BACKSLASH)
        if "\n" in expression and len(quote) == 1:
            self.found.add(Novelty.NEWLINE)

    def _break_off(self) -> int:
        self.is_open = True
        return len(self._source)
