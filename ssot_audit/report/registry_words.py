"""How reports word the entries of a registry."""

from collections.abc import Iterator

from ssot_audit.link.registry import Entry, Route
from ssot_audit.report.figures import counted


def uses(route: Route) -> str:
    """Return how often a path is used."""
    said = counted(route.production, "import")
    return f"{said}, {route.tests} in tests" if route.tests else said


def other_paths(entry: Entry) -> Iterator[str]:
    """Yield the paths in use that are not the canonical one."""
    for route in entry.routes:
        if route.module != entry.canonical:
            mark = ", deprecated" if route.is_deprecated else ""
            yield f"`{route.module}` ({uses(route)}{mark})"
