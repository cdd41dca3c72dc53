"""What `README.md` shows: its commands and outputs, by the comments above them."""

import re
from pathlib import Path

README = Path(__file__).parents[2] / "README.md"

_BLOCK = re.compile(
    r"^<!-- (\w+): ([^\n]+) -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


def blocks(kind: str) -> dict[str, str]:
    """Return the fenced blocks below `<!-- kind: name -->`, by name."""
    found = _BLOCK.findall(README.read_text(encoding="utf-8"))
    return {name: content for known, name, content in found if known == kind}
