"""The list of names in a `from` import: taken from, added to, aimed elsewhere.

Comments stay where they are, but for that of a name that leaves: it goes along.
"""

from collections.abc import Collection, Sequence
from typing import TypeAlias

import libcst as cst

from ssot_audit.fix.tree import aliases, dotted, expression

WIDTH = 88
"""Columns; a line that would be longer is made two statements."""
Gap: TypeAlias = cst.BaseParenthesizableWhitespace


def alias_of(name: str, bound: str | None) -> cst.ImportAlias:
    """Return `name`, or `name as bound`."""
    asname = None if bound is None else cst.AsName(cst.Name(bound))
    return cst.ImportAlias(expression(name), asname)


def import_from(
    level: int, module: str, names: Sequence[cst.ImportAlias]
) -> cst.ImportFrom:
    """Return a plain import on one line."""
    return cst.ImportFrom(
        module=expression(module) if module else None,
        names=list(names),
        relative=[cst.Dot()] * level,
    )


def aimed_at(statement: cst.ImportFrom, level: int, module: str) -> cst.ImportFrom:
    """Return an import of the same names from elsewhere."""
    return statement.with_changes(
        module=expression(module) if module else None,
        relative=[cst.Dot()] * level,
        whitespace_after_from=_at_least_a_space(statement.whitespace_after_from),
        whitespace_before_import=_at_least_a_space(statement.whitespace_before_import),
    )


def _at_least_a_space(gap: cst.SimpleWhitespace) -> cst.SimpleWhitespace:
    """Return a gap that there must be where dots needed none."""
    return gap if gap.value else cst.SimpleWhitespace(" ")


def comment_of(statement: cst.ImportFrom, alias: cst.ImportAlias) -> str | None:
    """Return the comment behind a name on its line."""
    after: cst.BaseParenthesizableWhitespace | None = None
    if isinstance(alias.comma, cst.Comma):
        after = alias.comma.whitespace_after
    elif statement.rpar is not None:
        after = statement.rpar.whitespace_before
    if isinstance(after, cst.ParenthesizedWhitespace) and after.first_line.comment:
        return after.first_line.comment.value
    return None


def without(
    statement: cst.ImportFrom, removed: Collection[cst.ImportAlias]
) -> cst.ImportFrom:
    """Return an import without some of its names, which are not all it has."""
    names = list(aliases(statement))
    kept = [alias for alias in names if alias not in removed]
    if names[-1] in removed:
        last = kept[-1]
        comma, after = _ending(last, names[-1], statement)
        kept[-1] = last.with_changes(comma=comma)
        if after is not None and statement.rpar is not None:
            rpar = statement.rpar.with_changes(whitespace_before=after)
            statement = statement.with_changes(rpar=rpar)
    return statement.with_changes(names=kept)


def _ending(
    last: cst.ImportAlias, old: cst.ImportAlias, statement: cst.ImportFrom
) -> tuple[cst.Comma | cst.MaybeSentinel, Gap | None]:
    """Return the comma of the name that is the last now, and the gap after it."""
    comma = last.comma
    if not isinstance(comma, cst.Comma):
        return comma, None
    own = comma.whitespace_after
    if isinstance(old.comma, cst.Comma):
        after = _commented(old.comma.whitespace_after, own)
        return comma.with_changes(whitespace_after=after), None
    if statement.rpar is None:
        return cst.MaybeSentinel.DEFAULT, None
    after = _commented(statement.rpar.whitespace_before, own)
    return cst.MaybeSentinel.DEFAULT, after


def _comment(gap: Gap) -> bool:
    return isinstance(gap, cst.ParenthesizedWhitespace) and (
        gap.first_line.comment is not None
        or any(line.comment is not None for line in gap.empty_lines)
    )


def _commented(gap: Gap, own: Gap) -> Gap:
    """Return a gap with the comments that another one has in place of its own."""
    if not isinstance(own, cst.ParenthesizedWhitespace):
        if isinstance(gap, cst.ParenthesizedWhitespace):
            return gap.with_changes(first_line=cst.TrailingWhitespace())
        return gap
    if not isinstance(gap, cst.ParenthesizedWhitespace):
        return own if _comment(own) else gap
    return gap.with_changes(
        first_line=own.first_line, empty_lines=[*own.empty_lines, *gap.empty_lines]
    )


