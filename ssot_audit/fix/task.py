"""What is to be mended, and what was not."""

from dataclasses import dataclass

from ssot_audit.extract.facts import Span
from ssot_audit.rules.finding import Finding, Part, Place
from ssot_audit.rules.remedies import RegisterMarker, Remedy

Identity = tuple[str, str, str, str]


@dataclass(frozen=True, slots=True)
class Task:
    """One place of a finding, and how it can be mended."""

    code: str
    identity: Identity
    name: str
    """Of the part."""
    place: Place
    remedy: Remedy

    @property
    def span(self) -> Span:
        """Where in its file."""
        return self.place.span

    @property
    def path(self) -> str:
        """The file that is edited."""
        if isinstance(self.remedy, RegisterMarker):
            return self.remedy.path
        return self.place.path

    @property
    def key(self) -> tuple[Identity, str, str]:
        """What it is counted by, whatever line it is on."""
        return self.identity, self.place.path, self.name


def tasks_of(finding: Finding) -> tuple[Task, ...]:
    """Return the places of a finding that can be mended; of a marker, the first."""
    if finding.remedy is None:
        return ()
    parts = finding.parts or (Part(finding.place, ""),)
    if isinstance(finding.remedy, RegisterMarker):
        parts = parts[:1]
    return tuple(
        Task(finding.code, finding.identity, part.name, part.place, finding.remedy)
        for part in parts
    )


@dataclass(frozen=True, slots=True, order=True)
class Unfixed:
    """A place that stays as it is, and why."""

    path: str
    line: int
    code: str
    reason: str
