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
    if "." not in pattern and pattern != "**":
        last = re.compile(_segment(pattern))
        return lambda dotted: bool(last.fullmatch(dotted.rpartition(".")[2]))
    whole = re.compile(_expression(pattern))
    return lambda dotted: bool(whole.fullmatch(dotted))


@cache
def owner_matcher(pattern: str) -> Callable[[str], bool]:
    """Return a predicate over module names; an owner covers its submodules."""
    whole = re.compile(_expression(pattern) + r"(\..*)?")
    return lambda module: bool(whole.fullmatch(module))


def _expression(pattern: str) -> str:
    written = ""
    for segment in pattern.split("."):
        if segment == "**":
            written += r"(?:[^.]+\.)*"
        else:
            written += _segment(segment) + r"\."
    if pattern.endswith("**"):
        return (
            written + r"[^.]+"
            if written == r"(?:[^.]+\.)*"
            else (written.removesuffix(r"\.(?:[^.]+\.)*") + r"(?:\.[^.]+)*")
        )
    return written.removesuffix(r"\.")


def _segment(segment: str) -> str:
    return r"[^.]*".join(re.escape(part) for part in segment.split("*"))
