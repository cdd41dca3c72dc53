"""`.env` files: the keys they declare, and never a value."""

import re

from ssot_audit.extract.documents.facts import DocumentFacts, Key
from ssot_audit.extract.documents.text import lines_of
from ssot_audit.extract.facts import Span

_KEY = re.compile(
    r"\s*(?P<comment>#\s*)?(?:export\s+)?(?P<key>[A-Za-z_]\w*)\s*=\s*"
    r"(?P<value>.*)",
    re.ASCII,
)


def dotenv(source: bytes) -> DocumentFacts:
    """Read the keys; those in comments are optional, and declared as well."""
    keys = []
    quote = ""
    for number, line in enumerate(lines_of(source), start=1):
        if quote:  # a value over several lines
            quote = "" if quote in line else quote
            continue
        found = _KEY.match(line)
        if found is None:
            continue
        name, value = found["key"], found["value"]
        start, end = found.span("key")
        is_commented = found["comment"] is not None
        span = Span(number, start + 1, number, end + 1)
        keys.append(Key(name, span, is_commented))
        if value[:1] in {'"', "'"} and not is_commented and value[0] not in value[1:]:
            quote = value[0]
    return DocumentFacts(keys=tuple(keys))
