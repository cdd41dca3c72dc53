"""Poetry's ways to write versions, in standard form (PEP 440)."""

import re

_CLAUSE = re.compile(r"(?P<operator>\^|~=|~|[<>!=]=?|)\s*(?P<version>[\w.*+!-]+)")


def specifier(constraint: str) -> str:
    """Return the specifiers of a constraint; empty, which is any, if it is odd."""
    if "|" in constraint:
        return ""
    clauses = [_standard(clause.strip()) for clause in constraint.split(",")]
    return ",".join(clause for clause in clauses if clause)


def _standard(clause: str) -> str:
    found = _CLAUSE.fullmatch(clause)
    if found is None or found["version"] == "*":
        return ""
    operator, version = found["operator"], found["version"]
    numbers = re.match(r"\d+(?:\.\d+)*", version)
    if operator in {"^", "~"} and numbers:
        parts = [int(part) for part in numbers[0].split(".")]
        return f">={version},<{_next(parts, is_caret=operator == '^')}"
    return f"{operator if operator not in {'', '='} else '=='}{version}"


def _next(parts: list[int], *, is_caret: bool) -> str:
    """Return the first version that is no longer compatible."""
    if is_caret:
        fixed = next((n for n, part in enumerate(parts) if part), len(parts) - 1)
    else:
        fixed = min(len(parts) - 1, 1)
    return ".".join(str(part) for part in (*parts[:fixed], parts[fixed] + 1))
