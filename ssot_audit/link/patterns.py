"""Patterns over dotted names: `*` is one segment, `**` zero or more."""

import re
from collections.abc import Callable
from functools import cache


@cache
def matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate over dotted names.

    In a segment, `*` stands for any characters but the dot. A pattern without a dot
    matches the last segment alone: `*Bridge` matches `chat.core.EventBridge`.
    """
    if "." not in pattern:
        pattern = f"**.{pattern}"
    whole = re.compile(_expression(pattern))
    return lambda dotted: bool(whole.fullmatch(f".{dotted}"))


@cache
def whole_matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate over module names that have to match from end to end."""
    whole = re.compile(_expression(pattern))
    return lambda module: bool(whole.fullmatch(f".{module}"))


@cache
def owner_matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate over module names; an owner covers its submodules."""
    whole = re.compile(_expression(f"{pattern}.**"))
    return lambda module: bool(whole.fullmatch(f".{module}"))


def _expression(pattern: str) -> str:
    """Return a regular expression for names that begin with a dot."""
    return "".join(map(_segment, pattern.split(".")))


def _segment(segment: str) -> str:
    if segment == "**":
        return r"(?:\.[^.]+)*"
    return r"\." + r"[^.]*".join(re.escape(part) for part in segment.split("*"))
