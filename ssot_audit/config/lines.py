"""The line of a configuration file on which an entry of a table stands.

TOML readers give values without places. Where the line cannot be told, it is the first.
"""

import re

_ITEM = re.compile(r"([\w-]+)\[(\d+)\]")


def line_of(source: str, path: str, entry: str) -> int:
    """Return the line of the string `entry` at a path like `layers[1].ignore[0]`."""
    lines = source.splitlines()
    start = _start(lines, path)
    quoted = (f'"{entry}"', f"'{entry}'")
    for number in range(start, len(lines)):
        if any(text in lines[number] for text in quoted):
            return number + 1
    return start + 1 if start < len(lines) else 1


def _start(lines: list[str], path: str) -> int:
    """Return the index of the line on which the path's table begins."""
    found = _ITEM.search(path)
    if found is None:
        return 0
    header = re.compile(rf"\s*\[\[\s*(?:[\w.-]+\.)?{re.escape(found[1])}\s*\]\]")
    starts = [number for number, line in enumerate(lines) if header.match(line)]
    index = int(found[2])
    return starts[index] if index < len(starts) else 0
