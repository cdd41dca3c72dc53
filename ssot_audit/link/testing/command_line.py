"""What the words of pytest's command line say, as settings may add them (`addopts`)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

_WITH_VALUE = frozenset({"-k", "-m", "-n", "-o", "-p", "-r", "-W", "-c"})
"""Short options whose value may be the next word, or the rest of their own."""


@dataclass(frozen=True, slots=True)
class CommandLine:
    """Words of a command line; what is not looked for is not understood."""

    words: tuple[str, ...] = ()

    def has(self, *flags: str) -> bool:
        """Tell whether one of some flags without a value is set."""
        return any(flag in self.words for flag in flags)

    def values(self, *options: str) -> tuple[str, ...]:
        """Return all values of an option, given all its spellings."""
        return tuple(value for name, value in self._pairs() if name in options)

    def value(self, *options: str) -> str | None:
        """Return the value of an option that counts, which is the last."""
        found = self.values(*options)
        return found[-1] if found else None

    @property
    def overrides(self) -> Mapping[str, str]:
        """Settings given on the command line: `-o name=value`."""
        pairs = (text.partition("=") for text in self.values("-o", "--override-ini"))
        return {name.strip(): value for name, equals, value in pairs if equals}

    def _pairs(self) -> Iterator[tuple[str, str]]:
        """Yield each word that may be an option, with what may be its value."""
        for number, word in enumerate(self.words):
            following = self.words[number + 1 : number + 2]
            name, equals, value = word.partition("=")
            if word.startswith("--"):
                yield (
                    (name, value)
                    if equals
                    else (word, following[0] if following else "")
                )
            elif word in _WITH_VALUE:
                yield word, following[0] if following else ""
            elif word[:2] in _WITH_VALUE:
                yield word[:2], word[2:].removeprefix("=")
