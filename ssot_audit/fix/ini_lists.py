"""Lines added to a value in an INI file."""

from collections.abc import Sequence

_COMMENTS = ("#", ";")
_INDENT = "    "


def with_lines(
    content: str, section: str, key: str, texts: Sequence[str], end: str
) -> str:
    """Return a file with more lines in a value, which it may not yet have.

    `end` is how lines end. What is odd shows when the result is parsed.
    """
    lines = content.splitlines(keepends=True)
    if lines and not lines[-1].endswith(("\n", "\r")):
        lines[-1] += end
    first = _section(lines, section)
    if first is None:
        blank = [end] if lines else []
        lines += [*blank, f"[{section}]{end}"]
        first = len(lines)
    at, indent = _place(lines, first, key)
    added = [f"{indent or _INDENT}{text}{end}" for text in texts]
    if indent is None:
        added.insert(0, f"{key} ={end}")
    return "".join((*lines[:at], *added, *lines[at:]))


def _section(lines: Sequence[str], name: str) -> int | None:
    """Return the number of the line below the header of a section."""
    for number, line in enumerate(lines, start=1):
        if line.startswith(f"[{name}]"):
            return number
    return None


def _place(lines: Sequence[str], first: int, key: str) -> tuple[int, str | None]:
    """Return before which line to add, and how far a value's lines are indented.

    Without an indentation there is no such key, and the place is the section's end.
    """
    end, indent, is_inside = first, None, False
    for number in range(first, len(lines)):
        line = lines[number]
        if line.startswith("["):
            break
        if not line.strip() or line.lstrip().startswith(_COMMENTS):
            continue
        if line[0].isspace():
            if is_inside:
                indent = line[: len(line) - len(line.lstrip())]
        elif is_inside:
            break
        elif line.replace(":", "=").partition("=")[0].strip() == key:
            is_inside, indent = True, ""
        end = number + 1
    return end, indent