def with_names(
    statement: cst.ImportFrom, new: Sequence[cst.ImportAlias]
) -> cst.ImportFrom:
    """Return an import with more names, in order if it was, in the style it has."""
    names = list(aliases(statement))
    for alias in new:
        if any(_said(known) == _said(alias) for known in names):
            continue
        at = _place(names, alias)
        gap = _gap(statement, names)
        if at == len(names):
            last = names[-1]
            if isinstance(last.comma, cst.Comma):
                names.append(alias.with_changes(comma=last.comma))
                names[-1] = _uncommented(names[-1])
                names[-2] = last.with_changes(comma=_continued(last.comma, gap))
            else:
                statement, gap = _comment_taken(statement, gap)
                names[-1] = last.with_changes(comma=cst.Comma(whitespace_after=gap))
                names.append(alias)
        else:
            names.insert(at, alias.with_changes(comma=cst.Comma(whitespace_after=gap)))
    return statement.with_changes(names=names)


def _comment_taken(statement: cst.ImportFrom, gap: Gap) -> tuple[cst.ImportFrom, Gap]:
    """Move the comment of the last name, which has no comma, behind its comma."""
    if statement.rpar is None:
        return statement, gap
    end = statement.rpar.whitespace_before
    if not isinstance(end, cst.ParenthesizedWhitespace) or not end.first_line.comment:
        return statement, gap
    if isinstance(gap, cst.ParenthesizedWhitespace):
        gap = gap.with_changes(first_line=end.first_line)
    else:
        gap = end.with_changes(empty_lines=[])
    rpar = statement.rpar.with_changes(whitespace_before=_plain(end))
    return statement.with_changes(rpar=rpar), gap


def _plain(gap: cst.ParenthesizedWhitespace) -> cst.ParenthesizedWhitespace:
    """Return a gap without the comment on its first line."""
    first = gap.first_line.with_changes(
        comment=None, whitespace=cst.SimpleWhitespace("")
    )
    return gap.with_changes(first_line=first)


def _gap(statement: cst.ImportFrom, names: Sequence[cst.ImportAlias]) -> Gap:
    """Return what stands between the names of an import, without comments."""
    candidates = [
        name.comma.whitespace_after
        for name in names[:-1]
        if isinstance(name.comma, cst.Comma)
    ]
    if isinstance(statement.lpar, cst.LeftParen):
        candidates.append(statement.lpar.whitespace_after)
    for gap in candidates:
        if isinstance(gap, cst.ParenthesizedWhitespace):
            return _plain(gap).with_changes(empty_lines=[])
    return cst.SimpleWhitespace(" ")


def _continued(comma: cst.Comma, gap: Gap) -> cst.Comma:
    own = comma.whitespace_after
    if isinstance(own, cst.ParenthesizedWhitespace) and isinstance(
        gap, cst.ParenthesizedWhitespace
    ):
        after: Gap = own.with_changes(indent=gap.indent, last_line=gap.last_line)
    else:
        after = own if _comment(own) else gap
    return comma.with_changes(whitespace_after=after)


def _uncommented(alias: cst.ImportAlias) -> cst.ImportAlias:
    if isinstance(alias.comma, cst.Comma):
        after = alias.comma.whitespace_after
        if isinstance(after, cst.ParenthesizedWhitespace):
            after = _plain(after).with_changes(empty_lines=[])
            return alias.with_changes(
                comma=alias.comma.with_changes(whitespace_after=after)
            )
    return alias


def _place(names: Sequence[cst.ImportAlias], alias: cst.ImportAlias) -> int:
    """Return where a name goes: into the order that the others have, or to the end."""
    words = [_said(name)[0] for name in names]
    for key in (_by_letter, _by_small_letter, _by_case):
        known = [key(word) for word in words]
        if known == sorted(known):
            own = key(_said(alias)[0])
            return sum(other < own for other in known)
    return len(names)


def _by_letter(word: str) -> tuple[int, str]:
    return 0, word


def _by_small_letter(word: str) -> tuple[int, str]:
    return 0, word.lower()


def _by_case(word: str) -> tuple[int, str]:
    """Constants first, then classes, then the rest: the order isort puts names in."""
    if word.isupper() and len(word) > 1:
        return 0, word
    return (1, word) if word[:1].isupper() else (2, word)


def _said(alias: cst.ImportAlias) -> tuple[str, str]:
    bound = dotted(alias.asname.name) if alias.asname else ""
    return dotted(alias.name), bound
