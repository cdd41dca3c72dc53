"""Suppression comments: what they hide, and which of them have had their day."""

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from typing import NamedTuple

from ssot_audit.extract.facts import Directive
from ssot_audit.rules.finding import Finding, Part, Place
from ssot_audit.rules.remedies import DropSuppression, Remedy

UNUSED, EXPIRED = "SSOT003", "SSOT004"


class Comment(NamedTuple):
    """A directive, and whose it is."""

    path: str
    module: str
    """Empty in a document."""
    directive: Directive


class Suppressions:
    """The comments of a program's files, and which of them were needed."""

    def __init__(self, comments: Iterable[Comment], today: date) -> None:
        """Collect the comments; `today` decides which have expired."""
        self._today = today
        self._comments = list(comments)
        self._active: dict[tuple[str, str], list[Directive]] = {}
        for path, _, directive in self._comments:
            if directive.problem is None and not self._is_expired(directive):
                for code in directive.codes:
                    key = (path, code)
                    self._active.setdefault(key, []).append(directive)
        self._used: set[tuple[str, Directive, str]] = set()

    def split(self, finding: Finding) -> tuple[Finding | None, Finding | None]:
        """Return what stays open of a finding, and what comments hide of it."""
        hidden = [part for part in finding.parts if self._hides(finding.code, part)]
        if not hidden:
            return finding, None
        kept = [part for part in finding.parts if part not in hidden]
        suppressed = finding.narrowed(hidden)
        return (finding.narrowed(kept) if kept else None), suppressed

    def faults(self, known: Collection[str], ran: Collection[str]) -> Iterator[Finding]:
        """Yield findings about the comments themselves, after all were split."""
        for comment in self._comments:
            directive = comment.directive
            if directive.problem is not None:
                yield _fault(UNUSED, comment, "malformed", directive.problem)
                continue
            for code in directive.codes:
                yield from self._judge(comment, code, (known, ran))

    def _judge(
        self,
        comment: Comment,
        code: str,
        rules: tuple[Collection[str], Collection[str]],
    ) -> Iterator[Finding]:
        known, ran = rules
        directive = comment.directive
        subject = f"{directive.kind}[{code}] {directive.reason or ''}".rstrip()
        drop = DropSuppression(codes=(code,))
        if code not in known:
            text = f"there is no rule `{code}`"
            yield _fault(UNUSED, comment, subject, text, drop)
        elif self._is_expired(directive):
            text = f"the suppression of `{code}` expired on {directive.until}"
            yield _fault(EXPIRED, comment, subject, text)
        elif code in ran and (comment.path, directive, code) not in self._used:
            text = f"the suppression of `{code}` hides nothing"
            yield _fault(UNUSED, comment, subject, text, drop)

    def _is_expired(self, directive: Directive) -> bool:
        until = directive.until
        return until is not None and date.fromisoformat(until) < self._today

    def _hides(self, code: str, part: Part) -> bool:
        path = part.place.path
        for directive in self._active.get((path, code), ()):
            if _covers(directive, part.place.line):
                self._used.add((path, directive, code))
                return True
        return False


def _covers(directive: Directive, line: int) -> bool:
    first = directive.applies_to
    return not first or first <= line <= max(first, directive.through)


def _fault(
    code: str,
    comment: Comment,
    subject: str,
    message: str,
    remedy: Remedy | None = None,
) -> Finding:
    place = Place(comment.path, comment.directive.span)
    advice = {
        UNUSED: "Remove or correct the comment.",
        EXPIRED: "Mend the finding, or renew the date on purpose.",
    }
    return Finding(
        code=code,
        place=place,
        module=comment.module,
        symbol="",
        subject=subject,
        message=message,
        help=advice[code],
        parts=(Part(place, subject),),
        remedy=remedy,
    )
