"""What a change breaks for importers, in the pull-request report."""

from collections.abc import Iterator, Sequence

from ssot_audit.link.changes import Change
from ssot_audit.link.matrix import Site
from ssot_audit.report.figures import counted
from ssot_audit.report.markdown_table import named, table
from ssot_audit.report.markdown_text import prose, short

_MOST = 10_000
_SHOWN = 3
_HEADS = ("what", "change", "still used by", "was used by")


def breaks_section(changes: Sequence[Change]) -> str:
    """Return the table; empty if nothing breaks."""
    rows = [tuple(_cells(change)) for change in changes]
    return table("Changes that break importers", _HEADS, rows, _MOST)


def _cells(change: Change) -> Iterator[str]:
    yield named(change.symbol)
    yield prose(short(change.detail, 200)).replace("|", "\\|")
    yield f"🔴 {_users(change.broken)}" if change.broken else "nobody here"
    yield _users(change.relied)


def _users(sites: Sequence[Site]) -> str:
    """Return the first places, production first, and how many more there are."""
    places = dict.fromkeys(
        (site.module.is_test, site.module.path, site.span.line) for site in sites
    )
    ordered = sorted(places)
    shown = ", ".join(named(f"{path}:{line}") for _, path, line in ordered[:_SHOWN])
    more = len(ordered) - _SHOWN
    return f"{shown} and {counted(more, 'more place')}" if more > 0 else shown
