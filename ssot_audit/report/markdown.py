"""The pull-request report: Markdown for a comment or a job summary on GitHub or GitLab.

A comment holds 65,536 characters and is refused whole above that. So what tells of the
programs has a budget for each section, the findings get what remains, and each section
says how much more there is.
"""

from collections.abc import Iterator

from ssot_audit.link.breaks import breaks
from ssot_audit.link.import_changes import import_changes
from ssot_audit.link.matrix_changes import changed_rows
from ssot_audit.report.background import Background
from ssot_audit.report.markdown_breaks import breaks_section
from ssot_audit.report.markdown_findings import findings_sections
from ssot_audit.report.markdown_graph import graph_section
from ssot_audit.report.markdown_head import MARKER, head
from ssot_audit.report.markdown_matrix import matrix_section
from ssot_audit.verdict.verdict import Verdict

__all__ = ["MARKER", "MOST_CHARACTERS", "render"]

MOST_CHARACTERS = 60_000


def render(verdict: Verdict, background: Background) -> str:
    """Return the report, its marker first."""
    opening = "\n\n".join(head(verdict))
    closing = [section for section in _of_programs(background) if section]
    taken = sum(len(section) + 2 for section in (opening, *closing)) + 1
    findings = findings_sections(verdict, background, MOST_CHARACTERS - taken)
    return "\n\n".join((opening, *findings, *closing)) + "\n"


def _of_programs(background: Background) -> Iterator[str]:
    """Yield what changed between two programs, if there are two."""
    before, now = background.before, background.now
    if before is not None:
        contracts = background.settings.contracts
        yield matrix_section(changed_rows(before, now, contracts, background.renamed))
        yield breaks_section(breaks(before, now))
        yield graph_section(import_changes(before, now))
