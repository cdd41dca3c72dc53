"""Names by which tests are known."""

from fnmatch import fnmatchcase
from functools import lru_cache


def matches(name: str, options: tuple[str, ...]) -> bool:
    """Tell whether a name has one of some prefixes, or matches one of the patterns.

    So reads pytest `python_classes` and `python_functions`.
    """
    return name.startswith(options) or any(
        fnmatchcase(name, pattern) for pattern in _patterns(options)
    )


@lru_cache(maxsize=64)
def _patterns(options: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(o for o in options if any(sign in o for sign in "*?["))


def last(dotted: str) -> str:
    """Return the last segment of a dotted name."""
    return dotted.rpartition(".")[2]
